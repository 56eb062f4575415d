"""What all tests share: examples that are the same everywhere, and no market that outlives them."""

import atexit
import ctypes
import gc
import os
import subprocess
import sys
import weakref
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from numba import config as numbas

from analysis.machine.garbage import look_seldom
from tests.uncompiled import SHARED, WHOLE_RUNS, begun_for_all

ROOT = Path(__file__).parents[1]
_C = ctypes.CDLL(None)
COMPILED = not numbas.DISABLE_JIT

# Hypothesis draws the same examples everywhere, and takes its time.
settings.register_profile("o2o", derandomize=True, deadline=None)
settings.load_profile("o2o")

look_seldom()  # as the program does


def pytest_configure(config: pytest.Config) -> None:
    """Have a worker end at once: to free millions of objects one by one takes Python seconds."""
    if _is_worker(config):
        atexit.register(_exit)


def _exit() -> None:
    """End at once, with no folder left behind; pytest has printed and closed what is its."""
    weakref.finalize._exitfunc()  # type: ignore[attr-defined]  # temporary folders and their like
    os._exit(0)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile once, before there are several workers who would each do it; give them a folder."""
    if session.config.getoption("numprocesses", None):
        shared = TemporaryDirectory()
        session.config.add_cleanup(shared.cleanup)
        os.environ[SHARED] = shared.name
        if "not slow" not in session.config.getoption("markexpr"):
            os.environ[WHOLE_RUNS] = "1"
        if COMPILED:
            if _are_all(session.config):
                session.config.add_cleanup(begun_for_all())
            subprocess.run([sys.executable, "-m", "tests.kernels"], cwd=ROOT, check=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no worker waits for another who does it at the end.

    Left out is what another interpreter runs, which compiles nothing (`tests.uncompiled`).
    """
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
    if not COMPILED:
        return
    elsewhere = [item for item in items if item.get_closest_marker("uncompiled")]
    if elsewhere:
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if not item.get_closest_marker("uncompiled")]


def pytest_collection_finish() -> None:
    """What is loaded stays: nobody goes through its millions of objects, time and again."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    """At its end Python finds what holds each other, and libraries tell of what it did not."""
    if not _is_worker(config):
        gc.unfreeze()


def _are_all(config: pytest.Config) -> bool:
    """Whether all tests are run, and not some of them, or none."""
    some = any(config.getoption(name, None) for name in ("keyword", "lf", "collectonly"))
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS and not some


def _is_worker(config: pytest.Config) -> bool:
    """Whether another process has this one run some of its tests."""
    return hasattr(config, "workerinput")


@pytest.fixture(autouse=True, scope="module")
def no_market_outlives_its_module(request: pytest.FixtureRequest) -> Iterator[None]:
    """What its tests share is let go of, and the table of models in which Mesa counts agents.

    What is free by then goes back to the system, where the C library can be asked to.
    """
    yield
    for value in vars(request.module).values():
        if hasattr(value, "cache_clear") and value.__module__ == request.module.__name__:
            value.cache_clear()
    if "mesa" in sys.modules:
        sys.modules["mesa"].Agent._ids.clear()
    if hasattr(_C, "malloc_trim"):
        _C.malloc_trim(0)
