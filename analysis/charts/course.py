"""The course of the effect: the difference in each day or week, with its interval."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from analysis.charts.frame import arm_key, frame, nothing_in, provenance
from analysis.charts.names import mark
from analysis.charts.numbers import tick
from analysis.charts.style import MUTED, NOTE_PT, RULE, is_narrow, look, styled, subtitled
from analysis.experiment.arm import ArmData
from analysis.experiment.compare import Comparison
from analysis.experiment.course import COURSE_KPIS, course, days_together, trend
from analysis.kpis import KPI, UNITS
from analysis.words import Words

_PANEL_IN = 1.9
_SPREAD = 0.6  # of a period that the points of its arms take


@styled
def draw(comparison: Comparison, arms: Sequence[ArmData], words: Words, width_in: float) -> Figure:
    """A panel a KPI, a point an arm and period; its line is the interval."""
    base, others = arms[0], arms[1:]
    period = days_together(base.days)
    figure = frame(
        sentence(comparison, arms, COURSE_KPIS[0], words),
        words("course.subtitle_days" if period == 1 else "course.subtitle_weeks"),
        provenance(comparison, words),
        body_in=_PANEL_IN * len(COURSE_KPIS) + 0.3,
        width_in=width_in,
        key=arm_key(comparison, arms, words, width_in, as_lines=True)[1:],
    )
    n_periods = base.days // period
    if n_periods < 2:
        return nothing_in(figure, words)
    panels = figure.subplots(len(COURSE_KPIS), 1, sharex=True)
    for axes, kpi in zip(panels, COURSE_KPIS, strict=True):
        for nth, arm in enumerate(others):
            shift = ((nth + 0.5) / len(others) - 0.5) * _SPREAD
            _points(axes, base, arm, kpi, nth + 1, shift)
        subtitled(axes, _what(kpi, words), width_in - 0.8)
        axes.axhline(0, color=MUTED, linewidth=1)
        axes.grid(axis="y")
        axes.spines[["left", "bottom"]].set_visible(False)
        axes.tick_params(length=0, labelsize=NOTE_PT)
        axes.locator_params(axis="y", nbins=4)
        axes.yaxis.set_major_formatter(FuncFormatter(tick))
    step = 2 if is_narrow(width_in) and n_periods > 10 else 1
    at = np.arange(0, n_periods, step)
    panels[-1].set_xticks(at, [str(nth + 1) for nth in at])
    panels[-1].set_xlim(-0.6, n_periods - 0.4)
    panels[-1].set_xlabel(words("course.day" if period == 1 else "course.week"))
    panels[-1].spines["bottom"].set_color(RULE)
    return figure


def sentence(comparison: Comparison, arms: Sequence[ArmData], kpi: str, words: Words) -> str:
    """Whether the effect on a KPI grows or fades, arm by arm where they differ in it."""
    told: dict[str, list[str]] = {}
    for arm in arms[1:]:
        told.setdefault(trend(arms[0], arm, kpi), []).append(arm.label)
    if len(told) == 1:
        (only,) = told
        return words("course.told", what=words.kpi(kpi), how=words(f"course.{only}"))
    clauses = [
        words(
            "course.of",
            arms=words("list.comma").join(mark(comparison, label) for label in labels),
            how=words(f"course.{how}"),
        )
        for how, labels in told.items()
    ]
    return words("course.told", what=words.kpi(kpi), how=words("list.separator").join(clauses))


def _what(kpi: str, words: Words) -> str:
    """A KPI, and the unit of its difference."""
    unit, what = UNITS[KPI[kpi].unit], words.kpi(kpi)
    if unit.name == "count":
        return what
    of = words("unit.points") if unit.name == "share" else unit.label[words.lang]
    return words("unit.of", what=what, unit=of)


def _points(axes: Axes, base: ArmData, arm: ArmData, kpi: str, nth: int, shift: float) -> None:
    scale, drawn = UNITS[KPI[kpi].unit].scale, look(nth)
    change = course(base, arm, kpi)
    at = np.arange(len(change.mean)) + shift
    axes.plot(
        at,
        scale * change.mean,
        color=drawn.colour,
        linestyle=drawn.dash,
        linewidth=1,
        marker=drawn.marker,
        markersize=5,
    )
    axes.vlines(at, scale * change.low, scale * change.high, color=drawn.colour, linewidth=1.6)
