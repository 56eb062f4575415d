"""Processes that stay: for experiments that ask for a few replications again and again."""

import multiprocessing
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TypeVar

from analysis.experiment.executor import Outcome
from analysis.experiment.executors import Executing, Futures, Processes
from analysis.machine.lifeline import live_with_parent

T = TypeVar("T")
R = TypeVar("R")


class Lasting:
    """Processes of this machine that are warm from one call to the next.

    When one dies, what was lost is tried once more by processes that are started for it.
    """

    shares_disk = True

    def __init__(self, n_workers: int) -> None:
        self.n_workers = n_workers
        self._pool: ProcessPoolExecutor | None = None

    def __call__(
        self, work: Callable[[T], R], tasks: Sequence[T]
    ) -> Generator[Outcome[T, R], None, None]:
        """The outcome of each task, as it comes."""
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(
                self.n_workers, mp_context=context, initializer=live_with_parent
            )
        lost: list[T] = []
        for outcome in Futures(self._pool, self.n_workers)(work, tasks):
            if outcome.value is None and BrokenProcessPool.__name__ in outcome.error:
                lost.append(outcome.task)
            else:
                yield outcome
        if lost:  # one of them took the others along: now each dies alone
            self.close()
            yield from Processes(self.n_workers)(work, lost)

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


@contextmanager
def lasting(n_workers: int) -> Iterator[Executing]:
    """Processes that last as long as this does; one is this very process."""
    if n_workers == 1:
        yield Processes(1)
        return
    executing = Lasting(n_workers)
    try:
        yield executing
    finally:
        executing.close()
