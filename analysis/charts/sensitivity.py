"""What moves a KPI: a tornado of settings one at a time, Morris's effects, or Sobol's indices."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.charts.bars import label
from analysis.charts.frame import frame
from analysis.charts.style import (
    INK,
    LABEL_PT,
    MUTED,
    NEUTRAL,
    NOTE_PT,
    RULE,
    WIDE_IN,
    bare,
    is_narrow,
    lay_out,
    style,
    zero_line,
)
from analysis.charts.text import wrap
from analysis.kpis import UNITS, described
from analysis.lab.sensitivity import Sensitivity
from analysis.lab.sensitivity_told import provenance, verdict
from analysis.lab.setting import setting
from analysis.wording import hundredths, shown_change, shown_difference
from analysis.words import Words

NAMES = {"one": "tornado", "morris": "morris", "sobol": "sobol"}  # of figures, by method

LOW, HIGH = "#5db6e6", "#22386f"
UNTOLD = "#d5dae0"
_ROW_IN, _NAME_IN = 0.62, 2.0
_MOST_ROWS = 15
_OF_LINE: dict[str, Any] = {"ha": "center", "va": "top", "size": NOTE_PT, "color": MUTED}


def draw(found: Sensitivity, words: Words, kpi: str, width_in: float = WIDE_IN) -> Figure:
    """A row for each setting, the one that moves the KPI most above; so many inches wide."""
    with style(words.lang):
        figure = _drawn(found, words, kpi, width_in)
        lay_out(figure)
    return figure


def _drawn(found: Sensitivity, words: Words, kpi: str, width_in: float) -> Figure:
    method = found.plan.method
    paths = list(found.weights(kpi))[:_MOST_ROWS]
    figure = frame(
        verdict(found, words, kpi),
        words(f"sensitivity.read_{method}", kpi=words.measured(kpi), base=found.plan.title),
        provenance(found, words),
        body_in=_ROW_IN * len(paths) + 0.3,
        width_in=width_in,
        key=_key(method, words),
    )
    axes = figure.subplots()
    {"one": _tornado, "morris": _effects, "sobol": _indices}[method](axes, found, words, kpi, paths)
    names = [found.plan.names[path] for path in paths]
    room_in = _NAME_IN if not is_narrow(width_in) else 1.2
    lines = [wrap(figure, name, room_in, LABEL_PT) for name in names]
    axes.set_yticks(range(len(paths)), lines, color=INK)
    axes.set(xticks=[], ylim=(len(paths) - 0.5, -0.5))
    _widen(axes, 0.3 if is_narrow(width_in) else 0.16)
    bare(axes)
    return figure


def _widen(axes: Axes, share: float) -> None:
    """Room for what is written at the ends of bars."""
    low, high = axes.get_xlim()
    room = share * (high - low)
    axes.set_xlim(low - room if low < 0 else low, high + room)


def _tornado(axes: Axes, found: Sensitivity, words: Words, kpi: str, paths: Sequence[str]) -> None:
    unit = described(kpi).unit
    swings = {swing.lever.path: swing for swing in found.swings}
    for y, path in enumerate(paths):
        ends = swings[path].ends
        height = 0.76 / len(ends)
        for nth, end in enumerate(ends):
            change = end.differences[kpi]
            at = y + (nth - (len(ends) - 1) / 2) * height
            if change.difference is None:
                continue
            value = change.difference * UNITS[unit].scale
            told = kpi in end.told
            colour = LOW if nth == 0 else HIGH if nth == len(ends) - 1 else NEUTRAL
            axes.barh(at, value, 0.86 * height, color=colour if told else UNTOLD, linewidth=0)
            reach = [value]
            if change.low is not None and change.high is not None:
                reach = [each * UNITS[unit].scale for each in (change.low, change.high)]
                axes.plot(reach, (at, at), color=INK if told else MUTED, linewidth=1)
            said = shown_change(change.difference, change.low, change.high, unit, words.lang)
            text = words("sensitivity.at", value=setting(path, end.value, words), change=said)
            to_left = value < 0
            tip = min(*reach, value) if to_left else max(*reach, value)
            label(axes, tip, at, text, to_left=to_left)
    zero_line(axes)


def _effects(axes: Axes, found: Sensitivity, words: Words, kpi: str, paths: Sequence[str]) -> None:
    unit, of, told = described(kpi).unit, found.effects[kpi], found.told(kpi)
    scale = UNITS[unit].scale
    order = {lever.path: nth for nth, lever in enumerate(found.plan.levers)}
    for y, path in enumerate(paths):
        nth = order[path]
        size, spread = of.size[nth] * scale, of.spread[nth] * scale
        axes.barh(y, size, 0.55, color=HIGH if path in told else UNTOLD, linewidth=0)
        if np.isfinite(of.noise[nth]):
            noise = of.noise[nth] * scale
            axes.plot((noise, noise), (y - 0.36, y + 0.36), color=INK, linewidth=1.5)
        said = shown_difference(of.size[nth], None, None, unit, words.lang).removeprefix("+")
        bends = shown_difference(of.spread[nth], None, None, unit, words.lang).removeprefix("+")
        label(axes, max(size, 0), y, words("sensitivity.size", size=said, spread=bends))
        axes.plot((spread, spread), (y, y), linewidth=0)  # keeps the scale
    axes.set_xlim(left=0)


def _indices(axes: Axes, found: Sensitivity, words: Words, kpi: str, paths: Sequence[str]) -> None:
    of = found.indices[kpi]
    order = {lever.path: nth for nth, lever in enumerate(found.plan.levers)}
    for y, path in enumerate(paths):
        nth = order[path]
        for shift, values, halves, colour in (
            (-0.2, of.first, of.first_half, LOW),
            (0.2, of.total, of.total_half, HIGH),
        ):
            value, half = 100 * float(np.nan_to_num(values[nth])), 100 * float(halves[nth])
            shown = max(value, 0.0)
            axes.barh(y + shift, shown, 0.34, color=colour, linewidth=0)
            ends = (max(value - half, 0.0), max(value + half, 0.0))
            axes.plot(ends, (y + shift, y + shift), color=MUTED, linewidth=1)
            label(axes, max(*ends, shown), y + shift, hundredths(shown, 0, words.lang))
    axes.axvline(100, color=RULE, linewidth=0.8, zorder=0)
    axes.text(100, len(paths) - 0.5, hundredths(100, 0, words.lang), **_OF_LINE)
    axes.set_xlim(left=0)


def _key(method: str, words: Words) -> list[Artist]:
    colours = {
        "one": [("low", LOW), ("high", HIGH), ("untold", UNTOLD)],
        "morris": [("size_key", HIGH), ("untold", UNTOLD)],
        "sobol": [("first", LOW), ("total", HIGH)],
    }[method]
    marks: list[Artist] = [
        Patch(color=colour, label=words(f"sensitivity.{name}")) for name, colour in colours
    ]
    if method == "morris":
        noise = words("sensitivity.noise")
        marks.append(Line2D([], [], marker="|", ms=14, ls="", color=INK, label=noise))
    return marks
