"""Hours of work: every few minutes it is looked who is on duty, and since when without a rest."""

import math
from typing import Any

import numpy as np

from sim.agents.courier import Doing, is_busy
from sim.daytime import DAY_MIN
from sim.flow.composed import own
from sim.mechanisms.regulation.columns import COUNTS, FINES, LIMITS, NAME, PEOPLE, Rule, record
from sim.schema import Rows
from sim.turns import Process, Turn, every

EVERY_MIN = 5


def process(market: Any) -> Process | None:
    """Look, if there is a rule for hours, until the last midnight."""
    settings = market.scenario.mechanisms.regulation
    if settings.stretch_hours is None and settings.day_hours is None:
        return None
    moment, horizon = every(EVERY_MIN, market.start_min, 1), market.n_days * DAY_MIN

    def look(_nth: int) -> None:
        _look(market)

    return Process(
        NAME,
        Turn.STOCK,
        lambda nth: moment(nth) if moment(nth) <= horizon else math.inf,
        look,
    )


def _look(market: Any) -> None:
    """Reckon up the minutes since the last look; midnight belongs to the day before."""
    world, now = market.world, market.now_min
    tables = own(world, NAME)
    limits, people = tables[LIMITS][0], tables[PEOPLE]
    day = math.ceil(now / DAY_MIN) - 1
    broken = passed(people, world.couriers, limits, now)
    for rule, n_passed in broken.items():
        for _ in range(n_passed):  # a whole number: Numba takes long to look at an enum
            record(tables[FINES], tables[COUNTS], world.book, day, day, int(rule))
    if now % DAY_MIN == 0:
        people["today_min"] = 0.0


def passed(people: Rows, couriers: Rows, limits: Any, now: float) -> dict[Rule, int]:
    """How many have passed each limit since the last look, by what each is doing now.

    Parameters
    ----------
    people, couriers
        Rows of PERSON, which are written, and of COURIER.
    limits
        A record of LIMIT.
    now
        Minutes.
    """
    on_duty = couriers["doing"] != Doing.OFF
    minutes = np.where(on_duty, np.clip(now - couriers["since_min"], 0.0, EVERY_MIN), 0.0)
    people = people[: len(couriers)]
    still = np.where(is_busy(couriers["doing"]), 0.0, people["still_min"] + EVERY_MIN)
    rested = still >= limits["rest_min"]
    stretch = np.where(rested & (still > 0), 0.0, people["stretch_min"] + minutes)
    today = people["today_min"] + minutes
    found = {
        Rule.STRETCH: _crossing(people["stretch_min"], stretch, limits["stretch_min"]),
        Rule.DAY: _crossing(people["today_min"], today, limits["day_min"]),
    }
    people["still_min"], people["stretch_min"], people["today_min"] = still, stretch, today
    return found


def _crossing(before: Any, after: Any, limit: float) -> int:
    """How many were within a limit, and are no more."""
    return int(np.count_nonzero((before <= limit) & (after > limit)))
