"""Grouped horizontal bars: a group for each row, a bar for each arm, its value beside it."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes

from analysis.charts.style import INK, NOTE_PT, bare, look
from analysis.experiment.summary import Floats

FILLED_SHARE = 0.76  # of the height of a group
_GAP_PT = 3
_NOTHING = 1e-9  # what rounding leaves of zero


def grouped_bars(
    axes: Axes,
    values: Floats,
    marks: Sequence[str],
    text: Callable[[float], str],
    *,
    first_arm: int = 0,
) -> None:
    """Bars of `values` (n_arms, n_rows), downwards from row 0; none for NaN.

    The mark of an arm stands with its value, so that bars are told apart without colour.
    """
    height = FILLED_SHARE / len(values)
    for nth, (row_values, mark) in enumerate(zip(values, marks, strict=True)):
        at = np.arange(len(row_values)) + (nth - (len(values) - 1) / 2) * height
        drawn = look(first_arm + nth)
        axes.barh(
            at,
            np.nan_to_num(row_values),
            0.86 * height,
            color=drawn.colour,
            hatch=drawn.hatch,
            edgecolor="white",
            linewidth=0,
        )
        for y, value in zip(at, row_values, strict=True):
            if np.isfinite(value):
                is_none = abs(value) < _NOTHING
                said = f"{mark} {'0' if is_none else text(value)}".strip()
                label(axes, 0 if is_none else value, y, said, to_left=value < -_NOTHING)
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
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},  # no line crosses it
    )
