"""The differences that matter, with their intervals: what is better, what is worse, by how much."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.charts.blocks import BLOCKS, Block
from analysis.charts.numbers import bracket, change_of
from analysis.charts.style import (
    BETTER,
    INK,
    MUTED,
    NEUTRAL,
    NOTE_PT,
    OF_FINDING,
    TICK_PT,
    WIDTH_IN,
    WORSE,
    bare,
    frame,
    named,
    provenance,
    styled,
    symmetric,
    zero_line,
)
from analysis.charts.text import wrap
from analysis.experiment.arm import ArmData
from analysis.experiment.compare import Comparison, Contrast
from analysis.experiment.finding import counted, finding
from analysis.kpis import HEADLINES
from analysis.wording import signed
from analysis.words import Words

_HEIGHT_IN = 7.4
_NAME_IN = 2.3


@styled
def draw(comparison: Comparison, arms: Sequence[ArmData], words: Words) -> Figure:
    """A column an arm, a block of rows a unit; a point is a difference, its line the interval."""
    contrasts = comparison.contrasts
    figure = frame(
        _title(contrasts, words),
        words("differences.subtitle", base=comparison.base),
        provenance(comparison, words),
        height_in=_HEIGHT_IN,
        key=_key(words),
    )
    grid = figure.subplots(
        len(BLOCKS),
        len(contrasts),
        sharex="row",
        sharey="row",
        squeeze=False,
        height_ratios=[len(block.kpis) + 0.5 for block in BLOCKS],
    )
    for block, row in zip(BLOCKS, grid, strict=True):
        row[0].set_xlim(*_reach(contrasts, block))
        for contrast, axes in zip(contrasts, row, strict=True):
            _points(axes, contrast, block, is_alone=len(contrasts) == 1)
        names = [wrap(figure, words.kpi(kpi), _NAME_IN, TICK_PT) for kpi in block.kpis]
        row[0].set_yticks(range(len(names)), names, color=INK)
        row[0].set_ylabel(words(f"differences.{block.name}"), size=NOTE_PT, labelpad=10)
    figure.align_ylabels(grid[:, 0])
    if len(contrasts) > 1:
        width_in = (WIDTH_IN - 0.9 - _NAME_IN) / len(contrasts) - 0.15
        for contrast, axes in zip(contrasts, grid[0], strict=True):
            named(axes, contrast.label, width_in)
    return figure


def _title(contrasts: Sequence[Contrast], words: Words) -> str:
    """How many of the KPIs are better and worse."""
    counts = {contrast.label: counted(contrast, HEADLINES) for contrast in contrasts}
    if all(n["same"] + n["unknown"] == len(HEADLINES) for n in counts.values()):
        return words("differences.title_same")
    if any(n["single"] for n in counts.values()):
        return words("differences.title_single")
    best = max(counts, key=lambda label: counts[label]["better"])
    worst = max(counts, key=lambda label: counts[label]["worse"])
    name = "title" if len(counts) == 1 else "title_both" if best == worst else "title_most"
    return words(
        f"differences.{name}",
        arm=best,
        other=worst,
        better=counts[best]["better"],
        worse=counts[worst]["worse"],
        of=len(HEADLINES),
    )


def _reach(contrasts: Sequence[Contrast], block: Block) -> tuple[float, float]:
    """Limits of a block's scale, around zero, for all arms."""
    changes = [
        change
        for contrast in contrasts
        for kpi in block.kpis
        if (change := change_of(contrast[kpi], relative=block.relative)) is not None
    ]
    ends = [end for change in changes for end in change if end is not None]
    return symmetric(np.array(ends), 1.1)


def _key(words: Words) -> list[Artist]:
    """Legend handles: what the colours of points mean."""
    return [
        Line2D(
            [],
            [],
            color=colour,
            marker="o",
            markerfacecolor="white" if is_open else colour,
            linewidth=2,
            label=words(f"differences.{name}"),
        )
        for name, colour, is_open in (
            ("better", BETTER, False),
            ("worse", WORSE, False),
            ("changed", INK, False),
            ("unclear", NEUTRAL, True),
        )
    ]


def _points(axes: Axes, contrast: Contrast, block: Block, *, is_alone: bool) -> None:
    """The differences of a block; their numbers stand at the right."""
    for y, kpi in enumerate(block.kpis):
        found = contrast[kpi]
        change = change_of(found, relative=block.relative)
        if change is None:
            continue
        colour = OF_FINDING.get(finding(found))
        if change.low is not None and change.high is not None:
            axes.plot((change.low, change.high), (y, y), color=colour or NEUTRAL, linewidth=2)
        face = colour or "white"
        axes.plot(change.value, y, "o", color=colour or NEUTRAL, markerfacecolor=face, markersize=6)
        number = signed(change.value, change.decimals)
        axes.annotate(
            f"{number} {bracket(change)}" if is_alone else number,
            (1, y),
            xycoords=("axes fraction", "data"),
            xytext=(6, 0),
            textcoords="offset points",
            va="center_baseline",
            size=TICK_PT if is_alone else NOTE_PT,
            color=colour or MUTED,
        )
    zero_line(axes)
    bare(axes)
    axes.grid(axis="x")
    axes.set_ylim(len(block.kpis) - 0.4, -0.6)
    axes.locator_params(axis="x", nbins=5 if is_alone else 3)
    axes.tick_params(axis="x", labelsize=NOTE_PT)
