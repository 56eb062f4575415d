"""Times of day, as scenario files write them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

DAY_MIN = 1440.0
HOUR_MIN = 60.0
DAY_HOURS = 24
# Weekdays count from 0, Monday; from this one on it is the weekend.
SATURDAY = 5


def minutes(clock: str) -> float:
    """Minutes after midnight of a time such as '10:30'."""
    hours, rest = clock.split(":")
    return HOUR_MIN * int(hours) + int(rest)


def by_minute(hours: Any) -> NDArray[np.float64]:
    """Rates by the hour, (24,), for each minute of the day, (1440,)."""
    return np.repeat(np.asarray(hours, np.float64), int(HOUR_MIN))


def within(minute: Any, from_min: float, to_min: float) -> NDArray[np.bool_]:
    """Whether minutes after midnight are within a window, which may pass midnight."""
    after, before = np.asarray(minute) >= from_min, np.asarray(minute) < to_min
    return after & before if from_min < to_min else after | before
