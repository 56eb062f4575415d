"""How far each scenario of a selection is before, or behind, the best of the others."""

from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts.bars import label
from analysis.charts.frame import frame, nothing_in
from analysis.charts.style import (
    BETTER,
    INK,
    LABEL_PT,
    MUTED,
    NEUTRAL,
    RULE,
    WIDE_IN,
    bare,
    finished,
    is_narrow,
    zero_line,
)
from analysis.charts.text import wrap
from analysis.kpis import KPI, UNITS
from analysis.lab.selecting import Selection
from analysis.wording import shown_change
from analysis.words import Words

_ROW_IN, _NARROW_ROW_IN = 0.5, 0.75
_NAME_IN, _NARROW_NAME_IN = 2.6, 1.5
_WIDE_ROOM, _NARROW_ROOM = 0.16, 0.34  # for what is written beside the points


def draw(
    found: Selection, titles: Mapping[str, str], days: int, words: Words, width_in: float = WIDE_IN
) -> Figure:
    """A row for each candidate; a point is its difference, its line the interval."""
    return finished(words.lang, lambda: _drawn(found, titles, days, words, width_in))


def _drawn(
    found: Selection, titles: Mapping[str, str], days: int, words: Words, width_in: float
) -> Figure:
    rows = [row for row in found.rows() if row["against_best"] is not None]
    kpi = words.measured(found.goal.kpi)
    best = found.best
    figure = frame(
        words("select.none_short")
        if best is None
        else words("select.chosen", scenario=titles[best]),
        words("select.figure_subtitle", kpi=kpi, p=f"{100 * (1 - found.alpha):.6g}"),
        words("select.note", runs=_spent(found), days=words.days(days)),
        body_in=(_NARROW_ROW_IN if is_narrow(width_in) else _ROW_IN) * max(len(rows), 2) + 0.6,
        width_in=width_in,
    )
    if not rows:
        return nothing_in(figure, words)
    axes = figure.subplots()
    unit = KPI[found.goal.kpi].unit
    for y, row in enumerate(rows):
        low, value, high = (
            UNITS[unit].scale * row[name]
            for name in ("against_best_low", "against_best", "against_best_high")
        )
        colour = BETTER if row["chosen"] else INK if row["may_be_best"] else NEUTRAL
        axes.axhline(y, color=RULE, linewidth=0.6, zorder=0)
        axes.plot((low, high), (y, y), color=colour, linewidth=2)
        axes.plot(value, y, marker="o", color=colour, markersize=7)
        ends = row["against_best_low"], row["against_best_high"]
        said = shown_change(row["against_best"], *ends, unit, words.lang)
        label(axes, max(high, value), y, f"{said}  ({row['n_runs']})")
    zero_line(axes)
    room_in = _NARROW_NAME_IN if is_narrow(width_in) else _NAME_IN
    names = [wrap(figure, titles[row["label"]], room_in, LABEL_PT) for row in rows]
    axes.set_yticks(range(len(rows)), names, color=INK)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    _widen(axes, _NARROW_ROOM if is_narrow(width_in) else _WIDE_ROOM)
    axes.set_xlabel(words("select.figure_axis", kpi=kpi), color=MUTED)
    bare(axes)
    return figure


def _spent(found: Selection) -> str:
    """Such as "10" or "10–42" replications of each."""
    least, most = min(found.n_runs), max(found.n_runs)
    return f"{least}" if least == most else f"{least}–{most}"


def _widen(axes: Axes, share: float) -> None:
    """Room for what is written right of the lines."""
    low, high = axes.get_xlim()
    axes.set_xlim(low, high + share * (high - low))
