"""The Pareto front, by hand, and how sure it is."""

import numpy as np
import pytest

from analysis.statistics.pareto import front, membership


def test_the_front_by_hand():
    points = np.array([[0.0, 3], [1, 2], [1, 1], [3, 0], [0, 0], [3, 0]])
    assert front(points).tolist() == [True, True, False, True, False, True]


def test_with_one_goal_it_is_the_best():
    assert front(np.array([[1.0], [3], [2]])).tolist() == [False, True, False]


def test_what_is_sure_is_one_and_what_luck_decides_is_between():
    luck = np.random.default_rng(0).normal(0, 1, (30, 1))
    values = np.zeros((30, 4, 2))
    values[:, 0] = np.hstack([luck + 5, luck])  # a trade-off with the next
    values[:, 1] = np.hstack([luck, luck + 5])
    values[:, 2] = np.hstack([luck - 1, luck - 1])  # below both, always
    values[:, 3] = np.random.default_rng(1).normal([5.0, 0.0], 1, (30, 2))  # about as the first
    found = membership(values)
    assert found[1] == 1
    assert found[2] == 0
    assert 0.05 < found[3] < 0.95
    assert (membership(values) == found).all()


def test_resampling_keeps_the_luck_of_a_replication_together():
    """A gap of 1 under luck of 100 in common is sure."""
    luck = np.random.default_rng(2).normal(0, 100, (20, 1, 1))
    values = luck + np.array([[[1.0]], [[0.0]]]).transpose(1, 0, 2)
    assert membership(values) == pytest.approx([1, 0])
