"""The differences that matter, with their intervals: what is better, what is worse, by how much."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from analysis.charts.bands import bands
from analysis.charts.blocks import BLOCKS, Block
from analysis.charts.frame import frame, provenance
from analysis.charts.names import name, quoted
from analysis.charts.numbers import bracket, change_of, number_of
from analysis.charts.style import (
    BETTER,
    INK,
    MUTED,
    NEUTRAL,
    NOTE_PT,
    OF_FINDING,
    RULE,
    WORSE,
    bare,
    is_narrow,
    named,
    styled,
    symmetric,
)
from analysis.charts.text import wrap
from analysis.experiment.arm import ArmData
from analysis.experiment.compare import Comparison, Contrast
from analysis.experiment.finding import counted, finding, known
from analysis.experiment.summary import Floats
from analysis.kpis import HEADLINES, described
from analysis.wording import NONE, plain
from analysis.words import Words

_ROW_IN = 0.26
_MARKERS: dict[str, str] = {"better": "^", "worse": "v"}  # of findings, told apart in grey too
_SURVIVES = "*"
_GAP_ROWS = 1.5  # between blocks, in rows: for a scale, and the unit of the next
_SCALE_PT = 8
_NAME_IN = {False: 2.3, True: 1.55}  # wide, narrow


class _Row(NamedTuple):
    """A KPI's place in the column of an arm."""

    y: float
    kpi: str
    block: Block
    reach: float  # of the block's scale, drawn as 1


@styled
def draw(comparison: Comparison, arms: Sequence[ArmData], words: Words, width_in: float) -> Figure:
    """A column an arm, a block of rows a unit; a point is a difference, its line the interval."""
    contrasts = comparison.contrasts
    blocks = shown_blocks(contrasts)
    rows, ends = _places(contrasts, blocks)
    narrow = is_narrow(width_in)
    n_columns, n_rows = bands(len(contrasts), 1 if narrow else 4)
    figure = frame(
        _title(comparison, words),
        words("differences.subtitle"),
        f"{provenance(comparison, words)} {_holm_note(contrasts, words)}".strip(),
        body_in=n_rows * (_ROW_IN * ends[-1] + 0.7),
        width_in=width_in,
        key=_key(words),
    )
    grid = figure.subplots(n_rows, n_columns, squeeze=False, sharey=True)
    panel_in = (width_in - 0.6 - _NAME_IN[narrow]) / n_columns - 0.15
    for axes, contrast in zip(grid.flat, contrasts, strict=False):
        if len(contrasts) > 1:
            named(axes, name(comparison, contrast.label, words), panel_in)
        for row in rows:
            _point(axes, row, contrast, with_ends=n_columns == 1 and not narrow)
        _scales(axes, rows, blocks, is_roomy=n_columns == 1 and not narrow)
        axes.set(xlim=(-1.1, 1.1), xticks=[], ylim=(ends[-1] - 0.4, -1.4))
        bare(axes)
    for axes in grid.flat[len(contrasts) :]:
        axes.set_axis_off()
    for axes in grid[:, 0]:
        lines = [wrap(figure, words.kpi(row.kpi), _NAME_IN[narrow], NOTE_PT) for row in rows]
        axes.set_yticks([row.y for row in rows], lines, color=INK, size=NOTE_PT)
        for block, end in zip(blocks, [0.0, *ends[:-1]], strict=True):
            axes.annotate(
                words(f"differences.{block.name}"),
                (0, end - (1.0 if narrow else 0.75)),
                xycoords=("axes fraction", "data"),
                xytext=(-4, 0),
                textcoords="offset points",
                ha="right",
                va="center",
                size=NOTE_PT,
                color=MUTED,
                style="italic",
            )
    return figure


def _places(
    contrasts: Sequence[Contrast], blocks: Sequence[Block]
) -> tuple[list[_Row], list[float]]:
    """Where each KPI stands, from above, and where each block ends."""
    rows: list[_Row] = []
    ends: list[float] = []
    y = 0.0
    for block in blocks:
        reach = _reach(contrasts, block)[1]
        for kpi in block.kpis:
            rows.append(_Row(y, kpi, block, reach))
            y += 1
        y += _GAP_ROWS
        ends.append(y)
    return rows, ends


def shown_blocks(contrasts: Sequence[Contrast]) -> list[Block]:
    """The blocks, without KPIs that have a value in no arm."""
    known = {
        found.kpi
        for contrast in contrasts
        for found in contrast.differences
        if found.difference is not None
    }
    shown = [
        block._replace(kpis=tuple(kpi for kpi in block.kpis if kpi in known)) for block in BLOCKS
    ]
    return [block for block in shown if block.kpis] or list(BLOCKS)


def _holm_note(contrasts: Sequence[Contrast], words: Words) -> str:
    judged = any(found.p_value is not None for each in contrasts for found in each.differences)
    return words("differences.holm") if judged else ""


def _title(comparison: Comparison, words: Words) -> str:
    """How many of the KPIs are better and worse."""
    counts = {each.label: counted(each, HEADLINES) for each in comparison.contrasts}
    if all(n["same"] + n["unknown"] == len(HEADLINES) for n in counts.values()):
        return words("differences.title_same")
    if any(n["single"] for n in counts.values()):
        return words("differences.title_single")
    best = max(counts, key=lambda label: counts[label]["better"])
    worst = max(counts, key=lambda label: counts[label]["worse"])
    kind = "title" if len(counts) == 1 else "title_both" if best == worst else "title_most"
    return words(
        f"differences.{kind}",
        arm=quoted(comparison, best, words),
        other=quoted(comparison, worst, words),
        better=counts[best]["better"],
        worse=counts[worst]["worse"],
        of=len(known(comparison.contrasts, HEADLINES)),
    )


def _reach(contrasts: Sequence[Contrast], block: Block) -> tuple[float, float]:
    """Limits of a block's scale, around zero, for all arms."""
    changes = [
        change
        for contrast in contrasts
        for kpi in block.kpis
        if (change := change_of(contrast[kpi], relative=block.relative)) is not None
    ]
    ends = [end for each in changes for end in (each.value, each.low, each.high) if end is not None]
    return symmetric(np.array(ends), 1.1)


def _key(words: Words) -> list[Artist]:
    """Legend handles: what the colours of points mean."""
    return [
        Line2D(
            [],
            [],
            color=colour,
            marker=_MARKERS.get(kind, "o"),
            markerfacecolor="white" if is_open else colour,
            linewidth=2,
            label=words(f"differences.{kind}"),
        )
        for kind, colour, is_open in (
            ("better", BETTER, False),
            ("worse", WORSE, False),
            ("changed", INK, False),
            ("unclear", NEUTRAL, True),
        )
    ]


def _point(axes: Axes, row: _Row, contrast: Contrast, *, with_ends: bool) -> None:
    """A difference; its number stands at the right."""
    found = contrast[row.kpi]
    change = change_of(found, relative=row.block.relative)
    if change is None:
        _number(axes, row.y, NONE, MUTED)
        return
    verdict = finding(found)
    colour = OF_FINDING.get(verdict, NEUTRAL)
    if change.low is not None and change.high is not None:
        ends = change.low / row.reach, change.high / row.reach
        axes.plot(ends, (row.y, row.y), color=colour, linewidth=2)
    axes.plot(
        change.value / row.reach,
        row.y,
        _MARKERS.get(verdict, "o"),
        color=colour,
        markerfacecolor=OF_FINDING.get(verdict, "white"),
        markersize=6,
    )
    is_level = described(row.kpi).compared
    number = plain(change.value, change.decimals) if is_level else number_of(change)
    number += _SURVIVES if row.kpi in contrast.holm else ""
    said = f"{number} {bracket(change)}" if with_ends else number
    _number(axes, row.y, said, OF_FINDING.get(verdict, MUTED))


def _scales(axes: Axes, rows: Sequence[_Row], blocks: Sequence[Block], *, is_roomy: bool) -> None:
    """A scale for each block: lines at round numbers, and these under the block."""
    for block in blocks:
        of_block = [row for row in rows if row.block == block]
        top, foot, reach = of_block[0].y - 0.45, of_block[-1].y + 0.45, of_block[0].reach
        axes.vlines(0, top, foot, color=MUTED, linewidth=1)
        for tick in _ticks(reach, is_roomy=is_roomy):
            axes.vlines(tick / reach, top, foot, color=RULE, linewidth=0.8, zorder=0)
            axes.text(
                tick / reach,
                foot + 0.05,
                f"{tick:,.10g}".replace(",", "\u2009").replace("-", "\u2212"),
                ha="center",
                va="top",
                size=_SCALE_PT,
                color=MUTED,
            )


def _ticks(reach: float, *, is_roomy: bool) -> Floats:
    """Round numbers around zero, or where there is little room the greatest and zero alone."""
    found: Floats = np.array(MaxNLocator(5, steps=[1, 2, 5, 10]).tick_values(-reach, reach))
    ticks: Floats = found[np.abs(found) <= 1.05 * reach]
    few: Floats = ticks[[0, len(ticks) // 2, -1]]
    return ticks if is_roomy else few


def _number(axes: Axes, y: float, text: str, colour: str) -> None:
    """A difference as a number, right of the panel."""
    axes.annotate(
        text,
        (1, y),
        xycoords=("axes fraction", "data"),
        xytext=(6, 0),
        textcoords="offset points",
        va="center_baseline",
        size=NOTE_PT,
        color=colour,
    )
