"""Who changed: orders gained, lost and moved by segment, the same needs compared one by one."""

from collections.abc import Sequence
from dataclasses import asdict

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from analysis.charts.bars import label
from analysis.charts.style import (
    HEIGHT_IN,
    INK,
    LABEL_PT,
    WIDTH_IN,
    bare,
    frame,
    named,
    nothing_in,
    provenance,
    styled,
    zero_line,
)
from analysis.charts.text import wrap
from analysis.charts.words import Words
from analysis.experiment.arm import ArmData
from analysis.experiment.changed import Changed, ChangedOrders
from analysis.experiment.compare import Comparison
from analysis.wording import plain, signed

GAINED, LOST, CHANNEL, STORE = "#0072b2", "#d55e00", "#6d7780", "#b4bcc4"
_ROW_IN = 0.62
_NAME_IN = 1.4


@styled
def draw(comparison: Comparison, arms: Sequence[ArmData], words: Words) -> Figure:
    """A column an arm, a row a segment: lost and gained above, moved below."""
    known = [(arm, arm.changed) for arm in arms if arm.changed is not None]
    n_rows = max((1 + len(changed.by_segment) for _, changed in known), default=1)
    figure = frame(
        _title(known, words),
        words("changed.subtitle", base=comparison.base),
        provenance(comparison, words),
        height_in=max(HEIGHT_IN, 2.3 + _ROW_IN * n_rows),
        key=_key(words),
    )
    if not known:
        return nothing_in(figure, words)
    columns = figure.subplots(1, len(known), sharex=True, sharey=True, squeeze=False)[0]
    width_in = (WIDTH_IN - 0.6 - _NAME_IN) / len(known) - 0.15
    for axes, (arm, changed) in zip(columns, known, strict=True):
        if len(known) > 1:
            named(axes, arm.label, width_in)
        _bars(axes, changed)
    segments = known[0][1].by_segment
    names = [words("changed.all"), *map(words.segment, segments)]
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


def _title(known: Sequence[tuple[ArmData, Changed]], words: Words) -> str:
    """How many orders were won and lost, in the arm that changed most."""
    found = [(arm.label, share) for arm, changed in known if (share := shares(changed.orders))]
    if not found:
        return words("changed.title_unknown")
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


def _bars(axes: Axes, changed: Changed) -> None:
    """Bars in per cent of the base's orders, for all and for each segment."""
    for y, orders in enumerate((changed.orders, *changed.by_segment.values())):
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
