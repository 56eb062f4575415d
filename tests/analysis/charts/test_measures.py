"""Sizes of texts: what matplotlib finds, found once for all figures."""

import pytest
from matplotlib import rc_context
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties, findfont, get_font

from analysis.charts import measures, style  # noqa: F401  # which has them remembered


@pytest.mark.parametrize("dpi", [72.0, 150.0])
@pytest.mark.parametrize("text", ["P90 click-to-door", "lp", "12.5 %", "$x^2$"])
def test_a_text_is_as_large_as_matplotlib_finds_it(text, dpi):
    renderer, font = RendererAgg(10, 10, dpi), FontProperties(size=11, weight="bold")
    is_math = text.startswith("$")
    for _ in range(2):
        found = renderer.get_text_width_height_descent(text, font, is_math)
        assert found == measures._measure(renderer, text, font, is_math)


def test_what_one_figure_has_measured_no_other_measures(monkeypatch):
    text, font, measured = "said by every figure of a page", FontProperties(size=11), []
    measure = measures._measure
    monkeypatch.setattr(
        measures, "_measure", lambda *asked: (measured.append(asked), measure(*asked))[1]
    )
    sizes = {
        RendererAgg(width, width, 72.0).get_text_width_height_descent(text, font, False)
        for width in (10, 20)
    }
    assert (len(sizes), len(measured)) == (1, 1)


def test_a_font_that_is_changed_is_another():
    renderer, font = RendererAgg(10, 10, 72.0), FontProperties(size=11)
    small, _, _ = renderer.get_text_width_height_descent("grows", font, False)
    font.set_size(22)
    large, _, _ = renderer.get_text_width_height_descent("grows", font, False)
    assert large > 1.5 * small


@pytest.mark.parametrize(
    "settings", [{"font.sans-serif": ["DejaVu Sans Mono"]}, {"text.hinting": "no_hinting"}]
)
def test_settings_that_are_changed_give_another_size(settings):
    renderer, font = RendererAgg(10, 10, 72.0), FontProperties(family="sans-serif", size=11)
    before = renderer.get_text_width_height_descent("AVAVA illicit", font, False)
    with rc_context(settings):
        found = renderer.get_text_width_height_descent("AVAVA illicit", font, False)
        assert found == measures._measure(renderer, "AVAVA illicit", font, False) != before


def test_a_table_of_a_font_is_read_once():
    font = get_font(findfont("DejaVu Sans"))
    assert font.get_sfnt_table("head") is font.get_sfnt_table("head")
