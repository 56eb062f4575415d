"""Where deliveries are late, and where more or fewer are than before."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from analysis.charts.style import BETTER, WORSE, shades, styled
from analysis.charts.titles import headline
from analysis.charts.zone_map import Layer, change_where_known, draw_maps, enough, where_known
from analysis.experiment.arm import ArmData
from analysis.experiment.compare import Comparison
from analysis.experiment.zones import late_change
from analysis.words import Words


@styled
def draw(comparison: Comparison, arms: Sequence[ArmData], words: Words, width_in: float) -> Figure:
    """Share of deliveries after the promised moment, by the consumer's zone."""
    return draw_maps(
        headline(comparison, "late_share", words),
        words("map.late_subtitle"),
        comparison,
        arms,
        layer(comparison, arms, words),
        words,
        width_in,
    )


def layer(comparison: Comparison, arms: Sequence[ArmData], words: Words) -> Layer:
    """What the map shows: per cent of deliveries, and percentage points."""
    known, base = enough(arms, comparison.place), arms[0]
    return Layer(
        kpi="late_share",
        relative=False,
        level=where_known(100 * base.zone_late_share, known),
        changes=[change_where_known(late_change(base, arm), known, 100) for arm in arms[1:]],
        decimals=1,
        unit=words.measured("late_share"),
        unit_of_change=words("map.late_change"),
        colours=shades("#f7f3ee", "#d9a441", "#6b3d00"),
        lowest=None,
        more_is=(BETTER, WORSE),
    )
