"""Needs: when each consumer might buy a meal today, whatever the policies.

Drawn once a day from the consumer's rate and the hours of the day, so that the same needs arise
in every scenario; whether a need opens the app is decided when it comes.
"""

import numpy as np
from numba import njit

from sim import luck
from sim.daytime import DAY_MIN, HOUR_MIN
from sim.flow.world import NEED
from sim.schema import Rows

# A consumer's needs in one day; their numbers run from day * PER_DAY.
PER_DAY = 32
# About so many needs are put in order one after the other, which takes time by their square.
_A_FEW = 8
NEED_DTYPE = NEED.dtype


@njit(cache=True)
def count_needs(seed, consumers, day, factor):
    """How many needs each consumer has today: Poisson, (n_consumers,).

    Parameters
    ----------
    seed, day : int
        Of the run.
    consumers
        Rows of CONSUMER, (n_consumers,).
    factor : float
        On every rate.
    """
    counts = np.empty(len(consumers), np.int32)
    for who in range(len(consumers)):
        uniform = luck.luck(seed, luck.NEEDS, who, day)
        mean = consumers[who].needs_per_day * factor
        counts[who] = min(luck.poisson(mean, uniform), PER_DAY - 1)
    return counts


@njit(cache=True)
def _draw(seed, counts, day, cumulated):
    """The needs of the day, each at a time drawn from the hours' shares: (n_needs,) of NEED.

    In order of time, ties by consumer and number: needs are dealt to equal parts of the day, and
    each part's few are put in order.
    """
    drawn = np.empty(counts.sum(), NEED_DTYPE)
    ends = np.zeros(1440 + len(drawn) // _A_FEW, np.int32)  # of each part's rows
    row = 0
    for who in range(len(counts)):
        for k in range(counts[who]):
            need = drawn[row]
            need.nth = day * PER_DAY + k
            hour_draw, within, _, _ = luck.four(seed, luck.NEED_TIME, who, need.nth, 0)
            hour = np.searchsorted(cumulated, hour_draw, side="right")
            need.at_min = day * DAY_MIN + (hour + within) * HOUR_MIN
            need.consumer = who
            need.wanted_min = need.at_min
            ends[_part(need, day, len(ends))] += 1
            row += 1
    ends = np.cumsum(ends)
    needs = np.empty(len(drawn), NEED_DTYPE)
    for row in range(len(drawn) - 1, -1, -1):
        part = _part(drawn[row], day, len(ends))
        ends[part] -= 1
        needs[ends[part]] = drawn[row]
    _sort_by_time(needs)
    return needs


@njit(cache=True, forceinline=True)
def _part(need, day, n_parts):
    return min(int((need.at_min / DAY_MIN - day) * n_parts), n_parts - 1)


@njit(cache=True)
def _sort_by_time(needs):
    """Put nearly sorted needs in order of time, equals as they stand."""
    held = np.empty(1, NEED_DTYPE)
    for row in range(1, len(needs)):
        at_min = needs[row].at_min
        if needs[row - 1].at_min <= at_min:
            continue
        held[0] = needs[row]
        at = row
        while at > 0 and needs[at - 1].at_min > at_min:
            needs[at] = needs[at - 1]
            at -= 1
        needs[at] = held[0]


def draw_needs(
    seed: int, consumers: Rows, day: int, factor: float, hours: tuple[float, ...]
) -> Rows:
    """The needs of a day in order of time, (n_needs,) of NEED.

    `factor` multiplies every rate, `hours` holds the share of each hour.
    """
    counts = count_needs(seed, consumers, day, factor)
    cumulated = np.cumsum(hours) / np.sum(hours)
    cumulated[-1] = 1.0
    return np.asarray(_draw(seed, counts, day, cumulated).view(NEED.dtype))


def merged(needs: Rows, others: Rows) -> Rows:
    """The needs of a day, in order of time, and others in any; of one minute these come later."""
    in_order = np.argsort(others["at_min"], kind="stable")
    both = _merged(needs.view(NEED_DTYPE), others.view(NEED_DTYPE), in_order)
    return np.asarray(both.view(NEED_DTYPE))


@njit(cache=True)
def _merged(needs, others, in_order):
    """Needs in order of time and others, whose rows in order are given, as one table in order."""
    both = np.empty(len(needs) + len(others), NEED_DTYPE)
    first, second = 0, 0
    for row in range(len(both)):
        if second == len(others) or (
            first < len(needs) and needs[first].at_min <= others[in_order[second]].at_min
        ):
            both[row] = needs[first]
            first += 1
        else:
            both[row] = others[in_order[second]]
            second += 1
    return both
