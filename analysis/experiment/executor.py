"""Does many tasks in a few processes; a task that fails or crashes does not stop the others."""

import multiprocessing
import signal
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from analysis.machine.lifeline import live_with_parent
from sim.policies.asking import PolicyError

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Outcome(Generic[T, R]):
    """What became of a task: a value, or the reason why there is none."""

    task: T
    value: R | None = None
    error: str = ""


def outcomes(
    work: Callable[[T], R], tasks: Sequence[T], n_workers: int
) -> Generator[Outcome[T, R], None, None]:
    """Do all tasks and yield each outcome as it comes.

    One worker is this very process; more are processes of their own, started afresh, so that
    `work` must be importable and tasks and values picklable. A task whose process dies is tried
    once more, alone. Closing the iterator, as an interrupt does, ends the processes.
    """
    if n_workers == 1 or len(tasks) <= 1:
        for task in tasks:
            yield tried(work, task)
    else:
        yield from _in_processes(work, tasks, min(n_workers, len(tasks)))


def tried(work: Callable[[T], R], task: T) -> Outcome[T, R]:
    """Do one task here; an error becomes its outcome."""
    try:
        return Outcome(task, work(task))
    except PolicyError as error:  # says itself who is to blame
        return Outcome(task, error=str(error))
    except Exception as error:  # whatever a user's policy raises
        last = traceback.extract_tb(_root(error).__traceback__)[-1]
        where = f"{Path(last.filename).name}, line {last.lineno}"
        return Outcome(task, error=f"{type(error).__name__}: {error} ({where})")


def _root(error: BaseException) -> BaseException:
    """The error that all began with: SimPy raises those of its processes once more."""
    return error if error.__cause__ is None else _root(error.__cause__)


def _in_processes(
    work: Callable[[T], R], tasks: Sequence[T], n_workers: int
) -> Iterator[Outcome[T, R]]:
    waiting = deque(tasks)
    while waiting:
        for task in (yield from _until_a_crash(work, waiting, n_workers)):
            yield _alone(work, task)


def _until_a_crash(
    work: Callable[[T], R], waiting: deque[T], n_workers: int
) -> Generator[Outcome[T, R], None, list[T]]:
    """Work off the queue; when a process dies, return the tasks that may have killed it.

    No more tasks are handed out than there are workers, so that these are few.
    """
    running: dict[Future[Outcome[T, R]], T] = {}
    with _pool(n_workers) as pool:
        try:
            while waiting or running:
                while waiting and len(running) < n_workers:
                    running[_submitted(pool, work, waiting[0])] = waiting[0]
                    waiting.popleft()
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    outcome = future.result()
                    del running[future]
                    yield outcome
        except BrokenProcessPool:
            return list(running.values())
    return []


def _alone(work: Callable[[T], R], task: T) -> Outcome[T, R]:
    """Try a task again in a process that a crash takes nobody else with."""
    with _pool(1) as pool:
        try:
            return _submitted(pool, work, task).result()
        except BrokenProcessPool:
            return Outcome(task, error="its process died, twice (out of memory?)")


@contextmanager
def _pool(n_workers: int) -> Iterator[ProcessPoolExecutor]:
    """Workers that end at once when what is done with them is broken off, or this process ends."""
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(
        n_workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=live_with_parent,
    )
    try:
        yield pool
    except BaseException:
        for worker in set(multiprocessing.active_children()) - others:
            worker.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _submitted(pool: ProcessPoolExecutor, work: Callable[[T], R], task: T) -> Future[Outcome[T, R]]:
    """Hand out a task. A process started for it inherits that interrupts are blocked.

    Ctrl-C reaches all processes of a terminal; only this one is to act on it.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return pool.submit(tried, work, task)
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
