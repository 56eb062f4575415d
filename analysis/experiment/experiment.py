"""An experiment: arms that run under the same seeds, and what their runs brought."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain, groupby
from pathlib import Path

from analysis.experiment.compare import Cities
from analysis.experiment.executors import Executing, Processes
from analysis.experiment.summary import RunSummary
from analysis.experiment.taking_turns import OnWait, run_by_one
from analysis.experiment.together import bundled, each, execute_together
from analysis.experiment.unit import Unit, recall
from analysis.loading import Arm
from sim.kernels import compile_kernels
from sim.scenario import Scenario
from sim.warm_up import can_share


@dataclass
class Runs:
    """What the runs of an experiment brought."""

    units: Sequence[Unit]
    summaries: dict[Unit, RunSummary] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)  # a line each

    def and_then(self, more: "Runs") -> "Runs":
        """These runs and others of the same experiment."""
        return Runs(
            [*self.units, *more.units],
            self.summaries | more.summaries,
            [*self.failures, *more.failures],
        )

    def of_arm(self, label: str) -> dict[int, RunSummary]:
        """The summaries of one arm by seed."""
        found = (item for item in self.summaries.items() if item[0].label == label)
        return {unit.seed: summary for unit, summary in found}

    @property
    def folders(self) -> dict[str, dict[int, Path]]:
        """Where the tables of runs that are whole are, by the label of the arm and by seed."""
        found: dict[str, dict[int, Path]] = {}
        for unit in self.summaries:
            if unit.folder is not None:
                found.setdefault(unit.label, {})[unit.seed] = unit.folder
        return found

    def folder_of(self, label: str, seed: int) -> Path:
        """Where a run's tables are."""
        found = (u.folder for u in self.units if (u.label, u.seed) == (label, seed))
        return next(folder for folder in found if folder is not None)


def check_cities(arms: Sequence[Arm]) -> None:
    """Refuse to draw cities for orders that happened in a real one, by a ValueError."""
    for arm in arms:
        if arm.recording is not None:
            raise ValueError(
                f"{arm.label}: recorded orders have their own places, so cities must be fixed"
            )


def units_of(
    arms: Sequence[Arm], seeds: Sequence[int], folder: Path | None, cities: Cities = "fixed"
) -> list[Unit]:
    """All runs of an experiment, seed by seed, so that a part of them is paired too.

    Each has a folder of its own in that of the experiment, if there is one; its path begins at the
    root, so that workers elsewhere find it.

    Where cities vary, each seed draws a city of its own, the same for all arms. Arms that differ
    from the first in policies alone begin in its city, as it lived under its policies.
    """
    units = []
    place = folder and folder.resolve() / "runs"
    if cities == "fixed":
        in_the_city = _begun(arms, [arm.scenario for arm in arms])
    for seed in seeds:
        if cities == "vary":
            in_the_city = _begun(arms, [in_city(arm.scenario, seed) for arm in arms])
        for arm, scenario, warmed_by in in_the_city:
            units.append(
                Unit(
                    label=arm.label,
                    scenario=scenario,
                    seed=seed,
                    folder=place and place / arm.label / f"seed-{seed}",
                    recording=arm.recording,
                    warmed_by=warmed_by,
                )
            )
    return units


def _begun(
    arms: Sequence[Arm], scenarios: Sequence[Scenario]
) -> list[tuple[Arm, Scenario, Scenario | None]]:
    """Each arm with its scenario, and whose warm-up it begins after."""
    base = scenarios[0]
    return [
        (arm, scenario, _warmed_by(arm, scenario, base))
        for arm, scenario in zip(arms, scenarios, strict=True)
    ]


def _warmed_by(arm: Arm, scenario: Scenario, base: Scenario) -> Scenario | None:
    """The base, if the arm can begin from its warm-up and there is one."""
    shares = arm.recording is None and scenario.warmup_days > 0 and can_share(scenario, base)
    return base if shares else None


def run_units(
    units: Sequence[Unit],
    workers: int | Executing,
    on_run: Callable[[], None],
    on_wait: OnWait = lambda _n: None,
) -> Runs:
    """Run all units but those whose results are there, or which another process is at.

    Parameters
    ----------
    units
        Each with a folder of its own, in that of one experiment.
    workers
        Processes of this machine, or who else runs them: workers that write into the same folders.
    on_run
        Hears of each unit that is done.
    on_wait
        Hears how many others are run by another process, once these are waited for.
    """
    executing = Processes(workers) if isinstance(workers, int) else workers
    runs = Runs(units)

    def found(wanted: Sequence[Unit]) -> Collection[Unit]:
        there = dict(_recalled(wanted))
        runs.summaries |= there
        for _ in there:
            on_run()
        return there

    def run(missing: Sequence[Unit]) -> None:
        _run(missing, executing, runs, on_run)

    for experiment, of_it in groupby(units, key=_experiment_of):
        run_by_one(list(of_it), experiment, run, found, on_wait)
    return runs


def _experiment_of(unit: Unit) -> Path:
    """The folder of the experiment that a unit's is in; see `units_of`."""
    if unit.folder is None:
        raise ValueError(f"{unit.label}, seed {unit.seed}: no folder for its tables")
    return unit.folder.parents[2]


def _run(
    units: Sequence[Unit], executing: Executing, runs: Runs, on_run: Callable[[], None]
) -> None:
    """Run units, and take in what becomes of them."""
    if executing.n_workers > 1:
        for unit in units:
            compile_kernels(unit.scenario)  # into the cache on disk, once for all workers
    bundles = bundled(units, executing.n_workers)
    with closing(executing(execute_together, bundles)) as done:
        for outcome in chain.from_iterable(map(each, done)):
            unit, why = outcome.task, outcome.error
            if outcome.value is not None and not executing.shares_disk and recall(unit) is None:
                why = f"its tables are not in {unit.folder}: workers write to another disk"
            elif outcome.value is not None:
                runs.summaries[unit] = outcome.value
            if unit not in runs.summaries:
                runs.failures.append(f"{unit.label}, seed {unit.seed}: {why}")
            on_run()


def in_city(scenario: Scenario, city_seed: int) -> Scenario:
    """The scenario in the city that a seed draws."""
    city = scenario.city.model_copy(update={"seed": city_seed})
    return scenario.model_copy(update={"city": city})


def _recalled(units: Sequence[Unit]) -> Iterator[tuple[Unit, RunSummary]]:
    for unit in units:
        summary = recall(unit)
        if summary is not None:
            yield unit, summary
