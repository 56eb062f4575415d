"""Data beside simulation: the share of orders up to each value, and the gap between the two."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.calibration.likeness import Beside
from analysis.charts.frame import frame
from analysis.charts.style import BASE, INK, LABEL_PT, WIDE_IN, is_narrow, lay_out, look, style
from analysis.words import Words

_PANEL_IN = 2.5
_BEYOND = 0.995  # quantile up to which the axis goes
_HOURS, _DISTANCE = "hours", "distance"
_LEAST_KM = 0.1  # distances are drawn in steps of it


def draw(found: Sequence[Beside], words: Words, width_in: float = WIDE_IN) -> Figure:
    """A panel for each quantity; so many inches wide."""
    with style(words.lang):
        n_across = 1 if is_narrow(width_in) else 2
        n_down = -(-len(found) // n_across)
        key = [
            Line2D([], [], color=BASE.colour, lw=4, alpha=0.45, label=words("calibrate.data")),
            Line2D([], [], color=look(1).colour, lw=1.8, label=words("calibrate.simulated")),
        ]
        worst = max(found, key=lambda each: each.distance)
        name = words(f"calibrate.of_{worst.name}")
        figure = frame(
            words("calibrate.figure_title", what=name, ks=f"{worst.distance:.3f}"),
            words("calibrate.figure_read"),
            "",
            body_in=_PANEL_IN * n_down + 0.2,
            width_in=width_in,
            key=key,
        )
        panels = np.atleast_1d(figure.subplots(n_down, n_across)).ravel()
        for axes, each in zip(panels, found, strict=False):
            _panel(axes, each, words)
        for axes in panels[len(found) :]:
            axes.set_visible(False)
        lay_out(figure)
    return figure


def _panel(axes: Axes, each: Beside, words: Words) -> None:
    share = np.linspace(0, 1, 201)
    shown = [np.quantile(values, share) for values in (each.data, each.simulated)]
    if each.name == _DISTANCE:  # a figure as SVG keeps all digits, and these would tell a door
        shown = [np.ceil(values / _LEAST_KM) * _LEAST_KM for values in shown]
    axes.plot(shown[0], 100 * share, color=BASE.colour, lw=4, alpha=0.45)
    axes.plot(shown[1], 100 * share, color=look(1).colour, lw=1.8)
    most = max(np.quantile(values, _BEYOND) for values in (each.data, each.simulated))
    least = min(0.0, each.data[0], each.simulated[0])
    most = most if most > least else least + 1.0  # all are 0, as where food was ready at once
    axes.set(xlim=(least, most), ylim=(0, 100), yticks=(0, 25, 50, 75, 100))
    if each.name == _HOURS:
        axes.set(xlim=(0, 24), xticks=range(0, 25, 4))
    axes.set_xlabel(words(f"calibrate.axis_{each.name}"), size=LABEL_PT)
    axes.set_ylabel(words("calibrate.axis_share"), size=LABEL_PT)
    told = words("calibrate.ks", ks=f"{each.distance:.3f}")
    axes.text(0.97, 0.06, told, transform=axes.transAxes, ha="right", color=INK, size=LABEL_PT)
    axes.spines[["top", "right"]].set_visible(False)
