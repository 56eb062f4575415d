"""Comparisons with the best: by hand, and all intervals cover at once."""

import numpy as np
import pytest
from scipy import stats

from analysis.statistics.best import with_best


def test_two_systems_by_hand():
    # Differences 1, 2, 3: mean 2, s = 1; one-sided t(0.95, 2) = 2.919986.
    values = np.array([[1.0, 0], [2, 0], [3, 0]])
    slack = 2.919986 / np.sqrt(3)
    found = with_best(values)
    assert found.difference == pytest.approx([2, -2])
    assert found.high == pytest.approx([2 + slack, 0])
    assert found.low == pytest.approx([0, -2 - slack])
    assert found.may_be_best.tolist() == [True, False]


def test_equals_may_both_be_best():
    values = np.random.default_rng(0).normal(0, 1, (10, 2))
    found = with_best(values)
    assert found.may_be_best.all()
    assert (found.low < 0).all()


def test_all_intervals_cover_at_once():
    truth, n, toys = np.array([0.0, 0.2, 0.9, 1.0]), 12, 2000
    rng = np.random.default_rng(1)
    covered = 0
    against = [max(np.delete(truth, i)) for i in range(4)]
    for _ in range(toys):
        values = rng.normal(truth, 1.0, (n, 4)) + rng.normal(0, 2, (n, 1))
        found = with_best(values)
        inside = (found.low <= truth - against) & (truth - against <= found.high)
        covered += inside.all()
    assert covered / toys >= 0.95 - 3 * stats.binom.std(toys, 0.95) / toys


def test_one_of_anything_is_refused():
    with pytest.raises(ValueError, match="two or more"):
        with_best(np.zeros((1, 3)))
