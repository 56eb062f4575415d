"""Compiles before anything is timed, and says so once where it takes a while."""

import time
from collections.abc import Iterable
from contextlib import nullcontext, suppress
from typing import Any

from numba.core import event

from analysis.commands.terminal import messages
from sim.kernels import compile_kernels
from sim.scenario import Scenario

# Loading what was compiled before takes less.
_WHILE_S = 1.5


class _Tells(event.Listener):
    """Hears of each function that is compiled; the first are too few to speak of."""

    def __init__(self) -> None:
        self._first_s: float | None = None
        self._told = False

    def on_start(self, event: Any) -> None:
        now_s = time.monotonic()
        self._first_s = self._first_s or now_s
        if not self._told and now_s - self._first_s > _WHILE_S:
            self._told = True
            messages().print("compiling, up to a minute, once")

    def on_end(self, event: Any) -> None:
        pass


def compile_first(scenarios: Iterable[Scenario], *, quiet: bool) -> None:
    """Have the kernels of all these scenarios in the cache on disk, and in this process."""
    with event.install_listener("numba:compile", _Tells()) if not quiet else nullcontext():
        for scenario in scenarios:
            with suppress(Exception):  # of a user's own policy: the run will tell, with its place
                compile_kernels(scenario)
