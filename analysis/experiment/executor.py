"""Does many tasks in a few processes; a task that fails or crashes does not stop the others."""

import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Generic, TypeAlias, TypeVar

from analysis.machine.worker_pool import WorkerPool
from sim.policies.asking import PolicyError

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Outcome(Generic[T, R]):
    """What became of a task: a value, or the reason why there is none."""

    task: T
    value: R | None = None
    error: str = ""


# Where futures are put as they end. `concurrent.futures.wait` would hold the locks of all of them
# for a moment: a signal that came just then left them locked, and the program waiting for ever.
Ended: TypeAlias = "SimpleQueue[Future[Outcome[T, R]]]"


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
    ended: Ended[T, R] = SimpleQueue()
    with WorkerPool(n_workers) as pool:
        try:
            while waiting or running:
                while waiting and len(running) < n_workers:
                    future = pool.submit(tried, work, waiting[0])
                    running[future] = waiting.popleft()
                    future.add_done_callback(ended.put)
                future = ended.get()
                outcome = future.result()
                del running[future]
                yield outcome
        except BrokenProcessPool:
            return list(running.values())
    return []


def _alone(work: Callable[[T], R], task: T) -> Outcome[T, R]:
    """Try a task again in a process that a crash takes nobody else with."""
    with WorkerPool(1) as pool:
        try:
            return pool.submit(tried, work, task).result()
        except BrokenProcessPool:
            return Outcome(task, error="its process died, twice (out of memory?)")
