"""Who changed: orders gained, lost and moved by segment, the same needs compared one by one."""

from collections.abc import Sequence
from dataclasses import asdict

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from analysis.charts.bands import bands
from analysis.charts.bars import label
from analysis.charts.frame import frame, nothing_in, provenance
from analysis.charts.names import name, quoted
from analysis.charts.style import (
    BETTER,
    HEIGHT_IN,
    INK,
    LABEL_PT,
    WORSE,
    bare,
    is_narrow,
    named,
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
def draw(comparison: Comparison, arms: Sequence[ArmData], words: Words, width_in: float) -> Figure:
    """A panel an arm, a row a segment: lost and gained above, moved below."""
    known = [(arm, arm.changed) for arm in arms if arm.changed is not None]
    rows = _rows([changed for _, changed in known])
    narrow = is_narrow(width_in)
    n_columns, n_rows = bands(len(known), 1 if narrow else 4)
    figure = frame(
        _title(comparison, known, words),
        words("changed.subtitle"),
        provenance(comparison, words),
        body_in=n_rows * (0.6 + _ROW_IN * len(rows)),
        width_in=width_in,
        least_in=0 if narrow else HEIGHT_IN,
        key=_key(words),
    )
    if not known:
        return nothing_in(figure, words)
    grid = figure.subplots(n_rows, n_columns, sharex=True, sharey=True, squeeze=False)
    panel_in = (width_in - 0.6 - _NAME_IN) / n_columns - 0.15
    for axes, (arm, changed) in zip(grid.flat, known, strict=False):
        if len(known) > 1:
            named(axes, name(comparison, arm.label, words), panel_in)
        _bars(axes, [_of(row, changed) for row in rows])
    for axes in grid.flat[len(known) :]:
        axes.set_axis_off()
    names = [words("changed.all") if row is None else words.segment(row) for row in rows]
    lines = [wrap(figure, each, _NAME_IN, LABEL_PT) for each in names]
    for axes in grid[:, 0]:
        axes.set_yticks(range(len(names)), lines, color=INK)
        axes.get_yticklabels()[0].set_weight("bold")
    first = grid[0, 0]
    first.set_ylim(len(names) - 0.4, -0.6)
    low, high = first.get_xlim()
    room = 0.2 * max(1, n_columns / 2) * (high - low)
    first.set_xlim(low - room, high + room)
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


def _title(comparison: Comparison, known: Sequence[tuple[ArmData, Changed]], words: Words) -> str:
    """How many orders were won and lost, in the arm that changed most."""
    found = [
        (quoted(comparison, arm.label, words), share)
        for arm, changed in known
        if (share := shares(changed.orders))
    ]
    if not found:
        return words("changed.title_unknown")
    if all(share["same"] == 100 and share["only_other"] == 0 for _, share in found):
        return words("changed.title_same")
    told, share = max(found, key=lambda pair: pair[1]["only_other"] + pair[1]["only_base"])
    return words(
        "changed.title" if len(known) == 1 else "changed.title_most",
        arm=told,
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
