"""The laboratory: replications that are computed once, anywhere, and kept."""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path

from analysis.experiment.compare import Cities
from analysis.experiment.executors import Executing, Processes
from analysis.experiment.experiment import units_of
from analysis.experiment.outcome import Outcome
from analysis.experiment.shard import WHOLE, Shard
from analysis.experiment.taking_turns import OnWait, run_by_one
from analysis.experiment.together import Units, bundled, measure_together
from analysis.experiment.unit import Measured, Measuring, Unit
from analysis.kpis import Kpis
from analysis.kpis.measure import measure
from analysis.lab.archive import Archive, append, ask
from analysis.lab.evaluate import Found
from analysis.loading import Arm


class Laboratory:
    """Runs replications and keeps them in an archive; none is computed twice.

    Nor is what another process computes for the same archive meanwhile: that is waited for.

    Parameters
    ----------
    folder
        Of the experiment, with its manifest.
    executing
        Where they are run; None: in this process.
    shard
        The part that is run here; what the others are to run is missing from what is found, unless
        it is in the archive.
    on_run
        Hears of each replication that is there.
    on_wait
        Hears how many others are run by another process, once these are waited for.
    cities
        "vary": each seed draws a city of its own, the same for all arms.
    measuring
        What is kept of a run; an archive holds what one such function brings.
    """

    def __init__(
        self,
        folder: Path,
        executing: Executing | None = None,
        shard: Shard = WHOLE,
        on_run: Callable[[], None] = lambda: None,
        *,
        on_wait: OnWait = lambda _n: None,
        cities: Cities = "fixed",
        measuring: Measuring = measure,
    ) -> None:
        self.archive = Archive(folder)
        self._executing = executing or Processes(1)
        self._shard = shard
        self._on_run = on_run
        self._on_wait = on_wait
        self._cities: Cities = cities
        self._measuring = measuring
        self._asked: set[str] = set()  # ids

    @property
    def failures(self) -> list[str]:
        """The replications asked for that brought nothing, a line each."""
        asked = [each for name, each in self.archive.failures.items() if name in self._asked]
        failed = sorted(asked, key=lambda each: (each.label, each.seed))
        return [f"{each.label}, seed {each.seed}: {each.error}" for each in failed]

    def evaluate(self, arms: Sequence[Arm], seeds: Sequence[int]) -> Found:
        """KPIs of each arm under each seed; see `analysis.lab.evaluate.Evaluate`."""
        found = self.of_units(units_of(arms, seeds, None, self._cities))
        return {arm.label: found.get(arm.label, {}) for arm in arms}

    def of_units(self, units: Sequence[Unit]) -> Found:
        """KPIs of units by label and seed, which no two of them share; what failed is missing."""
        self._ask(units)
        missing: dict[str, Unit] = {}
        for unit in self._shard.own(units):
            if unit.id in self.archive or unit.id in missing:
                self._on_run()
            elif unit.id not in self.archive.failures:
                missing[unit.id] = unit
        ours = list(missing.values())
        run_by_one(ours, self.archive.folder, self._run, self._brought_by_others, self._on_wait)
        found: Found = {}
        for unit in units:
            if unit.id in self.archive:
                found.setdefault(unit.label, {})[unit.seed] = self.archive.kpis(unit.id)
        return found

    def take(self, unit: Unit, kpis: Kpis) -> None:
        """Know what a unit brought that was run elsewhere: it is not run here, nor kept."""
        self.archive.remember(unit, Measured(kpis, cpu_s=0.0))

    def _ask(self, units: Sequence[Unit]) -> None:
        """Have the archive know what is asked for, which may be other than before."""
        new = dict.fromkeys(unit.id for unit in units if unit.id not in self._asked)
        if new:
            ask(self.archive.folder, list(new), anew=not self._asked)
            self._asked |= new.keys()

    def _brought_by_others(self, units: Sequence[Unit]) -> Collection[Unit]:
        """Those of units that another process has kept, or seen fail, since they were missing."""
        self.archive.read()
        there = [u for u in units if u.id in self.archive or u.id in self.archive.failures]
        for _ in there:
            self._on_run()
        return there

    def _run(self, units: Sequence[Unit]) -> None:
        lost = self._keep_all(bundled(units, self._executing.n_workers))
        # One of a bundle may have taken the others along: each alone, and who is lost again, is.
        again = self._keep_all([(unit,) for unit in lost])
        for unit, why in again.items():
            self._keep(Outcome(unit, error=why))

    def _keep_all(self, bundles: Sequence[Units]) -> dict[Unit, str]:
        """Run bundles and keep what each unit brings; those whose worker was lost, and how."""
        lost: dict[Unit, str] = {}
        work = partial(measure_together, measuring=self._measuring)
        if self._executing.shares_disk:
            work = partial(measure_into, self.archive.folder, measuring=self._measuring)
        for outcome in self._executing(work, bundles):
            if outcome.value is None:
                lost |= dict.fromkeys(outcome.task, outcome.error)
                continue
            for of_unit in outcome.value:
                self._keep(of_unit)
        if lost:
            self.archive.read()  # what their workers had finished
        return {unit: why for unit, why in lost.items() if unit.id not in self.archive}

    def _keep(self, outcome: Outcome[Unit, Measured]) -> None:
        if outcome.value is None:
            self.archive.keep_failure(outcome.task, outcome.error)
        elif outcome.value.is_kept:
            self.archive.remember(outcome.task, outcome.value)
        else:
            self.archive.keep(outcome.task, outcome.value)
        self._on_run()


def measure_into(
    folder: Path, units: Units, measuring: Measuring = measure
) -> list[Outcome[Unit, Measured]]:
    """Run units of one seed; the worker itself appends what each brings, as soon as it is there."""
    return measure_together(units, partial(_appended, folder), measuring)


def _appended(folder: Path, unit: Unit, measured: Measured) -> bool:
    try:
        append(folder, unit, measured)
    except OSError:  # whoever started the worker tries too, and says why it cannot be
        return False
    return True
