"""A whole experiment on a tiny city: resumed, paired, complete where it can be."""

import csv
import io
import shutil

import pytest

import analysis
from analysis.experiment.arms_compared import compare_arms
from analysis.experiment.comparison_folder import as_plain, comparison_csv
from analysis.experiment.experiment import check_cities, run_units, units_of
from analysis.experiment.taking_turns import CLAIMS
from analysis.experiment.unit import execute
from analysis.kpis import COMPARED
from analysis.loading import Arm, load_arm
from sim.policies.coupons import FreeDelivery
from sim.scenario import Policies
from tests.analysis.another_process import holding
from tests.analysis.handmade import TINY

SEEDS = (3, 4)
COUPON = TINY.model_copy(
    update={
        "policies": Policies(coupons=(FreeDelivery(),)),
        "title_zh": "免配送费",
        "why_zh": "值吗？",
    }
)
ARMS = [Arm("base", TINY), Arm("same", TINY), Arm("coupon", COUPON)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("experiment")


@pytest.fixture(scope="module")
def runs(folder):
    return run_units(units_of(ARMS, SEEDS, folder), 1, lambda: None)


def never(unit, **warm):
    raise AssertionError(f"{unit.label} is run again")


def test_units_go_seed_by_seed_into_folders_of_their_own(folder):
    units = units_of(ARMS, SEEDS, folder)
    assert [(unit.seed, unit.label) for unit in units[:4]] == [
        (3, "base"),
        (3, "same"),
        (3, "coupon"),
        (4, "base"),
    ]
    assert units[0].folder == folder / "runs" / "base" / "seed-3"


def test_runs_that_another_command_is_at_are_waited_for(folder, runs, tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.experiment.together.execute", never)
    units, heard = units_of(ARMS, SEEDS, tmp_path), []
    with holding(tmp_path / CLAIMS, [unit.id for unit in units]) as other:

        def bring(n):
            assert n == len(units)
            shutil.copytree(folder / "runs", tmp_path / "runs")
            other.stdin.close()

        again = run_units(units, 1, lambda: heard.append(1), bring)
    assert again.failures == []
    assert again.of_arm("coupon")[4].kpis == runs.of_arm("coupon")[4].kpis
    assert len(heard) == len(units)


def test_replications_share_their_city_or_have_each_its_own(tmp_path):
    fixed = units_of(ARMS, SEEDS, tmp_path)
    vary = units_of(ARMS, SEEDS, tmp_path, "vary")
    assert {unit.scenario.city.seed for unit in fixed} == {TINY.city.seed}
    assert [unit.scenario.city.seed for unit in vary] == [unit.seed for unit in vary]
    assert {unit.id for unit in fixed}.isdisjoint(unit.id for unit in vary)
    lived = run_units(vary[:1] + vary[3:4], 1, lambda: None)
    assert lived.failures == []


def test_every_run_is_done_and_heard_of(folder, runs):
    heard = []
    run_units(units_of(ARMS, SEEDS, folder), 1, lambda: heard.append(1))
    assert len(heard) == len(runs.summaries) == 6
    assert runs.failures == []


def test_what_is_done_is_not_run_again(folder, runs, monkeypatch):
    monkeypatch.setattr("analysis.experiment.together.execute", never)
    again = run_units(units_of(ARMS, SEEDS, folder), 1, lambda: None)
    assert again.of_arm("coupon")[4].kpis == runs.of_arm("coupon")[4].kpis


def test_workers_find_what_this_process_finds(folder, runs, tmp_path):
    apart = run_units(units_of(ARMS[:1], SEEDS, tmp_path), 2, lambda: None)
    assert apart.failures == []
    for seed in SEEDS:
        ours, theirs = (
            root / "runs" / "base" / f"seed-{seed}" / "kpis.json" for root in (folder, tmp_path)
        )
        assert ours.read_bytes() == theirs.read_bytes()


def test_the_same_scenario_shows_no_difference_at_all(runs):
    comparison, arms = compare_arms(ARMS, runs)
    same = comparison.contrasts[0]
    assert same.verdict == "No difference. All of its settings are those of the base."
    for found in same.differences:
        assert found.difference in (0, None), found.kpi
        assert (found.difference is None) == (found.mean is None), found.kpi
    assert arms[1].changed is not None
    assert arms[1].changed.consumers_changed == 0


def test_free_delivery_changes_somebody_and_is_compared_with_the_base(runs):
    comparison, arms = compare_arms(ARMS, runs, "zh")
    assert (comparison.base, comparison.seeds) == ("base", SEEDS)
    coupon = comparison.contrasts[1]
    assert (comparison.base_title, coupon.title) == ("tiny (base)", "免配送费")
    assert (arms[2].title, arms[2].why) == ("免配送费", "值吗？")
    assert coupon["coupon_cost_per_order_cents"].difference > 0
    assert "平台" in coupon.verdict
    assert arms[2].changed is not None
    assert arms[2].changed.consumers_changed > 0
    assert arms[0].changed is None
    assert arms[2].seeds == SEEDS


def test_a_run_that_fails_is_named_and_its_seed_is_left_out(folder, runs, tmp_path, monkeypatch):
    def fails_once(unit, **warm):
        if (unit.label, unit.seed) == ("coupon", 4):
            raise ValueError("no such luck")
        return execute(unit, **warm)

    monkeypatch.setattr("analysis.experiment.together.execute", fails_once)
    partly = run_units(units_of(ARMS, SEEDS, tmp_path), 1, lambda: None)
    (failure,) = partly.failures
    assert failure.startswith("coupon, seed 4: ValueError: no such luck (")
    comparison, arms = compare_arms(ARMS, partly)
    assert comparison.failures == (failure,)
    assert [contrast["orders"].n_pairs for contrast in comparison.contrasts] == [2, 1]
    assert arms[2].seeds == (3,)


def test_an_arm_without_runs_is_left_out(tmp_path, monkeypatch):
    def fails_with_coupons(unit, **warm):
        if unit.label == "coupon":
            raise ValueError("no luck at all")
        return execute(unit, **warm)

    monkeypatch.setattr("analysis.experiment.together.execute", fails_with_coupons)
    partly = run_units(units_of(ARMS, SEEDS[:1], tmp_path), 1, lambda: None)
    comparison, arms = compare_arms(ARMS, partly)
    assert [contrast.label for contrast in comparison.contrasts] == ["same"]
    assert [arm.label for arm in arms] == ["base", "same"]


def test_the_csv_has_a_line_for_each_arm_and_kpi(runs):
    comparison, _ = compare_arms(ARMS, runs)
    lines = list(csv.DictReader(io.StringIO(comparison_csv(comparison).removeprefix("\ufeff"))))
    assert len(lines) == 2 * len(COMPARED)
    by_key = {(line["arm"], line["kpi"]): line for line in lines}
    orders = by_key["coupon", "orders"]
    assert float(orders["difference"]) == comparison.contrasts[1]["orders"].difference
    assert (orders["unit"], orders["better"], orders["n_pairs"]) == ("count", "up", "2")
    assert by_key["same", "redemption_share"]["difference"] == ""


def test_the_json_has_what_the_csv_has_and_who_changed(runs):
    comparison, arms = compare_arms(ARMS, runs)
    plain = as_plain(comparison, arms)
    assert plain["base"] == {"label": "base", "title": "tiny (base)"}
    same, coupon = plain["arms"]
    assert (same["title"], coupon["title"]) == ("tiny (same)", "tiny (coupon)")
    assert coupon["verdict"] == comparison.contrasts[1].verdict
    assert coupon["kpis"]["orders"]["difference"] == comparison.contrasts[1]["orders"].difference
    assert same["changed"]["orders"]["only_other"] == 0
    assert set(coupon["changed"]["by_segment"]) == set(arms[0].segments)


def test_cities_are_not_drawn_for_orders_that_were_recorded():
    drawn, recorded = (load_arm(name) for name in ("baseline", "replay"))
    check_cities([drawn])
    with pytest.raises(ValueError, match="replay: recorded orders have their own places"):
        check_cities([drawn, recorded])
    with pytest.raises(ValueError, match="so cities must be fixed"):
        analysis.compare([recorded, recorded], cities="vary")
