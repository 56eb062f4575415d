"""What a program may ask: `load`, `run`, `compare` and `explain`, with files or without."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import sim
from analysis.experiment.compare import Cities, Comparison
from analysis.experiment.comparison_folder import begin, write_comparison
from analysis.experiment.experiment import Runs, compare_arms, run_units, units_of
from analysis.kpis import Lang
from analysis.lab.explanation import explanation, with_chain
from analysis.lab.links import links_of
from analysis.loading import Arm, apart, load_arm
from analysis.results import check_free
from analysis.scenario_file import overriding
from sim.result import RunResult

if TYPE_CHECKING:
    from analysis.report.explained import Explained

Source = Arm | str | Path


def load(
    scenario: str | Path, settings: Mapping[str, Any] | None = None, *, allow_code: bool = True
) -> Arm:
    """A scenario, ready to be run.

    Parameters
    ----------
    scenario
        The name of a shipped scenario, or the path of a ``.toml`` file.
    settings
        Values by path, laid over the file: ``{"couriers.count": 250}``.
    allow_code
        Whether policies of the user's own may be imported, which runs their modules.

    Raises
    ------
    ScenarioError
        Names every fault, each with its place.
    """
    return load_arm(scenario, overriding(settings or {}), allow_code=allow_code)


def run(scenario: Source, seed: int = 0) -> RunResult:
    """One run: a scenario, or its name or path, under the luck of a seed."""
    arm = _loaded(scenario)
    return sim.run(arm.scenario, seed, arm.recording)


def compare(
    scenarios: Sequence[Source],
    *,
    replications: int = 8,
    seed: int = 0,
    cities: Cities = "fixed",
    jobs: int = 1,
    folder: str | Path | None = None,
    lang: Lang = "en",
) -> Comparison:
    """Every scenario against the first, under the same luck.

    Parameters
    ----------
    scenarios
        Loaded ones, names or paths; at least two, of equally many days.
    replications
        Runs of each, under seeds from `seed` on.
    cities
        Whether all replications are in the scenario's city, or each draws one.
    jobs
        Processes at work. A script that asks for more than one must be importable: its own work
        stands under ``if __name__ == "__main__":``.
    folder
        Where runs, tables and report are written, as `o2o compare` does; a comparison that was
        interrupted goes on from there. None: nothing is kept.
    lang
        Language of verdict and report.

    Raises
    ------
    FolderError
        The folder holds something else.
    RuntimeError
        No two scenarios have a run in common; says what failed.
    """
    arms = apart([_loaded(scenario) for scenario in scenarios])
    seeds = range(seed, seed + replications)
    with _kept_in(folder) as place:
        begin(place, arms, seeds, cities)
        runs = run_units(units_of(arms, seeds, place, cities), jobs, lambda: None)
        comparison, data = compare_arms(arms, runs, lang, cities)
        if not comparison.contrasts:
            raise RuntimeError("; ".join(["nothing to compare", *comparison.failures]))
        if folder is not None:
            from analysis.report import write_report  # figures take a second to import

            scenarios_by_label = {arm.label: arm.scenario for arm in arms}
            write_comparison(place, comparison, data)
            shown = {arm.label: scenarios_by_label[arm.label] for arm in data}
            write_report(place, comparison, data, lang, scenarios=shown)
    return comparison


def explain(
    base: Source,
    other: Source,
    *,
    replications: int = 8,
    seed: int = 0,
    window_hours: float = 24,
    links: Sequence[str] = (),
    jobs: int = 1,
    folder: str | Path | None = None,
    lang: Lang = "en",
) -> "Explained":
    """What the orders of a scenario would have been in another, and through what they differ.

    Parameters
    ----------
    base, other
        Loaded ones, names or paths, of equally many days.
    replications
        Runs of each, under seeds from `seed` on.
    window_hours
        Orders of one person lost and won so near to one another are one that moved in time.
    links
        Links of the chain of causes to be switched off, one at a time, by name; ``["all"]``: all.
    jobs
        Processes at work, as for `compare`.
    folder
        Where runs, tables and figure are written, as `o2o explain` does; that of a comparison of
        both will do, and what it has run is not run again. None: nothing is kept.
    lang
        Language of verdict and figure.

    Raises
    ------
    FolderError
        The folder holds something else.
    ValueError
        A link is not there; names those that are.
    RuntimeError
        The two have no run in common; says what failed.
    """
    from analysis.report.explained import Explained, write_explanation  # brings figures along

    arms = apart([_loaded(base), _loaded(other)])
    with _kept_in(folder) as place:
        seeds = range(seed, seed + replications)
        begin(place, arms, seeds)

        def run_all(arms: Sequence[Arm]) -> Runs:
            return run_units(units_of(arms, seeds, place), jobs, lambda: None)

        switched = links_of(arms, links) if links else []
        runs = run_all(arms)
        found = explanation(arms, runs, window_hours * 60, lang)
        if found is None:
            raise RuntimeError("; ".join(["nothing to explain", *runs.failures]))
        if switched:
            found = with_chain(found, arms, switched, run_all)
        if folder is not None:
            write_explanation(place, found, lang)
    return Explained(found, lang)


def _loaded(scenario: Source) -> Arm:
    return scenario if isinstance(scenario, Arm) else load_arm(scenario)


@contextmanager
def _kept_in(folder: str | Path | None) -> Iterator[Path]:
    """The folder, once it is free; a passing one in place of none."""
    if folder is None:
        with TemporaryDirectory() as passing:
            yield Path(passing)
    else:
        check_free(Path(folder), "comparison")
        yield Path(folder)
