"""The box of a discovery: each uncertain setting on a line of its own, and what is limited."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.charts.frame import frame
from analysis.charts.style import (
    INK,
    LABEL_PT,
    MUTED,
    NEUTRAL,
    NOTE_PT,
    RULE,
    WIDE_IN,
    WORSE,
    bare,
    finished,
    is_narrow,
)
from analysis.charts.text import wrap
from analysis.kpis import capitalised
from analysis.lab.discovering import Discovery, Input
from analysis.lab.discovering_told import condition_told
from analysis.lab.plausible_told import drawn_told, per_cent, rests_on
from analysis.words import Words

_BOX = "#fbe3d0"
_ROW_IN, _NAME_IN, _NARROW_NAME_IN = 1.05, 2.2, 1.35
_MOST_ROWS = 10
_SPREAD = 0.26  # of a row, by which points are moved apart
_SEED = 0
_NOT: dict[str, Any] = {"marker": "o", "linestyle": "", "color": NEUTRAL, "mfc": "white"}


def draw(
    found: Discovery, titles: Mapping[str, str], words: Words, width_in: float = WIDE_IN
) -> Figure:
    """A row for each input, that which is limited most often above; a point is a city."""
    return finished(words.lang, lambda: _drawn(found, titles, words, width_in))


def _drawn(found: Discovery, titles: Mapping[str, str], words: Words, width_in: float) -> Figure:
    rows = _rows(found)
    told = condition_told(found.condition, words)
    plan = found.plausible.plan
    share = per_cent(float(found.met.mean()), words)
    figure = frame(
        words("discover.figure_title", condition=capitalised(told), share=share, n=found.n),
        words("discover.figure_subtitle", arm=titles[plan.arms[1].label]),
        rests_on(plan, words),
        body_in=_ROW_IN * len(rows) + 0.2,
        width_in=width_in,
        key=_key(words),
    )
    axes = figure.subplots()
    chance = np.random.default_rng(_SEED)
    apart = chance.uniform(-_SPREAD, _SPREAD, found.n)
    limits = {each.name: (low, high) for each, low, high in found.limits}
    for y, nth in enumerate(rows):
        _row(axes, found, nth, y, apart, limits, words)
    room_in = _NARROW_NAME_IN if is_narrow(width_in) else _NAME_IN
    names = [wrap(figure, found.inputs[nth].name, room_in, LABEL_PT) for nth in rows]
    axes.set_yticks(range(len(rows)), names, color=INK)
    axes.set(xticks=[], xlim=(-0.03, 1.03), ylim=(len(rows) - 0.45, -0.5))
    bare(axes)
    return figure


def _rows(found: Discovery) -> list[int]:
    """Inputs, those that resamples limit most above."""
    limited = {} if found.stability is None else found.stability.limited
    order = sorted(
        range(len(found.inputs)), key=lambda nth: -limited.get(found.inputs[nth].name, 0.0)
    )
    return order[:_MOST_ROWS]


def _row(
    axes: Axes,
    found: Discovery,
    nth: int,
    y: int,
    apart: np.ndarray,
    limits: Mapping[str, tuple[float | None, float | None]],
    words: Words,
) -> None:
    """One input from its least to its largest value among the cities."""
    each, values = found.inputs[nth], found.values[:, nth]
    least, most = float(values.min()), float(values.max())
    width = (most - least) or 1.0
    axes.plot((0, 1), (y, y), color=RULE, linewidth=0.8, zorder=0)
    if each.name in limits:
        low, high = limits[each.name]
        begin = 0.0 if low is None else (low - least) / width
        end = 1.0 if high is None else (high - least) / width
        axes.barh(y, end - begin, 0.72, left=begin, color=_BOX, linewidth=0, zorder=0)
        for value, at in ((low, begin), (high, end)):
            if value is not None:
                axes.plot((at, at), (y - 0.36, y + 0.36), color=WORSE, linewidth=1.5)
                _write(axes, at, y - 0.36, _told(each, value, words), WORSE, "bottom")
    for flag, colour, size in ((False, NEUTRAL, 3.5), (True, WORSE, 5.0)):
        of = found.met == flag
        axes.plot(
            (values[of] - least) / width,
            y + apart[of],
            linestyle="",
            marker="o",
            markersize=size,
            color=colour,
            markerfacecolor=colour if flag else "white",
            alpha=0.85 if flag else 0.6,
        )
    for value, at in ((least, 0.0), (most, 1.0)):
        _write(axes, at, y + 0.36, _told(each, value, words), MUTED, "top")
    if found.stability is not None:
        share = per_cent(found.stability.limited[each.name], words)
        _write(axes, 0.5, y + 0.36, words("discover.limited_in", share=share), MUTED, "top")


def _write(axes: Axes, x: float, y: float, text: str, colour: str, va: str) -> None:
    ha = "left" if x < 0.08 else "right" if x > 0.92 else "center"
    axes.text(x, y, text, color=colour, size=NOTE_PT, ha=ha, va=va)


def _told(each: Input, value: float, words: Words) -> str:
    if each.is_option:
        return words("discover.yes" if value else "discover.no")
    plain = int(value) if float(value).is_integer() else value
    return drawn_told(each.path, plain, words)


def _key(words: Words) -> list[Artist]:
    return [
        Line2D([], [], marker="o", linestyle="", color=WORSE, label=words("discover.key_met")),
        Line2D([], [], label=words("discover.key_not"), **_NOT),
        Patch(color=_BOX, label=words("discover.key_box")),
    ]
