"""When a comparison has replications enough, by hand, and what is said of it."""

import math

import pytest

from analysis.experiment.stopping import progress, step_after, told, wanted
from analysis.words import words

EN, ZH = words("en"), words("zh")


def runs(*orders, metric="orders_per_day"):
    return {seed: {metric: value} for seed, value in enumerate(orders)}


def test_the_difference_is_looked_at_and_a_share_is_of_the_base():
    asked = wanted("1%", ["orders_per_day"], 100)
    found = progress(runs(100, 300, 200), {"a": runs(101, 303, 202)}, asked)
    each = found["a", "orders_per_day"]
    assert each.n == 3
    assert each.wanted == pytest.approx(2)  # of a mean of 200
    assert each.half == pytest.approx(4.302653 * 1 / math.sqrt(3))  # of 1, 3 and 2
    assert not each.is_precise


def test_seeds_of_one_arm_alone_and_runs_without_a_value_do_not_count():
    asked = wanted("0.5", ["orders_per_day"], 100)
    other = runs(1, None, 3, 4)
    del other[0]
    each = progress(runs(1, 2, 3, None), {"a": other}, asked)["a", "orders_per_day"]
    assert (each.n, each.half, each.needed) == (1, math.inf, None)


def test_it_goes_on_stops_when_all_is_known_and_at_the_ceiling():
    asked = wanted("1", ["orders_per_day"], 20)
    spread = progress(runs(*[0] * 12), {"a": runs(*[0, 9] * 6)}, asked)
    assert step_after(spread, 12, asked).total == 20
    assert step_after(spread, 20, asked).stop == "ceiling"
    alike = progress(runs(*[0] * 12), {"a": runs(*[5] * 12)}, asked)
    assert step_after(alike, 12, asked).stop == "precise"


@pytest.mark.parametrize("say", [EN, ZH])
def test_what_is_said_names_the_number_and_what_is_missing(say):
    asked = wanted("1", ["orders_per_day"], 12)
    spread = progress(runs(*[0] * 12), {"a": runs(*[0, 9] * 6)}, asked)
    said = told(step_after(spread, 12, asked), spread, asked, say)
    assert "12" in said
    assert "±2.99" in said
    alike = progress(runs(*[0] * 12), {"a": runs(*[5] * 12)}, asked)
    assert "±2.99" not in told(step_after(alike, 12, asked), alike, asked, say)


def test_a_share_is_known_to_percentage_points_and_what_has_no_value_is_known_to_nothing():
    asked = wanted("1%", ["late_share", "redemption_share"], 12)
    late = [runs(*[0.1, 0.2] * 6, metric="late_share"), runs(*[0.4, 0.1] * 6, metric="late_share")]
    found = progress(late[0], {"a": late[1]}, asked)
    said = told(step_after(found, 12, asked), found, asked, EN)
    assert "late deliveries is known to ±13.3 pp, and ±0.15 pp was asked for" in said
    assert "a: coupon redemption has a value in both scenarios in 0 replications alone" in said


@pytest.mark.parametrize(
    ("precision", "metrics", "problem"),
    [
        (None, ["orders_per_day"], "give both"),
        ("1%", [], "--metric NAME"),
        ("1%", ["orders_per_dya"], "nearest: orders_per_day"),
        ("1%", ["extra_orders_per_100_yuan"], "has no value in one replication"),
        ("-1", ["orders_per_day"], "above 0"),
        ("much", ["orders_per_day"], "above 0"),
    ],
)
def test_what_does_not_go_together_is_refused(precision, metrics, problem):
    with pytest.raises(ValueError, match=problem):
        wanted(precision, metrics, 100)
    assert wanted(None, [], None) is None


def test_no_more_are_asked_for_than_it_may_take():
    with pytest.raises(ValueError, match=r"--most \(2\) must be at least --replications \(9\)"):
        wanted("1%", ["orders_per_day"], 2, 9)
    with pytest.raises(ValueError, match="--most says what --precision may take"):
        wanted(None, [], 2)
    assert wanted("1%", ["orders_per_day"], 9, 9).most == 9
