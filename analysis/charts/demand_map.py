"""Where orders come from, and where there are more or fewer than before."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from analysis.charts.style import BETTER, WORSE, shades, styled
from analysis.charts.titles import headline
from analysis.charts.zone_map import Layer, change_where_known, draw_maps, enough, where_known
from analysis.experiment.arm import ArmData
from analysis.experiment.compare import Comparison
from analysis.experiment.zones import orders_change
from analysis.words import Words


@styled
def draw(comparison: Comparison, arms: Sequence[ArmData], words: Words, width_in: float) -> Figure:
    """Orders per day by the consumer's zone."""
    return draw_maps(
        headline(comparison, "orders_per_day", words, relative=True),
        words("map.demand_subtitle"),
        comparison,
        arms,
        layer(comparison, arms, words),
        words,
        width_in,
    )


def layer(comparison: Comparison, arms: Sequence[ArmData], words: Words) -> Layer:
    """What the map shows: orders per day, and how many more or fewer."""
    known, base = enough(arms, comparison.place), arms[0]
    return Layer(
        kpi="orders_per_day",
        relative=True,
        level=where_known(base.zone_orders_per_day, known),
        changes=[change_where_known(orders_change(base, arm), known) for arm in arms[1:]],
        decimals=0,
        unit=words.measured("orders_per_day"),
        unit_of_change=words("map.orders_change"),
        colours=shades("#f1f5f3", "#7fb8a4", "#0b4a3a"),
        lowest=0,
        more_is=(WORSE, BETTER),
    )
