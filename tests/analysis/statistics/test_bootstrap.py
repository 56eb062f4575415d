"""Bootstrap intervals, by hand and against known truth."""

import numpy as np
import pytest
from scipy import stats

from analysis.statistics.bootstrap import drawn_again, interval_of

TOYS, N = 2_000, 30


def test_what_is_drawn_again_are_means_of_the_same_replications():
    found = drawn_again(np.array([[0.0, 10.0], [1.0, 11.0]]), 500)
    assert found.shape == (500, 2)
    assert set(found[:, 0]) == {0.0, 0.5, 1.0}
    assert (found[:, 1] - found[:, 0]).tolist() == [10.0] * 500
    assert (found == drawn_again(np.array([[0.0, 10.0], [1.0, 11.0]]), 500)).all()


def test_an_interval_of_a_mean_is_about_that_of_student():
    values = np.random.default_rng(0).normal(5, 2, 40)
    low, high = interval_of(values, draws=20_000)
    said = stats.t.interval(0.95, 39, values.mean(), stats.sem(values))
    assert (low, high) == pytest.approx(said, abs=0.05)


def test_an_interval_of_a_function_of_means():
    values = np.random.default_rng(1).normal([2.0, 1.0], 0.1, (30, 2))
    low, high = interval_of(values, lambda means: means.max(-1) - means[..., 0])
    assert (low, high) == (0, 0)


def test_one_replication_has_none():
    with pytest.raises(ValueError, match="two or more"):
        interval_of(np.ones(1))


@pytest.mark.parametrize("shape", [None, 4.0])
def test_an_interval_covers_often_enough_from_thirty_replications_on(shape):
    """Normal values, and skewed ones (gamma)."""
    rng = np.random.default_rng(2)
    values = rng.normal(4, 2, (N, TOYS)) if shape is None else rng.gamma(shape, 1.0, (N, TOYS))
    low, high = interval_of(values, draws=599)
    assert np.mean((low <= 4) & (high >= 4)) >= 0.92
