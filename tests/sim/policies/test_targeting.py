"""Targeting: who is ranked highest, who is held out."""

import numpy as np
import pytest
from pydantic import ValidationError
from scipy import optimize

from sim.agents.consumer import CONSUMER
from sim.policies import targeting
from sim.policies.targeting import Targeting

EVERYONE = np.ones(5, np.bool_)


def draws_of(*columns):
    """Uniforms of five consumers: ties, hold-out, noise."""
    draws = np.full((5, 4), 0.5)
    for column, values in enumerate(columns):
        draws[:, column] = values
    return draws


@pytest.mark.parametrize(
    ("share", "expected"), [(0, []), (0.2, [3]), (0.4, [1, 3]), (0.8, [1, 2, 3, 4]), (1, range(5))]
)
def test_those_ranked_highest_are_targeted(share, expected):
    scores = np.array([-1.0, 5.0, 2.0, 7.0, 3.0])
    chosen = targeting.targeted(Targeting(share=share), EVERYONE, scores, draws_of())
    assert np.flatnonzero(chosen).tolist() == list(expected)


def test_the_share_is_of_the_audience_and_ties_are_drawn():
    audience = np.array([True, True, False, True, True])
    draws = draws_of([0.9, 0.1, 0.0, 0.4, 0.2])
    chosen = targeting.targeted(Targeting(share=0.5), audience, np.zeros(5), draws)
    assert np.flatnonzero(chosen).tolist() == [1, 4]


def test_who_has_no_score_is_not_targeted():
    by_zone = Targeting(rule="place", zones=(3, 7), share=1)
    scores = targeting.by_place(by_zone, np.array([3, 4, 7, 7, 0]))
    chosen = targeting.targeted(by_zone, EVERYONE, scores, draws_of())
    assert np.flatnonzero(chosen).tolist() == [0, 2, 3]


def test_some_of_those_targeted_are_held_out():
    rule = Targeting(holdout_share=0.3)
    chosen = np.array([True, True, True, False, True])
    out = targeting.held_out(rule, chosen, draws_of(0.5, [0.1, 0.3, 0.29, 0.0, 0.9]))
    assert np.flatnonzero(out).tolist() == [0, 2]


def test_history_is_the_mean_of_three_ranks():
    consumers = CONSUMER.empty(4)
    consumers["last_order_min"] = [-np.inf, 500, 900, 100]
    consumers["n_orders"] = [0, 2, 2, 1]
    consumers["spent_cents"] = [0, 6000, 9000, 3000]
    ranks = [(1 + 1 + 1), (3 + 3.5 + 3), (4 + 3.5 + 4), (2 + 2 + 2)]
    assert targeting.by_history(consumers) == pytest.approx(np.array(ranks) / 12)


def test_uplift_is_ranked_by_what_a_yuan_brings():
    orders, cents = np.array([0.1, 0.1, 0.0, 0.02]), np.array([50.0, 100.0, 0.0, 0.0])
    assert targeting.per_yuan(orders, cents).tolist() == pytest.approx([0.2, 0.1, 0, 200])


@pytest.mark.parametrize("accuracy", [0.0, 0.5, 0.8, 1.0])
def test_noise_leaves_the_correlation_it_says(accuracy):
    rng = np.random.default_rng(0)
    n = 20_000
    scores = rng.exponential(size=n)
    found = targeting.noisy(Targeting(accuracy=accuracy), scores, rng.random((n, 4)))
    exact = targeting.noisy(Targeting(accuracy=1), scores, rng.random((n, 4)))
    assert (np.argsort(exact) == np.argsort(scores)).all()
    assert np.corrcoef(found, exact)[0, 1] == pytest.approx(accuracy, abs=0.02)
    assert found.std() == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("fields", [{"rule": "place"}, {"rule": "rfm", "zones": (1,)}])
def test_a_place_is_named_where_it_counts_and_nowhere_else(fields):
    with pytest.raises(ValidationError, match="go together"):
        Targeting(**fields)


def test_a_budget_goes_where_a_cent_brings_most():
    """Three persons and two coupons; 100 cents buy the dearer one of the second person."""
    orders = np.array([[0.1, 0.12], [0.1, 0.4], [0.02, 0.03]])
    cents = np.array([[50.0, 90.0], [50.0, 100.0], [50.0, 60.0]])
    assert targeting.shared_out(orders, cents, 100.0).tolist() == [-1, 1, -1]
    assert targeting.shared_out(orders, cents, 150.0).tolist() == [0, 1, -1]
    assert targeting.shared_out(orders, cents, 1000.0).tolist() == [1, 1, 1]
    assert targeting.shared_out(orders, cents, 10.0).tolist() == [-1, -1, -1]


def test_a_coupon_that_is_not_for_somebody_or_moves_nobody_is_not_given():
    orders = np.array([[np.nan, 0.1], [np.nan, np.nan], [-0.1, 0.0]])
    cents = np.where(np.isnan(orders), np.nan, 50.0)
    assert targeting.shared_out(orders, cents, 1e9).tolist() == [1, -1, -1]


@pytest.mark.parametrize("budget", [2_000.0, 10_000.0, 40_000.0])
def test_the_price_of_a_cent_is_that_of_the_best_use_of_the_budget(budget):
    """Of coupons that may be cut into parts, nothing is better: the linear programme agrees."""
    rng = np.random.default_rng(0)
    cents = np.sort(rng.uniform(20, 900, (120, 2)))
    orders = np.sort(rng.uniform(0, 0.5, (120, 2)))
    chosen = targeting.shared_out(orders, cents, budget)
    rows = np.flatnonzero(chosen >= 0)
    brought, spent = (table[rows, chosen[rows]].sum() for table in (orders, cents))
    one_each = np.kron(np.eye(120), np.ones(2))
    best = optimize.linprog(
        -orders.ravel(),
        A_ub=np.vstack([cents.ravel(), one_each]),
        b_ub=np.concatenate([[budget], np.ones(120)]),
    )
    assert spent <= budget
    assert -best.fun - 0.5 <= brought <= -best.fun + 1e-9  # up to the part of one coupon


def test_a_budget_is_named_where_it_is_shared_and_nowhere_else():
    for fields in ({"rule": "dual"}, {"budget_cents": 100}):
        with pytest.raises(ValidationError, match="go together"):
            Targeting(**fields)
