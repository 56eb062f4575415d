"""What held: by the mean, or by the interval where a sign is asked for."""

import math

import pytest

from analysis.validation import told
from analysis.validation.facts import FACTS, PROFILES, Fact, Line
from analysis.validation.scorecard import measured, of_runs, scorecard
from analysis.words import words

DISTRICT = PROFILES["district"]


def fact(*lines, kind="hard", how="run", profiles=("district",)):
    label = {"en": "a fact", "zh": "a fact"}
    return Fact("X", kind, "fit", how, profiles, label, "1", "theory", lines, "", {})


def line(low=0.0, high=math.inf, unit="count", sure=False):
    return Line("figure", unit, low, high, sure, {"en": "", "zh": ""})


def card(values, *facts):
    return scorecard(DISTRICT, of_runs([{"figure": value} for value in values], facts), facts)


def verdict(values, each):
    (row,) = card(values, fact(each)).rows
    return row.verdict


@pytest.mark.parametrize(
    ("values", "held"),
    [([1, 3], "held"), ([3, 4], "missed"), ([0, 1], "held"), ([None, None], "unknown")],
)
def test_a_line_holds_if_the_mean_of_the_replications_does(values, held):
    assert verdict(values, line(0.5, 3.0)) == held


@pytest.mark.parametrize(
    ("each", "held"),
    [(line(0.0), "missed"), (line(-math.inf, 0.0), "missed"), (line(0.0, 1.0), "held")],
)
def test_nothing_is_neither_more_nor_less_than_nothing(each, held):
    """As a page says what is allowed: "> 0", "< 0", "0 to 1"."""
    assert verdict([0.0, 0.0], each) == held


def test_a_sign_holds_if_the_interval_does():
    assert verdict([1.0, 1.1, 0.9], line(sure=True)) == "held"
    assert verdict([1.0, 3.0, -0.5], line(sure=True)) == "missed"
    assert verdict([1.0], line(sure=True)) == "missed"  # one run has no interval


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([0.0, 0.0], "0.0 % [0.0, 0.0]"),
        ([5e-5, 5.2e-5], "0.01 % [0.004, 0.01]"),
        ([5e-5], "0.01 %"),
        ([-5e-5, 9e-5], "0.0 % [−0.1, 0.1]"),
        ([0.4, 0.4], "40.0 % [40.0, 40.0]"),
    ],
)
def test_what_is_told_from_nothing_does_not_look_like_it(values, text):
    (row,) = card(values, fact(line(unit="share"))).rows
    assert told.value(row, words("en")) == text


def test_replications_without_a_value_are_left_out():
    found = measured([None, 2.0, math.nan, 4.0])
    assert (found.mean, found.n) == (3.0, 2)
    assert measured([1.0]).low is None


def test_what_is_hard_and_has_no_value_fails_and_what_is_soft_does_not():
    hard, soft = fact(line()), fact(line(), kind="soft")
    assert [row.fails for row in card([None], hard, soft).rows] == [True, False]
    assert card([-1.0], hard).count("hard") == (0, 1)
    assert card([-1.0], hard).failing


def test_what_is_not_for_these_runs_is_listed():
    others = [fact(how="suite"), fact(how="absent"), fact(profiles=("suburb",))]
    others.append(fact(line(), how="pair"))
    rows = card([1.0], *others).rows
    assert [row.verdict for row in rows] == ["suite", "absent", "not asked", "skipped"]
    assert not any(row.fails for row in rows)
    assert len(told.apart(card([1.0], *others), words("en"))) == 4


def test_every_fact_stands_on_the_scorecard_of_every_profile():
    for profile in PROFILES.values():
        rows = scorecard(profile, {}).rows
        assert {row.fact.id for row in rows} == {each.id for each in FACTS}


@pytest.mark.parametrize(
    ("each", "text"),
    [
        (line(0.09, 0.2, "share"), "9 to 20 %"),
        (line(2.76, 6.44, "min"), "2.76 to 6.44 min"),
        (line(1.2), "> 1.2"),
        (line(-math.inf, 1.0), "< 1"),
        (line(-150, 150, "cents"), "−¥1.5 to 1.5"),
        (line(0.0, sure=True), "> 0 (interval)"),
    ],
)
def test_bounds_are_told_with_the_decimals_they_have(each, text):
    assert told.allowed(each, words("en")) == text
