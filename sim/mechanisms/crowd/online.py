"""The crowd comes on line and goes: every few minutes each of them thinks of it."""

from functools import lru_cache
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
Floats = NDArray[np.float64]


def process(market: Any) -> Process | None:
    """Where there is a crowd: it thinks when pay of the moment has been decided."""
    settings: Crowd = market.scenario.mechanisms.crowd
    first, n_crowd = settings.fleet(market.scenario.couriers.count)
    if n_crowd == 0:
        return None

    def think(_nth: int) -> None:
        _think(market, settings, first)

    return Process(NAME, Turn.DECISIONS, every(settings.every_min, market.start_min), think)


def _think(market: Any, settings: Crowd, first: int) -> None:
    """Reckon up the minutes since the last time, then come, stay or go."""
    world, now = market.world, market.now_min
    people, told, _ = own(world, NAME)
    couriers = world.couriers[first:]
    # Who has ended a shift may still be at work; thoughts come at the ends of shifts, or nearly.
    active = (couriers["doing"] != Doing.OFF) & (couriers["until_min"] > now - _half(settings))
    _count(people, told, couriers["since_min"], active, now, settings)
    is_raining = market.weather != Sky.CLEAR
    pay = supply.pay_ratio(world.rates, world.travel, is_raining, settings)
    floor = supply.floor_ratio(world.rates, is_raining, settings)
    told["pay"] = pay
    if (now - _MORNING_MIN) % DAY_MIN < settings.every_min:
        supply.learn(people, told, settings, floor)

    day = int((now - _MORNING_MIN) // DAY_MIN)
    minds = _minds(market.seed, len(couriers), day)
    per_hour = supply.expected(people, told, settings)
    eager = supply.eagerness(per_hour, pay, told, settings, floor)
    eager *= world.outside["attendance_factor"][0]
    wants = minds < supply.usual_share(now, settings) * eager
    goes = active & ~wants & _may_go(couriers, now, settings)
    for row in np.flatnonzero(goes).tolist():
        market.flow.end_shift(first + row, now)

    ends_soon = couriers["until_min"] <= now + 1.5 * settings.every_min
    asked = np.flatnonzero(wants & (~active | ends_soon))
    next_morning_min = (day + 1) * DAY_MIN + _MORNING_MIN
    until = supply.foreseen_end(minds[asked], eager[asked], now, next_morning_min, settings)
    stays = active[asked]
    couriers["until_min"][asked[stays]] = until[stays]
    if now < market.n_days * DAY_MIN:
        comes = zip(asked[~stays].tolist(), until[~stays].tolist(), strict=True)
        for row, until_min in comes:
            market.flow.start_shift(first + row, until_min, now)


@lru_cache(maxsize=1)
def _minds(seed: int, n_crowd: int, day: int) -> Floats:
    """How little each of the crowd needs on a day to be on line, (n_crowd,); low: he is keen."""
    return np.asarray(luck.uniforms(seed, luck.CROWD, n_crowd, day)[:, 0])


def _half(settings: Crowd) -> float:
    return settings.every_min / 2


def _may_go(couriers: Rows, now: float, settings: Crowd) -> Bools:
    """Who has nothing in hand, or has reached the end that was foreseen."""
    is_due = couriers["until_min"] <= now + _half(settings)
    return np.asarray((couriers["doing"] == Doing.IDLE) | is_due)


def _count(
    people: Rows, told: Rows, since_min: Any, active: Bools, now: float, settings: Crowd
) -> None:
    """Add the minutes on line since the last thought, at the pay that was in force then.

    Parameters
    ----------
    people, told
        Rows of PERSON and of SAID.
    since_min
        When each one's shift began, (n_crowd,).
    active
        Who is on line, (n_crowd,).
    now, settings
        The moment, and how long ago the last thought is.
    """
    minutes = np.where(active, np.minimum(settings.every_min, now - since_min), 0.0)
    people["new_min"] += minutes
    told["paid_min"] += minutes.sum() * told["pay"]
