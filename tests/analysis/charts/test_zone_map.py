"""Maps of many small zones: their numbers stay apart."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from analysis.charts.style import shades, style
from analysis.charts.zone_map import Layer, draw_maps
from analysis.words import words
from tests.analysis.charts.made_up import comparison_of

SHADES = shades("#ffffff", "#d9a441", "#6b3d00")


def maps(n_arms: int, n_zones: int) -> Figure:
    """Arms of square cities whose zones differ by 0.0 to -38.7."""
    values = np.linspace(0.0, 38.7, n_zones * n_zones).reshape(n_zones, n_zones)
    layer = Layer(
        values=[values * (arm == 0) for arm in range(n_arms)],
        decimals=1,
        unit="level",
        unit_of_change="change",
        colours=SHADES,
        lowest=0.0,
        more_is=("#0072b2", "#d55e00"),
    )
    arms = [replace(arm, label=f"arm {row}") for row, arm in enumerate(comparison_of(n_arms)[1])]
    with style("en"):
        return draw_maps("Title", "subtitle", "note", arms, layer, words("en"))


@pytest.mark.parametrize("n_arms", [2, 3, 5])
@pytest.mark.parametrize("n_zones", [3, 8])
def test_numbers_of_neighbouring_zones_do_not_touch(n_arms, n_zones):
    figure = maps(n_arms, n_zones)
    figure.draw_without_rendering()
    renderer = figure.canvas.get_renderer()
    for axes in figure.axes:
        boxes = [text.get_window_extent(renderer) for text in axes.texts]
        for one, other in combinations(boxes, 2):
            common = Bbox.intersection(one, other)
            assert common is None or common.width < 1 or common.height < 1


def test_numbers_keep_their_decimals_where_there_is_room():
    large, small = (
        {text.get_text() for axes in maps(3, n_zones).axes for text in axes.texts}
        for n_zones in (3, 8)
    )
    assert "−38.7" in large
    assert "−38.7" not in small
    assert "−39" in small
