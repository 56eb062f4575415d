"""The response of the goal, and of what is limited, along each lever of a sweep."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis.charts.frame import frame
from analysis.charts.numbers import tick
from analysis.charts.points import (
    BASE_LINE,
    EFFECT_LINE,
    Kind,
    Place,
    key,
    kind_of,
    level_of_base,
    limit_of,
    mark,
    place,
    place_limited,
    shade_above,
)
from analysis.charts.style import (
    HEIGHT_IN,
    INK,
    LABEL_PT,
    MUTED,
    RULE,
    WIDE_IN,
    finished,
    is_narrow,
    named,
)
from analysis.experiment.compare import interval
from analysis.kpis import UNITS, capitalised, described
from analysis.lab.answer import point_told
from analysis.lab.design import short_names
from analysis.lab.lever import Lever, Range
from analysis.lab.ranking import Ranked
from analysis.lab.setting import setting
from analysis.lab.sweep import Swept
from analysis.words import Words

MOST_LEVERS = 6  # that have panels
_MOST_BARS = 40  # points with an interval each
_PANEL_IN = 2.6
_MOST_TICKS = 6


def draw(swept: Swept, words: Words, width_in: float = WIDE_IN) -> Figure:
    """A panel for each KPI and lever; each point is a setting."""
    return finished(words.lang, lambda: _draw(swept, words, width_in))


def _draw(swept: Swept, words: Words, width_in: float) -> Figure:
    found, study = swept.ranking, swept.study
    kpis = list(dict.fromkeys([found.goal.kpi, *(each.kpi for each in found.constraints)]))
    levers = study.levers[:MOST_LEVERS]
    panels = [(kpi, lever) for kpi in kpis for lever in levers]
    n_columns = 1 if is_narrow(width_in) else len(levers) if len(levers) > 1 else len(kpis)
    n_columns = min(n_columns, 3)
    n_rows = -(-len(panels) // n_columns)
    figure = frame(
        title(swept, words),
        words("response.subtitle"),
        provenance(swept, words),
        body_in=n_rows * (_PANEL_IN + 0.6),
        width_in=width_in,
        least_in=HEIGHT_IN if not is_narrow(width_in) else 0.0,
        key=key(
            kinds(swept),
            words,
            limited=bool(found.constraints),
            line=True,
            effect=_has_effect(swept),
        ),
    )
    grid = figure.subplots(n_rows, n_columns, squeeze=False)
    panel_in = (width_in - 0.5) / n_columns - 0.7
    for axes, (kpi, lever) in zip(grid.flat, panels, strict=False):
        named(axes, capitalised(words.measured(kpi)), panel_in)
        _panel(axes, swept, kpi, lever, words)
    for axes in grid.flat[len(panels) :]:
        axes.set_axis_off()
    return figure


def title(swept: Swept, words: Words) -> str:
    """Which point is highest or lowest, among those that keep the limits."""
    found = swept.ranking
    if found.best is None:
        nearest = found.nearest.label if found.nearest else ""
        return words("response.found_none", point=point_told(swept, nearest, words))
    kpi = words.kpi(found.goal.kpi)
    told = words(
        f"response.found_{found.goal.direction}",
        kpi=kpi,
        point=point_told(swept, found.best.label, words),
    )
    return words("response.found_kept", found=told) if found.constraints else told


def provenance(swept: Swept, words: Words) -> str:
    """The note under a figure: what it rests on."""
    n = len(swept.study.seeds)
    return words("note.runs" if n > 1 else "note.one_run", n=n, days=words.days(swept.days))


def kinds(swept: Swept) -> list[Kind]:
    """The kinds of points there are, for the legend; without limits there is one."""
    there = {kind_of(swept, row) for row in swept.ranking.rows}
    order: tuple[Kind, ...] = ("chosen", "nearest", "kept", "missed")
    return [kind for kind in order if kind in there]


def _panel(axes: Axes, swept: Swept, kpi: str, lever: Lever, words: Words) -> None:
    """One KPI along one lever."""
    rows = swept.ranking.rows
    values = [swept.plan.points[row.label][lever.path] for row in rows]
    places = along(values, lever)
    several = len(swept.study.levers) > 1
    with_bars = not several and len(rows) <= _MOST_BARS
    if not several and is_scaled(values):
        _join(axes, swept, kpi, places)
    for x, row in zip(places, rows, strict=True):
        at = _place(swept, row, kpi)
        if with_bars and np.isfinite(at.low):
            axes.vlines(x, at.low, at.high, color=MUTED, linewidth=1.6, zorder=2)
        mark(axes, x, at.value, kind_of(swept, row))
    if _has_effect(swept):
        _effect(axes, swept, kpi, lever)
    base = level_of_base(swept, kpi)
    if np.isfinite(base):
        axes.axhline(base, zorder=1, **BASE_LINE)
    for constraint in swept.ranking.constraints:
        if constraint.kpi == kpi:
            limit = limit_of(swept, constraint)
            at_left, at_right = (
                _nearest(swept, kpi, limit, places, end) for end in (min(places), max(places))
            )
            on_left = at_left > at_right
            shade_above(axes, limit, constraint, words, beside=base, on_left=on_left)
    _scale(axes, values, places, lever, words)


def _nearest(swept: Swept, kpi: str, limit: float, places: list[float], end: float) -> float:
    """How far from a limit the nearest point at an end of the axis stands."""
    return min(
        abs(place(swept, row.label, kpi).value - limit)
        for at, row in zip(places, swept.ranking.rows, strict=True)
        if at == end
    )


def _place(swept: Swept, row: Ranked, kpi: str) -> Place:
    """The goal against the base; what is limited, against its limit."""
    found = swept.ranking
    limits = [each for each in found.constraints if each.kpi == kpi]
    if limits and kpi != found.goal.kpi:
        return place_limited(swept, row, limits[0])
    return place(swept, row.label, kpi)


def along(values: Sequence[Any], lever: Lever) -> list[float]:
    """Where settings stand on the axis of a lever: numbers by size, others in their order."""
    if is_scaled(values):
        return [float(value) for value in values]
    options = list(getattr(lever.over, "options", ()))
    return [float(options.index(value)) for value in values]


def is_scaled(values: Sequence[Any]) -> bool:
    """Whether settings are numbers."""
    return all(isinstance(each, (int, float)) and not isinstance(each, bool) for each in values)


def _join(axes: Axes, swept: Swept, kpi: str, places: Sequence[float]) -> None:
    """A thin line through the points of a single lever."""
    order = np.argsort(places)
    heights = [place(swept, row.label, kpi).value for row in swept.ranking.rows]
    axes.plot(np.array(places)[order], np.array(heights)[order], color=RULE, linewidth=2, zorder=1)


def _has_effect(swept: Swept) -> bool:
    """Whether means over other levers mean something: there are some, in all combinations."""
    return len(swept.study.levers) > 1 and swept.study.design == "full"


def _effect(axes: Axes, swept: Swept, kpi: str, lever: Lever) -> None:
    """The mean over other levers at each value of this one."""
    points, base = swept.plan.points, swept.runs[swept.plan.base.label]
    told = dict.fromkeys(repr(point[lever.path]) for point in points.values())
    scale, middle = UNITS[described(kpi).unit].scale, level_of_base(swept, kpi)
    xs, means = [], []
    for value in told:
        labels = [name for name, point in points.items() if repr(point[lever.path]) == value]
        by_seed = [
            float(np.mean(differences))
            for seed, of_base in sorted(base.items())
            if of_base.get(kpi) is not None
            and (differences := _differences(swept, labels, kpi, seed))
        ]
        if not by_seed:
            continue
        values = np.array(by_seed) * scale
        (x,) = along([points[labels[0]][lever.path]], lever)
        low, high = interval(values)
        if low is not None and high is not None:
            axes.vlines(x, middle + low, middle + high, color=INK, linewidth=2.4, zorder=5)
        xs.append(x)
        means.append(middle + values.mean())
    order = np.argsort(xs)
    axes.plot(np.array(xs)[order], np.array(means)[order], zorder=5, **EFFECT_LINE)


def _differences(swept: Swept, labels: Sequence[str], kpi: str, seed: int) -> list[float]:
    """Of points from the base under one seed."""
    of_base = swept.runs[swept.plan.base.label][seed][kpi]
    found = (swept.runs[label].get(seed, {}).get(kpi) for label in labels)
    return [value - of_base for value in found if value is not None and of_base is not None]


def _scale(
    axes: Axes, values: Sequence[Any], places: Sequence[float], lever: Lever, words: Words
) -> None:
    """The axis of a lever, with values as they are read."""
    name = short_names([lever.path])[lever.path]
    axes.set_xlabel(name, size=LABEL_PT)
    axes.grid(axis="y")
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(tick))
    if isinstance(lever.over, Range) and lever.over.log:
        axes.set_xscale("log")
    told = dict(sorted(zip(places, values, strict=True), key=lambda each: each[0]))
    told = {x: setting(lever.path, value, words) for x, value in told.items()}
    if is_scaled(values) and len(told) > _MOST_TICKS:
        axes.xaxis.set_major_locator(MaxNLocator(_MOST_TICKS - 1, steps=[1, 2, 5, 10]))
        axes.xaxis.set_major_formatter(
            FuncFormatter(lambda x, _: setting(lever.path, _tidy(x), words))
        )
    else:
        axes.set_xticks(list(told), list(told.values()))
        axes.minorticks_off()
    axes.margins(x=0.08)


def _tidy(value: float) -> int | float:
    """A tick's number, whole where it is."""
    return int(value) if float(value).is_integer() else float(f"{value:.6g}")
