"""What became of tasks: each is done or says why not, and one that crashes stops no other."""

import traceback
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

from analysis.machine.worker_pool import WorkerPool
from sim.policies.error import PolicyError

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
    `work` must be importable and tasks and values picklable. Closing the iterator, as an interrupt
    does, ends the processes.
    """
    if n_workers == 1 or len(tasks) <= 1:
        for task in tasks:
            yield tried(work, task)
    else:
        with WorkerPool(n_workers) as pool:
            yield from outcomes_of(pool, work, tasks)


def outcomes_of(
    pool: WorkerPool, work: Callable[[T], R], tasks: Sequence[T]
) -> Generator[Outcome[T, R], None, None]:
    """Have workers do all tasks and yield each outcome as it comes.

    A task whose process dies is tried once more when the others are done, alone: it may have been
    memory that they ran out of together.
    """
    died = []
    for task, outcome in pool.answers(partial(tried, work), tasks):
        if outcome is None:
            died.append(task)
        else:
            yield outcome
    for task in died:
        pool.end()
        ((_, outcome),) = pool.answers(partial(tried, work), [task])
        yield outcome or Outcome(task, error="its process died, twice (out of memory?)")


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
