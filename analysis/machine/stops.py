"""Signals that end a command, raised where an exception comes through.

Python calls a handler wherever it happens to be. What is raised there is lost in a callback of
compiled code and in a `__del__`, which only complain, and is another error behind DuckDB. There a
signal waits for a moment. Others swallow it without a word, as C code does that tries something and
forgets its errors: what is gone while the command goes on is raised again.
"""

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from weakref import ReferenceType, ref

_MOMENT_S = 0.05
# Calls us back from machine code while kernels are compiled and loaded.
_CALLS_BACK = "llvmlite."

_asked: list[int] = []  # signals that were heard
_raised: list["ReferenceType[Stopped]"] = []  # what was raised since the last of these
_deaf: list[None] = []  # one for each block under way through which no exception comes


class Stopped(KeyboardInterrupt):
    """A signal asks the command to end; what holds for Ctrl-C holds for it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 128 + number


def hear(numbers: Sequence[int]) -> None:
    """End what runs, in order, at these signals."""
    signal.signal(signal.SIGALRM, _again)
    for number in numbers:
        signal.signal(number, _stop)


def told_by(exit_code: str | int | None) -> str | int | None:
    """The exit code of a command that left with one: Ctrl-C's stands for any signal that came.

    Typer answers what is raised in it as it answers Ctrl-C.
    """
    came = bool(_asked) and exit_code == 128 + signal.SIGINT
    return 128 + _asked[-1] if came else exit_code


def hear_no_more(numbers: Sequence[int]) -> None:
    """All is done: these signals change nothing any more."""
    answered()
    for number in numbers:
        signal.signal(number, signal.SIG_IGN)


def answered() -> None:
    """What was raised has been heard, and is not raised again."""
    signal.setitimer(signal.ITIMER_REAL, 0)


@contextmanager
def deaf() -> Iterator[None]:
    """A short piece of work through which no exception comes: signals wait for its end."""
    _deaf.append(None)
    try:
        yield
    finally:
        _deaf.pop()


def _stop(number: int, frame: FrameType | None) -> None:
    """End in order; whoever asks twice does not want to wait for that."""
    signal.signal(number, signal.SIG_DFL)
    _asked.append(number)
    _raised.clear()
    _raise(frame)


def _again(_number: int, frame: FrameType | None) -> None:
    _raise(frame)


def _raise(frame: FrameType | None) -> None:
    """Raise what was asked for, unless that is under way, and look again in a moment."""
    signal.setitimer(signal.ITIMER_REAL, _MOMENT_S)
    under_way = bool(_raised) and _raised[-1]() is not None
    if not (under_way or _deaf or _is_lost(frame)):
        raise _noted(Stopped(_asked[-1]))


def _noted(stopped: Stopped) -> Stopped:
    """Remember it; in a frame that ends before it is raised, as its traceback holds the others."""
    _raised.append(ref(stopped))
    return stopped


def _is_lost(frame: FrameType | None) -> bool:
    """Whether what is raised in a frame would be lost in it, or in one that called it."""
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if frame.f_code.co_name == "__del__" or module.startswith(_CALLS_BACK):
            return True
        frame = frame.f_back
    return False
