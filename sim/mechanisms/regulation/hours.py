"""Hours of work: every few minutes it is looked who is on duty, and since when without a rest."""

import math
from typing import Any

from numba import njit

from sim.agents.courier import Doing, is_busy
from sim.daytime import DAY_MIN
from sim.flow.composed import own
from sim.flow.entry import Resolved
from sim.mechanisms.regulation.columns import COUNTS, FINES, LIMITS, NAME, PEOPLE, Rule, record
from sim.turns import Process, Turn, every

EVERY_MIN = 5.0


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
    people = tables[PEOPLE]
    day = math.ceil(now / DAY_MIN) - 1
    broken = _passed(people, world.couriers, tables[LIMITS], now)
    for rule, n_passed in zip((Rule.STRETCH, Rule.DAY), broken, strict=True):
        for _ in range(n_passed):  # a whole number: Numba takes long to look at an enum
            record(tables[FINES], tables[COUNTS], world.book, day, day, int(rule))
    if now % DAY_MIN == 0:
        people["today_min"] = 0.0


@njit(cache=True)
def passed(people: Any, couriers: Any, limits: Any, now: float) -> tuple[int, int]:
    """How many have passed the limit of a stretch, and that of a day, since the last look.

    Parameters
    ----------
    people, couriers
        Rows of PERSON, which are written by what each is doing now, and of COURIER.
    limits
        Rows of LIMIT, the first of which holds.
    now
        Minutes.
    """
    limit = limits[0]
    n_stretches, n_days = 0, 0
    for row in range(len(couriers)):
        courier, mine = couriers[row], people[row]
        minutes = 0.0
        if courier.doing != Doing.OFF:
            minutes = min(max(now - courier.since_min, 0.0), EVERY_MIN)
        still = 0.0 if is_busy(courier.doing) else mine.still_min + EVERY_MIN
        stretch = 0.0 if 0.0 < still >= limit.rest_min else mine.stretch_min + minutes
        today = mine.today_min + minutes
        n_stretches += mine.stretch_min <= limit.stretch_min < stretch
        n_days += mine.today_min <= limit.day_min < today
        mine.still_min, mine.stretch_min, mine.today_min = still, stretch, today
    return n_stretches, n_days


# An entry point: it is asked every few minutes.
_passed = Resolved(passed)
