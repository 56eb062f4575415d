"""Lines broken to a width."""

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from analysis.charts.style import style
from analysis.charts.text import wrap


@pytest.fixture
def figure():
    figure = Figure()
    FigureCanvasAgg(figure)
    with style("en"):
        yield figure


def test_a_short_text_stays_on_one_line(figure):
    assert wrap(figure, "two words", 5, 12) == "two words"


def test_lines_break_at_spaces_and_hyphens(figure):
    lines = wrap(figure, "free-delivery for everybody", 1.2, 12).split("\n")
    assert len(lines) > 1
    assert "".join(lines).replace(" ", "") == "free-deliveryforeverybody"
    assert lines[0] == "free-delivery"


def test_no_line_is_wider_than_allowed(figure):
    renderer = figure.canvas.get_renderer()
    lines = wrap(figure, "a" * 60 + " and-a-very-long-name_without-end", 1.0, 12).split("\n")
    for line in lines:
        placed = figure.text(0, 0, line, size=12)
        assert placed.get_window_extent(renderer).width <= 1.0 * figure.dpi + 1
    assert "".join(lines).count("a") == 63


def test_a_number_stays_with_its_unit(figure):
    for width_in in (0.8, 1.0, 1.2, 1.4, 1.6):
        assert "12\u00a0min" in wrap(figure, "rises by 12\u00a0min in all", width_in, 12)


@pytest.mark.filterwarnings("ignore:Glyph")
def test_a_number_stays_with_its_chinese_unit(figure):
    for width_in in (1.5, 1.7, 1.9, 2.1):
        lines = wrap(figure, "上升 18.5\u00a0分钟，达到 8.2\u00a0个百分点", width_in, 12)
        assert "18.5\u00a0分钟，" in lines
        assert "8.2\u00a0个百分点" in lines


def test_thousands_of_a_title_stay_in_one_piece(figure):
    for width_in in (1.2, 1.4, 1.6, 1.8):
        lines = wrap(figure, "A district of 20 000 and ¥1 200 000 a day", width_in, 12)
        assert "20 000" in lines
        assert "¥1 200 000" in lines


@pytest.mark.filterwarnings("ignore:Glyph")  # without a font, boxes are as wide
def test_chinese_breaks_anywhere_but_before_punctuation(figure):
    text = "平台单均贡献下降，降至零。"
    for width_in in (0.4, 0.5, 0.6, 0.8):
        lines = wrap(figure, text, width_in, 12).split("\n")
        assert len(lines) > 1
        assert "".join(lines) == text
        assert not any(line.startswith(("，", "。")) for line in lines)


@pytest.mark.filterwarnings("ignore:Glyph")
@pytest.mark.parametrize("unit", ["min", "%", "km", "分钟"])
def test_a_number_stays_with_a_unit_behind_a_plain_space(figure, unit):
    text = f"A spread of 11.8 {unit} again"
    widths = [0.05 * n for n in range(16, 60)]
    lines = {line for width in widths for line in wrap(figure, text, width, 12).split("\n")}
    assert not any(line.startswith(unit) for line in lines)


def test_the_path_of_a_setting_is_broken_at_a_dot(figure):
    assert wrap(figure, "consumers.count", 1.05, 12) == "consumers.\ncount"
    assert wrap(figure, "about 12.5 of it", 0.55, 12) == "about\n12.5\nof it"
