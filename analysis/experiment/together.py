"""Runs of one seed, one after the other, from one warm-up where they share it."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby
from typing import TypeVar

from analysis.experiment.outcome import Outcome, tried
from analysis.experiment.summary import RunSummary
from analysis.experiment.unit import Measured, Measuring, Unit, execute, measured, recall
from analysis.kpis.measure import measure
from sim.snapshot import Snapshot
from sim.warm_up import warm_up

Units = tuple[Unit, ...]
# Asks for the warm-up that a unit begins after, if it shares one, and says what living it cost.
Warm = Callable[[], tuple[Snapshot | None, float]]
R = TypeVar("R")


def bundled(units: Sequence[Unit], n_workers: int) -> list[Units]:
    """What is handed to a worker at once: the units of a seed.

    Where there are fewer seeds than workers, each unit alone, which then lives its warm-up itself;
    the same bits either way.
    """
    by_seed = [tuple(of_seed) for _, of_seed in groupby(units, key=lambda unit: unit.seed)]
    return by_seed if len(by_seed) >= n_workers else [(unit,) for unit in units]


def execute_together(units: Units) -> list[Outcome[Unit, RunSummary]]:
    """Run units of one seed; what an earlier try of them finished is taken as it is."""

    def one(unit: Unit, warm: Warm) -> RunSummary:
        known = recall(unit)
        if known is not None:
            return known
        snapshot, cpu_s = warm()
        return execute(unit, warm=snapshot, warmup_cpu_s=cpu_s)

    return _from_one_warm_up(one, units)


def measure_together(
    units: Units,
    keep: Callable[[Unit, Measured], bool] = lambda _unit, _measured: False,
    measuring: Measuring = measure,
) -> list[Outcome[Unit, Measured]]:
    """Run units of one seed, and measure each; `keep` hears of each as soon as it is done.

    It says whether it could keep it: a disk that is full is no fault of the unit.
    """

    def one(unit: Unit, warm: Warm) -> Measured:
        snapshot, cpu_s = warm()
        brought = measured(unit, snapshot, cpu_s, measuring)
        return replace(brought, is_kept=keep(unit, brought))

    return _from_one_warm_up(one, units)


def _from_one_warm_up(work: Callable[[Unit, Warm], R], units: Units) -> list[Outcome[Unit, R]]:
    """Do each unit of a seed; the warm-up that some share is lived when the first asks for it."""

    @cache
    def shared() -> Snapshot:
        return warm_up(*next((u.warmed_by, u.seed) for u in units if u.warmed_by is not None))

    def one(unit: Unit) -> R:
        def warm() -> tuple[Snapshot | None, float]:
            begun = time.process_time()
            snapshot = None if unit.warmed_by is None else shared()
            return snapshot, time.process_time() - begun

        return work(unit, warm)

    return [tried(one, unit) for unit in units]


def each(
    outcome: Outcome[Units, list[Outcome[Unit, RunSummary]]],
) -> Iterator[Outcome[Unit, RunSummary]]:
    """The outcome of each unit; of a bundle whose process died, those that it finished before."""
    if outcome.value is not None:
        yield from outcome.value
        return
    for unit in outcome.task:
        yield Outcome(unit, recall(unit), outcome.error)
