"""The Hungarian method against another implementation of it."""

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from sim.policies.dispatch.matching import cheapest_matching, sparse_matching

SHAPES = [(1, 1), (1, 6), (2, 2), (3, 5), (7, 7), (8, 20), (25, 25)]


def least_cost(costs):
    return costs[linear_sum_assignment(costs)].sum()


def cost_of(matched, costs):
    return costs[np.arange(len(costs)), matched].sum()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("seed", range(5))
def test_no_matching_costs_less(shape, seed):
    """Costs of either sign; without ties there is one such matching."""
    costs = np.random.default_rng(seed).uniform(-50, 100, shape)
    matched = cheapest_matching(costs)
    assert matched.tolist() == linear_sum_assignment(costs)[1].tolist()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("seed", range(5))
def test_equal_costs_do_no_harm(shape, seed):
    """Costs of 0, 1 and 2; one row of equal costs, and two equal rows."""
    costs = np.random.default_rng(seed).integers(0, 3, shape).astype(float)
    costs[0] = 1
    costs[-1] = costs[len(costs) // 2]
    matched = cheapest_matching(costs)
    assert len(set(matched.tolist())) == len(costs)
    assert cost_of(matched, costs) == least_cost(costs)


@pytest.mark.parametrize("seed", range(5))
def test_what_must_not_be_is_left_out_where_it_can_be(seed):
    """Half the pairs cost a hundred thousand."""
    rng = np.random.default_rng(seed)
    costs = rng.uniform(0, 100, (8, 10))
    costs[rng.uniform(size=costs.shape) < 0.5] = 1e5
    assert cost_of(cheapest_matching(costs), costs) == pytest.approx(least_cost(costs))


def test_the_cheapest_pair_may_be_passed_over():
    """1 + 9 is more than 2 + 3."""
    assert cheapest_matching(np.array([[1.0, 2.0], [3.0, 9.0]])).tolist() == [1, 0]


def test_the_costs_are_left_as_they_are():
    costs = np.arange(12.0).reshape(3, 4)
    cheapest_matching(costs)
    assert costs.tolist() == np.arange(12.0).reshape(3, 4).tolist()


def few_choices(seed, n_rows=30, n_choices=4, n_columns=60):
    """A column of its own and three others for each row, and the matrix of it."""
    rng = np.random.default_rng(seed)
    columns = rng.integers(n_columns, size=(n_rows, n_choices)).astype(np.int32)
    columns[:, 0] = rng.permutation(n_columns)[:n_rows]
    costs = rng.uniform(0, 100, columns.shape)
    matrix = np.full((n_rows, n_columns), 1e6)
    for choice in range(n_choices):
        cheaper = np.minimum(matrix[np.arange(n_rows), columns[:, choice]], costs[:, choice])
        matrix[np.arange(n_rows), columns[:, choice]] = cheaper
    return columns, costs, matrix


@pytest.mark.parametrize("seed", range(20))
def test_with_few_choices_no_matching_costs_less(seed):
    columns, costs, matrix = few_choices(seed)
    matched = sparse_matching(columns, costs, matrix.shape[1])
    assert len(set(matched.tolist())) == len(matched)
    assert cost_of(matched, matrix) == pytest.approx(least_cost(matrix))


def test_where_all_want_one_column_the_others_keep_their_own():
    """The third gains most by it."""
    columns = np.array([[0, 3], [1, 3], [2, 3]], np.int32)
    costs = np.array([[5.0, 4.0], [5.0, 3.0], [5.0, 1.0]])
    assert sparse_matching(columns, costs, 4).tolist() == [0, 1, 3]
