"""What the folder of a run or of a comparison holds, read again: nothing is run."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from analysis.experiment import summary as summaries
from analysis.experiment.arm import ArmData
from analysis.experiment.arms_compared import compare_arms
from analysis.experiment.compare import Comparison
from analysis.experiment.experiment import Runs
from analysis.experiment.place import place_of
from analysis.experiment.run_tables import read
from analysis.experiment.stand_in import scenario_in
from analysis.experiment.unit import Unit
from analysis.kpis import Lang
from analysis.loading import Arm
from analysis.machine.database import unnamed
from analysis.recordings.privacy import zones_with_few_doors
from analysis.results import from_json, unit_in
from analysis.results.folder import MANIFEST
from sim.scenario import Scenario


class ReopenError(ValueError):
    """A folder whose results cannot be read, or are not whole."""


@dataclass(frozen=True, eq=False)
class Opened:
    """The results of a comparison; of a single run, one arm that is compared with nothing.

    Attributes
    ----------
    arms
        The base first.
    folders
        Of the runs, by the label of the arm and by seed.
    """

    comparison: Comparison
    arms: tuple[ArmData, ...]
    scenarios: Mapping[str, Scenario]
    folders: Mapping[str, Mapping[int, Path]]
    runs: Runs

    @property
    def pairs(self) -> dict[str, dict[int, tuple[Path, Path]]]:
        """Of each other arm and seed, the run folders of base and arm."""
        base = self.folders[self.comparison.base]
        return {
            arm.label: {
                seed: (base[seed], folder)
                for seed, folder in self.folders[arm.label].items()
                if seed in base
            }
            for arm in self.arms[1:]
        }

    @property
    def recorded(self) -> bool:
        """Whether orders are on record, and nobody chose."""
        return any(scenario.replay.orders is not None for scenario in self.scenarios.values())


def manifest_of(folder: Path) -> dict[str, Any]:
    """The manifest of a folder of ours.

    Raises
    ------
    ReopenError
        It has none.
    """
    if not folder.is_dir():
        raise ReopenError(f"{folder} is no folder")
    if wrong := unnamed(folder):
        raise ReopenError(wrong)
    try:
        manifest = from_json((folder / MANIFEST).read_text(encoding="utf-8"))
        kind = manifest["kind"]
    except (OSError, ValueError, LookupError, TypeError):
        raise ReopenError(
            f"{folder} holds no results: it has no {MANIFEST} of ours; name the folder of a run, "
            "a comparison, a sweep, a search or a sensitivity analysis"
        ) from None
    return dict(manifest) | {"kind": str(kind)}


def open_comparison(folder: Path, lang: Lang = "en") -> Opened:
    """The comparison in a folder, with all runs of it that are whole.

    Raises
    ------
    ReopenError
        It holds none, or no two of its scenarios have a run in common.
    """
    manifest = manifest_of(folder)
    scenarios = {
        label: scenario_of(folder, said)
        for label, said in sorted(
            manifest["scenarios"].items(), key=lambda item: item[0] != manifest["base"]
        )
    }
    units = [
        Unit(label, scenario, seed, run)
        for seed in manifest["seeds"]
        for label, scenario in scenarios.items()
        if unit_in(run := folder / "runs" / label / f"seed-{seed}") is not None
    ]
    opened = _opened(scenarios, units, lang, manifest["cities"])
    if not opened.comparison.contrasts:
        raise ReopenError(
            f"{folder}: no two scenarios have a run in common yet; o2o resume {folder} goes on"
        )
    return opened


def open_run(folder: Path, lang: Lang = "en") -> Opened:
    """The run in a folder.

    Raises
    ------
    ReopenError
        It holds none that is whole.
    """
    manifest = manifest_of(folder)
    if unit_in(folder) is None:
        raise ReopenError(f"{folder}: the run in it is not whole; run it again")
    scenario = scenario_of(folder, manifest["scenario"])
    return _opened({"run": scenario}, [Unit("run", scenario, manifest["seed"], folder)], lang)


def _opened(
    scenarios: Mapping[str, Scenario], units: list[Unit], lang: Lang, cities: Any = "fixed"
) -> Opened:
    runs = Runs(units, {unit: _summary(unit) for unit in units})
    arms = [Arm(label, scenario) for label, scenario in scenarios.items()]
    if not runs.of_arm(arms[0].label):
        raise ReopenError(f"no run of {arms[0].label} is there, and all others stand beside it")
    comparison, data = compare_arms(arms, runs, lang, cities)
    if comparison.place is not None and scenarios[comparison.base].replay.orders is not None:
        comparison = _as_recorded(comparison, scenarios, units)
    compared = {arm.label for arm in data}
    return Opened(
        comparison=comparison,
        arms=tuple(data),
        scenarios={label: each for label, each in scenarios.items() if label in compared},
        folders={label: each for label, each in runs.folders.items() if label in compared},
        runs=runs,
    )


def scenario_of(folder: Path, said: Any) -> Scenario:
    """The scenario in a manifest.

    Raises
    ------
    ReopenError
        It cannot be read.
    """
    try:
        return scenario_in(said)
    except (ValueError, ImportError) as error:
        first = str(error).splitlines()[0]
        raise ReopenError(f"{folder / MANIFEST}: its scenario cannot be read: {first}") from None


def _summary(unit: Unit) -> summaries.RunSummary:
    assert unit.folder is not None
    file = unit.folder / "summary.json"
    try:
        return summaries.from_json(from_json(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise ReopenError(
            f"{file} cannot be read ({type(error).__name__}: {error}); "
            "another version wrote it: give the command that made it again"
        ) from None


def _as_recorded(
    comparison: Comparison, scenarios: Mapping[str, Scenario], units: list[Unit]
) -> Comparison:
    """The comparison with the stores where they were recorded, and the zones with few doors."""
    assert units[0].folder is not None
    at = read(units[0].folder, "SELECT x_m, y_m FROM stores")
    doors = read(units[0].folder, "SELECT zone, door_x_m, door_y_m FROM orders")
    place = place_of(scenarios[comparison.base])
    x_m, y_m = (np.asarray(at[name], np.float64) for name in ("x_m", "y_m"))
    zone, *where = (np.asarray(column) for column in doors.values())
    n_rows, n_columns = place.n_zones
    private = zones_with_few_doors(zone, where[0], where[1], n_rows * n_columns)
    shown = replace(
        place, stores_x_m=x_m, stores_y_m=y_m, private=private.reshape(n_rows, n_columns)
    )
    return replace(comparison, place=shown)
