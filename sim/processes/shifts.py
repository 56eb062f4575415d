"""Shifts: couriers come on duty and go home, fewer come in bad weather.

A shift that ends at a moment ends after all that happens then: a pick-up at that moment counts.
"""

import math
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim import luck
from sim.clock import Turn
from sim.daytime import DAY_MIN
from sim.market import Market
from sim.processes.process import Process

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Couriers = NDArray[np.intp]  # rows


def starts(market: Market) -> Process:
    """Start the shifts of a moment together, of those couriers who come."""
    couriers = market.world.couriers
    passes_midnight = couriers["off_min"] <= couriers["on_min"]
    minutes, groups = _by_time(couriers["on_min"])
    moment = _daily(minutes, _days_worked(market))
    draws = lru_cache(maxsize=1)(lambda day: _draws(market, day))

    def start(nth: int) -> None:
        day, place = divmod(nth, len(minutes))
        at_min, group = moment(nth), groups[place]
        share = market.scenario.couriers.attendance_share * _attendance_factor(market)
        coming = group[draws(day)[group] < share]
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
    minutes, groups = _by_time(market.world.couriers["off_min"])
    # Those of the last day may end on the next.
    moment = _daily(minutes, _days_worked(market) + 1)

    def end(nth: int) -> None:
        at_min, group = moment(nth), groups[nth % len(groups)]
        for courier in group[_ending(market, group, at_min)].tolist():
            market.flow.end_shift(courier, at_min)

    return Process(
        "ends of shifts", Turn.SHIFTS, lambda nth: math.nextafter(moment(nth), math.inf), end
    )


def _days_worked(market: Market) -> int:
    """Days on which shifts begin; recorded couriers work once."""
    return 1 if market.recording and market.recording.couriers else market.n_days


def _by_time(minute: Floats) -> tuple[list[float], list[Couriers]]:
    """Each time of day that is somebody's, and the couriers whose it is."""
    minutes, first = np.unique(np.sort(minute), return_index=True)
    groups = np.split(np.argsort(minute, kind="stable"), first[1:])
    return minutes.tolist(), groups


def _daily(minutes: list[float], n_days: int) -> Callable[[int], float]:
    """The moments of such times of day on so many days."""

    def moment(nth: int) -> float:
        if nth >= n_days * len(minutes):
            return math.inf
        day, place = divmod(nth, len(minutes))
        return day * DAY_MIN + minutes[place]

    return moment


def _ending(market: Market, group: Couriers, at_min: float) -> Bools:
    """Whose running shift ends at a moment; who did not come to it has an older end."""
    couriers = market.world.couriers
    ending = (couriers["until_min"][group] == at_min) & (couriers["since_min"][group] < at_min)
    return np.asarray(ending)


def _draws(market: Market, day: int) -> Floats:
    """Each courier's luck of coming on a day, (n_couriers,)."""
    n_couriers = len(market.world.couriers)
    return np.asarray(luck.uniforms(market.seed, luck.ATTENDANCE, n_couriers, day)[:, 0])


def _attendance_factor(market: Market) -> float:
    """Part of those who would come under no influence that comes now."""
    return float(market.world.influences["attendance_factor"].prod())
