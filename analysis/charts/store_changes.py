"""Which stores win and which lose orders, and what small ones have of them."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import LogLocator

from analysis.charts.bands import bands
from analysis.charts.frame import frame, provenance
from analysis.charts.names import name, quoted
from analysis.charts.numbers import change_of, level, spoken
from analysis.charts.opened import changes_from_base, of_tables, runs_of
from analysis.charts.style import (
    BETTER,
    HEIGHT_IN,
    INK,
    MUTED,
    NEUTRAL,
    NOTE_PT,
    WORSE,
    is_narrow,
    named,
)
from analysis.experiment.compare import Contrast
from analysis.experiment.paired import Changes
from analysis.experiment.reopened import Opened
from analysis.experiment.run_tables import is_small, store_orders
from analysis.words import Words

SMALL = "small_store_share"
_PANEL_IN = 2.9
_MOST_COLUMNS = 3
_FEW_TENS = 100  # from the smallest store to the largest


@of_tables
def draw(opened: Opened, words: Words, width_in: float) -> Figure:
    """A panel an arm: the change of each store against its size, on a scale of factors of ten."""
    days = opened.comparison.days
    values = [each / days for each in runs_of(opened, store_orders)]
    found = changes_from_base(opened, values)
    size = values[0].mean(axis=0)
    label, seed = opened.arms[0].label, opened.arms[0].seeds[0]
    small = is_small(opened.folders[label][seed])
    narrow = is_narrow(width_in)
    n_columns, n_rows = bands(len(found), 1 if narrow else _MOST_COLUMNS)
    figure = frame(
        _title(opened, found, words),
        words("stores.subtitle"),
        provenance(opened.comparison, words),
        body_in=n_rows * (_PANEL_IN + 0.9),
        width_in=width_in,
        least_in=0 if narrow else HEIGHT_IN,
        key=[
            Patch(color=BETTER, label=words("stores.more")),
            Patch(color=WORSE, label=words("stores.fewer")),
            Patch(facecolor="white", edgecolor=NEUTRAL, label=words("differences.unclear")),
            _dot("s", words("stores.small")),
            _dot("o", words("stores.large")),
        ],
    )
    grid = figure.subplots(n_rows, n_columns, squeeze=False, sharex=True, sharey=True)
    panel_in = (width_in - 0.9) / n_columns - 0.3
    for axes, change, contrast in zip(grid.flat, found, opened.comparison.contrasts, strict=False):
        _points(axes, size, change, small)
        title = name(opened.comparison, contrast.label, words)
        named(axes, title, panel_in)
        axes.set_xlabel(words("stores.size"))
        axes.annotate(
            _small_told(contrast, words),
            (0, 1),
            xycoords="axes fraction",
            xytext=(4, -4),
            textcoords="offset points",
            va="top",
            size=NOTE_PT,
            color=INK,
            bbox={"facecolor": "white", "alpha": 0.8, "linewidth": 0, "pad": 1},
            zorder=6,
        )
    for axes in grid[:, 0]:
        axes.set_ylabel(words("stores.change"))
    for axes in grid.flat[len(found) :]:
        axes.set_axis_off()
    low, high = grid[0, 0].get_ylim()
    grid[0, 0].set_ylim(low, high + 0.16 * (high - low))  # for what is written above
    return figure


def _dot(marker: str, text: str) -> Line2D:
    return Line2D([], [], color=MUTED, marker=marker, linestyle="", markersize=5, label=text)


def _points(axes: Axes, size: np.ndarray, change: Changes, small: np.ndarray) -> None:
    clear = change.clear
    up, down = clear & (change.mean > 0), clear & (change.mean < 0)
    for of, colour, filled in (
        (~clear, NEUTRAL, False),
        (up, BETTER, True),
        (down, WORSE, True),
    ):
        for shape, marker in ((small, "s"), (~small, "o")):
            at = of & shape & (size > 0)
            if filled:
                axes.vlines(
                    size[at],
                    change.low[at],
                    change.high[at],
                    color=colour,
                    linewidth=0.7,
                    alpha=0.6,
                )
            axes.scatter(
                size[at],
                change.mean[at],
                16,
                facecolor=colour if filled else "white",
                edgecolor=colour,
                marker=marker,
                linewidth=0.8,
                zorder=3,
            )
    axes.axhline(0, color=MUTED, linewidth=1)
    axes.set_xscale("log")
    axes.grid(axis="y")
    axes.xaxis.set_major_locator(LogLocator(subs=_steps(size)))
    axes.xaxis.set_major_formatter(lambda x, _: f"{x:g}")
    axes.xaxis.set_minor_formatter("")


def _steps(size: np.ndarray) -> tuple[float, ...]:
    """Where a factor of ten has ticks with numbers: more of them where there are few tens."""
    there = size[size > 0]
    few = there.size and there.max() <= _FEW_TENS * there.min()
    return (1.0, 2.0, 5.0) if few else (1.0,)


def _small_told(contrast: Contrast, words: Words) -> str:
    """What small stores have of all orders, and by how much that changes."""
    found = next((each for each in contrast.differences if each.kpi == SMALL), None)
    change = None if found is None else change_of(found)
    if found is None or change is None:
        return words("stores.share_unknown")
    return words(
        "stores.share",
        arm=level(found.mean, SMALL, words),
        change=spoken(change, words),
    )


def _title(opened: Opened, found: list[Changes], words: Words) -> str:
    counts = [
        (int((each.clear & (each.mean > 0)).sum()), int((each.clear & (each.mean < 0)).sum()))
        for each in found
    ]
    if not any(up + down for up, down in counts):
        return words("stores.title_none")
    nth = max(range(len(counts)), key=lambda each: sum(counts[each]))
    up, down = counts[nth]
    return words(
        "stores.title",
        arm=quoted(opened.comparison, opened.arms[1 + nth].label, words),
        up=up,
        down=down,
        of=len(found[nth].mean),
    )
