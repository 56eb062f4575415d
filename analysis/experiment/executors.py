"""Where replications are run: here, on processes of this machine, on a cluster, or anywhere else.

An executor takes what is to be done with each task, and the tasks, and yields the outcome of each
as it comes. It may lose a task to a process that dies; it never loses the others.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from importlib import import_module
from queue import SimpleQueue
from typing import Any, Protocol, TypeVar

from analysis.experiment.outcome import Outcome, outcomes, tried
from analysis.machine.stops import deaf

T = TypeVar("T")
R = TypeVar("R")

# Handed out ahead, so that no worker waits: more would be lost when the program is killed.
_AHEAD = 2


class Executing(Protocol):
    """Does tasks somewhere; `n_workers` of them at a time."""

    n_workers: int
    shares_disk: bool  # whether workers can write into a folder of this machine

    def __call__(
        self, work: Callable[[T], R], tasks: Sequence[T]
    ) -> Generator[Outcome[T, R], None, None]:
        """The outcome of each task, as it comes; `work` is importable, tasks can be pickled."""


class Processes:
    """Processes of this machine, started afresh; one is this very process."""

    shares_disk = True

    def __init__(self, n_workers: int) -> None:
        self.n_workers = n_workers

    def __call__(
        self, work: Callable[[T], R], tasks: Sequence[T]
    ) -> Generator[Outcome[T, R], None, None]:
        """See `Executing`; who dies with a task has it tried once more."""
        return outcomes(work, tasks, self.n_workers)


class Futures:
    """Any executor of `concurrent.futures`, or one that behaves like it.

    Where a process that dies breaks the executor, as it does those of processes, all that was left
    is lost: who wants the rest to go on gives several processes by `Processes`.

    Parameters
    ----------
    executor
        What tasks are submitted to.
    n_workers
        How many it does at a time; a few more are handed out ahead.
    """

    shares_disk = False

    def __init__(self, executor: Executor, n_workers: int) -> None:
        self._executor = executor
        self.n_workers = n_workers

    def __call__(
        self, work: Callable[[T], R], tasks: Sequence[T]
    ) -> Generator[Outcome[T, R], None, None]:
        """See `Executing`."""
        waiting = list(reversed(tasks))
        running: dict[Future[Outcome[T, R]], T] = {}
        # `concurrent.futures.wait` would hold the locks of all futures for a moment: a signal that
        # came just then left them locked, and the program waiting for ever.
        ended: SimpleQueue[Future[Outcome[T, R]]] = SimpleQueue()
        try:
            while waiting or running:
                while waiting and len(running) < _AHEAD * self.n_workers:
                    task = waiting.pop()
                    try:
                        future = self._executor.submit(tried, work, task)
                    except RuntimeError as error:  # the executor is broken or was shut down
                        yield _lost(task, error)
                    else:
                        running[future] = task
                        with deaf():  # for the same reason
                            future.add_done_callback(ended.put)
                if running:
                    future = ended.get()
                    yield _outcome(running.pop(future), future)
        finally:
            for future in running:
                future.cancel()


def _outcome(task: T, future: "Future[Outcome[T, R]]") -> Outcome[T, R]:
    """What became of a task that was handed out."""
    try:
        return future.result()
    except Exception as error:  # its process died, its pool is broken, its worker was lost
        return _lost(task, error)


def _lost(task: T, error: Exception) -> Outcome[T, R]:
    return Outcome(task, error=f"its worker was lost ({type(error).__name__}: {error})")


class ClusterError(ValueError):
    """There is no cluster to run on."""


@contextmanager
def cluster(address: str) -> Iterator[Futures]:
    """The workers of a running dask scheduler, such as tcp://10.0.0.7:8786.

    Raises
    ------
    ClusterError
        It is not installed, does not answer, or has no workers.
    """
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise ClusterError("--cluster needs dask: pip install 'o2o-market[cluster]'") from None
    try:
        client = distributed.Client(address, timeout=_ANSWERS_WITHIN_S)
    except (OSError, ValueError, TimeoutError) as error:
        raise ClusterError(f"no scheduler answers at {address}: {error}") from None
    with client:
        n_workers = sum(client.nthreads().values())
        if n_workers == 0:
            raise ClusterError(f"the scheduler at {address} has no workers")
        yield Futures(_OnDask(client), n_workers)


_ANSWERS_WITHIN_S = 10


class _OnDask(Executor):
    """Submits to a dask scheduler; each task anew, whatever equal one was done before."""

    def __init__(self, client: Any) -> None:
        self._executor = client.get_executor(pure=False)

    def submit(self, function: Callable[..., Any], /, *args: Any, **more: Any) -> Any:
        """A future of one call."""
        return self._executor.submit(function, *args, **more)
