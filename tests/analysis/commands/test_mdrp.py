"""`o2o mdrp`, end to end on a tiny instance."""

import json
import re
import sys
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from analysis.cli import app
from analysis.commands import mdrp_kept
from analysis.commands.mdrp import _solve_all, read_task, solve
from analysis.experiment.outcome import Outcome
from analysis.mdrp import check, figures, read_instance, read_solution
from tests.analysis.mdrp.tiny import write_instance

OWN = """
import numpy as np
from sim.agents.courier import Doing
from sim.flow.requests import OFFER
from sim.policies.dispatch import Decision, DispatchPolicy, NearestIdle

class Patient(DispatchPolicy):
    "Nearest, but only once the food is out."
    keeps_tasks = True
    sends_couriers = True
    early_min: float = 0.0

    def __call__(self, view):
        offers = NearestIdle()(view).offers
        left_min = view.orders["predicted_ready_min"][offers["order"]] - view.now_min
        return Decision(offers[left_min <= self.early_min])

class Greedy(DispatchPolicy):
    "Lets one courier fetch the food of two restaurants before any is handed over."
    keeps_tasks = True

    def __call__(self, view):
        stores = view.orders["store"][view.waiting]
        offers = OFFER.empty(2 if len(set(stores)) == 2 else 0)
        if len(offers) > 0:
            offers["order"] = [view.waiting[np.argmax(stores == store)] for store in set(stores)]
            offers["courier"] = np.argmax(view.couriers["doing"] == Doing.IDLE)
            offers["pickup_at"], offers["dropoff_at"] = [0, 1], [1, 3]
        return Decision(offers)

class Failing(DispatchPolicy):
    keeps_tasks = True

    def __call__(self, view):
        raise RuntimeError("no plan today")
"""


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """A folder with two instances and a module of dispatchers."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    for name in ("tiny", "again"):
        write_instance(tmp_path / name)
    (tmp_path / "own_dispatch.py").write_text(OWN)
    yield tmp_path
    sys.modules.pop("own_dispatch", None)


def call(*arguments):
    return CliRunner().invoke(app, ["mdrp", *map(str, arguments), "--jobs", "1"])


def figures_of(*arguments):
    done = call("tiny", "--out", "here", "--json", *arguments)
    assert (done.exit_code, done.stderr) == (0, "")
    return json.loads(done.stdout)["instances"]["tiny"]


def test_files_are_written_that_the_checker_accepts_and_the_figures_are_those_of_the_files(place):
    done = call("tiny", "again", "--out", "here")
    assert done.exit_code == 0
    assert done.stderr.splitlines()[-1] == "Solving: 2 of 2 instances"
    instance = read_instance(place / "tiny")
    solution = read_solution(place / "here" / "tiny")
    assert check(instance, solution) == []
    found = figures(instance, solution)
    assert (found.delivered, found.orders) == (4, 5)  # the last is ready when all have gone
    (row,) = [line for line in done.stdout.splitlines() if line.startswith("tiny ")]
    assert "4 of 5" in row
    assert f"{found.click_to_door_min:.2f}" in row.split()
    assert f"{found.ratio_to_bound:.4f}" in row.split()
    assert "mean of 2" in done.stdout
    assert done.stdout.endswith("all rules kept; official files in here\n")


def test_json_is_one_object_and_what_the_folder_keeps(place):
    done = call("tiny", "again", "--out", "here", "--json")
    printed = json.loads(done.stdout)
    assert printed["instances"]["tiny"]["click_to_door_min"] == pytest.approx(
        printed["mean"]["click_to_door_min"]
    )
    assert (printed["n_instances"], printed["n_violations"]) == (2, 0)
    kept = json.loads((place / "here" / "manifest.json").read_text())
    assert {key: kept[key] for key in printed if key != "folder"} == {
        key: value for key, value in printed.items() if key != "folder"
    }


def test_the_same_again_writes_the_same_files(place):
    call("tiny", "--out", "here")
    before = {file.name: file.read_bytes() for file in (place / "here" / "tiny").iterdir()}
    call("tiny", "--out", "here")
    assert len(before) >= 3
    assert before == {file.name: file.read_bytes() for file in (place / "here" / "tiny").iterdir()}


def test_options_reach_the_dispatcher():
    best = figures_of()
    assert figures_of("--every", 30)["click_to_door_min"] > best["click_to_door_min"]
    assert figures_of("--reposition", "stay")["utilisation"] < best["utilisation"]
    stayed = figures_of("--set", "policies.dispatch.send_ahead=false")
    assert stayed["utilisation"] == figures_of("--reposition", "stay")["utilisation"]


def test_a_dispatcher_of_ones_own_is_run_with_its_parameters():
    waits = figures_of("--dispatch", "own_dispatch:Patient")
    early = figures_of(
        "--dispatch", "own_dispatch:Patient", "--set", "policies.dispatch.early_min=20"
    )
    assert early["click_to_door_min"] < waits["click_to_door_min"]
    assert early == figures_of("--dispatch", "nearest") | {"cpu_s": early["cpu_s"]}


def test_a_broken_rule_is_named_and_ends_with_another_code(place):
    done = call("tiny", "--out", "here", "--dispatch", "own_dispatch:Greedy")
    assert done.exit_code == 3
    assert "tiny: " in done.stderr
    assert "violation" in done.stdout.splitlines()[-1]
    assert check(read_instance(place / "tiny"), read_solution(place / "here" / "tiny"))


def test_an_instance_that_fails_is_named(place):
    done = call("tiny", "--out", "here", "--dispatch", "own_dispatch:Failing")
    assert done.exit_code == 3
    told = r"failed: tiny: own_dispatch\.py:\d+: Failing\.__call__ .* RuntimeError: no plan today\n"
    assert re.search(told, done.stderr)
    assert [file.name for file in (place / "here").iterdir()] == ["manifest.json"]


def test_a_command_that_was_killed_may_be_given_again(place, monkeypatch):
    """The first instance is solved, the second never ends."""

    def solve_one(task, **more):
        if task.name == "again":
            raise KeyboardInterrupt
        return solve(task, **more)

    with monkeypatch.context() as killed:
        killed.setattr("analysis.commands.mdrp.solve", solve_one)
        done = call("tiny", "again", "--out", "here")
    assert done.exit_code not in (0, 2, 3)
    assert "1 of 2 instances are done" in done.stderr
    assert (place / "here" / "tiny").is_dir()
    assert not (place / "here" / "again").exists()
    done = call("tiny", "again", "--out", "here")
    assert done.exit_code == 0
    assert done.stderr.splitlines()[-1] == "Solving: 2 of 2 instances"
    assert "mean of 2" in done.stdout


def test_what_is_solved_is_known_before_the_command_has_heard_of_it(place, monkeypatch):
    """Killed between a worker's last file and the manifest's next line."""

    def solve_and_end(task, **more):
        solve(task, **more)
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr("analysis.commands.mdrp.solve", solve_and_end)
        call("tiny", "--out", "here")
    assert json.loads((place / "here" / "manifest.json").read_text())["kept"] == {}
    (file,) = (place / "here" / "tiny").glob("*orders*")
    solved_at = file.stat().st_mtime_ns
    assert call("tiny", "--out", "here").exit_code == 0
    assert file.stat().st_mtime_ns == solved_at
    assert {each.name for each in (place / "here").iterdir()} == {"manifest.json", "tiny"}


def test_a_note_counts_where_the_files_are_those_it_means(place):
    out = place / "here"
    assert call("tiny", "--out", "here").exit_code == 0
    kept = json.loads((out / "manifest.json").read_text())["kept"]["tiny"]
    texts = {file.name: file.read_text() for file in (out / "tiny").iterdir()}
    noted = {"content": "of another run", "cpu_s": 7.0}
    for name in texts:
        mdrp_kept.note(out, "tiny", **noted, texts=texts | {name: texts[name] + "more"})
        assert mdrp_kept.read_kept(out)["tiny"] == kept
    mdrp_kept.note(out, "tiny", **noted, texts=texts)
    assert mdrp_kept.read_kept(out)["tiny"] == noted


def test_what_is_broken_off_is_closed_at_once(place, monkeypatch):
    """And not when the error is forgotten: processes would be at work until then."""
    task, closed = read_task(place / "tiny", (), allow_code=False), []

    def executing(work, tasks):
        try:
            yield Outcome(task, SimpleNamespace(cpu_s=0.0))
        finally:
            closed.append(True)

    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("analysis.commands.mdrp._write_manifest", interrupt)
    with pytest.raises(KeyboardInterrupt) as error:
        _solve_all([task], place, executing, {}, (), quiet=True)
    assert error.traceback
    assert closed == [True]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "nowhere"),
        (["."], "holds instances, but is none itself: name one: again, tiny"),
        (["tiny", "./tiny"], "two instances are named 'tiny'"),
        (["tiny", "--out", "."], "is not empty and holds no benchmark"),
        (["tiny", "--out", "a=b"], "has a '='"),
        (["tiny", "--dispatch", "neerest"], "did you mean 'nearest'?"),
        (["tiny", "--dispatch", "batch_insertion"], "under way"),
        (["tiny", "--dispatch", "own_dispatch:Patiend"], "did you mean 'Patient'?"),
        (["tiny", "--dispatch", "own_dispatch:Patient", "--no-code"], "which --no-code forbids"),
        (["tiny", "--dispatch", "own_dispatch:Patient", "--reposition", "stay"], "no send_ahead"),
        (["tiny", "--reposition", "stray"], "did you mean 'stay'?"),
        (["tiny", "--every", "0"], "--every"),
        (["tiny", "--set", "couriers.count=9"], "the rules of the benchmark stand"),
        (["tiny", "--set", "policies.dispatch.raduis_m=9"], "did you mean 'radius_m'?"),
        (["tiny", "--set", "policies.dispatch"], "must read path=value"),
    ],
)
def test_bad_input_is_refused_with_one_message_and_nothing_is_written(place, arguments, message):
    out = [] if "--out" in arguments else ["--out", "here"]
    before = sorted(place.rglob("*.txt"))
    done = call(*arguments, *out)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in " ".join(done.stderr.replace("│", "").split())
    assert "Traceback" not in done.stderr
    assert not (place / "here").exists()
    assert sorted(place.rglob("*.txt")) == before
