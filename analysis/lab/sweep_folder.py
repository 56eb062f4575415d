"""The folder of a sweep: manifest, points.csv, runs.csv, sweep.json, best.toml, and the runs."""

from pathlib import Path
from typing import Any

from analysis.experiment.manifest import write_manifest
from analysis.lab.answer import point_told
from analysis.lab.compare_command import compare_command
from analysis.lab.study import DEFAULT_REPLICATIONS
from analysis.lab.sweep import Plan, Swept
from analysis.results import as_csv, as_json, write_text
from analysis.scenario_file.faults import dotted
from analysis.scenario_file.text import extends, scenario_text
from analysis.words import words

KIND = "sweep"
POINTS, RUNS, ANSWER, BEST = "points.csv", "runs.csv", "sweep.json", "best.toml"


def begin(folder: Path, plan: Plan) -> None:
    """Mark a folder as that of a sweep, before the first run."""
    study = plan.study
    content = {
        "base": plan.base.label,
        "scenario": plan.base.scenario.model_dump(mode="json"),
        "arms": [arm.label for arm in plan.to_run],
        "points": {label: dict(point) for label, point in plan.points.items()},
        "goal": str(study.goal),
        "subject_to": [str(each) for each in study.constraints],
        "design": study.design,
        "seeds": list(study.seeds),
    }
    write_manifest(folder, KIND, content)


def write(folder: Path, swept: Swept) -> None:
    """Write points.csv, runs.csv, sweep.json and, where a point is feasible, best.toml."""
    write_text(folder / POINTS, _table(swept.rows()))
    write_text(folder / RUNS, _table(swept.runs_rows()))
    write_text(folder / ANSWER, as_json(swept.plain()))
    text = best_text(swept, folder)
    if text:
        write_text(folder / BEST, text)
    else:  # of an earlier answer
        (folder / BEST).unlink(missing_ok=True)


def best_text(swept: Swept, folder: Path) -> str:
    """The best point as a scenario file; nothing where there is none."""
    best = swept.ranking.best
    if best is None:
        return ""
    study = swept.study
    laid = {dotted(each.path): each.value for each in study.overrides}
    about = {
        "title": point_told(swept, best.label, words("en")),
        "title_zh": point_told(swept, best.label, words("zh")),
    }
    return scenario_text(
        extends(study.base, folder),
        swept.plan.arms[best.label].scenario,
        laid | swept.plan.points[best.label],
        about,
    )


def fresh_command(swept: Swept, folder: Path) -> str:
    """The command that compares the best with the base under seeds that chose nothing.

    Nothing where there is no best that is another.
    """
    study, best = swept.study, swept.ranking.best
    if best is None or best.label in swept.at_the_base:
        return ""
    return compare_command(
        study.base,
        folder / BEST,
        study.overrides,
        study.seeds.stop,
        max(DEFAULT_REPLICATIONS, len(study.seeds)),  # few seeds confirm little
    )


def _table(rows: list[dict[str, Any]]) -> str:
    """CSV of rows that have the columns of all of them."""
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    return as_csv(columns, ({name: row.get(name) for name in columns} for row in rows))
