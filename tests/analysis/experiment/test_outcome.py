"""Many tasks in a few processes: nobody's failure stops the others."""

import multiprocessing
import os
import time

import pytest

from analysis.experiment.outcome import outcomes
from tests.analysis.experiment import toys


def values(done):
    return {outcome.task: outcome.value for outcome in done}


@pytest.mark.parametrize("n_workers", [1, 2])
def test_every_task_is_done_once(n_workers):
    done = list(outcomes(toys.square, [1, 2, 3, 4, 5], n_workers))
    assert len(done) == 5
    assert values(done) == {1: 1, 2: 4, 3: 9, 4: 16, 5: 25}


def test_one_worker_is_this_process_and_two_are_others():
    (alone,) = outcomes(toys.sleep, [0], 1)
    assert alone.value == os.getpid()
    apart = {outcome.value for outcome in outcomes(toys.sleep, [0, 0.01], 2)}
    assert os.getpid() not in apart


@pytest.mark.parametrize("n_workers", [1, 2])
def test_a_task_that_fails_says_why_and_where_and_the_rest_go_on(n_workers):
    done = list(outcomes(toys.divide_ten_by, [5, 0, 2], n_workers))
    assert values(done) == {5: 2, 0: None, 2: 5}
    (failed,) = (outcome for outcome in done if outcome.task == 0)
    assert failed.error.startswith("ZeroDivisionError: ")
    assert "(toys.py, line " in failed.error


def test_a_task_that_kills_its_process_twice_is_given_up_and_the_rest_are_done():
    done = list(outcomes(toys.die_at_three, [1, 2, 3, 4, 5, 6], 2))
    assert values(done) == {1: 1, 2: 2, 3: None, 4: 4, 5: 5, 6: 6}
    (dead,) = (outcome for outcome in done if outcome.task == 3)
    assert "died, twice" in dead.error


def test_a_task_whose_process_dies_once_is_tried_again(tmp_path):
    file = str(tmp_path / "been here")
    assert values(outcomes(toys.die_once, [None, file], 2)) == {None: "alive", file: "alive"}
    assert (tmp_path / "been here").exists()


def test_broken_off_work_leaves_no_process_behind():
    before = set(multiprocessing.active_children())
    began = time.monotonic()
    done = outcomes(toys.sleep, [0, 60, 60], 2)
    next(done)
    assert set(multiprocessing.active_children()) - before
    done.close()
    assert set(multiprocessing.active_children()) == before
    assert time.monotonic() - began < 30


def test_interrupts_of_the_terminal_do_not_reach_the_workers():
    assert all(outcome.value for outcome in outcomes(toys.refuse_interrupts, [1, 2], 2))
    (here,) = outcomes(toys.refuse_interrupts, [1], 1)
    assert here.value is False
