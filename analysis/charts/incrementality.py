"""Incrementality against cannibalisation: what the orders of an arm would have been in the base."""

from collections.abc import Sequence

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from analysis.charts.bars import label
from analysis.charts.frame import frame, nothing_in
from analysis.charts.style import (
    BETTER,
    INK,
    LABEL_PT,
    NOTE_PT,
    WIDE_IN,
    WORSE,
    bare,
    is_narrow,
    lay_out,
    style,
    zero_line,
)
from analysis.charts.text import wrap
from analysis.lab.explanation import Explanation
from analysis.lab.incrementality import ANYWAY, GROUPS, LOST, ONLY, Split
from analysis.lab.shares import shares
from analysis.wording import plain
from analysis.words import Words

COLOURS = {
    "only": BETTER,
    "channel": "#6aaed6",
    "store": "#b9cfdd",
    "time": "#d5dae0",
    "anyway": "#8a939c",
    "lost": WORSE,
}
_ROW_IN, _NAME_IN = 0.46, 2.2
_WRITTEN_PERCENT = 6.0  # a part so wide has room for its number


def draw(found: Explanation, words: Words, width_in: float = WIDE_IN) -> Figure:
    """A row for each coupon, for all orders and for each segment; to the left what was lost."""
    with style(words.lang):
        figure = _drawn(found, words, width_in)
        lay_out(figure)
    return figure


def _drawn(found: Explanation, words: Words, width_in: float) -> Figure:
    rows = [(name, split) for name, split in _rows(found, words) if split.other.sum()]
    figure = frame(
        _title(found, words),
        words("explain.subtitle", base=found.base_title),
        found.provenance(words),
        body_in=_ROW_IN * len(rows) + 0.3,
        width_in=width_in,
        key=_key(words),
    )
    if not rows:
        return nothing_in(figure, words)
    axes = figure.subplots()
    for y, (_, split) in enumerate(rows):
        _bar(axes, y, split)
    name_in = _NAME_IN if not is_narrow(width_in) else 1.4
    names = [wrap(figure, name, name_in, LABEL_PT) for name, _ in rows]
    axes.set_yticks(range(len(rows)), names, color=INK)
    axes.set(xticks=[], ylim=(len(rows) - 0.5, -0.6))
    low, high = axes.get_xlim()
    axes.set_xlim(low - 0.08 * (high - low), high)
    bare(axes)
    zero_line(axes)
    return figure


def _rows(found: Explanation, words: Words) -> list[tuple[str, Split]]:
    split = found.groups
    coupons = [*found.coupon_names(words), words("explain.without")]
    with_coupons = list(zip(coupons, split.by_coupon, strict=False))
    segments = [(words.segment(name), part) for name, part in split.by_segment.items()]
    return [*with_coupons, (words("explain.all"), split.platform), *segments]


def _title(found: Explanation, words: Words) -> str:
    told = found.with_coupon if found.with_coupon is not None else found.groups.platform
    share = shares(told.other)
    if share is None:
        return words("explain.title_none")
    name = "explain.title_all" if found.with_coupon is None else "explain.title_coupon"
    lost = told.base[:, LOST].sum() / told.other.sum()
    return words(
        name,
        only=plain(100 * share[ONLY], 0),
        anyway=plain(100 * share[ANYWAY], 0),
        lost=plain(100 * lost, 0),
    )


def _bar(axes: Axes, y: int, split: Split) -> None:
    """The groups of the arm's orders after one another, per cent; before zero those lost."""
    total = split.other.sum()
    at = 0.0
    for nth, group in enumerate(GROUPS):
        if nth == LOST:
            continue
        part = 100 * float(split.other[:, nth].sum() / total)
        axes.barh(y, part, 0.7, left=at, color=COLOURS[group], edgecolor="white", linewidth=0.6)
        if part >= _WRITTEN_PERCENT:
            ink = "white" if group in ("only", "anyway") else INK
            said = plain(part, 0)
            axes.text(at + part / 2, y, said, ha="center", va="center", size=NOTE_PT, color=ink)
        at += part
    lost = 100 * float(split.base[:, LOST].sum() / total)
    axes.barh(y, -lost, 0.7, color=COLOURS["lost"])
    if lost:
        label(axes, -lost, y, plain(lost, 0 if lost >= 1 else 1), to_left=True)


def _key(words: Words) -> Sequence[Artist]:
    return [Patch(color=COLOURS[group], label=words(f"explain.group.{group}")) for group in GROUPS]
