"""How long deliveries take: a distribution for each arm, with its median and P90."""

from collections.abc import Sequence
from itertools import cycle

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts.numbers import change_of, spoken
from analysis.charts.style import ARMS, HEIGHT_IN, INK, WIDTH_IN, frame, named, provenance, styled
from analysis.charts.titles import headline
from analysis.experiment.arm import ArmData
from analysis.experiment.compare import Comparison
from analysis.experiment.summary import Floats
from analysis.wording import plain
from analysis.words import Words

_ROW_IN = 1.25
_HEAD_IN = 1.9
_HEADROOM = 1.75  # above the highest hill, for what is written at the quantiles
_SHOWN_SHARE = 0.995  # of deliveries; the rest is beyond the right edge


@styled
def draw(comparison: Comparison, arms: Sequence[ArmData], words: Words) -> Figure:
    """One row an arm: its distribution filled, that of the base as an outline."""
    figure = frame(
        headline(comparison, "click_to_door_p90_min", words),
        words("waits.subtitle", base=comparison.base),
        provenance(comparison, words),
        height_in=max(HEIGHT_IN, _HEAD_IN + _ROW_IN * len(arms)),
    )
    rows = figure.subplots(len(arms), 1, sharex=True, sharey=True, squeeze=False)[:, 0]
    top = max(float(_density(arm).max()) for arm in arms) or 1.0
    end_min = max(_end_min(arm) for arm in arms)
    for axes, arm, colour in zip(rows, arms, cycle(ARMS)):
        named(axes, arm.label, WIDTH_IN - 1.2, colour)
        _fill(axes, _density(arm), colour)
        if arm is not arms[0]:
            axes.stairs(_density(arms[0]), color=ARMS[0], linewidth=1.2)
        for quantile in ("p50", "p90"):
            _mark(axes, comparison, arm, quantile, end_min, words)
    for axes in rows:
        axes.set(xlim=(0, end_min), ylim=(0, _HEADROOM * top), yticks=[])
        axes.spines["left"].set_visible(False)
    rows[-1].set_xlabel(words("waits.axis"))
    return figure


def _density(arm: ArmData) -> Floats:
    """Share of deliveries in each minute."""
    share: Floats = arm.door_counts / max(1, arm.door_counts.sum())
    return share


def _end_min(arm: ArmData) -> int:
    """A round number of minutes in which nearly all deliveries end."""
    within = np.searchsorted(np.cumsum(_density(arm)), _SHOWN_SHARE) + 1
    return (
        int(min(len(arm.door_counts), 10 * np.ceil(within / 10))) if arm.door_counts.any() else 60
    )


def _fill(axes: Axes, density: Floats, colour: str) -> None:
    axes.stairs(density, fill=True, color=colour, alpha=0.55)


def _mark(
    axes: Axes, comparison: Comparison, arm: ArmData, quantile: str, end_min: int, words: Words
) -> None:
    """A line at a quantile, with its value and its change against the base."""
    kpi = f"click_to_door_{quantile}_min"
    known = [value for run in arm.kpis if (value := run[kpi]) is not None]
    if not known:
        return
    at_min = float(np.mean(known))
    text = words(f"waits.{quantile}", value=plain(at_min, 1))
    for contrast in comparison.contrasts:
        change = change_of(contrast[kpi])
        if contrast.label == arm.label and change is not None:
            text += f"\n{spoken(change, 'min', words, 1)}"
    is_left = quantile == "p50" and at_min > 0.2 * end_min
    axes.axvline(at_min, color=INK, linewidth=1.3, linestyle="-" if quantile == "p50" else "--")
    axes.annotate(
        text,
        (at_min, 0.97),
        xycoords=("data", "axes fraction"),
        xytext=(-5 if is_left else 5, 0),
        textcoords="offset points",
        ha="right" if is_left else "left",
        va="top",
        size=10,
        color=INK,
        linespacing=1.2,
    )
