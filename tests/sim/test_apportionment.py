"""Apportionment: exact proportions, to the row."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import luck
from sim.apportionment import allot


@pytest.mark.parametrize(
    ("shares", "n", "counts"),
    [
        ([0.5, 0.3, 0.2], 10, [5, 3, 2]),
        ([0.4, 0.35, 0.25], 3, [1, 1, 1]),
        ([0.2, 0.35, 0.45], 1, [0, 0, 1]),
        ([0.5, 0.5], 1, [1, 0]),
        ([1.0], 4, [4]),
        ([0.3, 0.7], 0, [0, 0]),
        ([3, 1], 8, [6, 2]),  # weights as well as shares
        ([0.05, 0.15], 8, [2, 6]),
    ],
)
def test_kinds_are_allotted_by_largest_remainder(shares, n, counts):
    kinds = allot(shares, luck.uniforms(0, luck.POPULATION, n)[:, 0])
    assert np.bincount(kinds, minlength=len(shares)).tolist() == counts


def test_the_smallest_draws_get_the_first_kind():
    assert allot([0.5, 0.5], np.array([0.9, 0.1, 0.4, 0.6])).tolist() == [1, 0, 0, 1]


@given(
    weights=st.lists(st.floats(0.01, 1), min_size=1, max_size=8),
    n=st.integers(0, 300),
    seed=st.integers(0, 1000),
)
def test_no_kind_is_a_whole_row_from_its_share(weights, n, seed):
    shares = np.array(weights) / sum(weights)
    kinds = allot(list(shares), luck.uniforms(seed, luck.POPULATION, n)[:, 0])
    assert len(kinds) == n
    assert (np.abs(np.bincount(kinds, minlength=len(shares)) - shares * n) < 1 + 1e-9).all()
