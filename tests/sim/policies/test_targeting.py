"""Targeting: who is ranked highest, who is held out."""

import numpy as np
import pytest
from pydantic import ValidationError

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
