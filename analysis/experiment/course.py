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
    of the mean slope. "turns": the line changes its sign within the run.
    """
    n_periods = base.days // days_together(base.days)
    if n_periods < _FEWEST_PERIODS:
        return "unknown"
    slope = changes(base, arm, lambda each: _slopes(each, kpi))
    if not np.isfinite(slope.low):
        return "unknown"
    if not slope.clear:
        return "steady"
    middle, reach = course(base, arm, kpi).mean.mean(), slope.mean * (n_periods - 1) / 2
    first, last = middle - reach, middle + reach
    if first * last < 0:
        return "turns"
    return "grows" if abs(last) > abs(first) else "fades"


def _slopes(arm: ArmData, kpi: str) -> Floats:
    """The slope of a line through a KPI over the periods of each run, (n_replications,).

    The slope of a difference is the difference of slopes.
    """
    values = arm.by_day(kpi, days_together(arm.days))
    at = np.arange(values.shape[1]) - (values.shape[1] - 1) / 2
    slopes: Floats = values @ at / (at @ at)
    return slopes
