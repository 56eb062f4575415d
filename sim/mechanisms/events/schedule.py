"""What happens when: by the days of the scenario, or by luck that all scenarios share."""

import math
from typing import Any, NamedTuple

from sim import luck
from sim.daytime import DAY_MIN
from sim.settings.events import KINDS, Event

_NUMBERS = {kind: number for number, kind in enumerate(KINDS)}


class Happening(NamedTuple):
    """An event on one day."""

    start_min: float
    end_min: float
    event: Event


def schedule(scenario: Any, seed: int, first_day: int) -> list[Happening]:
    """All that happens in a run, those of the evening before the first day too.

    What comes at random goes by its kind and its place among those of its kind, so that other
    events may be added beside it.
    """
    found, nth_of_kind = [], dict.fromkeys(KINDS, 0)
    for event in scenario.mechanisms.events.happens:
        nth = nth_of_kind[event.kind]
        nth_of_kind[event.kind] += 1
        for day in scenario.days_of(event, first_day - 1):
            found += _on_a_day(event, seed, day, nth)
    return found


def _on_a_day(event: Event, seed: int, day: int, nth: int) -> list[Happening]:
    """The event on one of its days, or by luck not."""
    start_min, lasts_min = day * DAY_MIN + event.begins_min, event.window_min
    if event.per_30_days > 0:
        comes, when, _, _ = luck.four(seed, luck.EVENTS, _NUMBERS[event.kind], day, nth)
        if comes >= -math.expm1(-event.per_30_days / 30.0):
            return []
        start_min += when * event.window_min
        lasts_min = lasts_min if event.lasts_min is None else event.lasts_min
    return [Happening(start_min, start_min + lasts_min, event)]


def in_force(happenings: list[Happening], now_min: float) -> list[Event]:
    """What is going on at a moment."""
    return [each.event for each in happenings if each.start_min <= now_min < each.end_min]
