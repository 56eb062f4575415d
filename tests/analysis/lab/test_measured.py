"""What is asked for is measured, or refused after one run."""

import pytest

import analysis
from analysis.lab.measured import check_measured
from tests.analysis.commands import hamlet

FEE = "policies.pricing.base_cents"
MONEY = "platform_contribution_cents_per_day"


@pytest.fixture(scope="module")
def arms():
    return [analysis.load(name) for name in ("baseline", "membership")]


def evaluating(runs, **measured):
    """Whoever writes down what is run, and finds these KPIs in each arm's run."""

    def evaluate(arms, seeds):
        runs.extend((arm.label, seed) for arm in arms for seed in seeds)
        return {arm.label: dict.fromkeys(seeds, measured[arm.label]) for arm in arms}

    return evaluate


def test_nothing_is_run_for_what_every_run_measures(arms):
    runs = []
    check_measured([MONEY, "orders_per_day"], arms, [FEE], evaluating(runs), 3)
    assert runs == []


def test_nothing_is_run_where_a_lever_may_switch_it_on(arms):
    runs = []
    path = "mechanisms.membership.enabled"
    check_measured(["members"], arms[:1], [FEE, path], evaluating(runs), 3)
    assert runs == []


def test_what_a_mechanism_measures_is_asked_of_one_run_of_each_arm(arms):
    runs = []
    evaluate = evaluating(runs, baseline={"members": None}, membership={"members": 5})
    check_measured([MONEY, "members"], arms, [FEE], evaluate, 3)
    assert runs == [("baseline", 3), ("membership", 3)]


def test_what_an_arm_does_not_measure_is_refused_with_its_name(arms):
    evaluate = evaluating([], baseline={MONEY: 1}, membership={"members": 5})
    check_measured(["members"], arms[1:], [], evaluate, 0)
    with pytest.raises(ValueError, match=r"^baseline does not measure members"):
        check_measured(["members"], arms, [], evaluate, 0)


@pytest.mark.parametrize(
    "ask",
    [
        lambda goal: analysis.sweep("hamlet.toml", {FEE: [1, 2]}, goal=goal, folder="out"),
        lambda goal: analysis.sensitivity(
            "hamlet.toml", {FEE: [1, 2]}, metrics=[goal.removeprefix("max:")], folder="out"
        ),
        lambda goal: analysis.select(["hamlet.toml"] * 2, goal, budget=40, folder="out"),
        lambda goal: analysis.tune(
            {"base": "hamlet.toml", "goal": goal, "budget": 200, "over": {FEE: [1, 2]}},
            folder="out",
        ),
    ],
    ids=["sweep", "sensitivity", "select", "tune"],
)
def test_a_program_hears_of_it_before_all_the_others_are_run(ask, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    hamlet.write(tmp_path)
    with pytest.raises(ValueError, match=r"(hamlet|base)\S* does not measure members"):
        ask("max:members")
    (kept,) = (tmp_path / "out" / "records").iterdir()
    assert kept.read_text("utf-8").count('"seed"') <= 2
