"""Every figure, in both languages and every size: nothing clipped, no text on text, no box.

What is not of this test: that a figure is right, which its own tests say; and that it is good,
which is looked at in docs/gallery.png.
"""

import warnings
from itertools import combinations

import pytest
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox

from analysis.charts.export import drawn
from analysis.charts.registry import ALL_MAPS
from analysis.charts.sizes import PRINTS
from analysis.charts.style import style
from tests import gallery
from tests.analysis.charts.test_gallery import assert_in_order
from tests.fonts import needs_chinese_font

WIDTHS = sorted({of.width_in for of in PRINTS.values()})  # a poster is a slide, larger
# Marks of places and of single stores may lie on one another, and numbers in zones on stores.
CROWDED = {*ALL_MAPS}
_TOUCH_PX = 2.0  # what letters of neighbours share without being unreadable


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return gallery.comparison(tmp_path_factory.mktemp("gallery") / "small")


def texts_of(figure, renderer):
    """All that is written, with its box; ticks that lie outside of their axes are not drawn."""
    boxes = []
    for axes in figure.axes:
        inside = axes.get_window_extent(renderer).padded(3)
        ticks = {*axes.get_xticklabels(), *axes.get_yticklabels()}
        for text in axes.findobj(Text):
            if not text.get_visible() or not text.get_text().strip() or not axes.axison:
                continue
            box = text.get_window_extent(renderer)
            if text in ticks and not (
                inside.x0 <= (box.x0 + box.x1) / 2 <= inside.x1
                or inside.y0 <= (box.y0 + box.y1) / 2 <= inside.y1
            ):
                continue
            boxes.append((text, box))
    return boxes


def overlapping(figure, renderer):
    """Pairs of texts that lie on one another."""
    found = []
    for (one, a), (other, b) in combinations(texts_of(figure, renderer), 2):
        common = Bbox.intersection(a, b)
        if common is not None and min(common.width, common.height) > _TOUCH_PX:
            found.append((one.get_text(), other.get_text()))
    return found


@pytest.mark.slow
@needs_chinese_font
@pytest.mark.parametrize("width_in", WIDTHS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_figure_has_clipped_or_overlapping_text_or_a_missing_glyph(folder, lang, width_in):
    wrong = []
    for name, draw in gallery.figures(folder, lang).items():
        figure = draw(width_in)
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # of characters that the font lacks
            try:
                drawn(figure, lang, 50)
                assert_in_order(figure, lang)
            except (AssertionError, UserWarning) as error:
                wrong.append(f"{name}: {str(error).splitlines()[:1]}")
        if name not in CROWDED:
            with style(lang):
                pairs = overlapping(figure, figure.canvas.get_renderer())
            wrong += [f"{name}: {one!r} on {other!r}" for one, other in pairs]
    assert not wrong, "\n".join(wrong)


def test_texts_on_one_another_are_found():
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure()
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    axes.text(0.5, 0.5, "one")
    renderer = figure.canvas.get_renderer()
    assert not overlapping(figure, renderer)
    other = axes.annotate("other", (0.5, 0.5))
    assert isinstance(other, Annotation)
    assert overlapping(figure, renderer) == [("one", "other")]
