"""What every figure keeps to, whatever it shows.

Those of few arms, in both languages, are drawn and looked at in report/test_one_number.py.
"""

from itertools import combinations

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from analysis.charts.export import png, svg
from analysis.charts.gallery import FIGURES
from analysis.charts.style import NARROW_IN, WIDE_IN, style
from analysis.words import words
from tests.analysis.charts.made_up import comparison_of, retitled, without_orders

EN = words("en")
LONG_TITLES = (
    "the-city-as-it-is-today",
    "free-delivery-for-everybody-within-three-kilometres",
    "surge_pricing_with_a_cap_and_a_floor_in_heavy_rain",
    "fewer-couriers-but-better-paid-on-weekends-and-holidays",
    "lunch-coupon-for-people-who-have-not-ordered-for-two-weeks",
)


def assert_in_order(figure: Figure, lang: str = "en") -> None:
    """All that is drawn lies in the figure; title, subtitle, legend and note overlap nothing."""
    with style(lang):
        renderer = figure.canvas.get_renderer()
        whole = figure.get_tightbbox(renderer).transformed(figure.dpi_scale_trans)
        legends = [legend.get_window_extent(renderer) for legend in figure.legends]
        heads = [text.get_window_extent(renderer) for text in figure.texts] + legends
        axes = [axes.get_tightbbox(renderer) for axes in figure.axes if axes.axison]
    for box in [whole, *legends]:
        assert box.x0 >= -1
        assert box.y0 >= -1
        assert box.x1 <= figure.bbox.x1 + 1
        assert box.y1 <= figure.bbox.y1 + 1
    pairs = [*combinations(heads, 2), *((head, one) for head in heads for one in axes)]
    for one, other in pairs:
        common = Bbox.intersection(one, other)
        assert common is None or min(common.width, common.height) < 1


@pytest.mark.slow  # a report whose figure is drawn twice is compared in each run
@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_is_the_same_to_the_byte_each_time_it_is_drawn(name):
    first, second = (svg(FIGURES[name](*comparison_of(2), EN), "en") for _ in range(2))
    assert first == second
    assert b"<svg" in first
    assert b"date" not in first.lower()


@pytest.mark.slow
@pytest.mark.parametrize(("n_arms", "width_in"), [(8, WIDE_IN), (3, NARROW_IN)])
@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_of_many_arms_and_on_a_phone_is_in_order(name, n_arms, width_in):
    figure = FIGURES[name](*comparison_of(n_arms), EN, width_in)
    assert figure.get_figwidth() == width_in
    assert_in_order(figure)


@pytest.mark.slow
@pytest.mark.parametrize("name", FIGURES)
def test_long_titles_are_wrapped(name):
    comparison, arms = retitled(comparison_of(3)[1], LONG_TITLES)
    assert_in_order(FIGURES[name](comparison, arms, EN))


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_can_be_drawn_where_nobody_ordered(name):
    assert_in_order(FIGURES[name](*without_orders(), EN))


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_can_be_drawn_from_a_single_run_and_on_a_phone(name):
    assert_in_order(FIGURES[name](*comparison_of(2, n_runs=1), EN, NARROW_IN))


def test_drawing_leaves_the_style_of_others_alone():
    before = dict(mpl.rcParams)
    svg(FIGURES["waits"](*comparison_of(2), EN), "en")
    assert dict(mpl.rcParams) == before


def test_a_slide_is_two_thousand_pixels_wide():
    figure = FIGURES["waits"](*retitled(comparison_of(2)[1], ("Base", "Arm")), EN)
    header = png(figure, "en")[:24]
    assert int.from_bytes(header[16:20], "big") == 2000
    assert int.from_bytes(header[20:24], "big") == 1125
