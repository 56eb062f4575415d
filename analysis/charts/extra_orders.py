"""Incrementality against cannibalisation, arm by arm, with what each extra order costs."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from analysis.charts.bars import label
from analysis.charts.frame import frame, nothing_in, provenance
from analysis.charts.incrementality import COLOURS
from analysis.charts.names import name, quoted
from analysis.charts.numbers import bracket, change_of
from analysis.charts.opened import of_tables
from analysis.charts.style import INK, LABEL_PT, MUTED, NOTE_PT, bare, is_narrow, zero_line
from analysis.charts.text import drawn_in, wrapped
from analysis.experiment.compare import Contrast
from analysis.experiment.reopened import Opened
from analysis.lab.incrementality import (
    ANYWAY,
    GROUPS,
    LOST,
    ONLY,
    WINDOW_MIN,
    Split,
    incrementality,
)
from analysis.lab.shares import shares
from analysis.wording import plain, with_unit
from analysis.words import Words

COST = "cost_per_extra_order_cents"
_ROW_IN, _LINE_IN, _NAME_IN, _NARROW_NAME_IN = 0.62, 0.19, 2.6, 1.35
_WRITTEN_PERCENT = {False: 4.0, True: 8.0}


@of_tables
def draw(opened: Opened, words: Words, width_in: float) -> Figure:
    """A row an arm: its orders by what they would have been; to the right the cost of one more."""
    splits = [
        (contrast, _split(opened, contrast.label)) for contrast in opened.comparison.contrasts
    ]
    rows = [(contrast, split) for contrast, split in splits if split.other.sum()]
    narrow = is_narrow(width_in)
    room_in = _NARROW_NAME_IN if narrow else _NAME_IN
    names = [name(opened.comparison, contrast.label, words) for contrast, _ in rows]
    lines = wrapped(names, room_in, LABEL_PT)
    row_in = max([_ROW_IN, *(0.15 + _LINE_IN * (each.count("\n") + 1) for each in lines)])
    figure = frame(
        _title(opened, rows, words),
        words("extra_orders.subtitle"),
        provenance(opened.comparison, words),
        body_in=row_in * max(1, len(rows)) + 0.6,
        width_in=width_in,
        key=[Patch(color=COLOURS[each], label=words(f"explain.group.{each}")) for each in GROUPS]
        if rows
        else (),
    )
    if not rows:
        return nothing_in(figure, words)
    axes = figure.subplots()
    costs = [_cost(contrast, words, narrow=narrow) for contrast, _ in rows]
    for y, (_, split) in enumerate(rows):
        _bar(axes, y, split, _WRITTEN_PERCENT[narrow])
    axes.set_yticks(range(len(rows)), lines, color=INK)
    wide_in = max(drawn_in(figure, line, NOTE_PT) for cost in costs for line in cost.splitlines())
    panel_in = width_in - room_in - 0.9
    for y, cost in enumerate(costs):
        axes.text(102, y, cost, va="center", size=NOTE_PT, color=INK, linespacing=1.25)
    low = axes.get_xlim()[0]
    span = (100 - low) / (1 - min(0.6, (wide_in + 0.15) / panel_in))
    axes.set(xticks=[], xlim=(low - 0.1 * span, low + span), ylim=(len(rows) - 0.4, -0.75))
    axes.annotate(
        words("extra_orders.cost"),
        (1, -0.68),
        xycoords=("axes fraction", "data"),
        ha="right",
        va="bottom",
        size=NOTE_PT,
        color=MUTED,
    )
    bare(axes)
    zero_line(axes)
    return figure


def _split(opened: Opened, arm: str) -> Split:
    base = opened.comparison.base
    found = incrementality(
        opened.scenarios[base], opened.scenarios[arm], opened.pairs[arm], WINDOW_MIN
    )
    return found.platform


def _bar(axes: Axes, y: int, split: Split, written: float) -> None:
    total, at = split.other.sum(), 0.0
    for nth, group in enumerate(GROUPS):
        if nth == LOST:
            continue
        part = 100 * float(split.other[:, nth].sum() / total)
        axes.barh(y, part, 0.62, left=at, color=COLOURS[group], edgecolor="white", linewidth=0.6)
        if part >= written:
            ink = "white" if group in ("only", "anyway") else INK
            axes.text(
                at + part / 2,
                y,
                plain(part, 0),
                ha="center",
                va="center",
                size=NOTE_PT,
                color=ink,
            )
        at += part
    lost = 100 * float(split.base[:, LOST].sum() / total)
    axes.barh(y, -lost, 0.62, color=COLOURS["lost"])
    label(axes, -lost, y, plain(lost, 0 if lost >= 1 else 1), to_left=True)


def _cost(contrast: Contrast, words: Words, *, narrow: bool) -> str:
    """What an extra order costs the platform; that there are none to speak of."""
    change = change_of(contrast[COST])
    if change is None:
        return words("extra_orders.no_cost")
    ends = bracket(change)
    told = with_unit(plain(change.value, change.decimals), change.unit, words.lang)
    return "\n".join(each for each in (told, ends) if each) if narrow else f"{told} {ends}".strip()


def _title(opened: Opened, rows: Sequence[tuple[Contrast, Split]], words: Words) -> str:
    known = [
        (contrast, share) for contrast, split in rows if (share := shares(split.other)) is not None
    ]
    if not known:
        return words("explain.title_none")
    contrast, share = max(known, key=lambda each: float(each[1][ONLY]))
    lost = next(split for each, split in rows if each is contrast)
    return words(
        "extra_orders.title",
        arm=quoted(opened.comparison, contrast.label, words),
        only=plain(100 * float(share[ONLY]), 0),
        anyway=plain(100 * float(share[ANYWAY]), 0),
        lost=plain(100 * float(lost.base[:, LOST].sum() / lost.other.sum()), 0),
    )
