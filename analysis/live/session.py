"""A tab's own processes: that of its cities, and one that writes a report."""

import contextlib
import multiprocessing
import os
import runpy
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from analysis.live.messages import Asked, FromTab, ToTab
from analysis.live.worker import live
from analysis.machine.lifeline import live_with_parent

_SPAWN = multiprocessing.get_context("spawn")
_ENDS_WITHIN_S = 2.0


class Session:
    """The process of one tab; started and ended from the main thread, which it ends with."""

    def __init__(self, asked: Asked) -> None:
        self._pipe, theirs = _SPAWN.Pipe()
        self._process = _started(live, theirs, asked)
        theirs.close()

    @property
    def alive(self) -> bool:
        """Whether its process is."""
        return self._process.is_alive()

    @property
    def pid(self) -> int:
        """Of its process."""
        return self._process.pid or 0

    def say(self, message: FromTab) -> None:
        """Tell its process something; in vain if that has ended."""
        with contextlib.suppress(OSError):
            self._pipe.send(message)

    def heard(self) -> Iterator[ToTab]:
        """What its process has said since."""
        with contextlib.suppress(EOFError, OSError):
            while self._pipe.poll():
                yield self._pipe.recv()

    def end(self) -> None:
        """End its process, and wait for that."""
        self._pipe.close()
        stop(self._process)


def write_report(arguments: Sequence[str], out: Path, lang: str, notes: Path) -> BaseProcess:
    """Start `o2o` with such arguments in a process of its own; what it says goes to a file."""
    return _started(_o2o, [*arguments, "--jobs", "1", "--lang", lang, "--out", str(out)], notes)


def stop(process: BaseProcess) -> None:
    """End a process, and wait for that."""
    process.terminate()
    process.join(_ENDS_WITHIN_S)
    if process.is_alive():
        process.kill()
        process.join()


def _o2o(arguments: list[str], notes: Path) -> None:
    live_with_parent()
    with open(notes, "wb") as file:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(file.fileno(), stream.fileno())
    sys.argv = ["o2o", *arguments]
    runpy.run_module("analysis", run_name="__main__")


def _started(work: Callable[..., None], *arguments: Any) -> BaseProcess:
    """A process that Ctrl-C does not reach: the server hears it, and ends all."""
    process = _SPAWN.Process(target=work, args=arguments, daemon=True)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    return process
