"""The same uncompiled: tests, in seconds where a table of its own takes a minute to compile.

`python -m tests.uncompiled`: run them for all files that ask for it, in time that is left over.
"""

import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from numba import config

ROOT = Path(__file__).parents[1]
# Names the folder that the workers of a run share.
SHARED = "O2O_TESTS_SHARED"
# Set where the slow tests are run, too.
WHOLE_RUNS = "O2O_TESTS_WHOLE_RUNS"
CALL = "assert_tests_pass_uncompiled(__file__)"
CHOSEN = "(slow or uncompiled)"
# Those that live whole runs take two thirds of the time of all, and wait for `make test-all`;
# golden KPIs tell sooner that off is off.
SHORT = "and not whole_run"


def assert_tests_pass_uncompiled(file: str) -> None:
    """Have tests of a file run in a fresh interpreter that leaves the code as it is.

    Those that are marked `uncompiled` run nowhere else: what compiled code makes of a mechanism is
    compared by the oracle (`tests/reference`). Slow ones run compiled, too.

    It takes longer to start than most of them do: where several workers run tests, one interpreter
    is started for all files that call this, by the worker who is first; or, if all tests are run,
    before there are workers.
    """
    if config.DISABLE_JIT:  # this one does, and would begin another, which would begin another
        pytest.skip("uncompiled already")
    asked = str(Path(file).relative_to(ROOT))
    said = _said_by_all(Path(os.environ[SHARED])) if SHARED in os.environ else _said_by((asked,))
    of_file = [line for line in said.splitlines() if line.startswith(f"{asked}::")]
    assert any(" PASSED " in line for line in of_file), said
    assert all(" PASSED " in line or " SKIPPED " in line for line in of_file), said


def begun_for_all() -> Callable[[], None]:
    """Begin it while kernels are compiled, which leaves a processor idle; what ends it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.uncompiled"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        start_new_session=True,  # with what it starts it is a group, and ended with it
    )

    def end() -> None:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.wait()

    return end


@cache
def _said_by_all(folder: Path) -> str:
    """What is printed for all files; who comes second waits for it."""
    with (folder / "uncompiled.txt").open("a+", encoding="utf-8") as shared:
        fcntl.flock(shared, fcntl.LOCK_EX)
        shared.seek(0)
        said = shared.read()
        if not said:
            said = _said_by(_all_that_call())
            shared.write(said)
    return said


def _all_that_call() -> tuple[str, ...]:
    files = sorted(ROOT.glob("tests/**/test_*.py"))
    return tuple(str(file.relative_to(ROOT)) for file in files if CALL in file.read_text("utf-8"))


def _said_by(files: tuple[str, ...]) -> str:
    """What a run of their tests prints: a line for each, and why one failed."""
    chosen = CHOSEN if WHOLE_RUNS in os.environ else f"{CHOSEN} {SHORT}"
    options = ["-v", "-m", chosen, "-p", "no:cacheprovider", "-p", "no:xdist"]
    process = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *files],
        cwd=ROOT,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return process.stdout + process.stderr


def assert_prints_the_same_uncompiled(code: str) -> None:
    """Have a program print in another process, to the bit, what it prints compiled in this one."""
    if config.DISABLE_JIT:
        pytest.skip("uncompiled already")
    with redirect_stdout(StringIO()) as compiled:
        exec(code, {})
    uncompiled = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=ROOT,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert uncompiled == compiled.getvalue() != ""


def _end_with(parent: int) -> None:
    """End this process and what it began as soon as who began it is no more, however that ended."""
    while os.getppid() == parent:
        time.sleep(1)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    os.nice(10)  # after those who compile, for whom the workers wait
    _said_by_all(Path(os.environ[SHARED]))
