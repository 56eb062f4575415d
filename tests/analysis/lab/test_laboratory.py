"""The laboratory: nothing twice, nothing lost, the same bits however it is run."""

import os
import signal
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import chain

import pytest

from analysis.experiment import executors
from analysis.experiment.executors import ClusterError, Futures, Processes, cluster
from analysis.experiment.experiment import units_of
from analysis.experiment.outcome import Outcome
from analysis.experiment.shard import Shard
from analysis.experiment.taking_turns import CLAIMS
from analysis.experiment.together import bundled, measure_together
from analysis.experiment.unit import Measured
from analysis.lab import archive
from analysis.lab.archive import Archive, failures, forget_failures, merge, records
from analysis.lab.laboratory import Laboratory
from analysis.loading import Arm
from sim.policies.coupons import FreeDelivery
from sim.scenario import Policies
from tests.analysis.another_process import holding
from tests.analysis.handmade import TINY
from tests.analysis.lab.broken import Poison, Wrong


def with_coupon(coupon):
    return TINY.model_copy(update={"policies": Policies(coupons=(coupon,))})


BASE, COUPON = Arm("base", TINY), Arm("coupon", with_coupon(FreeDelivery()))
ARMS = [BASE, COUPON]
SEEDS = range(3)


def plain(found):
    return {
        label: {seed: dict(kpis) for seed, kpis in of_arm.items()}
        for label, of_arm in found.items()
    }


@pytest.fixture(scope="module")
def expected():
    """All that is asked for, run in this process, of which nothing is kept."""
    found = {arm.label: {} for arm in ARMS}
    for units in bundled(units_of(ARMS, SEEDS, None), 1):
        for outcome in measure_together(units):
            found[outcome.task.label][outcome.task.seed] = outcome.value.kpis
    return found


class Counting:
    """Counts what is handed to an executor."""

    def __init__(self, executing):
        self._executing = executing
        self.n_workers, self.shares_disk = executing.n_workers, executing.shares_disk
        self.handed = []

    def __call__(self, work, tasks):
        self.handed += [(unit.label, unit.seed) for units in tasks for unit in units]
        return self._executing(work, tasks)


class Instant:
    """Runs nothing: what a unit brings is its seed."""

    n_workers, shares_disk = 1, False

    def __call__(self, work, tasks):
        for units in tasks:
            yield Outcome(units, [Outcome(u, Measured({"orders": u.seed}, 0.1)) for u in units])


def test_arms_are_measured_under_the_same_luck_as_compare_has_them(expected):
    from analysis.interface.runs import run
    from analysis.kpis.measure import measure

    assert expected["base"][1] == measure(run(BASE, 1))
    assert expected["coupon"][1]["orders"] != expected["base"][1]["orders"]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device of Linux")
def test_a_full_disk_is_no_failure_of_a_replication(tmp_path, monkeypatch, expected):
    lab = Laboratory(tmp_path, Processes(1))
    (tmp_path / "records").mkdir()
    full = tmp_path / "records" / "full.jsonl"
    full.symlink_to("/dev/full")
    monkeypatch.setattr(archive, "_own_name", lambda: full.name)
    with pytest.raises(OSError, match=f"No space left on device: '{full}'"):
        lab.evaluate([BASE], [0])
    full.unlink()
    assert failures(tmp_path) == []
    monkeypatch.undo()
    again = Laboratory(tmp_path, Processes(1)).evaluate([BASE], [0])
    assert plain(again) == {"base": {0: expected["base"][0]}}


def test_nothing_is_computed_twice(tmp_path, expected):
    heard = []
    first = Counting(Processes(1))
    lab = Laboratory(tmp_path, first, on_run=lambda: heard.append(1))
    assert plain(lab.evaluate(ARMS, SEEDS[:2])) == {
        label: {seed: of_arm[seed] for seed in SEEDS[:2]} for label, of_arm in expected.items()
    }
    again = Counting(Processes(1))
    lab = Laboratory(tmp_path, again, on_run=lambda: heard.append(1))
    assert plain(lab.evaluate(ARMS, SEEDS)) == expected
    assert sorted(again.handed) == [("base", 2), ("coupon", 2)]
    assert len(heard) == 4 + 6
    assert len(list(records(tmp_path))) == 6


def test_what_another_process_is_at_is_waited_for_and_not_run_again(tmp_path):
    units = {unit.seed: unit for unit in units_of([BASE], SEEDS, None)}
    handed, heard, waited = Counting(Instant()), [], []
    with holding(tmp_path / CLAIMS, [units[0].id, units[1].id]) as other:

        def bring(n):
            waited.append((n, list(handed.handed)))
            archive.append(tmp_path, units[0], Measured({"orders": 70}, 0.1))
            Archive(tmp_path).keep_failure(units[1], "no luck")
            other.stdin.close()

        lab = Laboratory(tmp_path, handed, on_run=lambda: heard.append(1), on_wait=bring)
        found = plain(lab.evaluate([BASE], SEEDS))
    assert waited == [(2, [("base", 2)])]  # what nobody was at is run before
    assert found == {"base": {0: {"orders": 70}, 2: {"orders": 2}}}
    assert handed.handed == [("base", 2)]
    assert lab.failures == ["base, seed 1: no luck"]
    assert len(heard) == 3


def test_what_another_process_was_at_when_it_was_killed_is_run(tmp_path):
    handed = Counting(Instant())
    with holding(tmp_path / CLAIMS, [unit.id for unit in units_of([BASE], SEEDS, None)]) as other:
        lab = Laboratory(tmp_path, handed, on_wait=lambda _n: other.kill())
        assert plain(lab.evaluate([BASE], SEEDS))["base"].keys() == set(SEEDS)
    assert handed.handed == [("base", seed) for seed in SEEDS]


def test_an_archive_reads_what_was_appended_since_and_a_torn_line_when_it_is_whole(tmp_path):
    first, second, third = units_of([BASE], SEEDS, None)
    archive.append(tmp_path, first, Measured({"orders": 0}, 0.1))
    known = Archive(tmp_path)
    archive.append(tmp_path, second, Measured({"orders": 1}, 0.1))
    (file,) = (tmp_path / "records").iterdir()
    text = file.read_bytes()
    file.write_bytes(text[:-9])
    known.read()
    assert second.id not in known
    file.write_bytes(text)
    archive.append(tmp_path, third, Measured({"orders": 2}, 0.1))
    known.read()
    assert [known.kpis(unit.id)["orders"] for unit in (first, second, third)] == [0, 1, 2]


def test_what_one_asked_for_another_way_is_the_same_replication(tmp_path, expected):
    Laboratory(tmp_path).evaluate([BASE], SEEDS)
    asked = Counting(Processes(1))
    found = Laboratory(tmp_path, asked).evaluate([BASE, COUPON], SEEDS)
    assert plain(found) == expected
    assert {label for label, _ in asked.handed} == {"coupon"}


def test_what_was_run_elsewhere_is_neither_run_nor_kept(tmp_path, expected):
    asked = Counting(Processes(1))
    lab = Laboratory(tmp_path, asked)
    for unit in units_of([BASE, COUPON], SEEDS, None):
        if unit.label == "base":
            lab.take(unit, expected["base"][unit.seed])
    assert plain(lab.evaluate([BASE, COUPON], SEEDS[:1])) == {
        label: {0: expected[label][0]} for label in ("base", "coupon")
    }
    assert asked.handed == [("coupon", 0)]
    assert [record["label"] for record in records(tmp_path)] == ["coupon"]


def test_what_is_asked_for_under_two_names_at_once_is_one_replication(tmp_path, expected):
    asked, heard = Counting(Processes(1)), []
    lab = Laboratory(tmp_path, asked, on_run=lambda: heard.append(1))
    found = plain(lab.evaluate([BASE, Arm("again", TINY)], [0]))
    assert found == {label: {0: expected["base"][0]} for label in ("base", "again")}
    assert asked.handed == [("base", 0)]
    assert len(heard) == 2


def test_parts_that_are_merged_are_the_whole(tmp_path, expected):
    parts = [tmp_path / "one", tmp_path / "two"]
    for number, folder in enumerate(parts, start=1):
        found = Laboratory(folder, shard=Shard(number, 2)).evaluate(ARMS, SEEDS)
        assert 0 < sum(map(len, found.values())) < 6
    whole = tmp_path / "whole"
    whole.mkdir()
    assert merge(whole, parts) == 6
    asked = Counting(Processes(1))
    assert plain(Laboratory(whole, asked).evaluate(ARMS, SEEDS)) == expected
    assert asked.handed == []


@pytest.mark.parametrize("n_shards", [2, 3, 5])
def test_each_replication_is_in_one_shard(n_shards):
    units = units_of(ARMS, SEEDS, None)
    parts = [Shard(number, n_shards).own(units) for number in range(1, n_shards + 1)]
    assert sorted(map(str, chain.from_iterable(parts))) == sorted(map(str, units))
    assert all(parts)


@pytest.mark.parametrize("n_shards", [1, 2, 3, 5])
def test_a_shard_knows_how_many_units_are_its_own(n_shards):
    for seeds in (range(3), range(4)):
        units = units_of(ARMS, seeds, None)
        for number in range(1, n_shards + 1):
            part = Shard(number, n_shards)
            assert part.n_own(len(ARMS), len(seeds)) == len(part.own(units))


@pytest.mark.parametrize("text", ["", "1", "0/2", "3/2", "a/b", "1/2/3", "-1/2", "1/0"])
def test_a_part_that_there_is_not_is_refused(text):
    with pytest.raises(ValueError, match="no part such as 1/4"):
        Shard.read(text)
    assert Shard.read("2/3") == Shard(2, 3)


def test_a_policy_that_raises_ends_alone_among_the_failures(tmp_path, expected):
    arms = [BASE, Arm("wrong", with_coupon(Wrong())), COUPON]
    lab = Laboratory(tmp_path)
    found = plain(lab.evaluate(arms, SEEDS))
    assert found == expected | {"wrong": {}}
    assert [failure.label for failure in failures(tmp_path)] == ["wrong"] * 3
    assert "not today" in lab.failures[0]
    asked = Counting(Processes(1))
    Laboratory(tmp_path, asked).evaluate(arms, SEEDS)
    assert asked.handed == []  # until it is said that they are to be tried again
    forget_failures(tmp_path)
    Laboratory(tmp_path, asked).evaluate(arms, SEEDS)
    assert {label for label, _ in asked.handed} == {"wrong"}


def test_what_failed_is_told_to_who_asked_for_it_alone(tmp_path):
    wrong = Arm("coupon", with_coupon(Wrong()))
    Laboratory(tmp_path).evaluate([BASE, wrong], [0])
    mended = Laboratory(tmp_path)
    assert set(mended.evaluate(ARMS, [0])) == {"base", "coupon"}
    assert mended.failures == []
    again = Laboratory(tmp_path)
    again.evaluate([BASE, wrong], [0])
    assert len(again.failures) == 1


def test_an_archive_knows_what_was_asked_for_last(tmp_path):
    ids = {unit.label: unit.id for unit in units_of(ARMS, [0], None)}
    Laboratory(tmp_path).evaluate(ARMS, [0])
    assert archive.asked_for(tmp_path) == set(ids.values())
    lab = Laboratory(tmp_path)
    lab.evaluate([BASE], [0])
    assert archive.asked_for(tmp_path) == {ids["base"]}
    lab.evaluate(ARMS, [0])  # one after the other, as a search does
    assert archive.asked_for(tmp_path) == set(ids.values())
    assert len(Archive(tmp_path)) == 2


def test_any_executor_of_the_standard_library_will_do(tmp_path, expected):
    with ThreadPoolExecutor(1) as threads:
        found = Laboratory(tmp_path, Futures(threads, 1)).evaluate(ARMS, SEEDS)
    assert plain(found) == expected


def test_an_executor_that_is_shut_down_loses_its_tasks_and_no_more(tmp_path):
    threads = ThreadPoolExecutor(1)
    threads.shutdown()
    lab = Laboratory(tmp_path, Futures(threads, 1))
    assert plain(lab.evaluate([BASE], SEEDS)) == {"base": {}}
    assert len(lab.failures) == 3
    assert "worker was lost (RuntimeError" in lab.failures[0]


@pytest.mark.slow
def test_a_scenario_that_kills_its_worker_ends_alone_and_the_rest_are_the_same(tmp_path, expected):
    arms = [BASE, Arm("poison", with_coupon(Poison())), COUPON]
    lab = Laboratory(tmp_path, Processes(2))
    assert plain(lab.evaluate(arms, SEEDS)) == expected | {"poison": {}}
    assert {failure.label for failure in failures(tmp_path)} == {"poison"}
    assert "process died" in lab.failures[0]


@pytest.mark.slow
def test_a_pool_that_breaks_tells_of_all_that_was_left(tmp_path):
    with ProcessPoolExecutor(1) as pool:
        lab = Laboratory(tmp_path, Futures(pool, 1))
        found = lab.evaluate([Arm("poison", with_coupon(Poison())), BASE], SEEDS[:1])
    assert found["poison"] == {}
    assert "BrokenProcessPool" in " ".join(lab.failures)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of dask's own, about ports and the worker that is killed
def test_a_cluster_finds_the_same_and_loses_nothing_with_a_worker(tmp_path, dask_cluster, expected):
    killed = []

    def kill_one():
        if not killed:
            killed.append(next(iter(dask_cluster.workers.values())).process.pid)
            os.kill(killed[0], signal.SIGKILL)

    with cluster(dask_cluster.scheduler_address) as workers:
        assert workers.n_workers == 2
        lab = Laboratory(tmp_path, workers, on_run=kill_one)
        assert plain(lab.evaluate(ARMS, SEEDS)) == expected
    assert killed
    assert lab.failures == []


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_scenario_that_kills_workers_of_a_cluster_ends_alone(tmp_path, dask_cluster, expected):
    arms = [BASE, Arm("poison", with_coupon(Poison())), COUPON]
    with cluster(dask_cluster.scheduler_address) as workers:
        lab = Laboratory(tmp_path, workers)
        assert plain(lab.evaluate(arms, SEEDS[:1]))["base"] == {0: expected["base"][0]}
    assert {failure.label for failure in failures(tmp_path)} == {"poison"}


def test_a_cluster_that_does_not_answer_is_told(monkeypatch):
    monkeypatch.setattr(executors, "_ANSWERS_WITHIN_S", 0.3)
    with pytest.raises(ClusterError, match=r"tcp://127\.0\.0\.1:9"), cluster("tcp://127.0.0.1:9"):
        pass
