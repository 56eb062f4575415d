"""The day: orders, waits, lateness and idle couriers by hour, with bands over replications."""

from collections.abc import Sequence
from itertools import cycle
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts.numbers import level
from analysis.charts.style import (
    ARMS,
    DASHES,
    RULE,
    arm_key,
    frame,
    provenance,
    styled,
    subtitled,
)
from analysis.charts.titles import Claim, paired, say
from analysis.experiment.arm import ArmData
from analysis.experiment.compare import Comparison
from analysis.experiment.summary import Floats
from analysis.words import Words

_HEIGHT_IN = 6.2
_BAND = (0.05, 0.95)  # of replications
_FEWEST_ORDERS = 50  # in an hour, over all runs, for a wait to be shown
_HOURS = np.arange(24)
_WAIT = "click_to_door_mean_min"


class _Panel(NamedTuple):
    """One of the small multiples."""

    name: str
    values: str  # of ArmData, (n_replications, 24)
    scale: float = 1
    kpi: str = ""  # that it shows by hour; it needs orders


_PANELS = (
    _Panel("orders", "orders_per_hour"),
    _Panel("wait", "door_min_by_hour", kpi=_WAIT),
    _Panel("late", "late_share_by_hour", 100, kpi="late_share"),
    _Panel("idle", "idle_by_hour"),
)


@styled
def draw(comparison: Comparison, arms: Sequence[ArmData], words: Words) -> Figure:
    """Four panels over the hours of a day, a line for each arm."""
    note = words("hours.band") if len(comparison.seeds) > 1 else ""
    figure = frame(
        _title(arms, words),
        words("hours.subtitle", fewest=_FEWEST_ORDERS),
        f"{provenance(comparison, words)} {note}",
        height_in=_HEIGHT_IN,
        key=arm_key(arms, as_lines=True),
    )
    for axes, panel in zip(figure.subplots(2, 2, sharex=True).flat, _PANELS, strict=True):
        for arm, colour, dash in zip(arms, cycle(ARMS), cycle(DASHES)):
            _curve(axes, panel.scale * _known(arm, panel), colour, dash)
        subtitled(axes, words.measured(panel.kpi) if panel.kpi else words(f"hours.{panel.name}"))
        axes.set(xlim=(-0.5, 23.5), xticks=range(0, 24, 3), ylim=(0, None))
        axes.set_xticklabels([f"{hour}:00" for hour in range(0, 24, 3)])
        axes.grid(axis="y")
        axes.spines["left"].set_visible(False)
        axes.tick_params(axis="y", length=0)
        axes.spines["bottom"].set_color(RULE)
    return figure


def _title(arms: Sequence[ArmData], words: Words) -> str:
    """How the wait changes in the busiest hour of the base."""
    base = arms[0]
    hour = int(base.orders_per_hour.mean(axis=0).argmax())
    claims = []
    for arm in arms[1:]:
        change = paired(base.door_min_by_hour[:, hour], arm.door_min_by_hour[:, hour])
        if change is not None:
            mean_min = float(np.nanmean(arm.door_min_by_hour[:, hour]))
            claims.append(Claim(arm.label, change, level(mean_min, _WAIT, words)))
    what = words("hours.peak", kpi=words.kpi(_WAIT), start=hour, end=hour + 1)
    return say(what, claims, "min", words)


def _known(arm: ArmData, panel: _Panel) -> Floats:
    """Values by replication and hour; NaN where they rest on too few orders."""
    values: Floats = getattr(arm, panel.values)
    if not panel.kpi:
        return values
    n_orders = arm.orders_per_hour.sum(axis=0) * arm.days
    return np.where(n_orders >= _FEWEST_ORDERS, values, np.nan)


def _curve(axes: Axes, values: Floats, colour: str, dash: object) -> None:
    """The mean over replications, and the band that most of them lie in."""
    hours = _HOURS[np.isfinite(values).any(axis=0)]
    if not hours.size:
        return
    known = values[:, hours]
    mean = np.full(24, np.nan)  # gaps stay gaps
    mean[hours] = np.nanmean(known, axis=0)
    axes.plot(_HOURS, mean, color=colour, linestyle=dash, linewidth=2, marker=".", markersize=3)
    if len(values) > 1:
        low, high = np.full((2, 24), np.nan)
        low[hours], high[hours] = np.nanquantile(known, _BAND, axis=0)
        axes.fill_between(_HOURS, low, high, color=colour, alpha=0.18, linewidth=0)
