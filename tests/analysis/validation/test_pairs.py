"""Figures of pairs of runs, by hand."""

from dataclasses import replace
from functools import partial

import pytest

from analysis.scenario_file import load_scenario, overriding
from analysis.scenario_file.at_path import value_at
from analysis.scenario_file.faults import keys_of
from analysis.validation import coupons, levers, pairs
from analysis.validation.facts import FACTS, PROFILES
from analysis.validation.pairs import STUDIES
from analysis.validation.seen import seen
from analysis.validation.validating import planned
from sim.scenario import Scenario
from tests.analysis.handmade import TINY, orders, run_of


def runs(**arms):
    """Arms of two seeds, each with a figure's values."""
    return {name: [{"x": value} for value in values] for name, values in arms.items()}


def by_day(**arms):
    """Arms of two equal seeds, with orders a day."""
    return {
        name: [{f"day.{nth:02}": float(n) for nth, n in enumerate(days)}] * 2
        for name, days in arms.items()
    }


def test_changes_differences_and_factors_are_paired():
    two = runs(base=[10.0, 30.0], arm=[12.0, 36.0])
    assert pairs.change("x", "arm", two).mean == pytest.approx(4 / 20)
    assert pairs.difference("x", "arm", two).mean == 4
    assert pairs.factor("x", "arm", two).mean == pytest.approx(1.2)
    assert pairs.level("x", "arm", two, less=1.0).mean == 23
    assert pairs.level("y", "arm", two) is None  # nobody measures it


def test_what_is_lost_is_the_other_way_round():
    lost = pairs._less(pairs.difference("x", "arm", runs(base=[1.0, 2.0], arm=[2.0, 5.0])))
    assert (lost.mean, lost.low < lost.mean < lost.high) == (-2, True)


def test_a_gain_for_each_one_gained_is_a_ratio_of_means():
    base = [{"gmv_cents": 1000, "coupon_cents": 0.0}] * 2
    arm = [{"gmv_cents": 1100, "coupon_cents": 60}, {"gmv_cents": 1060, "coupon_cents": 40}]
    assert pairs.spend_per_yuan("all", {"base": base, "all": arm}).mean == pytest.approx(1.6)


def test_a_yuan_of_who_is_targeted_brings_more_than_one_of_everybodys():
    base = [{"gmv_cents": 1000, "coupon_cents": 0.0}] * 3
    everybody = [{"gmv_cents": 1100, "coupon_cents": 100}] * 3
    some = [{"gmv_cents": 1060, "coupon_cents": spent} for spent in (20, 30, 0)]
    found = pairs.better_targeted({"base": base, "automatic": everybody, "targeted": some})
    assert (found.mean, found.n) == (pytest.approx(1.5), 2)  # who spent nothing is left out


def test_deliveries_are_incremental_unless_they_are_fetched_or_walked_in_for():
    base = [{"delivery_orders": 100, "pickup_orders": 10, "walkin_orders": 5}] * 2
    none = [{"delivery_orders": 0, "pickup_orders": 30, "walkin_orders": 15}] * 2
    found = pairs.incremental_share({"base": base, "none": none})
    assert found.mean == pytest.approx(0.7)
    assert found.low <= found.mean <= found.high


def test_orders_of_a_span_of_days_and_what_comes_back():
    two = by_day(base=[10] * 28, arm=[8] * 7 + [11] * 21)
    assert pairs.orders_change("arm", 0, 7, two).mean == pytest.approx(-0.2)
    assert pairs.orders_change("arm", 0, 28, two).mean == pytest.approx(7 / 280)
    assert pairs.recovery("arm", (21, 28), two).mean == pytest.approx(0.3)


def test_short_shelves_are_those_of_phantom_stock():
    changed = load_scenario("baseline", overriding(levers.SHORT_SHELVES)).scenario
    shipped = load_scenario("phantom-stock").scenario
    assert (changed.stock, changed.mechanisms) == (shipped.stock, shipped.mechanisms)


def test_every_paired_figure_is_made_by_one_study():
    asked = [line.figure for fact in FACTS if fact.how == "pair" for line in fact.lines]
    made = [name for study in STUDIES for name in study.figures]
    assert sorted(asked) == sorted(made)


def test_the_baseline_takes_every_lever_and_the_suburb_those_of_its_facts():
    asked = partial(planned, overrides=[], seeds=range(8), cities=lambda arm: "vary")
    plan = asked("baseline", profile=lambda arm: PROFILES["district"])
    for each in plan.pairs:
        assert list(each.arms) == ["base", *each.study.arms]
    assert plan.n_runs == 8 + 4 * sum(len(each.arms) for each in plan.pairs)
    suburb = asked("suburb", profile=lambda arm: PROFILES["suburb"])
    assert [each.study.name for each in suburb.pairs] == ["pads", "promises"]
    assert asked("baseline", profile=lambda arm: PROFILES["district"], fast=True).pairs == []


def test_a_lever_is_pulled_in_a_part_of_the_city_that_is_as_dense():
    city = Scenario.model_validate({"title": "large", "consumers": {"count": 80_000}})
    part = levers.smaller(city, for_weeks=False)
    assert part["consumers.count"] == 20_000
    area = part["city.width_m"] * part["city.height_m"]
    assert area == pytest.approx(city.city.width_m * city.city.height_m / 4, rel=0.05)
    assert levers.smaller(TINY, for_weeks=True) == {}


@pytest.mark.parametrize(
    ("name", "changes"), [("phantom-stock", levers.SHORT_SHELVES), ("groceries", levers.SHOPS)]
)
def test_stores_of_facts_are_those_of_a_scenario(name, changes):
    scenario = load_scenario(name).scenario
    for path, value in changes.items():
        assert value_at(scenario, keys_of(path)) == value, path


def test_a_fifth_of_people_buy_little_and_their_orders_are_told_apart():
    plain = load_scenario("baseline").scenario
    seldom = load_scenario("baseline", overriding(levers.seldom(plain))).scenario
    *others, few = seldom.consumers.segments
    assert [each.name for each in others] == [each.name for each in plain.consumers.segments]
    assert sum(each.share for each in others) == pytest.approx(0.8)
    assert (few.share, few.name) == (0.2, levers.SELDOM)

    bought = [{"segment": 5}, {"segment": 5, "coupon": 0}, {"segment": 0, "coupon": 0}]
    made = run_of(orders(*bought, basket_cents=4000))
    for scenario, found in (
        (seldom, (2, 1)),
        (plain.model_copy(update={"choice": seldom.choice}), (0, 0)),
    ):
        told = coupons.numbers(seen(replace(made, scenario=scenario)))
        assert (told["seldom_orders"], told["seldom_coupon_orders"]) == found
