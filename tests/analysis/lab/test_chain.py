"""The chain of causes: parts by hand, and links that are there and can be switched off."""

from dataclasses import replace

import pytest

from analysis.lab.chain import DIRECT, TOGETHER, WHOLE, chain, changed, each_once, n_beside
from analysis.lab.links import LINKS, links_of, off, put_back
from analysis.loading import Arm, load_arm
from analysis.scenario_file import overriding
from sim.scenario import Scenario

BASE = load_arm("baseline")
COUPON = load_arm("lunch-coupon")
EVERYTHING = load_arm(
    "everything",
    overriding(
        {
            "policies.coupons": [{"use": "threshold", "off_cents": 500}],
            "mechanisms.rival.reacts": "match",
        }
    ),
)
PROMISED = replace(
    load_arm("baseline", overriding({"policies.promise": {"use": "fixed", "minutes": 50}})),
    label="promised",
)
ARMS = [BASE, COUPON]
ORDERS, REMINDER, LOYALTY = "orders_per_day", "reminder", "loyalty"


def market(*, direct=100.0, reminder=30.0, loyalty=-20.0, both=7.0):
    """A made-up market: a coupon's orders by what is not switched off, seed by seed."""

    def orders(arm: Arm, seed: int) -> float:
        scenario = arm.scenario
        level = 1000.0 + seed
        if not scenario.policies.coupons:
            return level
        reminds = scenario.choice.reminder_lift > 0
        returns = scenario.satisfaction.loyalty_gain > 0
        found = direct + reminder * reminds + loyalty * returns + both * (reminds and returns)
        return level + found * (1 + 0.1 * seed)

    def evaluate(arms, seeds):
        return {arm.label: {seed: {ORDERS: orders(arm, seed)} for seed in seeds} for arm in arms}

    return evaluate


def test_parts_are_what_is_lost_with_each_link_off_and_add_up():
    found = chain(ARMS, links_of(ARMS, [REMINDER, LOYALTY]), [0], market()).of(ORDERS)
    means = {name: part.mean for name, part in found.items()}
    expected = {DIRECT: 100, REMINDER: 37, LOYALTY: -13, TOGETHER: -7, WHOLE: 117}
    assert means == pytest.approx(expected)
    assert means[WHOLE] == pytest.approx(sum(means.values()) - means[WHOLE])
    assert list(found) == [DIRECT, REMINDER, LOYALTY, TOGETHER, WHOLE]


@pytest.mark.parametrize(
    ("other", "names", "n_runs"),
    [(COUPON, [LOYALTY], 2), (COUPON, [REMINDER, LOYALTY], 6), (PROMISED, ["promise"], 1)],
)
def test_what_is_one_and_the_same_without_links_is_run_once(other, names, n_runs):
    arms = [BASE, other]
    links = links_of(arms, names)
    assert n_beside(arms, links) == n_runs
    lists, same = each_once(changed(arms, links, {}))
    assert sum(map(len, lists)) == n_runs
    assert set(same.values()) == {arm.label for together in lists for arm in together}


def test_links_that_do_not_meet_leave_no_remainder():
    found = chain(ARMS, links_of(ARMS, [REMINDER, LOYALTY]), [0], market(both=0)).of(ORDERS)
    assert found[TOGETHER].mean == pytest.approx(0)


def test_intervals_are_over_the_seeds_that_all_runs_have():
    def failing(arms, seeds):
        found = market()(arms, seeds)
        for label in found:
            if label.startswith("lunch-coupon~loyalty"):
                del found[label][2]
        return found

    found = chain(ARMS, links_of(ARMS, [LOYALTY]), [0, 1, 2], failing).of(ORDERS)
    whole = found[WHOLE]
    assert whole.n_seeds == 2
    assert whole.mean == pytest.approx(117 * 1.05)
    assert whole.low < whole.mean < whole.high


def test_several_levers_are_put_back_one_at_a_time():
    dear = COUPON.scenario.model_copy(
        update={"satisfaction": COUPON.scenario.satisfaction.model_copy(update={"memory": 0.5})}
    )
    arms = [BASE, replace(COUPON, scenario=dear)]
    levers = chain(arms, [], [0], market()).levers_of(ORDERS)
    means = {name: part.mean for name, part in levers.items()}
    expected = {"satisfaction": 0, "policies.coupons": 117, TOGETHER: 0, WHOLE: 117}
    assert means == pytest.approx(expected)
    assert n_beside(arms, links_of(arms, [REMINDER])) == 2 + 2  # the base itself is there


def test_a_single_lever_is_the_whole_and_is_not_told():
    assert chain(ARMS, links_of(ARMS, [LOYALTY]), [0], market()).levers == ()


def test_a_lever_put_back_is_that_of_the_base_alone():
    back = put_back(COUPON, BASE.scenario, "policies.coupons", "back")
    assert back.scenario.policies == BASE.scenario.policies
    assert back.scenario.title == COUPON.scenario.title


@pytest.mark.parametrize("link", LINKS, ids=lambda link: link.name)
def test_a_scenario_without_a_link_is_one_that_could_be_a_file(link):
    without = off(EVERYTHING, [link], {"promise_mean_min": 40.0}, "without").scenario
    assert without != EVERYTHING.scenario
    assert Scenario.model_validate(without.model_dump(mode="json")) == without


def test_links_are_those_of_mechanisms_that_are_on_in_both():
    names = {link.name for link in links_of([BASE, BASE], ["all"])}
    assert {"loyalty", "belief", "couriers"} <= names
    assert not names & {"reminder", "top_up", "points", "rival"}
    every = {link.name for link in links_of([EVERYTHING, EVERYTHING], ["all"])}
    assert every == {link.name for link in LINKS}


def test_a_mechanism_that_is_on_can_be_switched_off_as_a_whole():
    (link,) = links_of(ARMS, ["lasting_taste"])
    assert not off(BASE, [link], {}, "x").scenario.mechanisms.lasting_taste.enabled


def test_a_link_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(ValueError, match=r"no link named 'points' in both; known: all, .*loyalty"):
        links_of(ARMS, ["points"])
