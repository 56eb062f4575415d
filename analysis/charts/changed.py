"""Who changed: orders gained, lost and moved by segment, the same needs compared one by one."""

from collections.abc import Sequence

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
        return figure
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


def base_orders(orders: ChangedOrders) -> int:
    """Orders under the base scenario."""
    return orders.only_base + orders.same + orders.other_store + orders.other_channel


def _title(known: Sequence[tuple[ArmData, Changed]], words: Words) -> str:
    """How many orders were won and lost, in the arm that changed most."""
    if not known:
        return words("changed.title_unknown")
    arm, changed = max(known, key=lambda pair: pair[1].orders.only_other + pair[1].orders.only_base)
    n_base = base_orders(changed.orders)
    if n_base == 0:
        return words("changed.title_unknown")
    name = "changed.title" if len(known) == 1 else "changed.title_most"
    return words(
        name,
        arm=arm.label,
        gained=plain(100 * changed.orders.only_other / n_base, 1),
        lost=plain(100 * changed.orders.only_base / n_base, 1),
    )


def _key(words: Words) -> list[Artist]:
    colours = {"lost": LOST, "gained": GAINED, "channel": CHANNEL, "store": STORE}
    return [Patch(color=colour, label=words(f"changed.{name}")) for name, colour in colours.items()]


def _bars(axes: Axes, changed: Changed) -> None:
    """Bars in per cent of the base's orders, for all and for each segment."""
    for y, orders in enumerate((changed.orders, *changed.by_segment.values())):
        n_base = base_orders(orders)
        if n_base == 0:
            continue
        shares = {
            name: 100 * getattr(orders, name) / n_base
            for name in ("only_base", "only_other", "other_channel", "other_store")
        }
        gained, lost = shares["only_other"], shares["only_base"]
        channel, store = shares["other_channel"], shares["other_store"]
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


