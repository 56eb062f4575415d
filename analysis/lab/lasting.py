"""Processes that stay: for experiments that ask for a few replications again and again."""

from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from types import TracebackType
from typing import TypeVar

from analysis.experiment.executor import Outcome
from analysis.experiment.executors import Executing, Futures, Processes
from analysis.machine.worker_pool import WorkerPool

T = TypeVar("T")
R = TypeVar("R")


class Lasting:
    """Processes of this machine that are warm from one call to the next.

    When one dies, what was lost is tried once more by processes that are started for it.
    """

    shares_disk = True

    def __init__(self, n_workers: int) -> None:
        self.n_workers = n_workers
        self._pool: WorkerPool | None = None

    def __call__(
        self, work: Callable[[T], R], tasks: Sequence[T]
    ) -> Generator[Outcome[T, R], None, None]:
        """The outcome of each task, as it comes."""
        if self._pool is None:
            self._pool = WorkerPool(self.n_workers)
        lost: list[T] = []
        for outcome in Futures(self._pool, self.n_workers)(work, tasks):
            if outcome.value is None and BrokenProcessPool.__name__ in outcome.error:
                lost.append(outcome.task)
            else:
                yield outcome
        if lost:  # one of them took the others along: now each dies alone
            self.__exit__(None, None, None)
            yield from Processes(self.n_workers)(work, lost)

    def __enter__(self) -> "Lasting":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.__exit__(kind, raised, trace)


@contextmanager
def lasting(n_workers: int) -> Iterator[Executing]:
    """Processes that last as long as this does; one is this very process."""
    if n_workers == 1:
        yield Processes(1)
        return
    with Lasting(n_workers) as executing:
        yield executing
