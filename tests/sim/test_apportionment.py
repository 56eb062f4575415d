"""Apportionment: exact proportions, to the row."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import luck
from sim.apportionment import allot, in_order


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


def test_rows_are_in_the_order_of_their_draws_and_of_equal_ones_the_earlier_comes_first():
    step = 2.0**-32
    draws = step * (np.array([7, 2**16, 7, 2**32 - 1, 0, 2**16 - 1]) + 0.5)
    assert in_order(draws).tolist() == [4, 0, 2, 5, 1, 3]
    many = luck.uniforms(3, luck.POPULATION, 50_000)[:, 0]
    many[1::2] = many[::2]
    np.testing.assert_array_equal(in_order(many), np.argsort(many, kind="stable"))
