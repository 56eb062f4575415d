"""The titles of figures."""

import numpy as np

from analysis.charts.numbers import Change
from analysis.charts.titles import Claim, headline, paired, say
from analysis.words import words
from tests.analysis.charts.made_up import comparison_of

EN = words("en")


def claim(arm, value, low=None, high=None):
    return Claim(arm, Change(value, low, high, "min"), "53.0 min")


def test_a_title_tells_the_one_change():
    title = say("P90", [claim("coupon", 2.3, 1.9, 2.7)], EN)
    assert title == "P90: up by 2.3\u00a0min with coupon, to 53.0 min"


def test_a_title_tells_the_greatest_clear_change_of_many():
    claims = [
        claim("coupon", 2.3, 1.9, 2.7),
        claim("surge", -3.4, -4.0, -2.8),
        claim("noisy", 9.0, -9.0, 27.0),
    ]
    title = say("P90", claims, EN)
    assert title == "P90: changes most with surge, down by 3.4\u00a0min to 53.0 min"


def test_a_title_claims_nothing_that_chance_may_explain():
    assert say("P90", [claim("noisy", 9.0, -9.0, 27.0)], EN) == "P90: no clear change"


def test_a_title_says_when_nothing_differs_and_when_nothing_is_known():
    assert say("P90", [claim("twin", 0.0, 0.0, 0.0)], EN) == "P90: no difference"
    assert say("P90", [], EN) == "P90: no values"


def test_a_title_from_a_single_run_says_so():
    title = say("P90", [claim("coupon", 2.3)], EN)
    assert title == "P90: +2.30\u00a0min with coupon, in a single run"


def test_the_headline_of_a_kpi_gives_its_level():
    comparison, _ = comparison_of(2)
    title = headline(comparison, "orders_per_day", EN, relative=True)
    assert title.startswith("Orders per day: up by 7.11\u00a0% with “5 off 30 at lunch, for people")


def test_pairs_without_a_value_are_left_out():
    base, other = np.array([1.0, np.nan, 3.0]), np.array([2.0, 5.0, 6.0])
    change = paired(base, other, "min")
    assert change.value == 2.0
    assert change.low < 2.0 < change.high
    assert paired(np.full(2, np.nan), np.ones(2), "min") is None
