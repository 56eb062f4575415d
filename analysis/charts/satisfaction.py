"""Satisfaction and its five parts: levels, and what an arm changes."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.charts.frame import arm_key, frame, nothing_in, provenance
from analysis.charts.numbers import number_of
from analysis.charts.opened import change_at, changes_from_base, greatest, of_tables
from analysis.charts.style import (
    HEIGHT_IN,
    INK,
    LABEL_PT,
    MUTED,
    NOTE_PT,
    is_narrow,
    look,
    subtitled,
    zero_line,
)
from analysis.charts.text import wrap
from analysis.experiment.arm import ArmData
from analysis.experiment.paired import Changes
from analysis.experiment.reopened import Opened
from analysis.experiment.summary import Floats
from analysis.kpis import capitalised
from analysis.kpis.parts import SCORED
from analysis.wording import plain
from analysis.words import Words

KPIS = ("satisfaction_mean", *(f"satisfaction_{part}_mean" for part in SCORED))
_NAME_IN, _NARROW_NAME_IN = 1.7, 1.3
_BASE_MARK = "d"


@of_tables
def draw(opened: Opened, words: Words, width_in: float) -> Figure:
    """A row a part, a mark an arm; on the right the paired differences with their intervals."""
    values = [_of(arm) for arm in opened.arms]
    found = changes_from_base(opened, values)
    names = [capitalised(words.kpi(kpi)) for kpi in KPIS]
    narrow = is_narrow(width_in)
    n_panels = 2 if found else 1
    row_in = max(0.45, 0.2 * len(opened.arms))
    figure = frame(
        _title(opened, values, found, names, words),
        words("satisfaction.subtitle"),
        provenance(opened.comparison, words),
        body_in=(row_in * len(KPIS) + 0.6) * (n_panels if narrow else 1),
        width_in=width_in,
        least_in=0 if narrow else HEIGHT_IN,
        key=_key(opened, words, width_in),
    )
    if not np.isfinite(values[0]).any():
        return nothing_in(figure, words)
    shape = (n_panels, 1) if narrow else (1, n_panels)
    panels = figure.subplots(*shape, squeeze=False, sharey=not narrow).ravel()
    n = len(opened.arms)
    panel_in = width_in / shape[1] - (1.9 if narrow else 1.2)
    for nth, of_arm in enumerate(values):
        drawn = look(nth)
        means = np.nanmean(of_arm, axis=0)
        at = np.arange(len(KPIS)) + ((nth + 0.5) / n - 0.5) * 0.7
        panels[0].plot(means, at, drawn.marker or _BASE_MARK, color=drawn.colour, markersize=7)
        for y, value in zip(at, means, strict=True):
            panels[0].annotate(
                plain(float(value), 2),
                (value, y),
                xytext=(8, 0),
                textcoords="offset points",
                va="center",
                size=NOTE_PT,
                color=INK,
            )
    low, high = panels[0].get_xlim()
    panels[0].set_xlim(low - 0.08 * (high - low), high + 0.3 * (high - low))
    subtitled(panels[0], words("satisfaction.level"), panel_in)
    for nth, change in enumerate(found):
        drawn = look(nth + 1)
        at = np.arange(len(KPIS)) + ((nth + 0.5) / len(found) - 0.5) * 0.7
        panels[1].hlines(at, change.low, change.high, color=drawn.colour, linewidth=2)
        panels[1].plot(change.mean, at, drawn.marker or "o", color=drawn.colour, markersize=6)
        for y, (part, right) in zip(at, enumerate(change.high), strict=True):
            told = change_at(change, part, "stars")
            if told is not None:
                edge = right if np.isfinite(right) else told.value
                panels[1].annotate(
                    number_of(told),
                    (max(edge, told.value), y),
                    xytext=(5, 0),
                    textcoords="offset points",
                    va="center",
                    size=NOTE_PT,
                    color=INK if told.is_clear else MUTED,
                )
    if found:
        low, high = panels[1].get_xlim()
        panels[1].set_xlim(low, high + 0.3 * (high - low))
        zero_line(panels[1])
        subtitled(panels[1], words("satisfaction.change"), panel_in)
    room_in = _NARROW_NAME_IN if narrow else _NAME_IN
    lines = [wrap(figure, each, room_in, LABEL_PT) for each in names]
    for axes in panels if narrow else panels[:1]:
        axes.set_yticks(range(len(KPIS)), lines, color=INK)
        axes.set_ylim(len(KPIS) - 0.4, -0.6)
        axes.get_yticklabels()[0].set_weight("bold")
    for axes in panels:
        axes.grid(axis="x")
        axes.spines[["left", "bottom"]].set_visible(False)
        axes.tick_params(length=0)
        axes.locator_params(axis="x", nbins=5)
        for y in range(1, len(KPIS)):
            axes.axhline(y - 0.5, color="#eef1f4", linewidth=0.8, zorder=0)
    return figure


def _key(opened: Opened, words: Words, width_in: float) -> list[Artist]:
    """The arms as their marks; in other figures the base has none."""
    handles = arm_key(opened.comparison, opened.arms, words, width_in, as_lines=True)
    for handle in handles:
        assert isinstance(handle, Line2D)
        handle.set_linestyle("")
    assert isinstance(handles[0], Line2D)
    handles[0].set_marker(_BASE_MARK)
    return handles


def _of(arm: ArmData) -> Floats:
    """The whole and the parts of each run, (n_replications, 6); NaN: nobody was asked."""
    rows = [[run.kpis.get(kpi) for kpi in KPIS] for run in arm.runs]
    return np.array([[np.nan if x is None else x for x in row] for row in rows], np.float64)


def _title(
    opened: Opened,
    values: Sequence[Floats],
    found: Sequence[Changes],
    names: Sequence[str],
    words: Words,
) -> str:
    if found:
        return greatest(opened, found, names, "stars", words)
    means = np.nanmean(values[0], axis=0) if np.isfinite(values[0]).any() else None
    if means is None:
        return words("title.unknown", what=names[0])
    least = 1 + int(np.argmin(means[1:]))
    return words("satisfaction.title_one", what=names[least], stars=plain(float(means[least]), 2))
