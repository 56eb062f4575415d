"""The process of a command: which signals end it, and how it ends when its output is gone."""

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType

from analysis.commands.streams import tolerate_encodings
from analysis.machine.support import refusal

# Beside Ctrl-C: the system shuts down or a batch system's time is up; the terminal is closed.
_STOPS = ("SIGTERM", "SIGHUP")


class Stopped(KeyboardInterrupt):
    """A signal asks the command to end; what holds for Ctrl-C holds for it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 128 + number


def in_order(program: Callable[[], None]) -> None:
    """Run the program of a process that is a command, and nothing else.

    It is refused where the system will not do. Signals that end it do so as Ctrl-C does, so that
    it says what is kept and takes its workers along.
    """
    if refusal():
        print(refusal(), file=sys.stderr)
        sys.exit(2)
    if sys.stdout is None:  # a file opened later would take its place
        print("standard output is closed: open it, or send it to a file", file=sys.stderr)
        sys.exit(2)
    tolerate_encodings()
    heard = [number for number in map(_number, _STOPS) if _is_free(number)]
    for number in heard:
        signal.signal(number, _stop)
    try:
        program()
    except OSError as error:
        if not isinstance(error, BrokenPipeError):  # a reader who has seen enough
            print(f"cannot go on: {error.strerror}", file=sys.stderr)
            sys.exit(3)
    finally:
        for number in heard:  # all is done, and Python at its end would complain of our answer
            signal.signal(number, signal.SIG_IGN)
        _let_go_of_output()


def _number(name: str) -> int:
    number: int = getattr(signal, name)
    return number


def _is_free(number: int) -> bool:
    """Whether nobody has said what becomes of a signal: nohup has it ignored, and means it."""
    return signal.getsignal(number) is signal.SIG_DFL


def _stop(number: int, frame: FrameType | None) -> None:
    """End in order; whoever asks twice does not want to wait for that."""
    signal.signal(number, signal.SIG_DFL)
    raise Stopped(number)


def _let_go_of_output() -> None:
    """Write what is still held back; where that fails, Python must not try again and complain."""
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except OSError as error:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, stream.fileno())
        if isinstance(error, BrokenPipeError):  # the reader has seen enough
            return
        print(f"cannot go on: {error.strerror}", file=sys.stderr)
        sys.exit(3)
