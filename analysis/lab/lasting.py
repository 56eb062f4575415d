"""Processes that stay: for experiments that ask for a few replications again and again."""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from analysis.experiment.executors import Executing, Processes
from analysis.experiment.outcome import Outcome, outcomes_of
from analysis.machine.worker_pool import WorkerPool

T = TypeVar("T")
R = TypeVar("R")


class Lasting:
    """Processes of this machine that are warm from one call to the next."""

    shares_disk = True

    def __init__(self, pool: WorkerPool, n_workers: int) -> None:
        self.n_workers = n_workers
        self._pool = pool

    def __call__(
        self, work: Callable[[T], R], tasks: Sequence[T]
    ) -> Generator[Outcome[T, R], None, None]:
        """The outcome of each task, as it comes; who dies with a task has it tried once more."""
        return outcomes_of(self._pool, work, tasks)


@contextmanager
def lasting(n_workers: int) -> Iterator[Executing]:
    """Processes that last as long as this does; one is this very process."""
    if n_workers == 1:
        yield Processes(1)
        return
    with WorkerPool(n_workers) as pool:
        yield Lasting(pool, n_workers)
