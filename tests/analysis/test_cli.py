"""The command line, as a user meets it: what it prints, where, and how it ends."""

import json
import signal
import subprocess
import sys
import time
from ast import literal_eval
from pathlib import Path

import pytest
from typer.testing import CliRunner

from analysis.charts import gallery, waits
from analysis.cli import app
from analysis.commands.inputs import load_arms
from analysis.kpis import KPI, KPIS
from analysis.results import RUN_FILES
from tests.analysis.charts.pixels import with_few_pixels
from tests.analysis.commands.hamlet import HAMLET, without_reports

ROOT = Path(__file__).parents[2]
# Each costs from a tenth of a second to two; commands that need them import them when they run.
HEAVY = ("numba", "matplotlib", "duckdb", "mesa", "pandas", "scipy", "numpy", "rich", "pydantic")
HEAVY += ("llvmlite", "simpy", "pyarrow")
READING = {"numpy", "pydantic", "rich"}  # what reading a scenario, and telling of it, takes

COUPONS = 'extends = "lunch-coupon"\ntitle = "Of policies, all that are shipped"\n'
DEAR = 'extends = "tiny.toml"\ntitle = "A dear hamlet"\n[policies.pricing]\nbase_cents = 900\n'
BROKEN = """
extends = "tiny.toml"
title = "A policy that fails"
[policies.pricing]
use = "broken_policies:Broken"
"""
BROKEN_POLICY = """
from sim.policies.pricing import FlatFee

class Broken(FlatFee):
    def __call__(self, view):
        raise RuntimeError("no fee today")
"""


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """A folder with scenario files, in which commands are called."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    sys.modules.pop("broken_policies", None)
    files = {
        "tiny.toml": HAMLET,
        "dear.toml": DEAR,
        "broken.toml": BROKEN,
        "broken_policies.py": BROKEN_POLICY,
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.fixture
def no_figures(monkeypatch):
    """A report that takes no time; the real one has tests of its own."""

    without_reports(monkeypatch)


def call(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def contents(folder):
    return sorted(path.name for path in folder.iterdir())


def imported_by(code):
    """What a program prints, and the heavy modules that it has imported when it ends."""
    # A command sends all that is no answer of its to standard error, to its end.
    show = f"print([m for m in {HEAVY} if m in sys.modules], file=sys.stderr)"
    program = f"import sys\n{code}\n{show}"
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    (modules,) = done.stderr.splitlines()
    return done.stdout, set(literal_eval(modules))


def test_the_command_line_imports_nothing_heavy():
    assert imported_by("import analysis.cli") == ("", set())


def test_a_worker_imports_nothing_heavy_before_its_first_task():
    """What a task needs of them is imported with it."""
    assert imported_by("import analysis.experiment.outcome") == ("", set())


def test_a_file_is_checked_without_what_only_runs_and_reports_need(place):
    """It is read, all of its policies included, and nothing lives."""
    (place / "coupons.toml").write_text(COUPONS)
    code = (
        "import runpy\n"
        f"sys.argv = ['o2o', 'check', {str(place / 'coupons.toml')!r}]\n"
        "try:\n    runpy.run_module('analysis', run_name='__main__')\n"
        "except SystemExit as done:\n    assert done.code == 0, done.code"
    )
    said, modules = imported_by(code)
    assert "is in order" in said
    assert modules <= READING


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run"], "Missing argument 'SCENARIO'"),
        (["compare", "baseline"], "Missing argument 'OTHER'"),
        (["run", "baseline", "--sed", 1], "No such option: --sed"),
        (["run", "baseline", "--seed", -1], "greater than or equal to 0"),
        (["run", "baseline", "--days", 0], "greater than or equal to 1"),
        (["compare", "baseline", "baseline", "--replications", 0], "greater than or equal to 1"),
        (["compare", "baseline", "baseline", "--lang", "fr"], "'fr'"),
        (["rnu"], "No such command 'rnu'"),
        (["run", "basline"], "did you mean 'baseline'?"),
        (["run", "tiny.toml", "--set", "couriers.cuont=3"], "did you mean 'count'?"),
        (["run", "tiny.toml", "--set", "couriers"], "must read path=value"),
        (["run", "nowhere.toml"], "no such file"),
        (["run", "tiny.toml", "--orders", "nothing.csv"], "nothing.csv: no such file"),
        (["run", "tiny.toml", "--orders", "tiny.toml"], "tiny.toml"),
        (["run", "tiny.toml", "--out", "."], "is not empty and holds no run"),
        (["run", "tiny.toml", "--out", "tiny.toml"], "is a file, not a folder"),
        (["run", "broken.toml", "--no-code"], "which --no-code forbids"),
        (["compare", "tiny.toml", "nowhere.toml"], "no such file"),
        (
            ["compare", "replay", "replay", "--cities", "vary"],
            "have their own places",
        ),
        (["compare", "tiny.toml", "dear.toml", "--out", "."], "holds no comparison"),
        (["check", "nowhere.toml"], "no such file"),
    ],
)
def test_bad_input_is_refused_with_one_message_and_nothing_is_written(place, arguments, message):
    before = contents(place)
    done = call(*arguments)
    assert done.exit_code == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert contents(place) == before


def test_scenarios_of_different_lengths_are_not_compared(place):
    (place / "longer.toml").write_text(f"{DEAR}".replace("[pol", "days = 2\n[pol"))
    done = call("compare", "tiny.toml", "longer.toml")
    assert done.exit_code == 2
    assert "(days: tiny 1, longer 2); give all the same" in done.stderr


def test_run_writes_a_folder_and_shows_kpis(place):
    done = call("run", "tiny.toml", "--seed", 3)
    assert done.exit_code == 0, done.stderr
    assert set(contents(place / "out" / "tiny-seed-3")) == RUN_FILES
    assert "A hamlet" in done.stdout
    assert "click_to_door_p90_min" in done.stdout
    assert done.stdout.splitlines()[-1] == "All KPIs and tables: out/tiny-seed-3"
    assert done.stderr == ""


def test_run_as_json_prints_one_object_and_nothing_else(place):
    done = call("run", "tiny.toml", "--out", "here", "--json")
    assert done.exit_code == 0, done.stderr
    printed = json.loads(done.stdout)
    assert (printed["scenario"], printed["seed"], printed["folder"]) == ("tiny", 0, "here")
    assert printed["kpis"] == json.loads((place / "here" / "kpis.json").read_text())
    always, of_mechanisms = [kpi.name for kpi in KPIS], list(printed["kpis"])[len(KPIS) :]
    assert list(printed["kpis"])[: len(KPIS)] == always
    assert "told_surprise_min" in of_mechanisms  # of what is believed of promises
    assert {KPI[name].group for name in of_mechanisms} == {"mechanisms"}
    assert done.stderr == ""


def test_the_same_run_again_replaces_the_folder_with_the_same_kpis(place):
    call("run", "tiny.toml", "--out", "here")
    before = (place / "here" / "kpis.json").read_bytes()
    assert call("run", "tiny.toml", "--out", "here").exit_code == 0
    assert (place / "here" / "kpis.json").read_bytes() == before


def test_settings_and_days_are_laid_over_the_scenario(place):
    call("run", "tiny.toml", "--set", "couriers.count=9", "--days", 2, "--out", "here")
    scenario = json.loads((place / "here" / "manifest.json").read_text())["scenario"]
    assert (scenario["couriers"]["count"], scenario["days"]) == (9, 2)


def test_recorded_orders_bring_their_own_city_and_settings_win_over_them(place):
    orders = ROOT / "scenarios" / "data" / "orders-small.csv"
    few = ["--set", "couriers.count=5"]
    done = call("run", "tiny.toml", "--orders", orders, *few, "--out", "here", "--json")
    assert done.exit_code == 0, done.stderr
    n_recorded = len(orders.read_text().splitlines()) - 1
    assert json.loads(done.stdout)["kpis"]["orders"] == n_recorded
    scenario = json.loads((place / "here" / "manifest.json").read_text())["scenario"]
    assert scenario["consumers"]["count"] == n_recorded
    assert scenario["couriers"]["count"] == 5


def test_a_policy_that_fails_is_reported_and_nothing_is_written(place):
    done = call("run", "broken.toml", "--out", "here")
    assert done.exit_code == 3
    blamed = "broken_policies.py:6: Broken.__call__ (policies.pricing)"
    assert f"{blamed} fails with RuntimeError: no fee today\n" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (place / "here").exists()


def test_compare_ends_with_verdict_table_and_report(place, monkeypatch):
    with_few_pixels(monkeypatch)
    monkeypatch.setattr(gallery, "FIGURES", {"waits": waits.draw})  # README's has them all
    done = call("compare", "tiny.toml", "dear.toml", "--replications", 2, "--jobs", 1)
    assert done.exit_code == 0, done.stderr
    lines = done.stdout.splitlines()
    report = place / lines[-1]
    assert report.is_file()
    folder = place / "out" / "tiny-vs-dear"
    assert report.is_relative_to(folder)
    verdict = json.loads((folder / "comparison.json").read_text())["arms"][0]["verdict"]
    assert verdict in " ".join(lines)
    assert verdict not in lines  # each of its sentences has a line
    assert done.stderr.splitlines()[-1] == "Comparing: 4 of 4 runs"
    assert any(line.startswith("P90 click-to-door time") for line in lines)
    assert (folder / "comparison.csv").is_file()
    assert (folder / "runs" / "dear" / "seed-1" / "kpis.json").is_file()


@pytest.mark.usefixtures("no_figures")
def test_compare_as_json_prints_one_object_and_goes_on_where_it_was(place):
    arguments = ["compare", "tiny.toml", "dear.toml", "--jobs", 1, "--out", "here", "--json"]
    first = call(*arguments, "--replications", 1)
    assert first.exit_code == 0, first.stderr
    kept = (place / "here" / "runs" / "tiny" / "seed-0" / "manifest.json").stat().st_mtime_ns
    second = call(*arguments, "--replications", 2)
    assert second.exit_code == 0, second.stderr
    assert kept == (place / "here/runs/tiny/seed-0/manifest.json").stat().st_mtime_ns
    printed = json.loads(second.stdout)
    assert printed["seeds"] == [0, 1]
    assert printed["arms"][0]["kpis"]["orders"]["n_pairs"] == 2
    assert Path(printed["report"]).is_file()
    assert second.stderr == ""


@pytest.mark.usefixtures("no_figures")
def test_it_is_said_whether_replications_share_a_city(place):
    arguments = ["compare", "tiny.toml", "dear.toml", "--replications", 2, "--jobs", 1]
    for options, where, cities in (
        ([], "2 replications of 1 day in one city, under the same luck", "fixed"),
        (["--cities", "vary"], "2 replications of 1 day, each in another city", "vary"),
    ):
        done = call(*arguments, *options)
        assert done.exit_code == 0, done.stderr
        assert where in " ".join(done.stdout.split())
        folder = place / "out" / "tiny-vs-dear"
        assert json.loads((folder / "comparison.json").read_text())["cities"] == cities
        assert json.loads((folder / "manifest.json").read_text())["cities"] == cities


@pytest.mark.usefixtures("no_figures")
def test_a_scenario_against_itself_shows_no_difference():
    done = call("compare", "tiny.toml", "tiny.toml", "--replications", 2, "--jobs", 1, "--json")
    assert done.exit_code == 0, done.stderr
    (arm,) = json.loads(done.stdout)["arms"]
    assert (arm["label"], arm["verdict"]) == (
        "tiny-2",
        "No difference. All of its settings are those of the base.",
    )
    assert {kpi["difference"] for kpi in arm["kpis"].values()} <= {0, None}


def test_arms_of_one_name_are_told_apart(place):
    (place / "tiny-2.toml").write_text(DEAR)
    arms = load_arms(["tiny.toml", "tiny.toml", "tiny-2.toml"], [], allow_code=True)
    assert [arm.label for arm in arms] == ["tiny", "tiny-2", "tiny-2-2"]


@pytest.mark.usefixtures("no_figures")
def test_an_arm_that_fails_does_not_stop_the_others():
    scenarios = ["tiny.toml", "broken.toml", "dear.toml"]
    done = call("compare", *scenarios, "--replications", 1, "--jobs", 1, "--json")
    assert done.exit_code == 3
    blamed = "broken_policies.py:6: Broken.__call__ (policies.pricing)"
    assert (
        f"failed: broken, seed 0: {blamed} fails with RuntimeError: no fee today\n" in done.stderr
    )
    printed = json.loads(done.stdout)
    assert [arm["label"] for arm in printed["arms"]] == ["dear"]
    assert len(printed["failures"]) == 1


def test_nothing_to_compare_is_said():
    done = call("compare", "tiny.toml", "broken.toml", "--replications", 1, "--jobs", 1)
    assert done.exit_code == 3
    assert "nothing to compare" in done.stderr
    assert done.stdout == ""


def test_an_interrupt_ends_with_130_and_says_what_is_kept(place, monkeypatch):
    def interrupted(unit, **warm):
        if unit.label == "dear":
            raise KeyboardInterrupt
        return execute(unit, **warm)

    from analysis.experiment.unit import execute

    monkeypatch.setattr("analysis.experiment.together.execute", interrupted)
    done = call("compare", "tiny.toml", "dear.toml", "--replications", 2, "--jobs", 1)
    assert done.exit_code == 130
    assert "interrupted; 1 of 4 runs are done and kept in out/tiny-vs-dear" in done.stderr
    assert (place / "out" / "tiny-vs-dear" / "runs" / "tiny" / "seed-0").is_dir()
    assert not (place / "out" / "tiny-vs-dear" / "comparison.csv").exists()


@pytest.mark.slow
def test_an_interrupt_of_workers_ends_them_and_leaves_no_half_of_a_run(place):
    command = [sys.executable, "-m", "analysis", "compare", "baseline", "free-delivery"]
    options = ["--days", "60", "--jobs", "2", "--out", str(place / "here")]
    running = subprocess.Popen(
        [*command, *options],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # ignored in background
    )
    while not (place / "here" / "manifest.json").exists():
        assert running.poll() is None
        time.sleep(0.1)
    time.sleep(5)
    running.send_signal(signal.SIGINT)
    _, message = running.communicate(timeout=30)
    assert running.returncode == 130
    assert "interrupted; " in message
    assert "Traceback" not in message
    assert not (place / "here" / "comparison.csv").exists()
    for run in (place / "here").glob("runs/*/seed-*"):
        assert set(contents(run)) == RUN_FILES


def test_list_names_the_scenarios_shipped_and_why_one_would_ask():
    listed = json.loads(call("list", "--json").stdout)["scenarios"]
    assert listed[0]["name"] == "baseline"
    shown = " ".join(call("list").stdout.split())
    for scenario in listed:
        assert set(scenario) == {"name", "title", "why", "path"}
        assert scenario["why"]
        assert f"{scenario['name']} {' '.join(scenario['title'].split())}" in shown


def test_check_says_that_a_file_is_in_order_and_counts_what_is_recorded():
    assert call("check", "tiny.toml").stdout == "tiny is in order: A hamlet (1 day)\n"
    replay = call("check", "replay").stdout
    said, note = replay.splitlines()
    assert said.endswith("(1 day, 300 recorded orders)")
    assert note.startswith("replay: orders are on record")


def test_the_list_of_commands_cuts_no_sentence_short():
    told = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "80"}).stdout
    listed = told.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
    assert len(listed) >= 25
    assert [line for line in listed if not line.endswith(".") or line.endswith("...")] == []
