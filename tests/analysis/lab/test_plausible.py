"""Plausible cities by hand: what is drawn, what differs, and what of it is luck."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.lab.choosing import choice
from analysis.lab.goal import read_goal
from analysis.lab.plausible import InCities, Plausible, drawn, planned
from analysis.lab.plausible_told import between, clause
from analysis.loading import load_arm
from analysis.scenario_file import overriding
from analysis.scenario_file.distribution import Distribution
from analysis.words import words

UNSURE = {
    "uncertain.couriers.count": [200, 260],
    "uncertain.choice.fee_salience": [0.5, 2.0],
}


@pytest.fixture(scope="module")
def arms():
    base = load_arm("baseline", overriding(UNSURE))
    dear = load_arm("baseline", overriding({**UNSURE, "policies.pricing.base_cents": 900}))
    return [base, replace(dear, label="dear")]


def test_all_arms_are_in_the_same_cities_and_keep_what_is_their_own(arms):
    plan = planned(arms, 5, replications=2, seed=3)
    assert len(plan.cities) == 5
    for point, (base, dear) in zip(plan.points, plan.cities, strict=True):
        for arm in (base, dear):
            assert arm.scenario.couriers.count == point["couriers.count"]
            assert arm.scenario.choice.fee_salience == point["choice.fee_salience"]
        assert dear.scenario.policies.pricing.base_cents == 900
    assert len({unit.seed for unit in plan.units}) == 10
    assert len(plan.units) == 20


def test_more_cities_and_more_replications_keep_those_that_are_there(arms):
    few, many = planned(arms, 5, 2), planned(arms, 9, 3)
    assert many.points[:5] == few.points
    ids = {unit.id for unit in many.units}
    assert {unit.id for unit in few.units} <= ids
    assert planned(arms, 5, 2, seed=1).points != few.points


def test_what_is_not_known_cannot_be_decided_on(arms):
    more = load_arm("baseline", overriding({"couriers.count": 999}))
    with pytest.raises(ValueError, match=r"couriers\.count is uncertain in baseline and differs"):
        planned([arms[0], more], 4)
    with pytest.raises(ValueError, match="nothing is uncertain"):
        planned([more, arms[0]], 4)


def test_draws_fill_each_range_evenly():
    laws = [Distribution(name, "uniform", (0, 1), 0, 1) for name in "ab"]
    points = drawn(laws, 64)
    for name in "ab":
        eighths = [int(8 * point[name]) for point in points]
        assert [eighths.count(nth) for nth in range(8)] == [8] * 8


def test_luck_and_what_is_not_known_are_told_apart_by_hand():
    """Means 2, 0 and −4; each replication one from its mean: luck has a variance of 2."""
    found = InCities("orders_per_day", "b", np.array([[1.0, 3.0], [-1.0, 1.0], [-5.0, -3.0]]))
    assert found.by_city.tolist() == [2, 0, -4]
    assert (found.share_more, found.share_less) == pytest.approx((1 / 3, 1 / 3))
    assert found.luck == pytest.approx(np.sqrt(2))
    assert found.uncertainty == pytest.approx(np.sqrt(28 / 3 - 2 / 2))
    half = 3.182446 * np.sqrt(2) / np.sqrt(2)  # t of 3 degrees of freedom
    assert found.reach == pytest.approx([half] * 3, rel=1e-5)
    assert found.beyond_luck == (0, 1)


def test_a_share_of_cities_is_as_sure_as_they_are_many():
    """Of n cities out of n at least 0.025^(1/n) of all; of 8 in 10 what Clopper and Pearson say."""
    found = InCities("orders_per_day", "b", np.array([[2.0]] * 8 + [[-1.0]] * 2))
    said = (
        "Orders per day: more in 80 % [44, 97] of 10 plausible cities, on average +1.4 [0.5, 2.3]"
    )
    assert clause(found, words("en")).casefold() == said.casefold()
    every = InCities("orders_per_day", "b", np.array([[2.0]] * 59 + [[3.0]]))
    assert "in all 60 plausible cities, so in 94 % of all such at least" in clause(
        every, words("en")
    )


def test_cities_without_a_value_are_left_out():
    found = InCities("orders_per_day", "b", np.array([[1.0, np.nan], [np.nan, np.nan]]))
    assert (found.n, found.mean, found.luck, found.beyond_luck) == (1, 1.0, None, None)


def test_a_choice_by_regret_and_what_is_worth_knowing(arms):
    """The dearer fee brings 10 more where couriers are many, 2 less where they are few."""
    plan = planned(arms, 32, replications=1)
    found = {arm.label: {} for arm in arms}
    for number, point in enumerate(plan.points):
        (seed,) = plan.seeds(number)
        many = point["couriers.count"] > 230
        found["baseline"][seed] = {"orders_per_day": 100.0}
        found["dear"][seed] = {"orders_per_day": 110.0 if many else 98.0}
    of = choice(Plausible(plan, found), read_goal("orders_per_day"))
    n_few = sum(point["couriers.count"] <= 230 for point in plan.points)
    assert of.labels[of.regret.least_mean] == of.labels[of.regret.least_worst] == "dear"
    assert of.regret.worst.tolist() == [10, 2]
    assert of.of_everything.value == pytest.approx(2 * n_few / 32)
    assert of.of_inputs["couriers.count"].value == pytest.approx(2 * n_few / 32, rel=0.5)
    assert of.of_inputs["choice.fee_salience"].value < of.of_inputs["couriers.count"].value / 4


def test_two_ends_have_the_unit_of_a_change():
    assert between((1_400, 33_100), "platform_contribution_cents_per_day", words("en")) == (
        "¥14 to 331"
    )
    assert between((-4.8, 0.8), "click_to_door_p90_min", words("en")) == "−4.8 to 0.8 min"
    assert between((-47_000, -13_800), "store_margin_cents_per_day", words("en")) == "−¥470 to −138"
