"""A replication, the unit of work: one scenario under one seed, known by its content."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import sim
from analysis.address import address, own_code
from analysis.experiment import summary as summaries
from analysis.experiment.summary import RunSummary, summarise
from analysis.kpis import Kpis
from analysis.kpis.measure import measure
from analysis.own_state import lived
from analysis.results import from_json, unit_in, write_run
from sim.recording import Recording
from sim.result import RunResult
from sim.scenario import Scenario
from sim.snapshot import Snapshot
from sim.warm_up import warm_up

# Reads numbers off a run.
Measuring = Callable[[RunResult], Kpis]


@dataclass(frozen=True, eq=False)
class Unit:
    """What is to be run, and the folder for its tables; None: its KPIs are all that is kept."""

    label: str
    scenario: Scenario
    seed: int
    folder: Path | None
    recording: Recording | None = None
    warmed_by: Scenario | None = None  # whose warm-up it begins after; None: its own

    @cached_property
    def id(self) -> str:
        """Its content address, as it was when first asked for; see `analysis.address`."""
        return address(self.scenario, self.seed, self.recording, self.warmed_by)

    @cached_property
    def own_code(self) -> list[str]:
        """The user's own code that it depends on, as it was when first asked for."""
        return own_code(self.scenario, *([self.warmed_by] if self.warmed_by else []))

    def __getstate__(self) -> dict[str, Any]:
        """What goes to another process holds its address, and which code is meant."""
        return vars(self) | {"id": self.id, "own_code": self.own_code}


@dataclass(frozen=True)
class Measured:
    """What is kept of a unit without a folder."""

    kpis: Kpis
    cpu_s: float  # to simulate and measure, its share of a warm-up included
    is_kept: bool = False  # whether whoever ran it wrote it down


def measured(
    unit: Unit,
    warm: Snapshot | None = None,
    warmup_cpu_s: float = 0.0,
    measuring: Measuring = measure,
) -> Measured:
    """Run the unit and measure it; see `execute`. `measuring` is importable, not of the user's."""
    began_cpu_s = time.process_time()
    kpis = measuring(_lived(unit, None, warm, warmup_cpu_s))
    return Measured(kpis, time.process_time() - began_cpu_s + warmup_cpu_s)


def execute(
    unit: Unit,
    progress: Callable[[float], None] | None = None,
    warm: Snapshot | None = None,
    warmup_cpu_s: float = 0.0,
) -> RunSummary:
    """Run the unit, write its folder, and hand back its summary.

    Parameters
    ----------
    unit
        What is run.
    progress
        Hears the share of the run lived through.
    warm
        The city after the warm-up of `unit.warmed_by`; None: it is lived here.
    warmup_cpu_s
        What that warm-up cost, if it was lived for this unit.
    """
    if unit.folder is None:
        raise ValueError(f"{unit.label}, seed {unit.seed}: no folder for its tables")
    result = _lived(unit, progress, warm, warmup_cpu_s)
    began_cpu_s = time.process_time()
    kpis = measure(result)
    summary = summarise(result, kpis)
    timing = result.timing | {"analyse_cpu_s": time.process_time() - began_cpu_s}
    plain = summaries.to_json(summary)
    write_run(unit.folder, result, kpis, unit_id=unit.id, summary=plain, timing=timing)
    return summary


def recall(unit: Unit) -> RunSummary | None:
    """What an earlier execution of this very unit left in its folder; None: nothing."""
    if unit.folder is None or unit_in(unit.folder) != unit.id:
        return None
    try:
        values = from_json((unit.folder / "summary.json").read_text(encoding="utf-8"))
        return summaries.from_json(values)
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _lived(
    unit: Unit,
    progress: Callable[[float], None] | None,
    warm: Snapshot | None,
    warmup_cpu_s: float,
) -> RunResult:
    """The run of a unit, after the warm-up that it begins with."""
    _check_code(unit)
    with _in_this_process_alone():
        if warm is None and unit.warmed_by is not None:
            begun = time.process_time()
            warm = warm_up(unit.warmed_by, unit.seed)
            warmup_cpu_s = time.process_time() - begun
        result = lived(
            unit.scenario,
            lambda: sim.run(unit.scenario, unit.seed, unit.recording, progress, warm),
        )
    result.timing["warmup_cpu_s"] += warmup_cpu_s
    return result


@contextmanager
def _in_this_process_alone() -> Iterator[None]:
    """End a copy of this process here, as a policy of the user's own makes one that forks.

    It would write the same results and answers a second time.
    """
    began = os.getpid()
    try:
        yield
    finally:
        if os.getpid() != began:
            os._exit(0)


def _check_code(unit: Unit) -> None:
    """Refuse to run other code than that of the unit's address.

    A process reads a module when it first needs it, which may be long after the command began.
    """
    if own_code(unit.scenario, *([unit.warmed_by] if unit.warmed_by else [])) != unit.own_code:
        names = ", ".join(sorted({code.split(":")[0] for code in unit.own_code}))
        raise RuntimeError(f"{names} has changed since the command began; give it again")
