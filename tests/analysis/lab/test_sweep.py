"""A sweep: what is run, what is told of it, and in which words."""

import json
import shlex
import tomllib

import pytest

from analysis.lab.answer import chance, missed_by, notes, setting, verdict
from analysis.lab.lever import read_levers
from analysis.lab.ranking import Level
from analysis.lab.study import study
from analysis.lab.sweep import answered, planned
from analysis.lab.sweep_folder import best_text, fresh_command
from analysis.loading import load_arm
from analysis.scenario_file import ScenarioError, read_overrides
from analysis.words import words
from tests.analysis.lab.made_up import COURIERS, FEE, FEES, MONEY, P90, swept

EN, ZH = words("en"), words("zh")


def plan_of(*over, **asked):
    return planned(study("baseline", read_levers(over), **asked))


def test_a_point_that_is_the_base_is_not_run_twice():
    plan = plan_of(f"{FEE}=250,350")
    assert [arm.label for arm in plan.to_run] == ["baseline", "base_cents=250"]
    assert plan.arms["base_cents=350"] is plan.base
    runs = {arm.label: {0: {MONEY: nth, P90: 40}} for nth, arm in enumerate(plan.to_run)}
    found = answered(plan, runs)
    assert found.at_the_base == ("base_cents=350",)
    assert found.runs["base_cents=350"] == found.runs["baseline"]


def test_what_cannot_be_set_is_refused_before_anything_is_run():
    with pytest.raises(ScenarioError, match=r"couriers\.cuont: unknown key"):
        plan_of("couriers.cuont=1,2")
    with pytest.raises(ScenarioError, match="at least 0"):
        plan_of(f"{FEE}=-5,5")
    with pytest.raises(ValueError, match="different lengths"):
        plan_of("days=1,2")


def test_the_verdict_names_the_best_with_its_level_its_gain_and_how_sure_it_is():
    told = verdict(swept(), EN)
    assert told.startswith(
        "Of 5 settings, base_cents = ¥5.50 brings the highest platform contribution per day "
        "with P90 click-to-door time at most 48.0 min: ¥10"
    )
    assert "against the base; the best with probability 99 %, feasible" in told
    told = verdict(swept(), ZH)
    assert told.startswith(
        "5 种设置中，在 P90 送达时长不超过 48.0 分钟的前提下平台日均贡献最高的是"
    )
    assert " base_cents = 5.50 元：" in told


def test_where_none_is_feasible_the_verdict_says_so_and_by_how_much_the_nearest_misses():
    found = swept(subject_to=[f"{P90}<=40"], noise=(0, 0))
    assert verdict(found, EN) == (
        "None of the 5 settings has P90 click-to-door time at most 40.0 min; "
        "the nearest, base_cents = ¥5.50, misses it by 6.0 min (at 46.0 min)."
    )
    assert verdict(found, ZH) == (
        "5 种设置都不能满足 P90 送达时长不超过 40.0 分钟；最接近的是 base_cents = 5.50 元，"
        "还差 6.0 分钟（为 46.0 分钟）。"
    )


def test_a_share_misses_its_limit_by_points():
    missed = Level(0.0228, 0.0112, 0.0344)
    assert missed_by(missed, "late_share", EN) == "2.3 pp [1.1, 3.4]"
    assert missed_by(missed, "late_share", ZH) == "2.3 个百分点 [1.1, 3.4]"


def test_of_several_limits_those_that_are_missed_are_named():
    limits = [f"{P90}<=40", "orders_per_day>=6000", f"{MONEY}>=base*2"]
    told = verdict(swept(subject_to=limits, noise=(0, 0)), EN)
    assert told.endswith(
        "misses P90 click-to-door time at most 40.0 min by 6.0 min (at 46.0 min); "
        "platform contribution per day at least ¥20\u2009000 (base*2) "
        "by ¥9\u2009900 (at ¥10\u2009100)."
    )
    assert told.count("orders per day at least 6\u2009000") == 1  # among the limits, not the misses


def test_a_tie_and_a_narrow_limit_are_told_with_the_verdict():
    alike = swept(truth=lambda point: (1e6, 40), noise=(100, 0.2))
    assert any(
        note.startswith("Hard to tell from it is base_cents = ") for note in notes(alike, EN)
    )
    narrow = swept(subject_to=[f"{P90}<=46.1"], noise=(100, 0.2))
    assert any("not sure to keep the limits" in note for note in notes(narrow, EN))
    assert notes(swept([f"{FEE}=250,550"]), EN) == []


def test_a_best_at_the_end_of_what_was_tried_is_told():
    assert notes(swept(), EN) == [
        "It lies at the end of what was tried (base_cents): better may lie beyond."
    ]
    middle = swept(truth=lambda point: (-abs(point.get(FEE, 350) - 350), 40))
    assert middle.ends(middle.ranking.best.label) == []
    kinds = swept(["policies.dispatch.use=nearest,batch_assignment,rolling_horizon"], subject_to=())
    assert kinds.ends(kinds.ranking.best.label) == []


def test_one_replication_has_neither_intervals_nor_probabilities():
    found = swept(n_seeds=1)
    assert "[" not in verdict(found, EN)
    assert "probability" not in verdict(found, EN)
    assert notes(found, EN)[-1] == "One replication: nothing is known of chance."


def test_points_whose_runs_all_failed_are_counted_and_not_ranked():
    found = swept(without=["base_cents=550"])
    assert found.ranking.best.label == "base_cents=450"
    assert "1 of 5 settings have no run with a value of all that was asked for." in notes(found, EN)
    nothing = swept([f"{FEE}=250"], without=["base_cents=250"])
    assert verdict(nothing, EN) == "No setting has a value of what was asked for."


def test_a_lonely_point_is_no_best_of_several():
    told = verdict(swept([f"{FEE}=450"]), EN)
    assert told.startswith(
        "base_cents = ¥4.50 with P90 click-to-door time at most 48.0 min brings platform "
        "contribution per day ¥10\u2009"
    )
    assert "best" not in told


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("a.base_cents", 350, "¥3.50"),
        ("a.every_min", 5, "5 min"),
        ("a.hidden_share", 0.25, "25.0 %"),
        ("couriers.count", 200, "200"),
        ("a.slope", 0.5, "0.5"),
        ("a.use", "nearest", "nearest"),
        ("a.enabled", True, "true"),
        ("a.list", [1, 2], "[1, 2]"),
        ("a.window", ["11:00", "13:30"], "11:00–13:30"),
        ("a.channels", ["delivery", "pickup"], '["delivery", "pickup"]'),
    ],
)
def test_settings_are_told_with_the_unit_that_their_names_say(path, value, told):
    assert setting(path, value, EN) == told


@pytest.mark.parametrize(
    ("probability", "told"),
    [(None, "–"), (0.0, "< 1 %"), (0.004, "< 1 %"), (0.5, "50 %"), (0.994, "99 %"), (1, "> 99 %")],
)
def test_no_probability_is_surer_than_draws_can_be(probability, told):
    assert chance(probability, EN) == told
    assert chance(1, ZH) == "> 99%"


def test_frames_have_a_row_a_point_and_a_row_a_run():
    found = swept()
    rows, runs = found.rows(), found.runs_rows()
    assert rows[0]["label"] == "base_cents=550"
    assert [row[FEE] for row in rows] == [550, 450, 350, 250, 150]
    assert (len(rows), len(runs)) == (5, 6 * 6)
    assert {"feasible", "p_feasible", "p_best", f"{P90}<=48 miss"} <= set(rows[0])
    assert runs[0] | {"label": "baseline", "seed": 0} == runs[0]


def test_what_is_printed_as_json_is_plain():
    found = swept()
    plain = json.loads(json.dumps(found.plain(), allow_nan=False))
    assert (plain["best"], plain["nearest"]) == ("base_cents=550", None)
    assert plain["subject_to"] == [f"{P90}<=48"]
    assert [each["settings"][FEE] for each in plain["points"]] == [550, 450, 350, 250, 150]


def test_the_best_is_a_scenario_that_loads(tmp_path):
    found = swept(
        [FEES, f"{COURIERS}=70,80"], overrides=read_overrides(["days=2", "stores.count=9"])
    )
    (tmp_path / "best.toml").write_text(best_text(found, tmp_path), encoding="utf-8")
    arm = load_arm(tmp_path / "best.toml")
    best = found.plan.arms[found.ranking.best.label].scenario
    about = {name: getattr(arm.scenario, name) for name in ("title", "title_zh", "why", "why_zh")}
    assert arm.scenario == best.model_copy(update=about)
    assert arm.scenario.title.startswith("base_cents = ¥5.50, couriers.count = ")


def test_the_best_may_be_an_entry_of_a_list(tmp_path):
    coupon = "policies.coupons[0].off_cents"
    plan = planned(study("lunch-coupon", read_levers([f"{coupon}=300,400"])))
    runs = {arm.label: {0: {MONEY: nth}} for nth, arm in enumerate(plan.to_run)}
    found = answered(plan, runs)
    (tmp_path / "best.toml").write_text(best_text(found, tmp_path), encoding="utf-8")
    best = found.plan.arms[found.ranking.best.label].scenario
    assert load_arm(tmp_path / "best.toml").scenario.policies == best.policies
    assert best.policies.coupons[0].off_cents == 400
    assert "best.toml" in fresh_command(found, tmp_path)


def test_the_best_names_its_base_from_where_it_lies(tmp_path):
    (tmp_path / "mine.toml").write_text('extends = "baseline"\ntitle = "Mine"\n')
    plan = planned(study(str(tmp_path / "mine.toml"), read_levers([f"{FEE}=250,450"])))
    runs = {arm.label: {0: {MONEY: nth}} for nth, arm in enumerate(plan.to_run)}
    text = best_text(answered(plan, runs), tmp_path / "out" / "sweep")
    assert tomllib.loads(text)["extends"] == "../../mine.toml"


def test_where_none_is_feasible_there_is_no_best_to_write(tmp_path):
    found = swept(subject_to=[f"{P90}<=4"])
    assert (best_text(found, tmp_path), fresh_command(found, tmp_path)) == ("", "")


def test_the_best_is_confirmed_under_seeds_that_chose_nothing(tmp_path):
    found = swept(seed=3, n_seeds=4, overrides=read_overrides(["days=2"]))
    command = shlex.split(fresh_command(found, tmp_path))
    assert command[:3] == ["o2o", "compare", "baseline"]
    assert command[-4:] == ["--seed", "7", "--replications", "8"]  # four would confirm little
    assert "days=2" in command
