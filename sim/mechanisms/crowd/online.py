"""The crowd comes on line and goes: every few minutes each of them thinks of it."""

from functools import lru_cache
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim import luck
from sim.agents.courier import Doing
from sim.daytime import DAY_MIN
from sim.flow.composed import own
from sim.flow.entry import Resolved
from sim.flow.influences import Sky
from sim.mechanisms.crowd import supply
from sim.mechanisms.crowd.columns import NAME
from sim.settings.crowd import Crowd
from sim.turns import Process, Turn, every

# Nobody sleeps later: from then on it is another day, with another mind to work.
_MORNING_MIN = 240.0

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def process(market: Any) -> Process | None:
    """Where there is a crowd: it thinks when pay of the moment has been decided."""
    settings: Crowd = market.scenario.mechanisms.crowd
    first, n_crowd = settings.fleet(market.scenario.couriers.count)
    if n_crowd == 0:
        return None

    outlook = supply.outlook_of(settings)

    def think(_nth: int) -> None:
        _think(market, settings, outlook, first)

    return Process(NAME, Turn.DECISIONS, every(settings.every_min, market.start_min), think)


def _think(market: Any, settings: Crowd, outlook: supply.Outlook, first: int) -> None:
    """Reckon up the minutes since the last time, then come, stay or go."""
    world, now = market.world, market.now_min
    people, told, _ = own(world, NAME)
    is_raining = market.weather != Sky.CLEAR
    floor = supply.floor_ratio(world.rates, is_raining, settings)
    couriers = world.couriers[first:]
    _count(couriers, people, told, now, outlook.every_min)
    told["pay"] = supply.pay_ratio(world.rates, world.travel, is_raining, settings)
    if (now - _MORNING_MIN) % DAY_MIN < settings.every_min:
        supply.learn(people, told, settings, floor)
    day = int((now - _MORNING_MIN) // DAY_MIN)
    end_min = (day + 1) * DAY_MIN + _MORNING_MIN
    minds = _minds(market.seed, len(couriers), day)
    attendance = float(world.outside["attendance_factor"][0])
    goes, comes, until = _wish(
        couriers, people, told, outlook, minds, now, end_min, floor, attendance
    )
    for row in goes.tolist():
        market.flow.end_shift(first + row, now)
    if now < market.n_days * DAY_MIN:
        for row, until_min in zip(comes.tolist(), until.tolist(), strict=True):
            market.flow.start_shift(first + row, until_min, now)


@njit(cache=True)
def count(couriers: Any, people: Any, told: Any, now: float, every_min: float) -> None:
    """Add the minutes on line since the last thought, at the pay that was in force then.

    Parameters
    ----------
    couriers
        Rows of COURIER, of the crowd alone, (n_crowd,).
    people, told
        Rows of PERSON (n_crowd,) and of SAID (1,), which are changed.
    now, every_min
        The moment, and how long ago the last thought is at most.
    """
    together_min = 0.0
    for row in range(len(couriers)):
        if is_active(couriers[row], now, every_min):
            minutes = min(every_min, now - couriers[row].since_min)
            people[row].new_min += minutes
            together_min += minutes
    told[0].paid_min += together_min * told[0].pay


@njit(cache=True)
def wish(
    couriers: Any,
    people: Any,
    told: Any,
    outlook: Any,
    minds: Floats,
    now: float,
    end_min: float,
    floor: float,
    attendance: float,
) -> tuple[Ints, Ints, Floats]:
    """Who goes, who comes, and until when he who comes wants to stay.

    Parameters
    ----------
    couriers
        Rows of COURIER, of the crowd alone, (n_crowd,); of who stays it is written down until when.
    people, told
        Rows of PERSON (n_crowd,) and of SAID (1,).
    outlook : Outlook
    minds
        How little each needs to be on line, (n_crowd,).
    now, end_min
        The moment, and until when can be said that one stays.
    floor
        See `eagerness`.
    attendance
        By how much more than usual all want to be on line.
    """
    goes, comes = np.empty(len(couriers), np.int64), np.empty(len(couriers), np.int64)
    until, n_goes, n_comes = np.empty(len(couriers)), 0, 0
    usual = supply.usual_share(now, outlook)
    for row in range(len(couriers)):
        courier = couriers[row]
        per_hour = supply.expected(people[row], told[0], outlook)
        eager = supply.eagerness(per_hour, told[0].pay, told[0], outlook, floor) * attendance
        active = is_active(courier, now, outlook.every_min)
        if minds[row] >= usual * eager:
            if active and may_go(courier, now, outlook.every_min):
                goes[n_goes] = row
                n_goes += 1
        elif not active or courier.until_min <= now + 1.5 * outlook.every_min:
            foreseen_min = supply.foreseen_end(minds[row], eager, now, end_min, outlook)
            if active:
                courier.until_min = foreseen_min
            else:
                comes[n_comes], until[n_comes] = row, foreseen_min
                n_comes += 1
    return goes[:n_goes], comes[:n_comes], until[:n_comes]


# Entry points: they are called every few minutes.
_count = Resolved(count)
_wish = Resolved(wish)


@njit(cache=True)
def is_active(courier: Any, now: float, every_min: float) -> Any:
    """Whether he is on line; who has ended a shift may still be at work.

    Thoughts come at the ends of shifts, or nearly.
    """
    return courier.doing != Doing.OFF and courier.until_min > now - every_min / 2


@njit(cache=True)
def may_go(courier: Any, now: float, every_min: float) -> Any:
    """Whether he has nothing in hand, or has reached the end that was foreseen."""
    return courier.doing == Doing.IDLE or courier.until_min <= now + every_min / 2


@lru_cache(maxsize=1)
def _minds(seed: int, n_crowd: int, day: int) -> Floats:
    """How little each of the crowd needs on a day to be on line, (n_crowd,); low: he is keen."""
    # A column of its own: of one person it would be laid out otherwise than of many.
    return np.array(luck.uniforms(seed, luck.CROWD, n_crowd, day)[:, 0])
