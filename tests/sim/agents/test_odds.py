"""Odds: what is too large or too small for an exponential."""

import math

import pytest

from sim.agents import odds


@pytest.mark.parametrize("utils", [-745.0, -745.13, -746.0, -1000.0, -math.inf, 0.0, 1.5, 700.0])
def test_an_exponential_is_the_library_s_where_that_is_finite(utils):
    assert odds.exp(utils) == math.exp(utils)


def test_beyond_what_is_finite_nothing_grows():
    assert odds.exp(math.inf) == odds.exp(800.0) == math.exp(700.0)


@pytest.mark.parametrize(
    ("score", "probability"), [(0.0, 0.5), (math.log(3), 0.75), (-1e300, 0.0), (1e300, 1.0)]
)
def test_log_odds_are_a_probability(score, probability):
    assert odds.logistic(score) == pytest.approx(probability)
