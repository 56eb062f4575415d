"""`load`, `run` and `compare`, with files or without."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sim
from analysis.experiment.arms_compared import compare_arms
from analysis.experiment.compare import Cities, Comparison
from analysis.experiment.comparison_folder import begin, write_comparison
from analysis.experiment.experiment import check_cities, run_units, units_of
from analysis.kpis import Lang
from analysis.loading import Arm, apart, load_arm
from analysis.own_state import lived
from analysis.results import check_free
from analysis.scenario_file import overriding
from sim.result import RunResult

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
    """One run: a scenario, or its name or path, under the luck of a seed.

    Raises
    ------
    PolicyError
        A policy fails, or keeps what outlives the run and changes the next.
    """
    arm = loaded(scenario)
    return lived(arm.scenario, lambda: sim.run(arm.scenario, seed, arm.recording))


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
    FontError
        The language needs a font that is not installed.
    TypeError
        Something is no scenario.
    ValueError
        Cities vary, and orders are recorded, which have their own places; there are fewer than two
        scenarios or no replications.
    RuntimeError
        No two scenarios have a run in common; says what failed.
    """
    arms = apart([loaded(scenario) for scenario in scenarios])
    check_asked(len(arms), replications)
    if cities == "vary":
        check_cities(arms)
    seeds = range(seed, seed + replications)
    with kept_in(folder, lang) as place:
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
            write_report(place, comparison, data, lang, scenarios=shown, folders=runs.folders)
    return comparison


def loaded(scenario: Source) -> Arm:
    """A scenario that may be loaded already."""
    return scenario if isinstance(scenario, Arm) else load_arm(named(scenario))


def named(scenario: Any) -> str | Path:
    """A scenario's name or path; a `TypeError` says what else there is in its place."""
    if isinstance(scenario, (str, Path)):
        return scenario
    kind = type(scenario).__name__
    if isinstance(scenario, Arm):
        raise TypeError(
            f"the base must be a name or a path, not the loaded scenario '{scenario.label}': its "
            "settings go into `settings`, a policy into a module beside a scenario file"
        )
    raise TypeError(
        f"a scenario is a name, a path or what `analysis.load` brings, not {kind}; "
        'a policy as an object goes in by analysis.load(..., {"policies.pricing": Fee()})'
    )


def check_asked(n_arms: int, replications: int) -> None:
    """Refuse, with a `ValueError`, what nothing could be compared in."""
    if n_arms < 2:
        raise ValueError(f"{n_arms} to compare; there must be two or more scenarios")
    if replications < 1:
        raise ValueError(f"{replications} replications; at least 1")


@contextmanager
def kept_in(folder: str | Path | None, lang: Lang, kind: str = "comparison") -> Iterator[Path]:
    """The folder, once it is free and a report can be drawn; a passing one in place of none."""
    if folder is None:
        with TemporaryDirectory() as passing:
            yield Path(passing)
    else:
        from analysis.charts.fonts import check_fonts  # brings figures along

        check_free(Path(folder), kind)
        check_fonts(lang)
        yield Path(folder)
