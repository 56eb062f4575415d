"""Grouped horizontal bars: a group for each row, a bar for each arm, its value beside it."""

from collections.abc import Callable
from itertools import cycle, islice

import numpy as np
from matplotlib.axes import Axes

from analysis.charts.style import ARMS, INK, NOTE_PT, bare
from analysis.experiment.summary import Floats

FILLED_SHARE = 0.76  # of the height of a group
_GAP_PT = 3
_NOTHING = 1e-9  # what rounding leaves of zero


def grouped_bars(
    axes: Axes, values: Floats, text: Callable[[float], str], *, first_arm: int = 0
) -> None:
    """Bars of `values` (n_arms, n_rows), downwards from row 0; none for NaN."""
    height = FILLED_SHARE / len(values)
    colours = islice(cycle(ARMS), first_arm, first_arm + len(values))
    for nth, (row_values, colour) in enumerate(zip(values, colours, strict=True)):
        at = np.arange(len(row_values)) + (nth - (len(values) - 1) / 2) * height
        axes.barh(at, np.nan_to_num(row_values), 0.86 * height, color=colour)
        for y, value in zip(at, row_values, strict=True):
            if abs(value) < _NOTHING:
                label(axes, 0, y, "0")
            elif np.isfinite(value):
                label(axes, value, y, text(value), to_left=value < 0)
    axes.set(xticks=[], ylim=(values.shape[1] - 0.5, -0.5))
    bare(axes)


def label(axes: Axes, x: float, y: float, text: str, *, to_left: bool = False) -> None:
    """Write a value beside the end of its bar."""
    axes.annotate(
        text,
        (x, y),
        xytext=(-_GAP_PT if to_left else _GAP_PT, 0),
        textcoords="offset points",
        ha="right" if to_left else "left",
        va="center_baseline",
        size=NOTE_PT,
        color=INK,
    )
