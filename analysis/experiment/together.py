"""Runs of one seed, one after the other, from one warm-up where they share it."""

import time
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby

from analysis.experiment.executor import Outcome, tried
from analysis.experiment.summary import RunSummary
from analysis.experiment.unit import Unit, execute, recall
from sim.snapshot import Snapshot
from sim.warm_up import warm_up

Units = tuple[Unit, ...]


def bundled(units: Sequence[Unit], n_workers: int) -> list[Units]:
    """What is handed to a worker at once: the units of a seed.

    Where there are fewer seeds than workers, each unit alone, which then lives its warm-up itself;
    the same bits either way.
    """
    by_seed = [tuple(of_seed) for _, of_seed in groupby(units, key=lambda unit: unit.seed)]
    return by_seed if len(by_seed) >= n_workers else [(unit,) for unit in units]


def execute_together(units: Units) -> list[Outcome[Unit, RunSummary]]:
    """Run units of one seed; what an earlier try of them finished is taken as it is."""

    @cache
    def shared() -> Snapshot:
        return warm_up(*next((u.warmed_by, u.seed) for u in units if u.warmed_by is not None))

    def one(unit: Unit) -> RunSummary:
        known = recall(unit)
        if known is not None:
            return known
        if unit.warmed_by is None:
            return execute(unit)
        begun = time.process_time()
        snapshot = shared()
        return execute(unit, warm=snapshot, warmup_cpu_s=time.process_time() - begun)

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
