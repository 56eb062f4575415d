"""Discovery among made-up plausible cities, of which it is known where a verdict fails."""

import numpy as np
import pytest

from analysis.lab.discovering import Condition, discover, read_condition
from analysis.lab.discovering_told import notes, verdict
from analysis.lab.plausible import Plausible, planned
from analysis.loading import Arm, load_arm
from analysis.scenario_file import overriding
from analysis.words import words

UNSURE = {
    "uncertain.couriers.count": [200, 260],
    "uncertain.choice.fee_salience": [0.5, 2.0],
    "uncertain.consumers.price_sensitivity": [0.03, 0.12],
    "uncertain.couriers.metric": {"choices": ["euclidean", "manhattan"]},
}
TITLES = {"baseline": "Base", "other": "Other"}


@pytest.fixture(scope="module")
def plan():
    base = load_arm("baseline", overriding(UNSURE))
    return planned([base, Arm("other", base.scenario, uncertain=base.uncertain)], 128, 2)


def made_up(plan, difference):
    """What would have come of a plan where orders differ as a function of the city says."""
    found = {"baseline": {}, "other": {}}
    for number, point in enumerate(plan.points):
        for nth, seed in enumerate(plan.seeds(number)):
            found["baseline"][seed] = {"orders_per_day": 100.0}
            luck = 0.5 - nth
            found["other"][seed] = {"orders_per_day": 100.0 + difference(point) + luck}
    return Plausible(plan, found)


def test_the_planted_box_is_found_and_told(plan):
    def fails(point):
        return point["choice.fee_salience"] > 1.4 and point["couriers.count"] < 230

    plausible = made_up(plan, lambda point: -5 if fails(point) else 5)
    found = discover(plausible, read_condition("orders_per_day < 0"), n_resamples=20)
    n_failing = sum(map(fails, plan.points))
    assert int(found.met.sum()) == n_failing
    limits = {each.name: (low, high) for each, low, high in found.limits}
    assert set(limits) == {"choice.fee_salience", "couriers.count"}
    assert limits["choice.fee_salience"][0] == pytest.approx(1.4, abs=0.1)
    assert limits["choice.fee_salience"][1] is None
    assert limits["couriers.count"][0] is None
    assert limits["couriers.count"][1] == pytest.approx(229, abs=5)
    assert found.box.density > 0.85
    assert found.box.coverage > 0.85
    assert found.elsewhere < 0.05
    assert found.stability.limited["choice.fee_salience"] > 0.95
    assert found.stability.limited["couriers.count"] > 0.95
    assert found.stability.limited["consumers.price_sensitivity"] < 0.5
    assert 0.6 < found.stability.density <= 1
    told = verdict(found, TITLES, words("en"))
    assert "They lie where couriers.count is at most 2" in told
    assert " and choice.fee_salience is at least 1.4" in told
    assert "couriers.count, choice.fee_salience" in notes(found, words("en"))[0]


def test_a_choice_is_limited_to_one_of_its_values(plan):
    def difference(point):
        return -5 if point["couriers.metric"] == "manhattan" else 5

    found = discover(made_up(plan, difference), Condition("orders_per_day", "<", 0), 5)
    assert found.box.density == found.box.coverage == 1
    assert "couriers.metric" in verdict(found, TITLES, words("en"))
    assert found.elsewhere == 0


@pytest.mark.parametrize(
    ("difference", "said"),
    [(5, "in none of 128"), (-5, "in all 128")],
)
def test_where_it_is_so_everywhere_or_nowhere_there_is_no_box(plan, difference, said):
    found = discover(made_up(plan, lambda _: difference), read_condition("orders_per_day<0"))
    assert found.box is None
    assert said in verdict(found, TITLES, words("en"))


def test_luck_has_no_box_that_lasts(plan):
    """One city in four fails at random: if there are limits, left-out cities deny them."""
    chance = np.random.default_rng(0)
    fails = iter(chance.random(len(plan.points)) < 0.25)
    drawn = {id(point): next(fails) for point in plan.points}
    found = discover(
        made_up(plan, lambda point: -5 if drawn[id(point)] else 5),
        read_condition("orders_per_day<0"),
        n_resamples=20,
    )
    if found.box is not None:
        assert found.stability.density < 0.45


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("orders_per_day", "must read KPI<NUMBER"),
        ("orders_per_day=0", "must read KPI<NUMBER"),
        ("ordrs_per_day<0", "no KPI named 'ordrs_per_day'"),
    ],
)
def test_what_cannot_be_sought_is_refused(text, problem):
    with pytest.raises(ValueError, match=problem):
        read_condition(text)


def test_conditions_are_read_with_either_sign():
    assert str(read_condition("orders_per_day >= -2.5")) == "orders_per_day>=-2.5"
    assert read_condition("orders_per_day≤3").met(np.array([2.0, 3.0, 4.0])).tolist() == [
        True,
        True,
        False,
    ]
