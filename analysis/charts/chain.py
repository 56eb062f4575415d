"""The chain of causes: what of a difference goes with each link, and what is left without any."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts.bars import label
from analysis.charts.frame import frame, nothing_in
from analysis.charts.style import (
    BETTER,
    INK,
    LABEL_PT,
    MUTED,
    NEUTRAL,
    WIDE_IN,
    bare,
    is_narrow,
    lay_out,
    style,
    zero_line,
)
from analysis.charts.text import wrap
from analysis.kpis import KPI
from analysis.lab.chain import DIRECT, TOGETHER, WHOLE, Chain, Part
from analysis.lab.explanation import Explanation, link_name
from analysis.wording import shown_change
from analysis.words import Words

_ROW_IN, _NAME_IN, _NARROW_NAME_IN = 0.34, 2.9, 1.6
_COLOURS = {DIRECT: BETTER, TOGETHER: NEUTRAL, WHOLE: INK}
_LINK = "#6aaed6"


def draw(
    found: Explanation,
    words: Words,
    width_in: float = WIDE_IN,
    *,
    kpi: str = "orders_per_day",
) -> Figure:
    """A bar for each part of the difference in a KPI; of an explanation that has a chain."""
    with style(words.lang):
        figure = _drawn(found, words, width_in, kpi)
        lay_out(figure)
    return figure


def _drawn(found: Explanation, words: Words, width_in: float, kpi: str) -> Figure:
    chain = found.chain
    parts = {} if chain is None else _in_order(chain, kpi)
    figure = frame(
        _title(parts, kpi, words),
        words("links.subtitle", kpi=words.kpi(kpi)),
        found.provenance(words),
        body_in=_ROW_IN * len(parts) + 0.3,
        width_in=width_in,
    )
    if not parts:
        return nothing_in(figure, words)
    axes = figure.subplots()
    name_in = _NARROW_NAME_IN if is_narrow(width_in) else _NAME_IN
    names = [wrap(figure, _name(name, words), name_in, LABEL_PT) for name in parts]
    for y, part in enumerate(parts.values()):
        _bar(axes, y, part, words)
    axes.set_yticks(range(len(parts)), names, color=INK)
    for end in (0, -1):
        axes.get_yticklabels()[end].set_fontweight("bold")
    axes.set(xticks=[], ylim=(len(parts) - 0.4, -0.6))
    low, high = axes.get_xlim()
    room = 0.25 * (high - low)
    axes.set_xlim(low - room, high + room)
    bare(axes)
    zero_line(axes)
    return figure


def _in_order(chain: Chain, kpi: str) -> dict[str, Part]:
    """The whole first, then the direct part, the links and what they do together."""
    parts = chain.of(kpi)
    order = (WHOLE, DIRECT, *chain.links, TOGETHER)
    return {name: parts[name] for name in order if name in parts}


def _name(name: str, words: Words) -> str:
    return words(f"links.{name}") if name in _COLOURS else link_name(name, words)


def _bar(axes: Axes, y: int, part: Part, words: Words) -> None:
    colour = _COLOURS.get(part.name, _LINK)
    axes.barh(y, part.mean, 0.62, color=colour)
    ends = [end for end in (part.low, part.high) if end is not None]
    if ends:
        axes.plot(ends, (y, y), color=MUTED, linewidth=1.2)
    said = shown_change(part.mean, part.low, part.high, KPI[part.kpi].unit, words.lang)
    outermost = np.array([part.mean, 0.0, *ends])
    left_of = part.mean < 0
    label(axes, outermost.min() if left_of else outermost.max(), y, said, to_left=left_of)


def _title(parts: dict[str, Part], kpi: str, words: Words) -> str:
    if not parts:
        return words("links.title_unknown", kpi=words.kpi(kpi))
    whole, direct = (
        shown_change(part.mean, part.low, part.high, KPI[kpi].unit, words.lang)
        for part in (parts[WHOLE], parts[DIRECT])
    )
    return words("links.title", kpi=words.kpi(kpi), whole=whole, direct=direct)
