"""Worker processes of this machine that end at once when what is done with them is broken off.

Each has a pipe of its own, and nobody but the main thread waits for any of them: a worker that ends
in the midst of what it says, killed or out of memory, leaves no lock behind and its pipe at an end.
Those of `concurrent.futures` share a pipe: half a message in it is waited for by a thread of the
pool for ever, and the command waits for that thread, deaf to all signals.
"""

import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import TracebackType
from typing import Any, TypeVar

from analysis.machine.garbage import look_seldom
from analysis.machine.lifeline import live_with_parent
from analysis.machine.stops import deaf

T = TypeVar("T")
R = TypeVar("R")

_CONTEXT = multiprocessing.get_context("spawn")


class WorkerPool:
    """Processes started afresh, which hear no Ctrl-C and end with this process.

    They stay from one call to the next. Leaving the block ends them, by an exception at once.
    """

    def __init__(self, n_workers: int) -> None:
        self._n_workers = n_workers
        self._workers: dict[Connection, SpawnProcess] = {}

    def answers(
        self, work: Callable[[T], R], tasks: Sequence[T]
    ) -> Generator[tuple[T, R | None], None, None]:
        """Each task and what `work` makes of it, as it comes; None: its process died of it.

        `work` is importable, and tasks and values can be pickled. Closing the iterator, as an
        interrupt does, ends all processes.
        """
        waiting, running = deque(tasks), dict[Connection, T]()
        try:
            self._hand_out(work, waiting, running)
            while running:
                ready = wait(running)
                for connection in [each for each in running if each in ready]:
                    task, answer = running.pop(connection), self._answer(connection)
                    self._hand_out(work, waiting, running)
                    yield task, answer
        except BaseException:
            self.end(at_once=True)
            raise

    def end(self, *, at_once: bool = False) -> None:
        """End all processes, in the midst of their work if it is to be at once.

        The next task starts others.
        """
        ended = list(self._workers.values())
        with deaf():
            for connection, process in self._workers.items():
                if at_once:
                    process.kill()
                connection.close()  # whoever waits for a task hears that there are no more
            self._workers.clear()
        for process in ended:
            process.join()

    def __enter__(self) -> "WorkerPool":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end(at_once=kind is not None)

    def _hand_out(
        self, work: Callable[[T], R], waiting: deque[T], running: dict[Connection, T]
    ) -> None:
        """Give a task to whoever has none; there are as many processes as there is use for."""
        while len(self._workers) < min(self._n_workers, len(running) + len(waiting)):
            self._start()
        idle = [connection for connection in self._workers if connection not in running]
        for connection in idle[: len(waiting)]:
            running[connection] = waiting.popleft()
            with suppress(ConnectionError):  # it died; we hear so when we ask for its answer
                connection.send((work, running[connection]))

    def _start(self) -> None:
        """Start a process. It inherits that interrupts are blocked.

        Ctrl-C reaches all processes of a terminal, and only this one is to act on it. No signal
        comes between a process and our knowing of it.
        """
        resource_tracker.ensure_running()  # would be started with it, and take the block off
        with deaf():
            ours, theirs = _CONTEXT.Pipe()
            process = _CONTEXT.Process(target=_serve, args=(theirs,))
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            try:
                with _no_file_that_is_none():
                    process.start()
                self._workers[ours] = process
            finally:
                signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
                theirs.close()

    def _answer(self, connection: Connection) -> Any:
        """What a worker says; None: it died, and is forgotten."""
        try:
            answer = connection.recv()
        except (EOFError, OSError):
            process = self._workers.pop(connection)
            connection.close()
            process.kill()  # it may have lost its pipe alone
            process.join()
            return None
        if isinstance(answer, _Unreadable):
            raise ValueError(
                f"no other process can import what is to be run ({answer.why}): what is typed in, "
                "as in a notebook, stands in no file; put it into a module, or use one process"
            )
        return answer


@dataclass(frozen=True)
class _Unreadable:
    """What a worker says of a task that it cannot read."""

    why: str


@contextmanager
def _no_file_that_is_none() -> Iterator[None]:
    """Have a program that was typed in, as into `python -`, stand in no file.

    A process that is started would run the file once more, and end where there is none.
    """
    main = vars(sys.modules["__main__"])
    file = main.get("__file__")
    if file is None or os.path.exists(file):
        yield
        return
    del main["__file__"]
    try:
        yield
    finally:
        main["__file__"] = file


def _serve(connection: Connection) -> None:
    """Work until there are no more tasks."""
    live_with_parent()
    look_seldom()
    with suppress(EOFError):
        while True:
            try:
                work, task = connection.recv()
            except (AttributeError, ImportError) as error:
                connection.send(_Unreadable(str(error)))
            else:
                connection.send(work(task))
