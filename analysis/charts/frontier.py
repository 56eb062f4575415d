"""The frontier of a sweep: what the goal gives up for each limit."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis.charts.frame import frame
from analysis.charts.numbers import tick
from analysis.charts.points import (
    Kind,
    Place,
    key,
    kind_of,
    level_of_base,
    limit_of,
    mark,
    place,
    place_limited,
    shade_right,
)
from analysis.charts.response import kinds, provenance
from analysis.charts.style import (
    HEIGHT_IN,
    INK,
    LABEL_PT,
    MUTED,
    NOTE_PT,
    WIDE_IN,
    finished,
    is_narrow,
    named,
)
from analysis.kpis import capitalised
from analysis.lab.answer import constraint_told
from analysis.lab.goal import Constraint
from analysis.lab.setting import setting
from analysis.lab.sweep import Swept
from analysis.statistics.pareto import unbeaten
from analysis.words import Words

_PANEL_IN = 3.4
_MOST_NAMED = 12  # points with a name
_MOST_BARS = 40
_NAME_WIDE, _NAME_HIGH = 0.3, 0.1  # of the axes, that a name is taken to cover


def draw(swept: Swept, words: Words, width_in: float = WIDE_IN) -> Figure:
    """A panel for each limit: the goal against what is limited; each point is a setting."""
    return finished(words.lang, lambda: _draw(swept, words, width_in))


def _draw(swept: Swept, words: Words, width_in: float) -> Figure:
    found = swept.ranking
    n_columns = 1 if is_narrow(width_in) else min(len(found.constraints), 2)
    n_rows = -(-len(found.constraints) // n_columns)
    joined = any(len(_line(swept, each)) > 1 for each in found.constraints)
    line = Line2D([], [], color=INK, linewidth=1.6, label=words("frontier.line"))
    there: list[Kind] = kinds(swept) if swept.at_the_base else [*kinds(swept), "base"]
    figure = frame(
        title(swept, words),
        words("frontier.subtitle"),
        provenance(swept, words),
        body_in=n_rows * (_PANEL_IN + 0.6),
        width_in=width_in,
        least_in=HEIGHT_IN if not is_narrow(width_in) else 0.0,
        key=[*key(there, words, limited=True), *([line] if joined else [])],
    )
    grid = figure.subplots(n_rows, n_columns, squeeze=False)
    panel_in = (width_in - 0.5) / n_columns - 0.7
    for axes, constraint in zip(grid.flat, found.constraints, strict=False):
        named(axes, capitalised(words.measured(found.goal.kpi)), panel_in)
        _panel(axes, swept, constraint, words)
    for axes in grid.flat[len(found.constraints) :]:
        axes.set_axis_off()
    return figure


def title(swept: Swept, words: Words) -> str:
    """How many settings each limit leaves."""
    found = swept.ranking
    told = [
        words(
            "frontier.kept",
            limit=constraint_told(constraint, found.base.kept[nth], words),
            n=sum(row.kept[nth].holds for row in found.rows),
            of=len(found.rows),
        )
        for nth, constraint in enumerate(found.constraints)
    ]
    return capitalised(words("list.separator").join(told))


def _places(swept: Swept, constraint: Constraint) -> tuple[list[Place], list[Place]]:
    """Where points stand: what is limited, and the goal."""
    rows = swept.ranking.rows
    return (
        [place_limited(swept, row, constraint) for row in rows],
        [place(swept, row.label, swept.ranking.goal.kpi) for row in rows],
    )


def _line(swept: Swept, constraint: Constraint) -> list[int]:
    """The points that no other beats in both, from left to right."""
    xs, ys = _places(swept, constraint)
    goods = [
        (swept.ranking.goal.sign * y.value, -constraint.sign * x.value)
        for x, y in zip(xs, ys, strict=True)
    ]
    best = np.flatnonzero(unbeaten(np.array(goods).reshape(-1, 2)))
    return sorted(best.tolist(), key=lambda nth: xs[nth].value)


class _Free:
    """Where names of points have room: none stands on a point, another, or that of the limit."""

    def __init__(self, axes: Axes, limit: float, points: Sequence[tuple[float, float]]) -> None:
        self.corner = axes.get_xlim()[0], axes.get_ylim()[0]
        self.sides = np.ptp(axes.get_xlim()), np.ptp(axes.get_ylim())
        self.taken = [((limit - self.corner[0]) / self.sides[0], 1.0)] * bool(np.isfinite(limit))
        self.points = [self._at(*point) for point in points]

    def _at(self, x: float, y: float) -> tuple[float, float]:
        """A point by shares of the axes."""
        return (x - self.corner[0]) / self.sides[0], (y - self.corner[1]) / self.sides[1]

    def take(self, x: float, y: float) -> int | None:
        """Take the room on the right (1) or the left (-1) of a point; None: there is none left."""
        at = self._at(x, y)
        if any(
            abs(at[0] - other[0]) < _NAME_WIDE and abs(at[1] - other[1]) < _NAME_HIGH
            for other in self.taken
        ):
            return None
        for side in (1, -1):
            if not any(
                0 < side * (px - at[0]) < _NAME_WIDE and 0 <= py - at[1] < _NAME_HIGH
                for px, py in self.points
            ):
                self.taken.append(at)
                return side
        return None


def _panel(axes: Axes, swept: Swept, constraint: Constraint, words: Words) -> None:
    found = swept.ranking
    xs, ys = _places(swept, constraint)
    best = _line(swept, constraint)
    axes.plot(
        [xs[nth].value for nth in best],
        [ys[nth].value for nth in best],
        color=INK,
        linewidth=1.6,
        zorder=1,
    )
    for x, y, row in zip(xs, ys, found.rows, strict=True):
        if len(found.rows) <= _MOST_BARS:
            axes.hlines(y.value, x.low, x.high, color=MUTED, linewidth=1.2, zorder=2)
            axes.vlines(x.value, y.low, y.high, color=MUTED, linewidth=1.2, zorder=2)
        mark(axes, x.value, y.value, kind_of(swept, row))
    base = level_of_base(swept, constraint.kpi), level_of_base(swept, found.goal.kpi)
    if np.isfinite(base).all() and not swept.at_the_base:
        mark(axes, *base, "base")
    axes.margins(0.1, 0.18)  # above the highest point its name and that of the limit
    axes.set_xlabel(capitalised(words.measured(constraint.kpi)), size=LABEL_PT)
    axes.grid()
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
        axis.set_major_formatter(FuncFormatter(tick))
    shade_right(axes, limit_of(swept, constraint), constraint, words)
    points = [(x.value, y.value) for x, y in zip(xs, ys, strict=True)]
    free = _Free(axes, limit_of(swept, constraint), points)
    for x, y, row in zip(xs, ys, found.rows, strict=True):
        told = row in (found.best, found.nearest)
        side = free.take(x.value, y.value) if len(found.rows) <= _MOST_NAMED or told else None
        if side or told:
            point = swept.plan.points[row.label]
            name = words("list.comma").join(setting(*each, words) for each in point.items())
            axes.annotate(
                name,
                (x.value, y.value),
                xytext=(7 * (side or 1), 6),
                textcoords="offset points",
                ha="right" if side == -1 else "left",
                size=NOTE_PT,
                color=INK if row.feasible else MUTED,
                bbox={"facecolor": "white", "alpha": 0.75, "linewidth": 0, "pad": 0.8},
                zorder=6,
            )
