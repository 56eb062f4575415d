"""Large work is announced, and what the machine cannot hold is refused before it begins."""

import re
from dataclasses import replace

import pytest

from analysis.commands import sizing
from analysis.commands.errors import InputError
from analysis.commands.sizing import check_size
from analysis.experiment.estimate import estimate
from analysis.loading import Arm, load_arm
from analysis.scenario_file import overriding
from sim.scenario import Scenario


def arm(**settings):
    return Arm("city", Scenario.model_validate({"title": "A city", "days": 1} | settings))


@pytest.fixture(autouse=True)
def machine(monkeypatch):
    """16 GB of memory."""
    monkeypatch.setattr(sizing, "memory_bytes", lambda: 16e9)


def check(one, tmp_path, n_runs=1, jobs=1, quiet=False):
    check_size([one], n_runs, jobs, tmp_path / "not" / "there", quiet=quiet)


@pytest.mark.parametrize(
    "settings",
    [
        {"consumers": {"count": 20_000_000}, "days": 366},
        {"city": {"width_m": 200_000, "height_m": 200_000, "cell_m": 20, "zone_m": 5000}},
    ],
)
def test_what_cannot_fit_is_refused_with_what_to_change(tmp_path, settings):
    with pytest.raises(
        InputError, match=r"there are 16 GB: fewer consumers, stores or days, or lar"
    ):
        check(arm(**settings), tmp_path)


def test_of_processes_that_do_not_fit_side_by_side_fewer_are_proposed(tmp_path):
    large = arm(consumers={"count": 4_000_000}, days=2)
    check(large, tmp_path, n_runs=8, jobs=2)
    with pytest.raises(InputError, match=r"--jobs \d, or fewer"):
        check(large, tmp_path, n_runs=8, jobs=8)


def test_small_work_is_not_worth_a_word_and_long_work_is_announced(tmp_path, capsys):
    check(arm(), tmp_path)
    assert capsys.readouterr().err == ""
    check(arm(days=60), tmp_path, n_runs=40, jobs=2)
    assert "runs, 2 at once)" in capsys.readouterr().err
    check(arm(days=60), tmp_path, n_runs=40, jobs=2, quiet=True)
    assert capsys.readouterr().err == ""


def test_of_runs_without_tables_the_kpis_must_fit_on_the_disk(tmp_path, monkeypatch, capsys):
    usage = sizing.shutil.disk_usage(tmp_path)
    monkeypatch.setattr(sizing.shutil, "disk_usage", lambda _: usage._replace(free=1_000_000))
    check_size([arm(days=7)], 100, 2, tmp_path, keeps_tables=False, quiet=True)
    with pytest.raises(InputError, match=r"about 6\.0 MB, .*: another disk, or fewer replications"):
        check_size([arm(days=7)], 1000, 2, tmp_path, keeps_tables=False, quiet=True)


def test_what_is_less_than_a_megabyte_is_no_zero(tmp_path, monkeypatch):
    usage = sizing.shutil.disk_usage(tmp_path)
    monkeypatch.setattr(sizing.shutil, "disk_usage", lambda _: usage._replace(free=20_000))
    with pytest.raises(InputError, match=r"about 60 kB, and .* has 20 kB free"):
        check_size([arm(days=7)], 10, 2, tmp_path, keeps_tables=False, quiet=True)


def test_no_more_runs_are_at_once_than_there_are(tmp_path, capsys):
    check(arm(days=60), tmp_path, n_runs=10, jobs=10**9)
    assert "(10 runs, 10 at once)" in capsys.readouterr().err


def test_what_a_megacity_takes_is_said_before_it_is_lived(tmp_path, capsys):
    check(load_arm("megacity", overriding({"days": 1})), tmp_path)
    assert re.match(r"about \d min and [34]\.\d GB of memory \(1 runs", capsys.readouterr().err)


def test_results_that_do_not_fit_on_the_disk_are_refused(tmp_path, monkeypatch):
    usage = sizing.shutil.disk_usage(tmp_path)
    monkeypatch.setattr(sizing.shutil, "disk_usage", lambda _: usage._replace(free=1_000_000))
    with pytest.raises(InputError, match=r"has 1\.0 MB free: another disk"):
        check(arm(days=7), tmp_path)


def test_results_that_are_there_already_need_no_other_room(tmp_path, monkeypatch):
    usage = sizing.shutil.disk_usage(tmp_path)
    monkeypatch.setattr(sizing.shutil, "disk_usage", lambda _: usage._replace(free=1_000_000))
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "orders.parquet").write_bytes(bytes(20_000_000))
    check_size([arm(days=7)], 1, 1, tmp_path / "run", quiet=True)


def test_an_estimate_grows_with_all_that_costs():
    least = estimate(arm().scenario)
    nearer = {"policies": {"service_area": {"use": "fixed", "share": 0.5}}}
    more = ({"days": 9}, {"consumers": {"count": 90_000}}, {"city": {"cell_m": 20}}, nearer)
    for settings in more:
        assert estimate(arm(**settings).scenario).cpu_s > least.cpu_s
        assert estimate(arm(**settings).scenario).memory_bytes > least.memory_bytes


def test_a_machine_that_does_not_say_what_it_has_refuses_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(sizing, "memory_bytes", lambda: None)
    large = replace(arm(consumers={"count": 20_000_000}), label="large")
    monkeypatch.setattr(sizing, "_existing", lambda _: tmp_path)
    usage = sizing.shutil.disk_usage(tmp_path)
    monkeypatch.setattr(sizing.shutil, "disk_usage", lambda _: usage._replace(free=10**15))
    check(large, tmp_path)
