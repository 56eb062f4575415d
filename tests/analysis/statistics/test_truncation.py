"""MSER-5: a warm-up that was planted is found."""

import numpy as np
import pytest

from analysis.statistics.truncation import mser


def test_the_statistic_by_hand():
    series = np.repeat([10.0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1], 5)
    found = mser(series)
    # What is left after one batch: ten, half of them 1: sum of squares 2.5, over 10 squared.
    assert found.statistic[1] == pytest.approx(2.5 / 100)
    assert found.statistic[0] == pytest.approx((105 - 15**2 / 11) / 121)
    assert (found.n_cut, found.settled, found.mean) == (5, True, 0.5)
    assert len(found.statistic) == 11 - 5 + 1


def test_a_planted_transient_is_found():
    rng = np.random.default_rng(0)
    times = np.arange(500)
    cuts = []
    for _ in range(50):
        series = 20 + rng.normal(0, 1, 500) + 30 * np.exp(-times / 20)
        cuts.append(mser(series).n_cut)
    # At 60 observations 1.5 is left of the 30, and at 120 a fourteenth of the noise.
    assert all(40 <= cut <= 150 for cut in cuts)


def test_a_sudden_end_of_the_warm_up_is_found_to_the_batch():
    rng = np.random.default_rng(1)
    for _ in range(20):
        series = np.concatenate([rng.normal(10, 1, 75), rng.normal(0, 1, 300)])
        assert 75 <= mser(series).n_cut <= 125


def test_a_steady_series_is_hardly_cut():
    rng = np.random.default_rng(2)
    cuts = [mser(rng.normal(0, 1, 400)).n_cut for _ in range(50)]
    assert np.median(cuts) <= 40


def test_a_series_that_never_settles_says_so():
    found = mser(np.arange(200.0))
    assert not found.settled
    assert found.n_cut == 100


def test_what_is_too_short_or_unknown_is_refused():
    with pytest.raises(ValueError, match="50 are needed"):
        mser(np.ones(49))
    with pytest.raises(ValueError, match="no value"):
        mser(np.array([np.nan] * 60))
