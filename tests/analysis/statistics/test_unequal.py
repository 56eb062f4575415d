"""Systems with unequally many replications under common luck, where all of it is known."""

import numpy as np
import pytest

from analysis.statistics.unequal import unequal


def test_as_many_of_each_are_plain_means_and_the_paired_error():
    rng = np.random.default_rng(0)
    values = rng.normal(0, 1, (2, 12)) + rng.normal(0, 9, 12)
    found, apart = unequal(list(values)), values[0] - values[1]
    assert found.means == pytest.approx(values.mean(1))
    assert found.error(0, 1) == pytest.approx(apart.std(ddof=1) / np.sqrt(12))
    assert found.spreads == pytest.approx([apart.std(ddof=1) / np.sqrt(2)] * 2)


def test_a_lucky_replication_that_one_has_not_met_is_made_up_for():
    """The second is 1 above the first; the third replication brings 100 more, and only to it."""
    found = unequal([np.array([0.0, 5.0]), np.array([1.0, 6.0, 106.0])])
    assert found.means[1] - found.means[0] == pytest.approx(1)
    assert found.means[1] == pytest.approx(113 / 3)
    assert found.error(0, 1) == pytest.approx(0, abs=1e-9)


def test_means_errors_and_spreads_are_those_that_were_put_in():
    rng = np.random.default_rng(1)
    n, spreads, truth = (24, 10, 16, 24), np.array([1.0, 2.0, 0.5, 3.0]), np.array([0, 1, -1, 0.5])
    n_toys, means, errors, squares = 600, [], [], []
    for _ in range(n_toys):
        luck = rng.normal(0, 20, max(n))
        found = unequal(
            [m + luck[:k] + rng.normal(0, s, k) for m, s, k in zip(truth, spreads, n, strict=True)]
        )
        means.append(found.means - found.means[0])
        errors.append([found.error(0, i) for i in range(4)])
        squares.append(found.spreads**2)
    off = np.mean(means, 0) - truth
    real = np.std(means, 0)
    assert (np.abs(off) <= 4 * real / np.sqrt(n_toys)).all()
    assert np.sqrt(np.mean(np.square(errors), 0))[1:] == pytest.approx(real[1:], rel=0.2)
    large = [0, 1, 3]  # the smallest is cut off at a share of the mean
    assert np.mean(squares, 0)[large] == pytest.approx(spreads[large] ** 2, rel=0.35)
    assert np.mean(squares, 0).argmin() == 2
