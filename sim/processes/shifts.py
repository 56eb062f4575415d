"""Shifts: couriers come on duty and go home, fewer come in bad weather.

A shift that ends at a moment ends after all that happens then: a pick-up at that moment counts.
"""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim import luck
from sim.daytime import DAY_MIN
from sim.market import Market
from sim.turns import Process, Turn, at_each

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Couriers = NDArray[np.intp]  # rows


def first_night(market: Market) -> Process | None:
    """At the start of the run, those are on duty whose shift began the evening before."""
    if market.recording and market.recording.couriers:
        return None
    couriers = market.with_shifts
    begun = (couriers["off_min"] <= couriers["on_min"]) & (couriers["off_min"] > 0)

    def start(_nth: int) -> None:
        for courier in _coming(market, np.flatnonzero(begun), market.first_day - 1).tolist():
            until_min = market.start_min + float(couriers["off_min"][courier])
            market.flow.start_shift(courier, until_min, market.start_min)

    return Process("first night", Turn.SHIFTS, at_each([market.start_min]), start)


def starts(market: Market) -> Process:
    """Start the shifts of a moment together, of those couriers who come."""
    couriers = market.with_shifts
    passes_midnight = couriers["off_min"] <= couriers["on_min"]
    minutes, groups = _by_time(couriers["on_min"])
    moment = _daily(minutes, market.first_day, _last_day(market))

    def start(nth: int) -> None:
        days, nth_of_day = divmod(nth, len(minutes))
        day, at_min = market.first_day + days, moment(nth)
        coming = _coming(market, groups[nth_of_day], day)
        last_day = day + passes_midnight[coming]
        end_min = last_day * DAY_MIN + couriers["off_min"][coming]
        on_duty = _ending(market, coming, at_min)
        for courier, until_min, goes_on in zip(
            coming.tolist(), end_min.tolist(), on_duty.tolist(), strict=True
        ):
            if goes_on:
                market.flow.end_shift(courier, at_min)
            market.flow.start_shift(courier, until_min, at_min)

    return Process("starts of shifts", Turn.SHIFTS, moment, start)


def ends(market: Market) -> Process:
    """End the shifts of a moment, just after it."""
    minutes, groups = _by_time(market.with_shifts["off_min"])
    # Those of the last day may end on the next.
    moment = _daily(minutes, market.first_day, _last_day(market) + 1)

    def end(nth: int) -> None:
        at_min, group = moment(nth), groups[nth % len(groups)]
        for courier in group[_ending(market, group, at_min)].tolist():
            market.flow.end_shift(courier, at_min)

    return Process(
        "ends of shifts", Turn.SHIFTS, lambda nth: math.nextafter(moment(nth), math.inf), end
    )


def _last_day(market: Market) -> int:
    """The last day on which shifts begin; recorded couriers work once."""
    return 0 if market.recording and market.recording.couriers else market.n_days - 1


def _by_time(minute: Floats) -> tuple[list[float], list[Couriers]]:
    """Each time of day that is somebody's, and the couriers whose it is."""
    minutes, first = np.unique(np.sort(minute), return_index=True)
    groups = np.split(np.argsort(minute, kind="stable"), first[1:])
    return minutes.tolist(), groups


def _daily(minutes: list[float], first_day: int, last_day: int) -> Callable[[int], float]:
    """The moments of such times of day from one day to another."""
    n_moments = (last_day - first_day + 1) * len(minutes)

    def moment(nth: int) -> float:
        if nth >= n_moments:
            return math.inf
        days, nth_of_day = divmod(nth, len(minutes))
        return (first_day + days) * DAY_MIN + minutes[nth_of_day]

    return moment


def _ending(market: Market, group: Couriers, at_min: float) -> Bools:
    """Whose running shift ends at a moment; who did not come to it has an older end."""
    return np.asarray(market.world.couriers["until_min"][group] == at_min)


def _coming(market: Market, group: Couriers, day: int) -> Couriers:
    """Who of a group comes to the shift of a day, by each one's luck and what influences it."""
    draws = luck.uniforms(market.seed, luck.ATTENDANCE, len(market.with_shifts), day)[:, 0]
    factor = market.world.outside["attendance_factor"][0]
    comes = draws[group] < market.scenario.couriers.attendance_share * factor
    return np.asarray(group[comes])
