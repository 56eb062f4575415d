"""Worker processes of this machine that end at once when what is done with them is broken off."""

import multiprocessing
import signal
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import ParamSpec, TypeVar

from analysis.machine.lifeline import live_with_parent
from analysis.machine.stops import deaf

P = ParamSpec("P")
R = TypeVar("R")


class WorkerPool(Executor):
    """Processes started afresh, which hear no Ctrl-C and end with this process.

    Leaving its block waits for what is under way; leaving it by an exception ends that at once.
    """

    def __init__(self, n_workers: int) -> None:
        self._pool = ProcessPoolExecutor(
            n_workers,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=live_with_parent,
        )
        self._workers: set[BaseProcess] = set()

    def submit(self, work: Callable[P, R], /, *args: P.args, **more: P.kwargs) -> Future[R]:
        """Hand out a call; whoever does it has to be able to import `work`.

        A process started for it inherits that interrupts are blocked: Ctrl-C reaches all processes
        of a terminal, and only this one is to act on it. No signal breaks off what the pool's own
        thread waits for.
        """
        others = set(multiprocessing.active_children())
        with deaf():
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            try:
                return self._pool.submit(work, *args, **more)
            finally:
                self._workers |= set(multiprocessing.active_children()) - others
                signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more; wait for what is under way."""
        self._pool.shutdown(wait, cancel_futures=cancel_futures)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            for worker in self._workers:
                worker.terminate()
        self.shutdown(cancel_futures=kind is not None)
