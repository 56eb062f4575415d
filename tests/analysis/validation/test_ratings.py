"""Expected stars, by hand."""

import numpy as np
import pytest
from scipy.stats import norm

from analysis.validation.ratings import expected_stars
from sim.mechanisms import reviews
from sim.order import State
from tests.analysis.handmade import orders
from tests.cities import scenario

RULES = {
    "enabled": True,
    "constant": 1,
    "quality_weight": 2,
    "service_weight": 0.5,
    "noise_sd": 0,
    "cuts": [2, 2.5, 3, 3.7],
    "usual_stars": 4.6,
}


def stars(*values, quality=4.6, **changes):
    rule = reviews.rows(scenario({"mechanisms": {"reviews": RULES | changes}}))[2][0]
    return expected_stars(orders(*values), np.full(len(values), quality), rule).tolist()


def test_without_noise_they_are_whole_by_the_cuts():
    # 1 + 4 L(1) = 3.92; with a score of -1 it is 3.0, of -2 it is 2.08.
    scored = [{}, {"time_score": -2}, {"reliability_score": -2}]
    assert stars(*scored) == [5, 4, 2]


def test_quality_counts_where_the_food_came():
    poor = 4.1  # half a star less, and one of log-odds: 3.0
    assert stars({}, {"state": State.CANCELLED}, quality=poor) == [4, 5]


def test_noise_is_averaged_out():
    expected = 1 + norm.cdf([1.0, 0.5, 0.0, -0.7]).sum()
    assert stars({"price_score": -1, "ease_score": -1}, noise_sd=1) == [pytest.approx(expected)]
