"""Commands on several machines: merged shards, and a cluster, find what one machine finds."""

import json
import re

import pytest

from analysis.experiment import executors
from tests.analysis.commands import hamlet
from tests.analysis.mdrp.tiny import write_instance

DEAR = """
extends = "hamlet.toml"
title = "A hamlet with a dearer delivery and more couriers"
[policies.pricing]
base_cents = 600
[couriers]
count = 6
"""
STUDY = """
base = "hamlet.toml"
goal = "orders_per_day"
budget = 20
replications = 2
finalists = 1
confirm = 4
first = 4
[over]
"policies.pricing.base_cents" = { low = 100, high = 900 }
"""
EXPLAIN = ("explain", "hamlet.toml", "dear.toml", "--replications", 3, "--links", "promise,loyalty")
SENSITIVITY = ("sensitivity", "hamlet.toml", "--over", "couriers.count=2..4", "--replications", 2)
TUNE = ("tune", "study.toml")
STAFF = ("staff", "hamlet.toml", "--replications", 1, "--rounds", 0)
MDRP = ("mdrp", "tiny", "again", "--dispatch", "nearest")
# What each is asked, where its answer is, and the replications that two shards of it run.
SHARDED = {
    "explain": (EXPLAIN, "explanation.json", 3 * (2 + 2 * 3 + 2)),
    "sensitivity": (SENSITIVITY, "sensitivity.json", 2 * 3),
    "tune": (TUNE, "tuned.json", 2 * 5 + 4),
}
ON_CLUSTER = {
    "explain": (EXPLAIN, "explanation.json"),
    "staff": (STAFF, "comparison.json"),
    "mdrp": (MDRP, "tiny/solution_info_orders.txt"),
}


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("analysis.report.write_report", lambda folder, *_, **__: folder)
    hamlet.write(tmp_path, dear=DEAR, study=STUDY)
    for name in ("tiny", "again"):
        write_instance(tmp_path / name)
    return tmp_path


def done(folder, command, *arguments):
    """What comes of a command, with its answer in a folder; a search may have confirmed nothing."""
    found = hamlet.o2o(*command, "--out", folder, "--jobs", 1, *arguments)
    assert found.exit_code in ((0, 3) if command[0] == "tune" else (0,)), found.output
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", SHARDED)
def test_shards_that_are_merged_and_gone_on_with_are_the_whole(place, name):
    command, answer, n_runs = SHARDED[name]
    done("whole", command)
    for part in (1, 2):
        told = done(f"part-{part}", command, "--shard", f"{part}/2")
        assert told.stdout == ""
        assert f"part {part} of 2: " in told.stderr
        assert f" of {n_runs} runs are in part-{part}" in told.stderr
        counted = [line for line in told.stderr.splitlines() if line.endswith(" runs")]
        assert re.fullmatch(r".*: (\d+) of \1 runs", counted[-1])  # of those that are its own
        assert not (place / f"part-{part}" / answer).exists()
    merged = hamlet.o2o("merge", "part-1", "part-2", "--out", "both")
    assert merged.exit_code == 0, merged.output
    kept = len(json.loads(hamlet.o2o("query", "both", "from replications", "--json").stdout))
    assert kept >= n_runs - 3
    done("both", command)
    assert (place / "both" / answer).read_bytes() == (place / "whole" / answer).read_bytes()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of dask's own, about ports
@pytest.mark.parametrize("name", ON_CLUSTER)
def test_a_cluster_finds_what_processes_of_this_machine_find(place, dask_cluster, name):
    command, answer = ON_CLUSTER[name]
    done("here", command)
    done("there", command, "--cluster", dask_cluster.scheduler_address)
    assert (place / "there" / answer).read_bytes() == (place / "here" / answer).read_bytes()


@pytest.mark.parametrize("command", [EXPLAIN, MDRP])
def test_a_cluster_that_does_not_answer_is_refused_in_a_line(place, monkeypatch, command):
    monkeypatch.setattr(executors, "_ANSWERS_WITHIN_S", 0.1)
    refused = hamlet.o2o(*command, "--out", "here", "--cluster", "tcp://127.0.0.1:9")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "--cluster: no scheduler answers at tcp://127.0.0.1:9" in refused.stderr


@pytest.mark.parametrize("command", [command for command, *_ in SHARDED.values()])
def test_a_part_that_there_is_not_is_refused_before_anything_is_written(place, command):
    refused = hamlet.o2o(*command, "--out", "here", "--shard", "3/2")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "'3/2' is no part such as 1/4" in refused.stderr
    assert not (place / "here").exists()
