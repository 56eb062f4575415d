"""Who changed: orders gained, lost and moved by segment, the same needs compared one by one."""

from collections.abc import Sequence
from dataclasses import asdict

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from analysis.charts.bars import label
from analysis.charts.style import (
    BETTER,
    HEIGHT_IN,
    INK,
    LABEL_PT,
    WIDTH_IN,
    WORSE,
    bare,
    frame,
    named,
    nothing_in,
    provenance,
    styled,
    zero_line,
)
from analysis.charts.text import wrap
from analysis.experiment.arm import ArmData
from analysis.experiment.changed import Changed, ChangedOrders
from analysis.experiment.compare import Comparison
from analysis.wording import plain, signed
from analysis.words import Words

GAINED, LOST, CHANNEL, STORE = BETTER, WORSE, "#6d7780", "#b4bcc4"
_ROW_IN = 0.62
_NAME_IN = 1.4


@styled
def draw(comparison: Comparison, arms: Sequence[ArmData], words: Words) -> Figure:
    """A column an arm, a row a segment: lost and gained above, moved below."""
    known = [(arm, arm.changed) for arm in arms if arm.changed is not None]
    rows = _rows([changed for _, changed in known])
    figure = frame(
        _title(known, words),
        words("changed.subtitle", base=comparison.base),
        provenance(comparison, words),
        height_in=max(HEIGHT_IN, 2.3 + _ROW_IN * len(rows)),
        key=_key(words),
    )
    if not known:
        return nothing_in(figure, words)
    columns = figure.subplots(1, len(known), sharex=True, sharey=True, squeeze=False)[0]
    width_in = (WIDTH_IN - 0.6 - _NAME_IN) / len(known) - 0.15
    for axes, (arm, changed) in zip(columns, known, strict=True):
        if len(known) > 1:
            named(axes, arm.label, width_in)
        _bars(axes, [_of(row, changed) for row in rows])
    names = [words("changed.all") if row is None else words.segment(row) for row in rows]
    lines = [wrap(figure, name, _NAME_IN, LABEL_PT) for name in names]
    columns[0].set_yticks(range(len(names)), lines, color=INK)
    columns[0].set_ylim(len(names) - 0.4, -0.6)
    columns[0].get_yticklabels()[0].set_weight("bold")
    low, high = columns[0].get_xlim()
    room = 0.2 * max(1, len(known) / 2) * (high - low)
    columns[0].set_xlim(low - room, high + room)
    return figure


def shares(orders: ChangedOrders) -> dict[str, float] | None:
    """Orders that changed, by what became of them, in per cent of the base's; None without any."""
    counts = asdict(orders)
    n_base = sum(counts.values()) - orders.only_other
    return {name: 100 * n / n_base for name, n in counts.items()} if n_base else None


def _rows(known: Sequence[Changed]) -> list[str | None]:
    """All consumers (None), then the segments with orders in any arm."""
    segments = {name: None for changed in known for name in changed.by_segment}
    return [None, *(s for s in segments if any(shares(_of(s, changed)) for changed in known))]


def _of(row: str | None, changed: Changed) -> ChangedOrders:
    return changed.orders if row is None else changed.by_segment[row]


def _title(known: Sequence[tuple[ArmData, Changed]], words: Words) -> str:
    """How many orders were won and lost, in the arm that changed most."""
    found = [(arm.label, share) for arm, changed in known if (share := shares(changed.orders))]
    if not found:
        return words("changed.title_unknown")
    if all(share["same"] == 100 and share["only_other"] == 0 for _, share in found):
        return words("changed.title_same")
    label, share = max(found, key=lambda pair: pair[1]["only_other"] + pair[1]["only_base"])
    return words(
        "changed.title" if len(known) == 1 else "changed.title_most",
        arm=label,
        gained=plain(share["only_other"], 1),
        lost=plain(share["only_base"], 1),
    )


def _key(words: Words) -> list[Artist]:
    colours = {"lost": LOST, "gained": GAINED, "channel": CHANNEL, "store": STORE}
    return [Patch(color=colour, label=words(f"changed.{name}")) for name, colour in colours.items()]


def _bars(axes: Axes, rows: Sequence[ChangedOrders]) -> None:
    """Bars in per cent of the base's orders."""
    for y, orders in enumerate(rows):
        share = shares(orders)
        if share is None:
            continue
        gained, lost = share["only_other"], share["only_base"]
        channel, store = share["other_channel"], share["other_store"]
        axes.barh(y - 0.16, -lost, 0.34, color=LOST)
        axes.barh(y - 0.16, gained, 0.34, color=GAINED)
        axes.barh(y + 0.18, channel, 0.2, color=CHANNEL)
        axes.barh(y + 0.18, store, 0.2, left=channel, color=STORE)
        label(axes, -lost, y - 0.16, signed(-lost, 1), to_left=True)
        label(axes, gained, y - 0.16, signed(gained, 1))
        label(axes, channel + store, y + 0.18, plain(channel + store, 1))
    axes.set_xticks([])
    bare(axes)
    zero_line(axes)
