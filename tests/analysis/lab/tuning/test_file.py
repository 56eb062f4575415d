"""Files of tuning, read and refused."""

import numpy as np
import pytest

from analysis.lab.tuning.file import read_tuning
from analysis.lab.tuning.market import question, reading
from analysis.loading import load_arm
from analysis.scenario_file import ScenarioError
from analysis.scenario_file.text import scenario_text

PLAN = """
base = "baseline"
start = "lunch-coupon"
goal = "min:coupon_cost_per_order_cents"
subject_to = ["orders_per_day>=base*1.05", "click_to_door_p90_min<=base+4"]
minutes = 15
days = 2

[set]
couriers.count = 300

[over]
"policies.coupons[0].off_cents" = { low = 200, high = 1500 }
"policies.coupons[0].window" = [["11:00", "13:30"], ["17:00", "20:30"]]
"""


@pytest.fixture
def read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def of(text, **changed):
        (tmp_path / "plan.toml").write_text(text)
        return read_tuning("plan.toml", changed)

    return of


def test_a_file_says_levers_goal_and_constraints(read):
    found = read(PLAN)
    assert (found.base, found.start, str(found.goal)) == (
        "baseline",
        "lunch-coupon",
        "min:coupon_cost_per_order_cents",
    )
    assert [lever.path for lever in found.levers] == [
        "policies.coupons[0].off_cents",
        "policies.coupons[0].window",
    ]
    assert list(map(str, found.constraints)) == [
        "orders_per_day>=base*1.05",
        "click_to_door_p90_min<=base+4",
    ]
    assert set(found.seeds).isdisjoint(found.fresh_seeds)
    assert len(found.fresh_seeds) == found.confirm


def test_what_a_command_says_stands_in_place_of_the_file(read):
    found = read(PLAN, minutes=None, budget=120, sampler="random")
    assert (found.minutes, found.budget, found.sampler) == (None, 120, "random")


def test_a_budget_that_finalists_eat_up_is_refused_whoever_says_it(read):
    with pytest.raises(ValueError, match="give 104 or more"):
        read(PLAN, minutes=None, budget=103)
    assert read(PLAN, minutes=None, budget=104).budget == 104


def test_what_a_file_would_hold_can_be_given_as_it_is():
    found = read_tuning({"base": "baseline", "budget": 140, "over": {"couriers.count": [100, 200]}})
    assert (found.start, found.budget) == ("baseline", 140)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("minutes = 15", "budget = 103", "plan.toml:6: budget: a budget of 103 leaves nothing"),
        ("minutes = 15\n", "", "say either budget, in replications, or minutes"),
        ("minutes = 15", "minutes = 15\nbudget = 40", "say either budget"),
        ("minutes = 15", "minutes = 15\nsampler = 'best'", "allowed: surface, tpe, random"),
        ("lunch-coupon", "lunch-cupon", "did you mean 'lunch-coupon'?"),
        ("orders_per_day>", "order_per_day>", "no KPI named 'order_per_day'"),
        ("min:", "least:", "'least' is no direction"),
        ("low = 200, high", "low = 2000, high", "low (2000) must be smaller than high"),
        ("minutes = 15", "minuets = 15", "minuets"),
        ("minutes = 15", "minutes = inf", "minutes = inf: must be a finite number"),
        ("minutes = 15", "minutes = true", "minutes = true: must be a number"),
        ("minutes = 15", 'budget = "40"', 'budget = "40": must be a whole number'),
        ("minutes = 15", f"budget = {10**12}", "must be at most 1000000"),
        ("minutes = 15", f"minutes = 15\nfirst = {10**10}", "must be at most 10000"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(read, old, new, message):
    with pytest.raises(ScenarioError, match=r"plan\.toml") as error:
        read(PLAN.replace(old, new))
    assert message in str(error.value)


def test_a_point_becomes_an_arm_of_the_start(read):
    asked = question(read(PLAN))
    point = {"policies.coupons[0].off_cents": 300, "policies.coupons[0].window": ["11:00", "12:00"]}
    arm = asked.arm(point, "point")
    (coupon,) = arm.scenario.policies.coupons
    assert (coupon.off_cents, coupon.window) == (300, ("11:00", "12:00"))
    assert (arm.scenario.days, arm.scenario.couriers.count) == (2, 300)
    assert asked.base.scenario.policies.coupons == ()
    assert asked.arm(point | {"policies.coupons[0].off_cents": -1}, "point") is None


def test_a_lever_of_what_is_not_there_is_refused(read):
    with pytest.raises(ScenarioError, match="off_cent"):
        question(read(PLAN.replace("off_cents", "off_cent")))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("{ low = -300, high = 1500 }", r"plan\.toml:13: .*off_cents = -300: must be at least 0"),
        ("{ low = 200, high = 1e18 }", "must be at most"),
        ("{ low = 200.5, high = 1500.5 }", "off_cents = 850.5: must be a whole number"),
        ('[300, "much"]', 'off_cents = "much": must be a whole number'),
    ],
)
def test_a_lever_with_values_that_its_setting_does_not_take_is_refused(read, said, told):
    with pytest.raises(ScenarioError, match=told):
        question(read(PLAN.replace("{ low = 200, high = 1500 }", said)))


def test_levers_that_cannot_stand_together_everywhere_are_searched(read):
    lever = "mechanisms.confirmation.resume_min"  # must be smaller than pause_from_min, which is 20
    asked = question(
        read(PLAN.partition("[over]")[0] + f'[over]\n"{lever}" = {{ low = 1, high = 30 }}\n')
    )
    assert asked.arm({lever: 30}, "point") is None


def test_a_scenario_that_was_found_is_read_back_as_it_was_meant(read, tmp_path):
    asked = question(read(PLAN))
    point = {"policies.coupons[0].off_cents": 300, "policies.coupons[0].window": ["11:00", "12:00"]}
    arm = asked.arm(point, "point")
    about = {"title": 'A "plan"', "why": "So.", "title_zh": "方案", "why_zh": "如此。"}
    settings = {"days": 2, "couriers.count": 300} | point
    text = scenario_text("lunch-coupon", arm.scenario, settings, about)
    (tmp_path / "found.toml").write_text(text, encoding="utf-8")
    assert load_arm(tmp_path / "found.toml").scenario == arm.scenario.model_copy(update=about)


def test_readings_are_paired_by_seed_against_the_base():
    tuning = read_tuning(
        {
            "base": "baseline",
            "goal": "max:orders_per_day",
            "subject_to": ["late_share<=0.1", "orders_per_day>=base*1.1"],
            "budget": 140,
            "over": {"couriers.count": [100, 200]},
        }
    )
    base = {0: {"orders_per_day": 100.0}, 1: {"orders_per_day": 200.0}, 2: {"orders_per_day": 1.0}}
    other = {
        0: {"orders_per_day": 120.0, "late_share": 0.15},
        1: {"orders_per_day": 210.0, "late_share": 0.05},
        2: {"orders_per_day": 9.0, "late_share": None},
        3: {"orders_per_day": 9.0, "late_share": 0.0},
    }
    found = reading(tuning.goal, tuning.constraints, base, other)
    assert found.cost.tolist() == [-20, -10]
    assert found.miss == pytest.approx(np.array([[0.05, -10], [-0.05, 10]]))
    assert reading(tuning.goal, tuning.constraints, base, {}) is None


def test_a_goal_that_the_base_does_not_have_counts_as_nothing_there():
    tuning = read_tuning(
        {
            "base": "baseline",
            "goal": "min:coupon_cost_per_order_cents",
            "budget": 140,
            "over": {"couriers.count": [100, 200]},
        }
    )
    base = {0: {"coupon_cost_per_order_cents": None}}
    found = reading(tuning.goal, (), base, {0: {"coupon_cost_per_order_cents": 70.0}})
    assert found.cost.tolist() == [70]


def test_base_and_start_last_equally_long(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "short.toml").write_text('extends = "baseline"\ntitle = "Short"\ndays = 2\n')
    said = {"base": "baseline", "start": "short.toml", "budget": 140}
    with pytest.raises(ValueError, match="different numbers of days"):
        question(read_tuning(said | {"over": {"couriers.count": [100, 200]}}))
