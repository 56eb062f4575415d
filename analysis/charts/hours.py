"""The day: orders, waits, lateness and idle couriers by hour, with bands over replications."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from analysis.charts.frame import arm_key, frame, provenance
from analysis.charts.names import quoted
from analysis.charts.numbers import Change, level, tick
from analysis.charts.style import MUTED, RULE, Look, is_narrow, look, styled, subtitled
from analysis.charts.titles import Claim, paired, say
from analysis.experiment.arm import ArmData
from analysis.experiment.compare import Comparison
from analysis.experiment.summary import Floats
from analysis.words import Words

_PANEL_IN = 2.3
_FEWEST_RUNS, _MOST_ARMS = 5, 3  # for bands
_FEWEST_ORDERS = 50  # in an hour, over all runs, for a wait to be shown
_HOURS = np.arange(24)
_WAIT = "click_to_door_mean_min"
_PARTS_OF_DAY = slice(0, 15), slice(15, 24)  # each with a peak of its own, at midday and at night
_LEAST_PEAK = 0.5  # of the orders of the busiest hour, for an hour to be a peak too


class _Panel(NamedTuple):
    """One of the small multiples."""

    name: str
    values: str  # of ArmData, (n_replications, 24)
    scale: float = 1
    kpi: str = ""  # that it shows by hour; it needs orders


_SHOWN_WAIT = _Panel("wait", "door_min_by_hour", kpi=_WAIT)
_PANELS = (
    _Panel("orders", "orders_per_hour"),
    _SHOWN_WAIT,
    _Panel("late", "late_share_by_hour", 100, kpi="late_share"),
    _Panel("idle", "idle_by_hour"),
)


@styled
def draw(comparison: Comparison, arms: Sequence[ArmData], words: Words, width_in: float) -> Figure:
    """Four panels over the hours of a day, a line for each arm."""
    with_bands = has_bands(arms)
    n_columns = 1 if is_narrow(width_in) else 2
    note = words("hours.band") if with_bands else ""
    figure = frame(
        _title(comparison, arms, words),
        words("hours.subtitle", fewest=_FEWEST_ORDERS),
        f"{provenance(comparison, words)} {note}",
        body_in=_PANEL_IN * len(_PANELS) / n_columns,
        width_in=width_in,
        key=arm_key(comparison, arms, words, width_in, as_lines=True),
    )
    grid = figure.subplots(len(_PANELS) // n_columns, n_columns, sharex=True)
    for axes, panel in zip(grid.flat, _PANELS, strict=True):
        curves = [panel.scale * _known(arm, panel) for arm in arms]
        for nth, values in enumerate(curves):
            _curve(axes, values, look(nth), with_bands)
        what = words.measured(panel.kpi) if panel.kpi else words(f"hours.{panel.name}")
        subtitled(axes, what, width_in / n_columns - 0.7)
        axes.set(xlim=(-0.5, 23.5), xticks=range(0, 24, 3), ylim=(0, None))
        axes.set_xticklabels([f"{hour}:00" for hour in range(0, 24, 3)])
        axes.grid(axis="y")
        axes.spines["left"].set_visible(False)
        axes.tick_params(axis="y", length=0)
        axes.yaxis.set_major_formatter(FuncFormatter(tick))
        axes.spines["bottom"].set_color(RULE)
        if not any(np.isfinite(values).any() for values in curves):
            axes.set_yticks([])
            few = words("hours.few", fewest=_FEWEST_ORDERS)
            axes.text(11.5, 0.5, few, ha="center", color=MUTED)
    return figure


def has_bands(arms: Sequence[ArmData]) -> bool:
    """Whether there are runs enough to show their spread, and few enough arms to see it."""
    return len(arms) <= _MOST_ARMS and min(len(arm.runs) for arm in arms) >= _FEWEST_RUNS


def _title(comparison: Comparison, arms: Sequence[ArmData], words: Words) -> str:
    """How the wait changes at the peak of the base at which it changes most."""
    changes = {hour: _changes_at(arms, hour) for hour in _peaks(arms[0])}
    hour = max(changes, key=lambda at: max((abs(by.value) for _, by, _ in changes[at]), default=0))
    claims = [
        Claim(quoted(comparison, arm.label, words), by, level(wait_min, _WAIT, words))
        for arm, by, wait_min in changes[hour]
    ]
    what = words("hours.peak", kpi=words.kpi(_WAIT), start=hour, end=hour + 1)
    return say(what, claims, words)


def _peaks(base: ArmData) -> list[int]:
    """The busiest hour, and that of the other part of the day where it is nearly as busy."""
    orders = base.orders_per_hour.mean(axis=0)  # (24,)
    hours = [part.start + int(orders[part].argmax()) for part in _PARTS_OF_DAY]
    hours.sort(key=lambda at: -orders[at])
    return [at for at in hours if orders[at] >= _LEAST_PEAK * orders[hours[0]]]


def _changes_at(arms: Sequence[ArmData], hour: int) -> list[tuple[ArmData, Change, float]]:
    """By how much the wait of each arm differs from the base in an hour, and what it is there."""
    base, found = arms[0], []
    for arm in arms[1:]:
        _, of_base, of_arm = np.intersect1d(base.seeds, arm.seeds, return_indices=True)
        waits_min = _known(arm, _SHOWN_WAIT)[of_arm, hour]
        change = paired(_known(base, _SHOWN_WAIT)[of_base, hour], waits_min, "min")
        if change is not None:
            found.append((arm, change, float(np.nanmean(waits_min))))
    return found


def _known(arm: ArmData, panel: _Panel) -> Floats:
    """Values by replication and hour; NaN where they rest on too few orders."""
    values: Floats = getattr(arm, panel.values)
    if not panel.kpi:
        return values
    n_orders = arm.orders_per_hour.sum(axis=0) * arm.days
    return np.where(n_orders >= _FEWEST_ORDERS, values, np.nan)


def _curve(axes: Axes, values: Floats, drawn: Look, with_bands: bool) -> None:
    """The mean over replications, and all of them lie in the band."""
    hours = _HOURS[np.isfinite(values).any(axis=0)]
    if not hours.size:
        return
    known = values[:, hours]
    mean = np.full(24, np.nan)  # gaps stay gaps
    mean[hours] = np.nanmean(known, axis=0)
    axes.plot(
        _HOURS,
        mean,
        color=drawn.colour,
        linestyle=drawn.dash,
        linewidth=2,
        marker=drawn.marker,
        markersize=4,
        markeredgecolor="white",
        markeredgewidth=0.4,
    )
    if with_bands:
        low, high = np.full((2, 24), np.nan)
        low[hours], high[hours] = np.nanmin(known, axis=0), np.nanmax(known, axis=0)
        axes.fill_between(_HOURS, low, high, color=drawn.colour, alpha=0.18, linewidth=0)
