"""Needs: when each consumer might buy a meal today, whatever the policies.

Drawn once a day from the consumer's rate and the hours of the day, so that the same needs arise
in every scenario; whether a need opens the app is decided when it comes.
"""

import numpy as np
from numba import njit

from sim import luck
from sim.flow.world import NEED
from sim.schema import Rows

# A consumer's needs in one day; their numbers run from day * PER_DAY.
PER_DAY = 32


@njit(cache=True)
def _count(seed, consumers, day, factor):
    """How many needs each consumer has today: Poisson, (n_consumers,)."""
    counts = np.empty(len(consumers), np.int32)
    for who in range(len(consumers)):
        uniform = luck.luck(seed, luck.NEEDS, who, day)
        mean = consumers[who].needs_per_day * factor
        counts[who] = min(luck.poisson(mean, uniform), PER_DAY - 1)
    return counts


@njit(cache=True)
def _fill(needs, seed, counts, day, cumulated):
    """Write the needs of the day, each at a time drawn from the hours' shares."""
    row = 0
    for who in range(len(counts)):
        for k in range(counts[who]):
            nth = day * PER_DAY + k
            hour_draw, within, _, _ = luck.four(seed, luck.NEED_TIME, who, nth, 0)
            hour = np.searchsorted(cumulated, hour_draw, side="right")
            needs[row].at_min = day * 1440.0 + (hour + within) * 60.0
            needs[row].consumer = who
            needs[row].nth = nth
            row += 1


def draw_needs(
    seed: int, consumers: Rows, day: int, factor: float, hours: tuple[float, ...]
) -> Rows:
    """The needs of a day in order of time, (n_needs,) of NEED.

    `factor` multiplies every rate, `hours` holds the share of each hour.
    """
    counts = _count(seed, consumers, day, factor)
    needs = NEED.empty(int(counts.sum()))
    cumulated = np.cumsum(hours) / np.sum(hours)
    cumulated[-1] = 1.0
    _fill(needs, seed, counts, day, cumulated)
    return needs[np.argsort(needs["at_min"], kind="stable")]
