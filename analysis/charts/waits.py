"""How long deliveries take: a distribution for each arm, with its median and P90."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts.frame import frame, provenance
from analysis.charts.names import name
from analysis.charts.numbers import change_of, level, level_in, spoken
from analysis.charts.style import BASE, HEIGHT_IN, INK, is_narrow, look, named, styled
from analysis.charts.titles import headline
from analysis.experiment.arm import ArmData
from analysis.experiment.compare import Comparison
from analysis.experiment.summary import Floats
from analysis.words import Words

_ROW_IN, _FOOT_IN = 1.3, 0.5
_HEADROOM = 1.75  # above the highest hill, for what is written at the quantiles
_SHOWN_SHARE = 0.995  # of deliveries; the rest is beyond the right edge


@styled
def draw(comparison: Comparison, arms: Sequence[ArmData], words: Words, width_in: float) -> Figure:
    """One row an arm: its distribution filled, that of the base as an outline."""
    figure = frame(
        headline(comparison, "click_to_door_p90_min", words),
        words("waits.subtitle"),
        provenance(comparison, words),
        body_in=_FOOT_IN + _ROW_IN * len(arms),
        width_in=width_in,
        least_in=0 if is_narrow(width_in) else HEIGHT_IN,
    )
    rows = figure.subplots(len(arms), 1, sharex=True, sharey=True, squeeze=False)[:, 0]
    top = max(float(_density(arm).max()) for arm in arms) or 1.0
    end_min = max(_end_min(arm) for arm in arms)
    for nth, (axes, arm) in enumerate(zip(rows, arms, strict=True)):
        colour = look(nth).colour
        named(axes, name(comparison, arm.label, words), width_in - 0.8)
        axes.stairs(_density(arm), fill=True, color=colour, alpha=0.55)
        if nth > 0:
            axes.stairs(_density(arms[0]), color=BASE.colour, linewidth=1.2)
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


def _mark(
    axes: Axes, comparison: Comparison, arm: ArmData, quantile: str, end_min: int, words: Words
) -> None:
    """A line at a quantile, with its value and its change against the base."""
    kpi = f"click_to_door_{quantile}_min"
    at_min = level_in(comparison, arm.label, kpi)
    if at_min is None:
        return
    text = words(f"waits.{quantile}", value=level(at_min, kpi, words))
    for contrast in comparison.contrasts:
        change = change_of(contrast[kpi])
        if contrast.label == arm.label and change is not None:
            text += f"\n{spoken(change, words)}"
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
