"""Workers: they end with what is broken off, and no signal or death of one holds anybody up."""

import multiprocessing
import os
import signal
import sys
import threading
from contextlib import closing

import pytest

from analysis.machine.worker_pool import WorkerPool
from tests.analysis.experiment import toys
from tests.analysis.stopping import stopped

# More than any pipe holds.
LARGE = 10**7


@pytest.fixture
def others():
    """Processes that there were before; nobody else is there at the end."""
    before = set(multiprocessing.active_children())
    yield
    assert set(multiprocessing.active_children()) == before


@pytest.mark.usefixtures("others")
def test_what_is_broken_off_ends_at_once():
    def break_off():
        with WorkerPool(2) as pool:
            for _ in pool.answers(toys.sleep, [0, 10**6, 10**6]):
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()


@pytest.mark.usefixtures("others", "heard")
def test_what_is_broken_off_ends_though_signals_are_ignored():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with WorkerPool(2) as pool, closing(pool.answers(toys.sleep, [0, 10**6])) as answers:
        next(answers)


@pytest.mark.usefixtures("others")
def test_workers_stay_from_one_call_to_the_next():
    with WorkerPool(2) as pool:
        first, second = (
            {pid for _, pid in pool.answers(toys.sleep, [0.1, 0.1, 0.1])} for _ in range(2)
        )
    assert second <= first
    assert len(first) == 2


@pytest.mark.usefixtures("others")
def test_an_answer_that_is_torn_is_of_a_process_that_died(tmp_path):
    """Killed while it hands over more than a pipe holds; nobody waits for the rest."""
    asked = (LARGE, str(tmp_path / "now"))
    with WorkerPool(2) as pool:
        answers = pool.answers(toys.answer_at_length, [(0, ""), asked])
        _, (pid, _) = next(answers)
        (tmp_path / "now").touch()
        ((pipe, speaking),) = (
            (pipe, worker) for pipe, worker in pool._workers.items() if worker.pid != pid
        )
        assert pipe.poll(60)
        speaking.kill()
        assert list(answers) == [(asked, None)]
        assert [answer for _, answer in pool.answers(toys.square, [2, 3])] == [4, 9]


@pytest.mark.usefixtures("others", "heard")
def test_a_signal_is_heard_while_workers_have_not_yet_taken_their_tasks():
    threading.Timer(0.1, os.kill, [os.getpid(), signal.SIGTERM]).start()
    with WorkerPool(2) as pool, stopped():
        list(pool.answers(toys.length, [b"a" * LARGE] * 8))


@pytest.mark.usefixtures("others", "heard")
def test_no_signal_comes_between_a_process_and_our_knowing_of_it(monkeypatch):
    start = multiprocessing.context.SpawnProcess.start
    started = []

    def start_and_be_stopped(process):
        start(process)
        os.kill(os.getpid(), signal.SIGTERM)
        started.append(process)

    monkeypatch.setattr("multiprocessing.context.SpawnProcess.start", start_and_be_stopped)
    with WorkerPool(1) as pool, stopped():
        list(pool.answers(toys.sleep, [10**6]))
    assert len(started) == 1


@pytest.mark.usefixtures("others")
def test_what_was_typed_in_is_told_to_be_in_no_file(monkeypatch):
    """A notebook has no file, and `python -` says one that is not there."""

    def typed(number):
        return number

    main = sys.modules["__main__"]
    typed.__module__, typed.__qualname__ = "__main__", "typed"
    monkeypatch.setattr(main, "typed", typed, raising=False)
    monkeypatch.setattr(main, "__file__", "<stdin>", raising=False)
    monkeypatch.setattr(main, "__spec__", None)
    with WorkerPool(1) as pool:
        with pytest.raises(ValueError, match=r"no other process can import.*'typed'"):
            list(pool.answers(typed, [1]))
        assert next(pool.answers(toys.sleep, [0]))[1] is not None
    assert main.__file__ == "<stdin>"
