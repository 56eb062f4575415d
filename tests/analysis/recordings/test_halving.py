"""A map in halves again and again: which lines are taken, by hand."""

import numpy as np
import pytest

from analysis.recordings.halving import halved


def row(*columns, enough=5, n_columns=8, **how):
    """West and east side, and how many doors, of the parts of a map one cell high."""
    cells = np.array([(column, 0) for column in columns], np.int64).reshape(-1, 2)
    parts = halved(cells, (n_columns, 1), enough, **how)
    return [(part.west, part.east, len(part.doors)) for part in parts]


def test_it_is_cut_at_the_line_nearest_to_the_middle_with_enough_doors_on_both_sides():
    assert row(*[0] * 5, *[7] * 5, empty_share=1) == [(0, 4, 5), (4, 8, 5)]
    assert row(*[0] * 5, *[5] * 2, *[7] * 3, empty_share=1) == [(0, 4, 5), (4, 8, 5)]
    assert row(*[0] * 5, 1, *[4] * 4, empty_share=1) == [(0, 1, 5), (1, 8, 5)]
    assert row(*[0] * 5, *[7] * 4, empty_share=1) == [(0, 8, 9)]


def test_what_is_empty_is_cut_off_where_it_is_enough_of_the_side():
    assert row(*[0] * 5) == [(0, 1, 5), (1, 2, 0), (2, 4, 0), (4, 8, 0)]
    assert row(*[5] * 5, empty_share=0.25) == [(0, 4, 0), (4, 5, 0), (5, 6, 5), (6, 8, 0)]
    assert row(*range(6), n_columns=7, empty_share=0.25) == [(0, 7, 6)]
    assert row(*range(6), n_columns=7) == [(0, 6, 6), (6, 7, 0)]


def test_across_the_shorter_side_it_is_cut_where_the_longer_one_does_not_do():
    cells = np.array([(0, 0)] * 5 + [(0, 1)] * 5)
    sides = [part[:4] for part in halved(cells, (1, 2))]
    assert sides == [(0, 0, 1, 1), (0, 1, 1, 2)]
    sides = [part[:4] for part in halved(cells, (3, 2), empty_share=0.5)]
    assert sides == [(0, 0, 3, 1), (0, 1, 3, 2)]


@pytest.mark.parametrize("seed", range(4))
def test_every_door_is_in_one_part_and_none_holds_a_few(seed):
    cells = np.random.default_rng(seed).integers((30, 20), size=(200, 2))
    parts = halved(cells, (30, 20), 7)
    assert sorted(np.concatenate([part.doors for part in parts])) == list(range(200))
    assert all(len(part.doors) >= 7 or not len(part.doors) for part in parts)
    assert sum((east - west) * (north - south) for west, south, east, north, _ in parts) == 600
