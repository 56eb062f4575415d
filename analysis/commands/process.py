"""The process of a command: which signals end it, and how it ends when its output is gone."""

import atexit
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial

from analysis.commands.streams import tolerate_encodings
from analysis.commands.warned import tell_warnings
from analysis.machine.stops import Stopped, hear, hear_no_more, told_by
from analysis.machine.support import refusal

# Ctrl-C; the system shuts down or a batch system's time is up; the terminal is closed.
_STOPS = ("SIGINT", "SIGTERM", "SIGHUP")
# Of reproducible builds.
_BUILD_TIME = "SOURCE_DATE_EPOCH"
_PATIENCE_S = 1.0
_leave = os._exit


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
    tell_warnings()
    _leave_out_what_cannot_be_read()
    _leave_by_raising_alone()
    heard = [number for number in map(_number, _STOPS) if _is_free(number)]
    try:
        hear(heard)
        program()
    except SystemExit as left:
        sys.exit(told_by(left.code))
    except Stopped as stopped:  # before the program could answer it
        sys.exit(stopped.exit_code)
    except OSError as error:
        if not isinstance(error, BrokenPipeError):  # a reader who has seen enough
            print(f"cannot go on: {error.strerror}", file=sys.stderr)
            sys.exit(3)
    finally:
        hear_no_more(heard)  # Python at its end would complain of our answer
        _let_go_of_output()
        _leave_threads_behind(sys.exc_info()[1])


def _leave_by_raising_alone() -> None:
    """Have os._exit raise in this process, as sys.exit does.

    A policy of the user's own that calls it would else end the command without a word, and with
    the exit code of one that went well. Processes that this one forks leave as ever.
    """
    if hasattr(os, "register_at_fork"):  # elsewhere nothing forks
        os.register_at_fork(after_in_child=partial(setattr, os, "_exit", _leave))
    os._exit = sys.exit  # type: ignore[assignment]


def _leave_out_what_cannot_be_read() -> None:
    """Drop a variable over whose value NumPy could not be imported, nor a figure be written."""
    said = os.environ.get(_BUILD_TIME, "0")
    if not _is_moment(said.strip()):
        del os.environ[_BUILD_TIME]
        print(f"{_BUILD_TIME} is left out: '{said}' is no number of seconds", file=sys.stderr)


def _is_moment(seconds: str) -> bool:
    """Whether a text says so many seconds since 1970, in a year that has four digits."""
    try:
        return seconds.isdecimal() and bool(datetime.fromtimestamp(int(seconds), UTC))
    except (ValueError, OverflowError, OSError):
        return False


def _number(name: str) -> int:
    number: int = getattr(signal, name)
    return number


def _is_free(number: int) -> bool:
    """Whether nobody has said what becomes of a signal: nohup has it ignored, and means it."""
    return signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler)


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


def _leave_threads_behind(left_by: BaseException | None) -> None:
    """End now where threads still run that a policy of the user's own began.

    Python would wait for them, however long, and all is done.
    """
    until = time.monotonic() + _PATIENCE_S
    for thread in filter(_is_waited_for, threading.enumerate()):
        thread.join(max(0.0, until - time.monotonic()))
        if thread.is_alive():
            break
    else:
        return
    print("a thread that a policy began still runs; it is left behind", file=sys.stderr, flush=True)
    code = left_by.code if isinstance(left_by, SystemExit) else int(left_by is not None)
    atexit._run_exitfuncs()
    with suppress(OSError, ValueError):  # closed, or full: all that counts was said before
        sys.stdout.flush()
    _leave(code if isinstance(code, int) else int(code is not None))


def _is_waited_for(thread: threading.Thread) -> bool:
    """Whether Python would wait for a thread; those of executors end with them."""
    of_executor = type(thread).__module__.startswith("concurrent.") or thread.name.startswith(
        "ThreadPoolExecutor"
    )
    return not (thread.daemon or of_executor or thread is threading.main_thread())
