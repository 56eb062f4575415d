"""How the points of a sweep are drawn: those that keep the limits, the others, best and base."""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.charts.style import BASE, BETTER, FEW, INK, MUTED, NOTE_PT, WORSE
from analysis.experiment.compare import difference
from analysis.kpis import UNITS, described
from analysis.lab.goal import Constraint
from analysis.lab.ranking import Ranked
from analysis.lab.sweep import Swept
from analysis.wording import shown
from analysis.words import Words

Kind = Literal["kept", "missed", "chosen", "nearest", "base"]


class Look(NamedTuple):
    """A point's colour, its marker and its size; told apart without colour too."""

    colour: str
    marker: str
    size: float
    filled: bool = True
    edge: float = 1.4


LOOKS: dict[Kind, Look] = {
    "kept": Look(INK, "o", 6),
    "missed": Look(WORSE, "x", 8, edge=2.4),
    "chosen": Look(BETTER, "D", 9),
    "nearest": Look(BETTER, "D", 9, filled=False),
    "base": Look(BASE.colour, "s", 8),
}


BASE_LINE: dict[str, Any] = {
    "color": BASE.colour,
    "linewidth": 1.2,
    "linestyle": (0, (4, 3)),
}

EFFECT_LINE: dict[str, Any] = {"color": INK, "linewidth": 1.6}


class Place(NamedTuple):
    """A KPI at a point in the unit shown, with the interval of its difference from the base."""

    value: float
    low: float  # NaN: no interval
    high: float


def kind_of(swept: Swept, row: Ranked) -> Kind:
    """How a point is drawn."""
    found = swept.ranking
    if row is found.best:
        return "chosen"
    if row is found.nearest:
        return "nearest"
    return "kept" if row.feasible else "missed"


def place(swept: Swept, label: str, kpi: str) -> Place:
    """Where a point stands: the base's mean, and the paired difference on top of it."""
    base, runs = swept.runs[swept.plan.base.label], swept.runs[label]
    seeds = sorted(base.keys() & runs.keys())
    each = difference(
        kpi, [base[seed].get(kpi) for seed in seeds], [runs[seed].get(kpi) for seed in seeds]
    )
    scale = UNITS[described(kpi).unit].scale
    if each.difference is None or each.base_mean is None:
        alone = [value for of_run in runs.values() if (value := of_run.get(kpi)) is not None]
        return Place(float(np.mean(alone)) * scale if alone else np.nan, np.nan, np.nan)
    ends = (np.nan if end is None else each.base_mean + end for end in (each.low, each.high))
    low, high = (end * scale for end in ends)
    return Place((each.base_mean + each.difference) * scale, low, high)


def place_limited(swept: Swept, row: Ranked, constraint: Constraint) -> Place:
    """Where a point stands in what is limited, with the interval that tells whether it keeps it."""
    kept = row.kept[swept.ranking.constraints.index(constraint)]
    scale = UNITS[described(constraint.kpi).unit].scale
    if kept.level.mean is None:
        return Place(np.nan, np.nan, np.nan)
    if kept.bound is None or kept.miss.low is None or kept.miss.high is None:
        return Place(kept.level.mean * scale, np.nan, np.nan)
    ends = (kept.bound + constraint.sign * end for end in (kept.miss.low, kept.miss.high))
    low, high = sorted(end * scale for end in ends)
    return Place(kept.level.mean * scale, low, high)


def level_of_base(swept: Swept, kpi: str) -> float:
    """The base's mean in the unit shown; NaN: unknown."""
    known = [
        value
        for runs in swept.runs[swept.plan.base.label].values()
        if (value := runs.get(kpi)) is not None
    ]
    return float(np.mean(known)) * UNITS[described(kpi).unit].scale if known else np.nan


def limit_of(swept: Swept, constraint: Constraint) -> float:
    """Where a constraint's bound lies in the unit shown; NaN: unknown."""
    found = swept.ranking
    nth = found.constraints.index(constraint)
    bounds = [
        bound for row in (found.base, *found.rows) if (bound := row.kept[nth].bound) is not None
    ]
    return bounds[0] * UNITS[described(constraint.kpi).unit].scale if bounds else np.nan


def mark(axes: Axes, x: float, y: float, kind: Kind) -> None:
    """A point."""
    look = LOOKS[kind]
    axes.plot(
        x,
        y,
        look.marker,
        color=look.colour,
        markerfacecolor=look.colour if look.filled else "white",
        markeredgewidth=look.edge,
        markersize=look.size,
        zorder=4 if kind in ("chosen", "nearest") else 3,
    )


# Less of an axis than a line of text is high.
_NARROW = 0.1


def shade_right(axes: Axes, limit: float, constraint: Constraint, words: Words) -> None:
    """What a limit along the axis of x forbids, grey, with the limit at its edge."""
    if not np.isfinite(limit):
        return
    low, high = _with_room(limit, *axes.get_xlim())
    axes.set_xlim(low, high)
    axes.axvspan(
        *((limit, high) if constraint.at_most else (low, limit)), color=FEW, linewidth=0, zorder=0
    )
    axes.axvline(limit, color=MUTED, linewidth=1, zorder=1)
    on_right = high - limit > limit - low  # where there is more room
    axes.annotate(
        _limit_told(constraint, limit, words),
        (limit, 1),
        xycoords=("data", "axes fraction"),
        xytext=(4 if on_right else -4, -3),
        textcoords="offset points",
        ha="left" if on_right else "right",
        va="top",
        size=NOTE_PT,
        color=MUTED,
    )


def shade_above(
    axes: Axes,
    limit: float,
    constraint: Constraint,
    words: Words,
    *,
    beside: float,
    on_left: bool,
) -> None:
    """What a limit along the axis of y forbids; its words stand away from the line at `beside`."""
    if not np.isfinite(limit):
        return
    low, high = _with_room(limit, *axes.get_ylim())
    axes.set_ylim(low, high)
    axes.axhspan(
        *((limit, high) if constraint.at_most else (low, limit)), color=FEW, linewidth=0, zorder=0
    )
    axes.axhline(limit, color=MUTED, linewidth=1, zorder=1)
    narrow = _NARROW * (high - low)
    below = high - limit < narrow or (beside > limit and limit - low > narrow)
    axes.annotate(
        _limit_told(constraint, limit, words),
        (0 if on_left else 1, limit),
        xycoords=("axes fraction", "data"),
        xytext=(3 if on_left else -3, -3 if below else 3),
        textcoords="offset points",
        ha="left" if on_left else "right",
        va="top" if below else "bottom",
        size=NOTE_PT,
        color=MUTED,
    )


def _with_room(limit: float, low: float, high: float) -> tuple[float, float]:
    """Ends of an axis that show both sides of a limit."""
    room = 0.06 * (high - low)
    return min(low, limit - room), max(high, limit + room)


def _limit_told(constraint: Constraint, limit: float, words: Words) -> str:
    unit = described(constraint.kpi).unit
    return words(
        "sweep.limit_most" if constraint.at_most else "sweep.limit_least",
        limit=shown(limit / UNITS[unit].scale, unit, words.lang),
    )


def key(
    kinds: Sequence[Kind], words: Words, *, limited: bool, line: bool = False, effect: bool = False
) -> list[Artist]:
    """Legend handles of the kinds that are drawn; where nothing is limited, in other words.

    `line`: the base is the dashed line; `effect`: means over other levers are joined.
    """
    other = {} if limited else {"chosen": "best", "kept": "others"}
    handles: list[Artist] = [
        Line2D(
            [],
            [],
            color=LOOKS[kind].colour,
            marker=LOOKS[kind].marker,
            markersize=LOOKS[kind].size,
            markerfacecolor=LOOKS[kind].colour if LOOKS[kind].filled else "white",
            markeredgewidth=LOOKS[kind].edge,
            linestyle="",
            label=words(f"response.{other.get(kind, kind)}"),
        )
        for kind in kinds
    ]
    if line:
        handles.append(Line2D([], [], **BASE_LINE, label=words("response.base")))
    if effect:
        handles.append(Line2D([], [], **EFFECT_LINE, label=words("response.effect")))
    return handles
