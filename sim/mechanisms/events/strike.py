"""A strike: who would not have come to a shift during it leaves the one he is on, and returns.

Whether a courier comes to a shift is a draw of the day against `attendance_share` and all
influences. During a strike this is what decides of those on duty too, so that the same couriers
stay away however a strike and a shift lie.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim import luck
from sim.agents.courier import Doing
from sim.daytime import DAY_MIN
from sim.flow.composed import own
from sim.mechanisms.events.columns import COUNTS_ROW, NAME, NOW_ROW
from sim.schema import Rows

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def strike(market: Any, factor: float) -> None:
    """So large a part of the couriers goes on with work from now on; those of a crowd as they like.

    Parameters
    ----------
    factor
        1: nobody strikes.
    """
    state = own(market.world, NAME)[NOW_ROW]
    before = float(state["strike_factor"][0])
    if factor == before:
        return
    state["strike_factor"] = factor
    low, high = sorted((min(factor, 1.0), min(before, 1.0)))
    couriers, now = market.with_shifts, market.now_min
    on_shift, day, end_min = shifts_now(couriers, now)
    wills = _wills(market, day)
    turns = on_shift & (low <= wills) & (wills < high)
    on_duty = (couriers["doing"] != Doing.OFF) & (couriers["until_min"] > now)
    if factor < before:
        leaving = np.flatnonzero(turns & on_duty)
        for courier in leaving.tolist():
            market.flow.end_shift(courier, now)
        if now >= 0:
            own(market.world, NAME)[COUNTS_ROW]["n_struck"] += len(leaving)
        return
    for courier in np.flatnonzero(turns & ~on_duty).tolist():
        market.flow.start_shift(courier, float(end_min[courier]), now)


def shifts_now(couriers: Rows, now_min: float) -> tuple[Bools, NDArray[np.int64], Floats]:
    """Whose shift has begun and not ended by the clock: whether, of which day, and until when.

    A shift that begins or ends at this very moment is left to begin or end by itself.
    """
    today = int(now_min // DAY_MIN)
    minute = now_min - today * DAY_MIN
    on, off = couriers["on_min"], couriers["off_min"]
    passes_midnight = off <= on
    since_yesterday = passes_midnight & (minute < off)
    since_today = (on < minute) & (passes_midnight | (minute < off))
    day = np.where(since_yesterday, today - 1, today)
    end_min = (day + passes_midnight) * DAY_MIN + off
    return since_yesterday | since_today, day, end_min


def _wills(market: Any, day: NDArray[np.int64]) -> Floats:
    """Draws for the shifts of such days, over what they must be below without a strike."""
    n_couriers = len(market.world.couriers)
    draws = np.empty(len(day))
    for each in np.unique(day).tolist():
        of_day = luck.uniforms(market.seed, luck.ATTENDANCE, n_couriers, each)[: len(day), 0]
        draws[day == each] = of_day[day == each]
    striking = float(own(market.world, NAME)[NOW_ROW]["strike_factor"][0])
    influence = float(market.world.outside["attendance_factor"][0])
    usual = market.scenario.couriers.attendance_share * (influence / striking if striking else 1.0)
    return draws / usual if usual > 0 else np.full(len(day), np.inf)
