"""Shifts: couriers come on duty and go home, fewer come in bad weather."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from simpy.events import ProcessGenerator

from sim import luck
from sim.processes.days import DAY_MIN

if TYPE_CHECKING:
    from sim.market import Market


def shifts(market: "Market") -> ProcessGenerator:
    """Start and end all shifts, those of the same minute together."""
    start_min, end_min, courier, day = _roster(market)
    present = np.zeros(len(courier), np.bool_)
    for at_min in np.unique(np.concatenate((start_min, end_min))):
        yield market.clock.timeout(at_min - market.clock.now)
        for shift in np.flatnonzero(present & (end_min == at_min)):
            market.flow.end_shift(courier[shift], at_min)
            present[shift] = False
        for shift in np.flatnonzero(start_min == at_min):
            present[shift] = _attends(market, courier[shift], day[shift])
            if present[shift]:
                market.flow.start_shift(courier[shift], end_min[shift], at_min)


def _roster(
    market: "Market",
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Start, end, courier and day of each shift of the run; recorded couriers work once."""
    couriers = market.world.couriers
    n_days = 1 if market.recording and market.recording.couriers else market.n_days
    day = np.repeat(np.arange(n_days), len(couriers))
    courier = np.tile(np.arange(len(couriers)), n_days)
    start = couriers["on_min"][courier] + day * DAY_MIN
    end = couriers["off_min"][courier] + day * DAY_MIN
    return start, np.where(end <= start, end + DAY_MIN, end), courier, day


def _attends(market: "Market", courier: int, day: int) -> bool:
    """Whether a courier comes today: an own draw, against a share that the weather lowers."""
    factor = (1.0, *market.scenario.world.weather.attendance_factor)[market.weather]
    draw = luck.luck(market.seed, luck.ATTENDANCE, courier, day)
    return bool(draw < market.scenario.couriers.attendance_share * factor)
