"""Where deliveries are late: a map for each arm, and where more or fewer are than before."""

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
    """Share of deliveries after the promised moment, by the consumer's zone."""
    known = enough(arms)
    layer = Layer(
        values=[where_known(100 * arm.zone_late_share, known) for arm in arms],
        decimals=1,
        unit=words.measured("late_share"),
        unit_of_change=words("map.late_change"),
        colours=shades("#f7f3ee", "#d9a441", "#6b3d00"),
        lowest=None,
        more_is=(BETTER, WORSE),
    )
    return draw_maps(
        headline(comparison, "late_share", words),
        words("map.late_subtitle"),
        f"{provenance(comparison, words)} {words('map.few', fewest=FEWEST_ORDERS)}",
        arms,
        layer,
        words,
    )
