"""Workers: they end with what is broken off, and no signal tears what is handed to them."""

import multiprocessing
import os
import signal

import pytest

from analysis.machine.stops import Stopped
from analysis.machine.worker_pool import WorkerPool
from tests.analysis.experiment import toys


def test_what_is_broken_off_ends_at_once():
    others = set(multiprocessing.active_children())
    tasks = []

    def break_off():
        with WorkerPool(2) as pool:
            pool.submit(toys.sleep, 0).result()
            tasks.extend(pool.submit(toys.sleep, 10**6) for _ in range(3))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert set(multiprocessing.active_children()) == others
    assert all(task.done() for task in tasks)


def test_what_is_left_in_order_is_done_first():
    with WorkerPool(2) as pool:
        tasks = [pool.submit(toys.square, number) for number in (2, 3, 4)]
    assert [task.result() for task in tasks] == [4, 9, 16]


@pytest.mark.usefixtures("heard")
def test_a_signal_is_heard_when_a_task_is_handed_out_and_not_before(monkeypatch):
    handed_out = []

    def submit(self, work, *args):
        os.kill(os.getpid(), signal.SIGTERM)
        handed_out.append(work)

    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor.submit", submit)

    def hand_out():
        with WorkerPool(1) as pool:
            pool.submit(toys.sleep, 0)
            signal.pause()

    with pytest.raises(Stopped):
        hand_out()
    assert handed_out == [toys.sleep]
