"""`o2o tune`, end to end; the market is made up, so that its best plan is known."""

import json
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from analysis.charts.tuning import draw
from analysis.cli import app
from analysis.lab.reopened import open_search
from analysis.scenario_file import load_scenario
from analysis.words import words
from tests.analysis.charts.pixels import with_few_pixels
from tests.fonts import needs_chinese_font

PLAN = """
base = "baseline"
start = "lunch-coupon"
goal = "min:coupon_cost_per_order_cents"
subject_to = ["orders_per_day>=base*1.05", "click_to_door_p90_min<=base+4"]
budget = 48
finalists = 2
confirm = 8
first = 4

[over]
"policies.coupons[0].off_cents" = { low = 100, high = 1500 }
"policies.coupons[0].window" = [["11:00", "13:30"], ["17:00", "20:30"]]
"""
# 300 cents at dinner bring just 5 % more orders; at lunch they bring less.
ENOUGH_CENTS = 300


class MadeUp:
    """A laboratory in which nothing runs, and that may be killed."""

    runs, dies_after = 0, 10**9
    kept: dict

    def __init__(self, folder, executing=None, **_):
        self.failures = []

    def evaluate(self, arms, seeds):
        found = {}
        for arm in arms:
            found[arm.label] = {}
            for seed in seeds:
                key = (arm.scenario.model_dump_json(), seed)
                if key not in MadeUp.kept:
                    if MadeUp.runs >= MadeUp.dies_after:
                        raise KeyboardInterrupt
                    MadeUp.runs += 1
                    MadeUp.kept[key] = kpis(arm.scenario, seed)
                found[arm.label][seed] = MadeUp.kept[key]
        return found


def kpis(scenario, seed):
    base = 1000 + np.random.default_rng(seed).normal(0, 50)
    if not scenario.policies.coupons:
        return {"orders_per_day": base, "click_to_door_p90_min": 40.0}
    (coupon,) = scenario.policies.coupons
    luck = np.random.default_rng((seed, coupon.off_cents)).normal(0, 0.5)
    lunch = coupon.window[0] == "11:00"
    more_share = 0.05 * coupon.off_cents / ENOUGH_CENTS * (0.5 if lunch else 1)
    return {
        "orders_per_day": base * (1 + more_share) + luck,
        "click_to_door_p90_min": 40 + coupon.off_cents / 500,
        "coupon_cost_per_order_cents": coupon.off_cents / 4 * (0.9 if lunch else 1.0),
    }


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    with_few_pixels(monkeypatch)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("analysis.commands.tune.Laboratory", MadeUp)
    monkeypatch.setattr("analysis.commands.tune.compile_first", lambda *_, **__: None)
    monkeypatch.setattr("analysis.commands.tune.check_drawing", lambda _: None)
    monkeypatch.setattr(MadeUp, "runs", 0)
    monkeypatch.setattr(MadeUp, "dies_after", 10**9)
    monkeypatch.setattr(MadeUp, "kept", {}, raising=False)
    (tmp_path / "plan.toml").write_text(PLAN)
    return tmp_path


def call(*arguments):
    told = [str(argument) for argument in arguments]
    return CliRunner().invoke(app, ["tune", *told, "--jobs", "1"])


def test_the_cheapest_plan_is_found_confirmed_and_written(place):
    done = call("plan.toml")
    assert done.exit_code == 0, done.output
    folder = place / "out" / "plan"
    told = json.loads((folder / "tuned.json").read_text("utf-8"))
    assert told["verdict"] in done.stdout
    assert told["confirmed"]
    assert told["n_replications"] <= 48
    (coupon,) = load_scenario(folder / "tuned.toml").scenario.policies.coupons
    assert coupon.window == ("17:00", "20:30")
    assert ENOUGH_CENTS <= coupon.off_cents <= 1.05 * ENOUGH_CENTS
    names = {path.name for path in folder.iterdir()}
    assert {"trials.csv", "finalists.csv", "search.png", "search.svg", "manifest.json"} <= names
    again = open_search(folder)
    same = [name for name in again.plain() if name not in ("levers", "trials", "finalists")]
    assert [again.plain()[name] for name in same] == [told[name] for name in same]
    kept = [trial.number for trial in again.searched.trials if trial.reading is not None]
    assert kept == [row["trial"] for row in told["trials"] if row["difference"] is not None]
    dozen = tuple(replace(again.searched.trials[0], number=nth) for nth in range(12))
    searched = replace(again.searched, trials=dozen)
    ticks = draw(replace(again, searched=searched), words("en")).axes[0].get_xticks()
    assert all(tick.is_integer() for tick in ticks)


@pytest.mark.slow
def test_a_search_that_was_killed_goes_on_and_ends_the_same(place, monkeypatch):
    whole = json.loads(call("plan.toml", "--json", "--out", "whole").stdout)
    n_runs = MadeUp.runs
    MadeUp.kept.clear()
    monkeypatch.setattr(MadeUp, "runs", 0)
    monkeypatch.setattr(MadeUp, "dies_after", 24)
    killed = call("plan.toml", "--json", "--out", "killed")
    assert killed.exit_code != 0
    monkeypatch.setattr(MadeUp, "dies_after", 10**9)
    again = json.loads(call("plan.toml", "--json", "--out", "killed").stdout)
    assert MadeUp.runs == n_runs
    same = [name for name in whole if name not in ("folder", "scenario")]
    assert [again[name] for name in same] == [whole[name] for name in same]


@needs_chinese_font
def test_where_nothing_keeps_the_constraints_the_nearest_is_told(place):
    (place / "plan.toml").write_text(PLAN.replace("base+4", "base-1"))
    done = call("plan.toml", "--lang", "zh")
    assert done.exit_code == 3
    assert "没有确认" in done.stdout


@pytest.mark.slow
def test_minutes_end_a_search_and_a_finished_one_is_not_searched_again(place, monkeypatch):
    clock = iter(np.arange(0.0, 1e6, 2.0))
    monkeypatch.setattr("analysis.lab.tuning.tune.monotonic", lambda: float(next(clock)))
    first = call("plan.toml", "--minutes", 0.7, "--json")
    told = json.loads(first.stdout)
    n_runs = MadeUp.runs
    assert 6 <= len(told["trials"]) <= 24
    again = json.loads(call("plan.toml", "--minutes", 0.7, "--json").stdout)
    assert (again["trials"], MadeUp.runs) == (told["trials"], n_runs)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.toml"], "no such file"),
        (["plan.toml", "--minutes", 1, "--budget", 40], "say one of them"),
        (["plan.toml", "--sampler", "best"], "'best'"),
        (["plan.toml", "--out", "."], "holds no search"),
    ],
)
def test_bad_input_is_refused_with_one_message(arguments, message):
    done = call(*arguments)
    assert done.exit_code == 2
    assert message in done.stderr


def test_a_goal_that_is_not_measured_is_refused_after_one_run(place):
    (place / "plan.toml").write_text(PLAN.replace("coupon_cost_per_order_cents", "members"))
    done = call("plan.toml")
    assert done.exit_code == 2
    assert "does not measure members" in done.stderr
    assert MadeUp.runs == 1


def test_without_optuna_it_says_in_one_line_how_to_get_it(monkeypatch):
    monkeypatch.setattr("analysis.commands.tune.find_spec", lambda _: None)
    done = call("plan.toml")
    assert done.exit_code == 2
    assert done.stderr.strip() == "o2o tune needs Optuna: pip install 'o2o-market[tune]'"
