"""The course of an effect: by day, or by week where there are many, and whether it grows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from analysis.experiment.arm import ArmData
from analysis.experiment.compare import Difference
from analysis.experiment.extra_order import ORDERS
from analysis.experiment.paired import Changes, by_part, changes
from analysis.experiment.summary import Floats

COURSE_KPIS = ("orders_per_day", "late_share", "platform_contribution_cents_per_day")
Trend = Literal["grows", "fades", "turns", "steady", "nothing", "unknown", "some_days"]
MOVING: tuple[Trend, ...] = ("grows", "fades", "turns")  # the mean over days is of no day

_WEEK = 7
_MOST_DAYS = 20  # shown one by one
_PARTS = 3  # of the course, of which the first and the last are looked at; each needs a period


@dataclass(frozen=True)
class OrdersCourse:
    """How the effect on orders per day runs through the days, as far as a mean hides it."""

    trend: Trend = "unknown"
    # Of an effect that moves: how many days the end of the run has, and the difference there,
    # which the mean over all days hides.
    end: tuple[int, Difference] | None = None
    some_days: tuple[int, ...] = ()  # on which alone what differs is in force
    by_days: tuple[Difference, Difference] | None = None  # on these, and on the others


def orders_course(base: ArmData, arm: ArmData) -> OrdersCourse:
    """The course of the effect on orders per day."""
    how = trend(base, arm, ORDERS)
    return OrdersCourse(
        trend=how,
        end=at_the_end(base, arm, ORDERS) if how in MOVING else None,
        some_days=arm.some_days,
        by_days=on_such_days(base, arm, ORDERS, arm.some_days) if arm.some_days else None,
    )


def days_together(days: int) -> int:
    """How many days make a period: one, or a week in long runs."""
    return 1 if days <= _MOST_DAYS else _WEEK


def course(base: ArmData, arm: ArmData, kpi: str) -> Changes:
    """The difference in each period, (n_periods,)."""
    return changes(base, arm, lambda each: each.by_day(kpi, days_together(each.days)))


def trend(base: ArmData, arm: ArmData, kpi: str) -> Trend:
    """Whether the difference grows or fades over the periods.

    A line is laid through the differences of each pair of runs; what is said rests on the interval
    of the mean slope. "turns": the first third of the periods lies on one side of zero and the last
    on the other, and the intervals of both say so; a line alone would have what comes late begin
    with its opposite. What grows is told from none in the last third, and what fades in the first:
    of an effect that is nowhere to be seen a line says nothing. Where policies hold on some
    weekdays alone, periods are weeks: what begins on Saturday has not grown since Monday.
    "some_days": what differs is in force on some days, not on the same ones of every week, and
    what has ended does not fade. "nothing": no day of any pair of runs differs.
    """
    if arm.some_days and not (base.weekly or arm.weekly):
        return "some_days"
    days = _period(base, arm)
    if base.days // days < _PARTS:
        return "unknown"
    if np.array_equal(base.by_day(kpi), arm.by_day(kpi), equal_nan=True):
        return "nothing"
    line = changes(base, arm, lambda each: _ends_and_slope(each, kpi, days))
    first, last, _ = line.mean
    if not np.isfinite(line.low).all():
        return "unknown"
    if not line.clear[2]:
        return "steady"
    if first * last < 0 and line.clear[:2].all():
        return "turns"
    grows = abs(last) > abs(first)
    if not line.clear[1 if grows else 0]:
        return "steady"
    return "grows" if grows else "fades"


def at_the_end(base: ArmData, arm: ArmData, kpi: str) -> tuple[int, Difference]:
    """How many days a third of the periods has, and the difference over the last such days."""
    days, _, last = at_both_ends(base, arm, kpi)
    return days, last


def at_both_ends(base: ArmData, arm: ArmData, kpi: str) -> tuple[int, Difference, Difference]:
    """How many days a third of the periods has, and the difference over the first and last such."""
    period = _period(base, arm)
    days = base.days // period // _PARTS * period

    def of(each: ArmData) -> Floats:
        values = each.by_day(kpi)
        return np.column_stack([values[:, :days].mean(axis=1), values[:, -days:].mean(axis=1)])

    first, last = by_part(base, arm, kpi, of)
    return days, first, last


def on_such_days(
    base: ArmData, arm: ArmData, kpi: str, days: Sequence[int]
) -> tuple[Difference, Difference]:
    """The difference over some days of the run, counted from 0, and over the others."""
    such = np.isin(np.arange(base.days), days)

    def of(each: ArmData) -> Floats:
        values = each.by_day(kpi)
        return np.column_stack([values[:, such].mean(axis=1), values[:, ~such].mean(axis=1)])

    on_such, on_others = by_part(base, arm, kpi, of)
    return on_such, on_others


def _period(base: ArmData, arm: ArmData) -> int:
    return _WEEK if base.weekly or arm.weekly else days_together(base.days)


def _ends_and_slope(arm: ArmData, kpi: str, days: int) -> Floats:
    """Mean of the first and last third of periods, and slope, of a KPI, (n_replications, 3).

    Those of a difference are the differences of those.
    """
    values = arm.by_day(kpi, days)
    at = np.arange(values.shape[1]) - (values.shape[1] - 1) / 2
    third = len(at) // _PARTS
    first, last = values[:, :third].mean(axis=1), values[:, -third:].mean(axis=1)
    return np.column_stack([first, last, values @ at / (at @ at)])
