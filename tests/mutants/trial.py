"""The trial of mutants: each in a process of its own, before the tests that call its function."""

import gc
import os
import resource
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from types import CodeType, FrameType
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.mutants.plant import caches, code_of, plant
from tests.mutants.source import CONSTANTS, Mutant
from tests.mutants.targets import ROOT

WORKERS = 2
# A mutant may run for ever: each test gets so many times its usual CPU, and some seconds more.
_PATIENCE, _GRACE_S = 5, 3
# Beside the tests of its package a mutant faces others, the cheapest first, for so long.
_OTHERS_S = 3.0
_MOST_BYTES = 6 * 2**30

# How a trial ends: how the child process does.
LIVED, KILLED = 0, 1

Test = pytest.Item
Tell = Callable[[Mutant, bool], None]


@dataclass
class Trial:
    """A plugin of pytest: in place of one run of the collected tests, one for each mutant."""

    mutants: Sequence[Mutant]
    tell: Tell
    failed: bool = False
    _caches: list[Any] = field(default_factory=list)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember a failure, be it in the test or around it."""
        self.failed |= report.failed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try all mutants; pytest's own loop does not run."""
        # Examples as ever, but no search for a smaller one once a test has failed.
        settings.register_profile(
            "mutants",
            derandomize=True,
            deadline=None,
            database=None,
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        settings.load_profile("mutants")
        gc.unfreeze()  # `tests/conftest.py` hides what is loaded from who looks for caches
        self._caches = caches()
        reach = self._sound_run(session.items)
        gc.collect()
        gc.freeze()  # what children never touch is not copied
        for mutant, status in _in_children(self.mutants, lambda mutant: self._try(mutant, reach)):
            self.tell(mutant, status != LIVED)
        return True

    def _sound_run(self, items: Sequence[Test]) -> "Reach":
        """Run all tests on the sound program: they pass, and it is noted what they call."""
        watched = {code_of(m) for m in self.mutants if m.function != CONSTANTS}
        reach = Reach(items)
        for nth, item in enumerate(items):
            with _watch(watched) as called:
                began_s = time.process_time()
                self._run(item, items[nth + 1] if nth + 1 < len(items) else None)
                reach.note(item, called, time.process_time() - began_s)
            if self.failed:
                raise pytest.UsageError(f"{item.nodeid} fails without any mutant")
        return reach

    def _try(self, mutant: Mutant, reach: "Reach") -> int:
        """Put the mutant in place and run its tests until one fails, in this process."""
        tests = reach.tests_of(mutant)
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))
        plant(mutant)
        for nth, test in enumerate(tests):
            limit_s = time.process_time() + _GRACE_S + _PATIENCE * reach.cpu_s[test]
            resource.setrlimit(resource.RLIMIT_CPU, (int(limit_s), resource.RLIM_INFINITY))
            self._run(test, tests[nth + 1] if nth + 1 < len(tests) else None)
            if self.failed:
                return KILLED
        return LIVED

    def _run(self, item: Test, after: Test | None) -> None:
        """Run a test, which works out anew what others, or the sound program, have kept."""
        for cache in self._caches:
            cache.cache_clear()
        item.ihook.pytest_runtest_protocol(item=item, nextitem=after)


class Reach:
    """Which tests call which functions, and what each costs."""

    def __init__(self, items: Sequence[Test]) -> None:
        self.items = items
        self.cpu_s: dict[Test, float] = {}
        self._callers: defaultdict[CodeType, list[Test]] = defaultdict(list)

    def note(self, test: Test, called: set[CodeType], cpu_s: float) -> None:
        """A test called these functions, for so long."""
        self.cpu_s[test] = cpu_s
        for code in called:
            self._callers[code].append(test)

    def tests_of(self, mutant: Mutant) -> list[Test]:
        """The tests that can notice a mutant: of its module, of its package, then others."""
        *package, name = mutant.module.split(".")
        callers = self.items if mutant.function == CONSTANTS else self._callers[code_of(mutant)]
        near, far = [], []
        for test in sorted(callers, key=lambda test: self.cpu_s[test]):
            of_package = test.path.parent == ROOT.joinpath("tests", *package)
            (near if of_package else far).append(test)
        near.sort(key=lambda test: not test.path.name.startswith(f"test_{name}"))
        so_long = accumulate(self.cpu_s[test] for test in far)
        return near + [test for test, s in zip(far, so_long, strict=True) if s <= _OTHERS_S]


class _watch:  # noqa: N801
    """Note which of some functions are called."""

    def __init__(self, watched: set[CodeType]) -> None:
        self._watched = watched
        self._called: set[CodeType] = set()

    def __enter__(self) -> set[CodeType]:
        sys.settrace(self._call)
        return self._called

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)

    def _call(self, frame: FrameType, _event: str, _argument: Any) -> None:
        if frame.f_code in self._watched:
            self._called.add(frame.f_code)


def _in_children(
    mutants: Sequence[Mutant], job: Callable[[Mutant], int]
) -> Iterator[tuple[Mutant, int]]:
    """Do a job for each mutant in a process of its own, some at a time; as they end."""
    running: dict[int, Mutant] = {}
    for mutant in mutants:
        if len(running) == WORKERS:
            yield _next_end(running)
        pid = os.fork()
        if pid == 0:
            _child(lambda mutant=mutant: job(mutant))
        running[pid] = mutant
    while running:
        yield _next_end(running)


def _next_end(running: dict[int, Mutant]) -> tuple[Mutant, int]:
    pid, status = os.wait()
    return running.pop(pid), status


def _child(job: Callable[[], int]) -> None:
    """Do the job, say nothing, and end; whatever goes wrong is a mutant noticed."""
    silent = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(silent, stream)
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    status = KILLED
    try:
        status = job()
    finally:
        os._exit(status)


def try_all(
    mutants: Sequence[Mutant], tests: Sequence[str], left_out: Sequence[str], tell: Tell
) -> None:
    """Let the tests, in files or folders, try the mutants; tell of each whether it was killed."""
    arguments = ["-s", *(str(ROOT / test) for test in tests)]
    arguments += [f"--ignore={ROOT / test}" for test in left_out]
    arguments += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # Hypothesis is here already
    for plugin in ("terminal", "cacheprovider", "faulthandler", "xdist"):
        arguments += ["-p", f"no:{plugin}"]
    code = pytest.main(arguments, plugins=[Trial(mutants, tell)])
    if code != pytest.ExitCode.OK:
        raise SystemExit(f"the tests did not run: {code!r}")
