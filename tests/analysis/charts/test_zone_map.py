"""Maps: one real place in its true shape, and what changed there beyond chance."""

from dataclasses import replace
from functools import cache
from itertools import combinations, product

import numpy as np
import pytest
from matplotlib.collections import PatchCollection, QuadMesh
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from analysis.charts.gallery import FIGURES, MAPS
from analysis.charts.ground import HATCH, fill, room
from analysis.charts.style import INK, MUTED, NARROW_IN, WIDE_IN, shades, style
from analysis.charts.zone_map import Layer, draw_maps, where
from analysis.experiment.paired import Changes
from analysis.experiment.place import Place
from analysis.words import words
from sim.settings.town import TownZone
from tests.analysis.charts.made_up import PLACE, comparison_of

EN = words("en")


def place_of(n_zones: int) -> Place:
    """A square of 5 km; its last column of zones is half as wide."""
    edges = np.linspace(0, 5000, n_zones + 1)
    narrow = np.append(np.linspace(0, 5000 * (1 - 0.5 / n_zones), n_zones), 5000)
    return Place(narrow, edges, np.array([100.0, 4900.0]), np.array([200.0, 4000.0]))


def change_of(mean: np.ndarray, half: float) -> Changes:
    return Changes(mean, mean - half, mean + half)


@cache
def maps(
    n_arms: int, n_zones: int, half: float = 1.0, *, most: float = 38.7, decimals: int = 1
) -> Figure:
    """Changes from 0.0 to -38.7, drawn once for all that look at them."""
    values = -np.linspace(0.0, most, n_zones * n_zones).reshape(n_zones, n_zones)
    layer = Layer(
        kpi="late_share",
        relative=False,
        level=-values,
        changes=[change_of(values, half)] * (n_arms - 1),
        decimals=decimals,
        unit="level",
        unit_of_change="change",
        colours=shades("#ffffff", "#d9a441", "#6b3d00"),
        lowest=0.0,
        more_is=("#0072b2", "#d55e00"),
    )
    comparison, arms = comparison_of(n_arms)
    with style("en"):
        return draw_maps(
            "Title",
            "subtitle",
            replace(comparison, place=place_of(n_zones)),
            arms,
            layer,
            EN,
            WIDE_IN,
        )


def panels(figure: Figure):
    """The maps, without their colour bars."""
    return [axes for axes in figure.axes if axes.get_aspect() == 1]


@pytest.mark.parametrize(
    ("n_arms", "n_zones"),
    [
        case if case in {(2, 8), (3, 3), (5, 8)} else pytest.param(*case, marks=pytest.mark.slow)
        for case in product((2, 3, 5), (3, 8))
    ],
)
def test_numbers_of_neighbouring_zones_do_not_touch(n_arms, n_zones):
    figure = maps(n_arms, n_zones)
    figure.draw_without_rendering()
    renderer = figure.canvas.get_renderer()
    for axes in panels(figure):
        boxes = [text.get_window_extent(renderer) for text in axes.texts]
        for one, other in combinations(boxes, 2):
            common = Bbox.intersection(one, other)
            assert common is None or common.width < 1 or common.height < 1


def test_numbers_keep_their_decimals_and_intervals_where_there_is_room():
    large, small = (
        {text.get_text() for axes in maps(n_arms, n_zones).axes for text in axes.texts}
        for n_arms, n_zones in ((2, 3), (5, 20))
    )
    assert {"−33.9", "[−34.9, −32.9]"} <= large
    assert small == {"1 km", "N"}


def test_an_interval_that_tells_a_zone_from_none_does_not_begin_at_zero():
    figure = maps(2, 3, half=4.2, most=36.0, decimals=0)
    texts = {text.get_text() for axes in figure.axes for text in axes.texts}
    assert "[−9, −0.3]" in texts  # 4.5 ± 4.2
    assert "[−13, −5]" in texts
    figure = maps(2, 3, half=4.6, most=36.0, decimals=0)
    assert "[−9, 0]" in {text.get_text() for axes in figure.axes for text in axes.texts}


@pytest.mark.parametrize(
    ("n_arms", "width_in"),
    [
        (2, WIDE_IN),
        (3, WIDE_IN),
        (3, NARROW_IN),
        pytest.param(8, NARROW_IN, marks=pytest.mark.slow),
    ],
)
def test_no_blank_band_stands_above_the_maps(n_arms, width_in):
    figure = FIGURES["demand-map"](*comparison_of(n_arms), EN, width_in)
    figure.draw_without_rendering()
    heads = [axes.get_tightbbox(figure.canvas.get_renderer()) for axes in panels(figure)]
    (key,) = figure.legends
    assert key.get_window_extent().y0 - max(head.y1 for head in heads) < 0.3 * figure.dpi


def test_zones_have_their_true_shape():
    axes = panels(FIGURES["demand-map"](*comparison_of(2), EN))[0]
    (mesh,) = (part for part in axes.collections if isinstance(part, QuadMesh))
    east, north = mesh.get_coordinates()[0, :, 0], mesh.get_coordinates()[:, 0, 1]
    assert east.tolist() == PLACE.zone_edges_x_m.tolist()
    assert north.tolist() == PLACE.zone_edges_y_m.tolist()
    assert axes.get_aspect() == 1
    dots = axes.collections[-1].get_offsets()
    assert dots[:, 0].tolist() == PLACE.stores_x_m.tolist()
    assert dots[:, 1].tolist() == PLACE.stores_y_m.tolist()


def test_there_is_a_bar_of_a_round_length_and_an_arrow_to_the_north():
    axes = panels(maps(2, 3))[0]
    (bar,) = axes.lines
    assert bar.get_xdata()[1] - bar.get_xdata()[0] == 1000
    texts = [text.get_text() for text in axes.texts]
    assert {"1 km", "N"} <= set(texts)


def test_zones_whose_interval_holds_zero_are_hatched_and_the_others_filled():
    axes = panels(maps(2, 3, half=10.0))[1]
    (hatched,) = (part for part in axes.collections if isinstance(part, PatchCollection))
    (filled,) = (part for part in axes.collections if isinstance(part, QuadMesh))
    # -0.0, -4.8, -9.7 are within 10 of zero; the other six are not.
    assert hatched.get_hatch() == HATCH
    assert len(hatched.get_paths()) == 3
    assert filled.get_array().mask.ravel().tolist() == [True] * 3 + [False] * 6


@pytest.mark.parametrize(
    ("at", "part"), [((0, 0), "south-west"), ((2, 0), "north-west"), ((1, 2), "east")]
)
def test_one_sentence_says_what_happens_where(at, part):
    mean = np.full((3, 3), 2.0)
    mean[at], mean[1, 1], mean[0, 1] = 9.0, -3.0, 0.5
    said = where(change_of(mean, 1.0), 1, EN)
    assert said == f"Up in 7 of 9 zones, down in 1; most in the {part} (+9.0)."


def test_a_change_beyond_chance_is_not_written_as_none():
    first, other = panels(maps(2, 3, half=0.1, most=0.4, decimals=0))
    assert {"−0.4", "[−0.5, −0.3]"} <= {text.get_text() for text in other.texts}
    assert "(−0.4)" in other.get_xlabel().replace("\n", " ")
    assert {text.get_text() for text in first.texts} <= {"0", "1 km", "N"}


def test_no_change_beyond_chance_is_said():
    nothing = change_of(np.zeros((3, 3)), 0.0)
    assert where(nothing, 1, EN) == "No change is told from chance in any of 9 zones."


@pytest.mark.parametrize("name", MAPS)
def test_without_a_place_there_is_no_map(name):
    comparison, arms = comparison_of(2)
    with pytest.raises(ValueError, match="share no place"):
        FIGURES[name](replace(comparison, place=None), arms, EN)


SHAPES = (
    TownZone(
        name="Ring",
        rings=(
            ((0, 0), (3000, 0), (3000, 3000), (0, 3000), (0, 0)),
            ((1000, 1000), (1000, 2000), (2000, 2000), (2000, 1000), (1000, 1000)),
        ),
        middle_m=(500.0, 500.0),
    ),
    TownZone(
        name="Corner",
        rings=(((3000, 3000), (5000, 3000), (5000, 5000), (3000, 3000)),),
        middle_m=(4500.0, 4000.0),
    ),
)  # fmt: skip
OWN = Place(
    np.array([0.0, 5000.0]), np.array([0.0, 5000.0]), np.array([2500.0]), np.array([2500.0]), SHAPES
)


def test_zones_of_ones_own_are_drawn_in_their_form_with_their_holes():
    figure = Figure()
    axes = figure.subplots()
    fill(axes, OWN, np.array([[1.0, np.nan]]), Normalize(0, 1), shades("#ffffff", "#000000"))
    (drawn,) = axes.collections
    inside = [path.contains_points([(500, 500), (1500, 1500), (4500, 4000)])
              for path in drawn.get_paths()]  # fmt: skip
    assert [each.tolist() for each in inside][1] == [False, False, True]
    assert inside[0][[0, 2]].tolist() == [True, False]
    assert drawn.get_array().mask.tolist() == [False, True]
    # Eight square kilometres, and two.
    assert room(OWN, 0, 0) == pytest.approx((500, 500, 8e6**0.5, 8e6**0.5))
    assert room(OWN, 0, 1)[2] == pytest.approx(2e6**0.5)
    assert OWN.n_zones == (1, 2)


def test_the_part_most_changed_is_where_that_zone_lies():
    told = where(change_of(np.array([[0.5, -9.0]]), 0.1), 1, EN, OWN)
    assert EN("map.part.ne") in told
    assert EN("map.part.sw") not in told


def test_numbers_are_written_in_what_contrasts_with_their_zone():
    figure = maps(2, 3)
    level, change = (
        {text.get_text(): text.get_color() for text in axes.texts} for axes in panels(figure)[:2]
    )
    assert (level["0.0"], level["38.7"]) == (INK, "white")
    assert (change["\u221214.5"], change["\u221238.7"]) == (INK, "white")
    assert change["0.0"] == MUTED  # of white with hatching


def test_the_key_names_only_what_is_drawn():
    def key(figure):
        return [text.get_text() for text in figure.legends[0].get_texts()]

    assert key(maps(2, 3, half=1.0)) == [EN("map.unclear"), EN("map.store")]
    assert key(maps(2, 3, half=-1.0)) == [EN("map.store")]
    assert EN("map.few", fewest=30) in key(maps(2, 3, most=np.nan))
