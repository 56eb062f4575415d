"""The crowd comes on line and goes: every few minutes each of them thinks of it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim import luck
from sim.agents.courier import Doing
from sim.daytime import DAY_MIN
from sim.flow.composed import own
from sim.flow.influences import Sky
from sim.mechanisms.crowd import supply
from sim.mechanisms.crowd.columns import NAME
from sim.schema import Rows
from sim.settings.crowd import Crowd
from sim.turns import Process, Turn, every

# Nobody sleeps later: from then on it is another day, with another mind to work.
_MORNING_MIN = 240.0

Bools = NDArray[np.bool_]


def process(market: Any) -> Process | None:
    """Of drawn couriers; recorded days have their own."""
    settings: Crowd = market.scenario.mechanisms.crowd
    first, n_crowd = settings.fleet(market.scenario.couriers.count)
    if market.recording is not None or n_crowd == 0:
        return None

    def think(_nth: int) -> None:
        _think(market, settings, first)

    return Process(NAME, Turn.SHIFTS, every(settings.every_min, market.start_min), think)


def _think(market: Any, settings: Crowd, first: int) -> None:
    """Reckon up the minutes since the last time, then come, stay or go."""
    world, now = market.world, market.now_min
    people, told, days, _ = own(world, NAME)
    couriers = world.couriers[first:]
    # Who has ended a shift may still be at work; thoughts come at the ends of shifts, or nearly.
    active = (couriers["doing"] != Doing.OFF) & (couriers["until_min"] > now - _half(settings))
    _count(people, days, couriers["since_min"], active, now, settings)
    pay = supply.pay_ratio(world.rates, market.weather != Sky.CLEAR, settings)
    if (now - _MORNING_MIN) % DAY_MIN < settings.every_min:
        supply.learn(people, told, pay, settings)

    day = int((now - _MORNING_MIN) // DAY_MIN)
    draws = luck.uniforms(market.seed, luck.CROWD, len(couriers), day)[:, 0]
    eager = supply.eagerness(supply.expected(people, told, settings), pay, told, settings)
    eager *= world.outside["attendance_factor"][0]
    wants = draws < settings.usual_share(now) * eager
    goes = active & ~wants & _may_go(couriers, now, settings)
    for row in np.flatnonzero(goes).tolist():
        market.flow.end_shift(first + row, now)

    ends_soon = couriers["until_min"] <= now + 1.5 * settings.every_min
    asked = np.flatnonzero(wants & (~active | ends_soon))
    next_morning_min = (day + 1) * DAY_MIN + _MORNING_MIN
    until = supply.foreseen_end(draws[asked], eager[asked], now, next_morning_min, settings)
    is_over = now >= market.n_days * DAY_MIN
    for row, until_min in zip(asked.tolist(), until.tolist(), strict=True):
        if active[row]:
            couriers["until_min"][row] = until_min
        elif not is_over:
            market.flow.start_shift(first + row, until_min, now)


def _half(settings: Crowd) -> float:
    return settings.every_min / 2


def _may_go(couriers: Rows, now: float, settings: Crowd) -> Bools:
    """Who has nothing in hand, or has reached the end that was foreseen."""
    is_due = couriers["until_min"] <= now + _half(settings)
    return np.asarray((couriers["doing"] == Doing.IDLE) | is_due)


def _count(
    people: Rows, days: Rows, since_min: Any, active: Bools, now: float, settings: Crowd
) -> None:
    """Add the minutes on line since the last thought.

    Parameters
    ----------
    people, days
        Rows of PERSON and of OF_DAY.
    since_min
        When each one's shift began, (n_crowd,).
    active
        Who is on line, (n_crowd,).
    now, settings
        The moment, and how long ago the last thought is.
    """
    minutes = np.where(active, np.minimum(settings.every_min, now - since_min), 0.0)
    people["new_min"] += minutes
    day = int((now - _half(settings)) // DAY_MIN)
    if 0 <= day < len(days):
        days["online_min"][day] += minutes.sum()
