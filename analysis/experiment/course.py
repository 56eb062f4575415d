"""The course of an effect: by day, or by week where there are many, and whether it grows."""

from typing import Literal

import numpy as np

from analysis.experiment.arm import ArmData
from analysis.experiment.paired import Changes, changes
from analysis.experiment.summary import Floats

COURSE_KPIS = ("orders_per_day", "late_share", "platform_contribution_cents_per_day")
Trend = Literal["grows", "fades", "turns", "steady", "unknown"]

_WEEK = 7
_MOST_DAYS = 20  # shown one by one
_FEWEST_PERIODS = 3  # a trend needs


def days_together(days: int) -> int:
    """How many days make a period: one, or a week in long runs."""
    return 1 if days <= _MOST_DAYS else _WEEK


def course(base: ArmData, arm: ArmData, kpi: str) -> Changes:
    """The difference in each period, (n_periods,)."""
    return changes(base, arm, lambda each: each.by_day(kpi, days_together(each.days)))


def trend(base: ArmData, arm: ArmData, kpi: str) -> Trend:
    """Whether the difference grows or fades over the periods.

    A line is laid through the differences of each pair of runs; what is said rests on the interval
    of the mean slope. "turns": the line begins on one side of zero and ends on the other, and the
    intervals of both ends say so.
    """
    if base.days // days_together(base.days) < _FEWEST_PERIODS:
        return "unknown"
    line = changes(base, arm, lambda each: _lines(each, kpi))
    first, last, _ = line.mean
    if not np.isfinite(line.low).all():
        return "unknown"
    if not line.clear[2]:
        return "steady"
    if first * last < 0 and line.clear[:2].all():
        return "turns"
    return "grows" if abs(last) > abs(first) else "fades"


def _lines(arm: ArmData, kpi: str) -> Floats:
    """Both ends and the slope of a line through a KPI over the periods, (n_replications, 3).

    Those of a difference are the differences of those.
    """
    values = arm.by_day(kpi, days_together(arm.days))
    at = np.arange(values.shape[1]) - (values.shape[1] - 1) / 2
    middle, slopes = values.mean(axis=1), values @ at / (at @ at)
    return np.column_stack([middle + at[0] * slopes, middle + at[-1] * slopes, slopes])
