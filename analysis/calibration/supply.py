"""Supply: couriers' shifts, pooled so that none of them tells of one courier."""

from collections import Counter
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from analysis.calibration.estimate import Floats
from sim.daytime import DAY_MIN, HOUR_MIN

LEAST_COURIERS = 5
_STEP_MIN = 30  # to which shifts are rounded
_COARSER = (30, 60, 120, 240, 480)


@dataclass(frozen=True)
class ShiftGroup:
    """Couriers who work alike."""

    start_min: int  # after midnight
    end_min: int  # after midnight; not larger than the start: on the next day
    n: int


@dataclass(frozen=True)
class Supply:
    """Couriers, and when they work."""

    n_couriers: int
    groups: tuple[ShiftGroup, ...]
    hours: float  # of work in all, a day
    seen: bool  # by what couriers did, not by a table of shifts

    @property
    def shifts(self) -> list[dict[str, object]]:
        """The groups as a scenario has them; shares add up to 1."""
        return [
            {
                "share": group.n / self.n_couriers,
                "start": _clock(group.start_min),
                "end": _clock(group.end_min),
            }
            for group in self.groups
        ]


def supply_of(on_min: Floats, off_min: Floats, *, seen: bool = False) -> Supply | None:
    """The groups of shifts (n_couriers,), minutes from midnight; None: fewer than 5 couriers.

    Shifts are rounded to half an hour, those that fewer than 5 couriers have to more, and what is
    left over is joined to the group whose start is nearest.
    """
    if len(on_min) < LEAST_COURIERS:
        return None
    left = np.arange(len(on_min))
    groups: Counter[tuple[int, int]] = Counter()
    for step in _COARSER:
        rounded = Counter(_rounded(on_min[row], off_min[row], step) for row in left)
        large = {shift for shift, n in rounded.items() if n >= LEAST_COURIERS}
        keep = [_rounded(on_min[row], off_min[row], step) in large for row in left]
        for row, is_in in zip(left, keep, strict=True):
            if is_in:
                groups[_rounded(on_min[row], off_min[row], step)] += 1
        left = left[~np.array(keep, bool)] if len(left) else left
    if not groups:
        groups[_rounded(float(np.median(on_min)), float(np.median(off_min)), _STEP_MIN)] = 0
    for row in left:
        groups[min(groups, key=partial(_apart_min, on_min[row]))] += 1
    told = tuple(ShiftGroup(*shift, n) for shift, n in sorted(groups.items()))
    return Supply(len(on_min), told, float((off_min - on_min).sum() / 60), seen)


def seen_shifts(
    courier: NDArray[np.int64], first_min: Floats, last_min: Floats
) -> tuple[Floats, Floats]:
    """When couriers worked on a mean day, by what they did: from the first thing to the last.

    Work is cut into days where it is quietest, which is not midnight where people order at night.

    Parameters
    ----------
    courier
        Who had each order, (n_orders,); below 0: nobody.
    first_min, last_min
        When each order was accepted, or at first heard of, and when it was handed over,
        (n_orders,); nan: unknown.

    Returns
    -------
    on_min, off_min
        Of so many couriers as work on the median day, (n_couriers,) minutes from midnight.
    """
    known = (courier >= 0) & np.isfinite(first_min) & np.isfinite(last_min)
    who, first, last = courier[known], first_min[known], last_min[known]
    quiet_min = _quietest_min(first)
    day = ((first - quiet_min) // DAY_MIN).astype(np.int64)
    shift = np.unique(np.column_stack([day, who]), axis=0, return_inverse=True)
    of, n = shift[1].ravel(), len(shift[0])
    begin, end = np.full(n, np.inf), np.full(n, -np.inf)
    np.minimum.at(begin, of, first)
    np.maximum.at(end, of, last)
    begin, end = begin - shift[0][:, 0] * DAY_MIN, end - shift[0][:, 0] * DAY_MIN
    if n == 0:
        return begin, end
    _, a_day = np.unique(shift[0][:, 0], return_counts=True)
    wanted = int(np.median(a_day))
    rows = np.argsort(begin, kind="stable")[
        np.round(np.linspace(0, n - 1, min(wanted, n))).astype(int)
    ]
    begin, end = begin[rows], np.minimum(end[rows], begin[rows] + DAY_MIN - 1)
    later = begin // DAY_MIN * DAY_MIN  # shifts that begin after the midnight of their day
    return begin - later, end - later


def _apart_min(on_min: float, shift: tuple[int, int]) -> float:
    """Between two beginnings, round the clock."""
    apart = abs(shift[0] - on_min) % DAY_MIN
    return min(apart, DAY_MIN - apart)


def _quietest_min(first_min: Floats) -> float:
    """When the hour begins in which the least is begun, the first of several."""
    hour = (first_min % DAY_MIN // HOUR_MIN).astype(int)
    return HOUR_MIN * float(np.bincount(hour, minlength=24).argmin())


def _rounded(on_min: float, off_min: float, step: int) -> tuple[int, int]:
    """A shift of whole steps, of at least one and less than a day."""
    start = round(on_min / step) * step
    end = max(round(off_min / step) * step, start + step)
    end = min(end, start + int(DAY_MIN) - _STEP_MIN)
    return start % int(DAY_MIN), end % int(DAY_MIN)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
