"""Hours: when something holds, by the time of day and the weekday."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field

from sim.daytime import DAY_MIN, minutes
from sim.settings.bounds import Weekday

_CLOCK = r"([01]\d|2[0-3]):[0-5]\d"
_MIDNIGHT = "24:00"  # at which a window may end
ALL_DAY = ("00:00", _MIDNIGHT)
EVERY_DAY = tuple(range(7))


def _window(window: tuple[str, str]) -> tuple[str, str]:
    start, end = window
    for clock in window:
        if not re.fullmatch(_CLOCK, clock) and (clock, end) != (_MIDNIGHT, clock):
            raise ValueError(f"'{clock}' is not a time of day such as '11:30'")
    if start == end:
        raise ValueError(f"starts and ends at {start}; all day is from 00:00 to 24:00")
    return window


Window = Annotated[tuple[str, str], AfterValidator(_window)]
Weekdays = Annotated[tuple[Weekday, ...], Field(min_length=1, max_length=7)]


class Hours(BaseModel):
    """What holds in a window of the day, on some weekdays.

    A window that ends before it starts passes midnight, and belongs to the weekday it starts on.
    """

    window: Window = Field(ALL_DAY, description="hours of the day; may pass midnight")
    weekdays: Weekdays = Field(EVERY_DAY, description="days on which they begin, 0 Monday")


def always(hours: Any) -> bool:
    """Whether hours are all there are."""
    return hours.window == ALL_DAY and set(hours.weekdays) == set(EVERY_DAY)


def edges_min(hours: Any) -> list[float]:
    """Minutes after midnight at which they may begin or end."""
    start, end = (minutes(clock) % DAY_MIN for clock in hours.window)
    return sorted({0.0, start, end})


def hold(hours: Any, minute: float, weekday: int) -> bool:
    """Whether it is within them at a minute after midnight of a weekday."""
    start, end = (minutes(clock) for clock in hours.window)
    if start < end:
        return weekday in hours.weekdays and start <= minute < end
    late = minute >= start and weekday in hours.weekdays
    return late or (minute < end and (weekday - 1) % 7 in hours.weekdays)
