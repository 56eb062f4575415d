"""Shifts: couriers come on duty and go home, fewer come in bad weather.

A shift that ends at a moment ends after all that happens then: a pick-up at that moment counts.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray
from simpy.events import ProcessGenerator

from sim import luck
from sim.daytime import DAY_MIN
from sim.market import Market

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def shifts(market: Market) -> ProcessGenerator:
    """Start all shifts, those of the same minute together, and have them end."""
    start_min, end_min, courier = _roster(market)
    n_couriers = len(market.world.couriers)
    draws = np.concatenate(
        [
            luck.uniforms(market.seed, luck.ATTENDANCE, n_couriers, nth)[:, 0]
            for nth in range(market.n_days)
        ]
    )
    present = np.zeros(len(courier), np.bool_)
    end = partial(_end, market, end_min, courier, present)
    market.clock.process(_ends(market, end_min, end))
    for at_min, starting in _by_time(start_min):
        yield market.clock.at(at_min)
        share = market.scenario.couriers.attendance_share * _weather_factor(market)
        for shift in starting:
            if draws[shift] >= share:
                continue
            yesterday = shift - n_couriers
            if yesterday >= 0 and end_min[yesterday] == at_min:
                end(yesterday)
            present[shift] = True
            market.flow.start_shift(int(courier[shift]), float(end_min[shift]), at_min)


def _ends(market: Market, end_min: Floats, end: Callable[[int], None]) -> ProcessGenerator:
    """End all shifts, each just after its last moment."""
    for at_min, ending in _by_time(end_min):
        yield market.clock.at(float(np.nextafter(at_min, np.inf)))
        for shift in ending:
            end(shift)


def _end(market: Market, end_min: Floats, courier: Ints, present: Bools, shift: int) -> None:
    """End a shift, once, if its courier came."""
    if present[shift]:
        present[shift] = False
        market.flow.end_shift(int(courier[shift]), float(end_min[shift]))


def _roster(market: Market) -> tuple[Floats, Floats, Ints]:
    """Start, end and courier of each shift of the run; recorded couriers work once."""
    couriers = market.world.couriers
    n_days = 1 if market.recording and market.recording.couriers else market.n_days
    day = np.repeat(np.arange(n_days), len(couriers))
    courier = np.tile(np.arange(len(couriers)), n_days)
    start = couriers["on_min"][courier] + day * DAY_MIN
    end = couriers["off_min"][courier] + day * DAY_MIN
    return start, np.where(end <= start, end + DAY_MIN, end), courier


def _by_time(at_min: Floats) -> list[tuple[float, list[int]]]:
    """The shifts of each moment, in order of time."""
    shifts_at: dict[float, list[int]] = {}
    for shift, at in enumerate(at_min.tolist()):
        shifts_at.setdefault(at, []).append(shift)
    return sorted(shifts_at.items())


def _weather_factor(market: Market) -> float:
    """Part of those who would come in clear weather that comes now."""
    return (1.0, *market.scenario.world.weather.attendance_factor)[market.weather]
