"""Shifts: couriers come on duty and go home, fewer come in bad weather."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from simpy.events import ProcessGenerator

from sim import luck
from sim.daytime import DAY_MIN

if TYPE_CHECKING:
    from sim.market import Market

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def shifts(market: "Market") -> ProcessGenerator:
    """Start and end all shifts, those of the same minute together, ends first."""
    start_min, end_min, courier = _roster(market)
    draws = np.concatenate(
        [
            luck.uniforms(market.seed, luck.ATTENDANCE, len(market.world.couriers), nth)[:, 0]
            for nth in range(market.n_days)
        ]
    )
    present = np.zeros(len(courier), np.bool_)
    starting, ending = _by_time(start_min), _by_time(end_min)
    for at_min in sorted(starting.keys() | ending.keys()):
        yield market.clock.timeout(at_min - market.clock.now)
        for shift in ending.get(at_min, ()):
            if present[shift]:
                market.flow.end_shift(int(courier[shift]), at_min)
        share = market.scenario.couriers.attendance_share * _weather_factor(market)
        for shift in starting.get(at_min, ()):
            if draws[shift] < share:
                present[shift] = True
                market.flow.start_shift(int(courier[shift]), float(end_min[shift]), at_min)


def _roster(market: "Market") -> tuple[Floats, Floats, Ints]:
    """Start, end and courier of each shift of the run; recorded couriers work once."""
    couriers = market.world.couriers
    n_days = 1 if market.recording and market.recording.couriers else market.n_days
    day = np.repeat(np.arange(n_days), len(couriers))
    courier = np.tile(np.arange(len(couriers)), n_days)
    start = couriers["on_min"][courier] + day * DAY_MIN
    end = couriers["off_min"][courier] + day * DAY_MIN
    return start, np.where(end <= start, end + DAY_MIN, end), courier


def _by_time(at_min: Floats) -> dict[float, list[int]]:
    """The shifts of each moment."""
    shifts_at: dict[float, list[int]] = {}
    for shift, at in enumerate(at_min.tolist()):
        shifts_at.setdefault(at, []).append(shift)
    return shifts_at


def _weather_factor(market: "Market") -> float:
    """Part of those who would come in clear weather that comes now."""
    return (1.0, *market.scenario.world.weather.attendance_factor)[market.weather]
