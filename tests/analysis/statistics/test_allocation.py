"""OCBA: shares by hand, and better than equal allocation."""

import numpy as np
import pytest

from analysis.statistics.allocation import added, chosen_rightly, ocba, shares
from analysis.statistics.unequal import Unequal


def test_shares_by_hand():
    # d = (1, 2), s = 1: N ratios 1 and 1/4; the best sqrt(1 + 1/16).
    found = shares(np.array([3.0, 2.0, 1.0]), np.ones(3))
    ratio = np.array([np.sqrt(1 + 1 / 16), 1, 1 / 4])
    assert found == pytest.approx(ratio / ratio.sum())


def test_two_systems_share_by_their_spread():
    assert shares(np.array([0.0, 1.0]), np.array([3.0, 1.0])) == pytest.approx([0.75, 0.25])


def test_ties_and_no_spread_leave_finite_shares():
    for means, spreads in (([1.0, 1.0], [1.0, 1.0]), ([1.0, 0.0], [0.0, 0.0])):
        found = shares(np.array(means), np.array(spreads))
        assert np.isfinite(found).all()
        assert found.sum() == pytest.approx(1)


def test_replications_are_added_where_they_are_missing():
    assert added(np.array([10, 10]), np.array([0.75, 0.25]), 10).tolist() == [10, 0]
    assert added(np.array([10, 10]), np.array([0.75, 0.25]), 40).tolist() == [35, 5]


def test_the_probability_by_hand():
    # A difference of 1 with a standard error of sqrt(2 / 8) is two of them.
    found = chosen_rightly(Unequal(np.array([1.0, 0.0]), np.ones(2), np.eye(2) / 8))
    assert found == pytest.approx(0.97725, abs=1e-5)
    assert chosen_rightly(Unequal(np.zeros(2), np.zeros(2), np.zeros((2, 2)))) == 0.5


def choices(toys, budget, step, in_common=0.0):
    """How often OCBA, and how often equal allocation, chooses the best of ten."""
    rng = np.random.default_rng(0)
    truth = np.linspace(0, 3, 10)
    right = np.zeros(2)
    for _ in range(toys):
        values = rng.normal(truth[:, None], 3.0, (10, budget))
        values += in_common * rng.normal(size=budget)
        found = ocba(
            lambda asked, of=values: [of[i, a:b] for i, a, b in asked], 10, budget, step=step
        )
        assert found.n.sum() == budget
        equal = values[:, : budget // 10].mean(1).argmax()
        right += np.array([found.best == 9, equal == 9])
    return right / toys


@pytest.mark.slow
def test_it_beats_equal_allocation():
    of_ocba, equal = choices(300, 400, 20)
    assert of_ocba > equal + 0.03
    of_ocba, equal = choices(300, 400, 20, in_common=30.0)
    assert of_ocba > equal + 0.03


def test_luck_in_common_chooses_nobody_and_moves_no_replication():
    """However much systems share, the same is asked for and chosen, and as sure."""
    rng = np.random.default_rng(3)
    own, shared = rng.normal([[0.0], [0.4], [0.6]], 1.0, (3, 90)), rng.normal(0, 50.0, 90)

    def chosen(values):
        return ocba(lambda asked: [values[i, a:b] for i, a, b in asked], 3, 90)

    alone, together = chosen(own), chosen(own + shared)
    assert alone.n.tolist() == together.n.tolist()
    assert alone.best == together.best
    assert together.probability == pytest.approx(alone.probability)
    assert len(set(alone.n.tolist())) > 1


def test_a_budget_that_is_too_small_is_refused():
    with pytest.raises(ValueError, match="budget of 19"):
        ocba(lambda asked: [], 2, 19)
