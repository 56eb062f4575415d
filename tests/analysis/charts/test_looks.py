"""How arms look: any two are told apart in colour, and in grey."""

from itertools import combinations, pairwise

import pytest

from analysis.charts import day, tuning
from analysis.charts.style import BETTER, WIDE_IN, look
from analysis.words import words
from tests.gallery import searched


def test_eight_arms_differ_from_one_another_and_the_base_in_colour_marker_and_dash():
    looks = [look(nth) for nth in range(9)]
    for part in ("colour", "marker", "dash"):
        assert len({getattr(each, part) for each in looks}) == len(looks)


def test_bars_of_eight_arms_differ_from_their_neighbours_in_hatching():
    hatches = [look(nth).hatch for nth in range(9)]
    assert all(one != other for one, other in pairwise(hatches))


def test_arms_after_the_last_colour_are_told_apart_by_all_else():
    for one, other in combinations([look(nth) for nth in range(1, 25)], 2):
        assert one.colour != other.colour or (one.marker, one.dash) != (other.marker, other.dash)
    assert look(9).colour == look(1).colour
    assert look(9).hatch != look(1).hatch


@pytest.mark.parametrize(
    "markers",
    [
        [look["marker"] for look in tuning._LOOKS.values()],
        [marker for marker, *_ in day._FLASHES.values()],
    ],
)
def test_what_is_kept_and_missed_in_time_and_late_is_told_without_colour(markers):
    assert len(set(markers)) == len(markers)


def test_the_finalist_that_was_found_stands_above_the_others():
    figure = tuning.draw(searched(), words("en"), WIDE_IN)
    for panel in figure.axes[1:]:
        diamonds = [line for line in panel.lines if line.get_marker() == "D"]
        by_height = sorted(diamonds, key=lambda line: line.get_zorder())
        assert len(diamonds) == 2
        assert by_height[-1].get_color() == BETTER
