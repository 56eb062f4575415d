"""Where orders come from: a map for each arm, and where there are more or fewer than before."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from analysis.charts.style import BETTER, WORSE, provenance, shades, styled
from analysis.charts.titles import headline
from analysis.charts.zone_map import FEWEST_ORDERS, Layer, draw_maps, enough, where_known
from analysis.experiment.arm import ArmData
from analysis.experiment.compare import Comparison
from analysis.words import Words


@styled
def draw(comparison: Comparison, arms: Sequence[ArmData], words: Words) -> Figure:
    """Orders per day by the consumer's zone."""
    known = enough(arms)
    layer = Layer(
        values=[where_known(arm.zone_orders_per_day, known) for arm in arms],
        decimals=0,
        unit=words.measured("orders_per_day"),
        unit_of_change=words("map.orders_change"),
        colours=shades("#f1f5f3", "#7fb8a4", "#0b4a3a"),
        lowest=0,
        more_is=(WORSE, BETTER),
    )
    return draw_maps(
        headline(comparison, "orders_per_day", words, relative=True),
        words("map.demand_subtitle"),
        f"{provenance(comparison, words)} {words('map.few', fewest=FEWEST_ORDERS)}",
        arms,
        layer,
        words,
    )
