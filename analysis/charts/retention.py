"""Who comes back: of those who order for the first time in a run, how many on each day after."""

from collections.abc import Sequence
from functools import partial

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis.charts.frame import arm_key, frame, nothing_in, provenance
from analysis.charts.opened import changes_from_base, greatest, of_tables, runs_of
from analysis.charts.style import HEIGHT_IN, MUTED, RULE, is_narrow, look, subtitled
from analysis.experiment.paired import Changes
from analysis.experiment.reopened import Opened
from analysis.experiment.run_tables import retention
from analysis.experiment.summary import Floats
from analysis.wording import plain
from analysis.words import Words

_PANEL_IN = 2.5


@of_tables
def draw(opened: Opened, words: Words, width_in: float) -> Figure:
    """Levels above, and the change against the base below, with intervals."""
    days = opened.comparison.days
    values = runs_of(opened, partial(retention, days=days))
    found = changes_from_base(opened, values)
    narrow = is_narrow(width_in)
    n_panels = 2 if found else 1
    figure = frame(
        _title(opened, values, found, words),
        words("retention.subtitle" if days // 2 > 1 else "retention.subtitle_one", n=days // 2),
        provenance(opened.comparison, words),
        body_in=_PANEL_IN * (n_panels if narrow else 1) + 0.6,
        width_in=width_in,
        least_in=0 if narrow else HEIGHT_IN,
        key=arm_key(opened.comparison, opened.arms, words, width_in, as_lines=True),
    )
    if not np.isfinite(values[0]).any():
        return nothing_in(figure, words)
    shape = (n_panels, 1) if narrow else (1, n_panels)
    panels = figure.subplots(*shape, squeeze=False).ravel()
    since = np.arange(1, values[0].shape[1])
    panel_in = width_in / shape[1] - 0.9
    for nth, of_arm in enumerate(values):
        drawn = look(nth)
        panels[0].plot(
            since,
            100 * np.nanmean(of_arm, axis=0)[1:],
            color=drawn.colour,
            linestyle=drawn.dash,
            marker=drawn.marker or (None if len(since) > 1 else "o"),  # one day makes no line
            linewidth=2,
            markersize=5,
        )
    panels[0].set_ylim(0, 1.05 * panels[0].get_ylim()[1])  # a marker at the top is seen whole
    subtitled(panels[0], words("retention.level"), panel_in)
    for nth, change in enumerate(found):
        drawn = look(nth + 1)
        at = since + ((nth + 0.5) / len(found) - 0.5) * 0.5
        mean, low, high = (100 * part[1:] for part in (change.mean, change.low, change.high))
        panels[1].plot(
            at, mean, color=drawn.colour, marker=drawn.marker or "o", linestyle="", markersize=5
        )
        panels[1].vlines(at, low, high, color=drawn.colour, linewidth=1.6)
    if found:
        panels[1].axhline(0, color=MUTED, linewidth=1)
        subtitled(panels[1], words("retention.change"), panel_in)
    for axes in panels:
        axes.set_xlabel(words("retention.day"))
        axes.set_xlim(0.4, since[-1] + 0.6)
        axes.xaxis.set_major_locator(MaxNLocator(8, integer=True, min_n_ticks=1))
        axes.grid(axis="y")
        axes.spines["left"].set_visible(False)
        axes.spines["bottom"].set_color(RULE)
        axes.tick_params(length=0)
    return figure


def _title(opened: Opened, values: Sequence[Floats], found: Sequence[Changes], words: Words) -> str:
    names = [words("retention.on", n=day) for day in range(1, values[0].shape[1])]
    if found:
        later = [Changes(each.mean[1:], each.low[1:], each.high[1:]) for each in found]
        return greatest(opened, later, names, "share", words)
    first = float(np.nanmean(values[0], axis=0)[1])
    return words("retention.title_one", share=plain(100 * first, 1))
