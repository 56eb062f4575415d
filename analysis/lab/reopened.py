"""What the folder of a sweep, a search or a sensitivity analysis holds, read again."""

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.experiment.compare import Difference
from analysis.experiment.reopened import ReopenError, manifest_of, scenario_of
from analysis.kpis import Lang
from analysis.lab.goal import read_constraints, read_goal
from analysis.lab.lever import Lever, lever
from analysis.lab.sensitivity import End, Sensitivity, Swing
from analysis.lab.sensitivity_plan import BASE, Plan
from analysis.lab.study import Study
from analysis.lab.sweep import Plan as SweepPlan
from analysis.lab.sweep import Swept, answered
from analysis.lab.sweep_folder import ANSWER, RUNS
from analysis.loading import Arm
from analysis.results import from_json
from analysis.statistics.effects import Effects, Indices

if TYPE_CHECKING:
    from analysis.lab.tuning.tune import Tuned

_NOT_KPIS = ("label", "seed")


def open_sweep(folder: Path) -> Swept:
    """The sweep in a folder, ranked anew.

    Raises
    ------
    ReopenError
        It is not whole.
    """
    manifest, told = manifest_of(folder), _json(folder, ANSWER)
    base = Arm(manifest["base"], scenario_of(folder, manifest["scenario"]))
    points: dict[str, dict[str, Any]] = manifest["points"]
    seeds = [int(seed) for seed in manifest["seeds"]]
    study = Study(
        base=base.label,
        levers=_levers(told["levers"]),
        points=tuple(points.values()),
        goal=read_goal(manifest["goal"]),
        constraints=read_constraints(manifest["subject_to"]),
        design=manifest["design"],
        replications=len(seeds),
        seed=seeds[0],
    )
    ran = set(manifest["arms"])
    arms = {label: Arm(label, base.scenario) if label in ran else base for label in points}
    known = _runs(folder / RUNS, [lever.path for lever in study.levers])
    return answered(SweepPlan(study, base, points, arms), known, told["failures"])


def open_sensitivity(folder: Path, lang: Lang = "en") -> Sensitivity:
    """The sensitivity analysis in a folder.

    Raises
    ------
    ReopenError
        It is not whole.
    """
    manifest, told = manifest_of(folder), _json(folder, "sensitivity.json")
    scenario = scenario_of(folder, manifest["scenario"])
    points = tuple(manifest["points"])
    numbers = {text: nth for nth, text in enumerate(dict.fromkeys(map(repr, points)), start=1)}
    levers, seeds = _levers(told["levers"]), [int(seed) for seed in manifest["seeds"]]
    plan = Plan(
        method=manifest["method"],
        base=Arm(BASE, scenario),
        title=scenario.about(lang)[0],
        levers=levers,
        metrics=tuple(manifest["metrics"]),
        seeds=range(seeds[0], seeds[-1] + 1),
        design=np.empty((0, len(levers))),
        points=points,
        arms=tuple(Arm(f"point-{numbers[repr(point)]}", scenario) for point in points),
    )
    rows: list[dict[str, Any]] = told["rows"]
    kpis = dict.fromkeys(row["kpi"] for row in rows)
    of_kpi = {kpi: [row for row in rows if row["kpi"] == kpi] for kpi in kpis}
    is_one, is_morris = plan.method == "one", plan.method == "morris"
    return Sensitivity(
        plan=plan,
        swings=tuple(_swing(each, of_kpi) for each in levers) if is_one else (),
        effects={kpi: Effects(**_columns(Effects, of_kpi[kpi])) for kpi in kpis if is_morris},
        indices={
            kpi: Indices(**_columns(Indices, of_kpi[kpi]))
            for kpi in kpis
            if not is_one and not is_morris
        },
        n_seeds=int(told["n_replications"]),
        failures=tuple(told["failures"]),
    )


def open_search(folder: Path) -> "Tuned":
    """The search in a folder.

    Raises
    ------
    ReopenError
        It is not whole.
    """
    from analysis.lab.tuning.confirm import Finalist  # and Optuna, which searched
    from analysis.lab.tuning.file import Tuning
    from analysis.lab.tuning.market import Question
    from analysis.lab.tuning.search import Searched
    from analysis.lab.tuning.tried import Reading, Trial
    from analysis.lab.tuning.tune import Tuned

    manifest, told = manifest_of(folder), _json(folder, "tuned.json")
    if "scenario" not in manifest:
        raise ReopenError(
            f"{folder}: another version wrote it: search again, or see its search.png"
        )
    seeds, fresh = manifest["seeds"], manifest["fresh_seeds"]
    tuning = Tuning(
        base=manifest["base"],
        start=manifest["start"],
        levers=(),
        goal=read_goal(manifest["goal"]),
        constraints=read_constraints(manifest["subject_to"]),
        budget=manifest["budget"],
        minutes=manifest["minutes"],
        replications=len(seeds),
        confirm=len(fresh),
        sampler=manifest["sampler"],
        seed=seeds[0],
    )

    def misses(row: Mapping[str, Any], end: str = "miss") -> list[float]:
        return [row[f"{constraint} {end}"] for constraint in tuning.constraints]

    def reading(row: Mapping[str, Any]) -> Reading | None:
        if row["difference"] is None:
            return None
        cost = -tuning.goal.sign * row["difference"]
        return Reading(np.array([cost]), np.array([misses(row)], np.float64))

    def settings(row: Mapping[str, Any]) -> dict[str, Any]:
        return {path: row[path] for path in told["levers"]}

    trials = tuple(
        Trial(row["trial"], settings(row), (), reading(row), row["stopped"])
        for row in told["trials"]
    )
    finalists = []
    for row in told["finalists"]:
        of = reading(row)
        assert of is not None
        ends = sorted(-tuning.goal.sign * row[end] for end in ("difference_low", "difference_high"))
        finalists.append(
            Finalist(
                point=settings(row),
                trial=row["trial"],
                reading=of,
                cost=float(of.cost[0]),
                cost_low=ends[0],
                cost_high=ends[1],
                miss=np.array(misses(row), np.float64),
                miss_high=np.array(misses(row, "miss_high"), np.float64),
            )
        )
    base = Arm(manifest["base"], scenario_of(folder, manifest["scenario"]))
    n_replications = int(told["n_replications"])
    return Tuned(
        Question(tuning, base), Searched(trials, n_replications), tuple(finalists), n_replications
    )


def _json(folder: Path, name: str) -> dict[str, Any]:
    try:
        return dict(from_json((folder / name).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        raise ReopenError(
            f"{folder}: there is no {name} yet; o2o resume {folder} goes on"
        ) from None


def _levers(told: Mapping[str, Mapping[str, Any]]) -> tuple[Lever, ...]:
    return tuple(lever(path, over.get("options", over), path) for path, over in told.items())


def _runs(file: Path, levers: Sequence[str]) -> dict[str, dict[int, dict[str, Any]]]:
    """KPIs by label and seed, from the table of all runs."""
    known: dict[str, dict[int, dict[str, Any]]] = {}
    with file.open(encoding="utf-8-sig", newline="") as table:
        for row in csv.DictReader(table):
            kpis = {
                name: _number(cell)
                for name, cell in row.items()
                if name not in _NOT_KPIS and name not in levers
            }
            known.setdefault(row["label"].removeprefix("'"), {})[int(row["seed"])] = kpis
    return known


def _number(cell: str | None) -> float | int | None:
    if not cell:
        return None
    try:
        return int(cell)
    except ValueError:
        return float(cell)


def _swing(of: Lever, of_kpi: Mapping[str, Sequence[Mapping[str, Any]]]) -> Swing:
    rows = {kpi: [row for row in of_kpi[kpi] if row["lever"] == of.path] for kpi in of_kpi}
    first = next(iter(rows.values()))
    names = [field.name for field in fields(Difference) if field.name != "kpi"]
    return Swing(
        of,
        tuple(
            End(
                row["value"],
                {kpi: Difference(kpi, **{n: rows[kpi][nth][n] for n in names}) for kpi in rows},
                frozenset(kpi for kpi in rows if rows[kpi][nth]["told"]),
            )
            for nth, row in enumerate(first)
        ),
    )


def _columns(of: type[Effects | Indices], rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The arrays that rows were made of; what is one number for all inputs stays one."""
    values = {
        field.name: [math.nan if (x := row[field.name]) is None else x for row in rows]
        for field in fields(of)
    }
    return {
        field.name: values[field.name][0] if field.type is float else np.array(values[field.name])
        for field in fields(of)
    }
