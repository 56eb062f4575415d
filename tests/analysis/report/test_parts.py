"""The tables by part of the market."""

from analysis.report.parts import by_segment
from analysis.words import words
from tests.analysis.charts.made_up import SEGMENTS, comparison_of, with_runs

EN = words("en")


def told(arms):
    """Orders per day of each segment: of the base, then of the other arm."""
    (orders, *_) = by_segment(arms, EN)
    return {row.name: (row.base, row.cells[0].level) for row in orders.rows}


def test_segments_are_known_by_their_names_not_by_their_places():
    _, (base, other) = comparison_of(2)
    backwards = with_runs(other, segments=SEGMENTS[::-1], by_segment=other.runs[0].by_segment[::-1])
    once = with_runs(other, by_segment=other.runs[0].by_segment)
    assert told([base, backwards]) == told([base, once])


def test_a_segment_that_only_one_arm_has_is_left_out():
    _, (base, other) = comparison_of(2)
    fewer = with_runs(other, segments=("office", "own"), by_segment=other.runs[0].by_segment[1:3])
    assert list(told([base, fewer])) == [EN.segment("office")]
