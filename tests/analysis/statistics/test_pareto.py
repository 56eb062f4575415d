"""The Pareto front, by hand."""

import numpy as np

from analysis.statistics.pareto import unbeaten


def test_the_front_by_hand():
    points = np.array([[0.0, 3], [1, 2], [1, 1], [3, 0], [0, 0], [3, 0]])
    assert unbeaten(points).tolist() == [True, True, False, True, False, True]
    assert unbeaten(np.array([[3.0, 3], [2, 2], [1, 1]])).tolist() == [True, False, False]


def test_with_one_goal_it_is_the_best():
    assert unbeaten(np.array([[1.0], [3], [2]])).tolist() == [False, True, False]


def test_what_has_no_value_is_off_it_and_beats_none():
    points = np.array([[1.0, np.nan], [0, 0], [np.inf, 5]])
    assert unbeaten(points).tolist() == [False, True, False]


def test_each_of_many_sets_has_its_own():
    points = np.random.default_rng(0).normal(size=(5, 9, 3))
    np.testing.assert_array_equal(unbeaten(points), [unbeaten(each) for each in points])
