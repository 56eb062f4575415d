"""How long a run warms up: MSER-5 of what waits, hour by hour."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts.frame import frame, nothing_in, provenance
from analysis.charts.opened import of_tables, runs_of
from analysis.charts.style import (
    BETTER,
    FEW,
    HEIGHT_IN,
    INK,
    LABEL_PT,
    MUTED,
    is_narrow,
    subtitled,
)
from analysis.charts.text import wrap
from analysis.experiment.reopened import Opened
from analysis.experiment.run_tables import by_hour
from analysis.experiment.summary import Floats
from analysis.statistics.truncation import BATCH, FEWEST_BATCHES, Truncation, mser
from analysis.words import Words

FEWEST_HOURS = BATCH * FEWEST_BATCHES
_PANEL_IN, _DAY = 2.0, 24


@of_tables
def draw(opened: Opened, words: Words, width_in: float) -> Figure:
    """The hours of the base less what is usual at that hour, and how well each cut would do."""
    series = runs_of(opened, lambda run: by_hour(run, "waiting_orders"))[0].mean(axis=0)
    found = mser(less_usual(series)) if len(series) >= FEWEST_HOURS else None
    figure = frame(
        _title(found, words),
        words("warm_up.subtitle"),
        provenance(opened.comparison, words),
        body_in=2 * _PANEL_IN + 0.6,
        width_in=width_in,
        least_in=0 if is_narrow(width_in) else HEIGHT_IN,
    )
    if found is None:
        return nothing_in(figure, words)
    above, below = figure.subplots(2, 1, sharex=True)
    hours = (np.arange(len(found.means)) + 0.5) * found.batch
    above.plot(hours, found.means, color=INK, linewidth=1.4, marker="o", markersize=3)
    above.axhline(found.mean, color=BETTER, linewidth=1.6, linestyle="--")
    subtitled(above, words("warm_up.series", n=found.batch), width_in - 0.9)
    half = found.n_believed
    cuts = np.arange(len(found.statistic)) * found.batch
    below.plot(cuts[: half + 1], found.statistic[: half + 1], color=INK)
    below.plot(cuts[half:], found.statistic[half:], color=MUTED, linewidth=1)
    best = found.n_cut // found.batch
    below.plot(found.n_cut, found.statistic[best], "D", color=BETTER, markersize=8)
    subtitled(below, words("warm_up.statistic"), width_in - 0.9)
    # Of the rest, which few hours make and which grows without end, no cut is believed.
    below.set_ylim(0, 1.15 * float(found.statistic[: half + 1].max()))
    for axes in (above, below):
        _cut(axes, found)
    below.set_xlabel(wrap(figure, words("warm_up.axis"), width_in - 0.9, LABEL_PT), size=LABEL_PT)
    return figure


def less_usual(series: Floats) -> Floats:
    """Each hour less the mean of its hour of the day, (n_hours,): the day's own course is gone."""
    hour = np.arange(len(series)) % _DAY
    usual = np.array([series[hour == each].mean() for each in range(min(_DAY, len(series)))])
    left: Floats = series - usual[hour]
    return left


def _cut(axes: Axes, found: Truncation) -> None:
    """What is cut off, grey; the half of the hours, beyond which no cut is believed, dotted."""
    if found.n_cut:
        axes.axvspan(0, found.n_cut, color=FEW, linewidth=0, zorder=0)
    axes.axvline(found.n_cut, color=BETTER, linewidth=1.2)
    axes.axvline(found.n_believed * found.batch, color=MUTED, linewidth=1, linestyle=":")
    # Room for the mark of a cut at the beginning.
    axes.set_xlim(-found.batch / 2, len(found.means) * found.batch)
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)


def _title(found: Truncation | None, words: Words) -> str:
    if found is None:
        return words("warm_up.title_none")
    if not found.settled:
        return words("warm_up.title_unsettled")
    return words("warm_up.title" if found.n_cut else "warm_up.title_zero", n=found.n_cut)
