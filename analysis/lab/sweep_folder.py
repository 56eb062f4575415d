"""The folder of a sweep: manifest, points.csv, runs.csv, sweep.json, best.toml, and the runs."""

import json
import os
import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from analysis.lab.answer import point_told
from analysis.lab.study import DEFAULT_REPLICATIONS
from analysis.lab.sweep import Plan, Swept
from analysis.results import as_csv, as_json, asked, environment, stamp, write_text
from analysis.scenario_file import Override
from analysis.scenario_file.faults import dotted, keys_of
from analysis.scenario_file.shipped import shipped
from analysis.words import words

KIND = "sweep"
POINTS, RUNS, ANSWER, BEST = "points.csv", "runs.csv", "sweep.json", "best.toml"


def begin(folder: Path, plan: Plan) -> None:
    """Mark a folder as that of a sweep, before the first run."""
    folder.mkdir(parents=True, exist_ok=True)
    study = plan.study
    manifest = {
        **stamp(KIND),
        **asked(),
        "base": plan.base.label,
        "scenario": plan.base.scenario.model_dump(mode="json"),
        "arms": [arm.label for arm in plan.to_run],
        "points": {label: dict(point) for label, point in plan.points.items()},
        "goal": str(study.goal),
        "subject_to": [str(each) for each in study.constraints],
        "design": study.design,
        "seeds": list(study.seeds),
        **environment(),
    }
    write_text(folder / "manifest.json", as_json(manifest))


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
    """The best point as a scenario file; nothing where there is none, or no file can say it."""
    best = swept.ranking.best
    if best is None:
        return ""
    study = swept.study
    laid = {dotted(each.path): each.value for each in study.overrides}
    settings = laid | swept.plan.points[best.label]
    if any(isinstance(key, int) for path in settings for key in keys_of(path)):
        return ""  # an entry of a list has no path in a file
    titles = {lang: point_told(swept, best.label, words(lang)) for lang in ("en", "zh")}
    lines = [
        f"extends = {_toml(_extended(study.base, folder))}",
        f"title = {_toml(titles['en'])}",
        f"title_zh = {_toml(titles['zh'])}",
        "",
        *(f"{path} = {_toml(value)}" for path, value in settings.items()),
    ]
    return "\n".join(lines) + "\n"


def fresh_command(swept: Swept, folder: Path) -> str:
    """The command that compares the best with the base under seeds that chose nothing.

    Nothing where there is no best that is another, or no file can say it.
    """
    study, best = swept.study, swept.ranking.best
    if best is None or best.label in swept.at_the_base or not best_text(swept, folder):
        return ""
    return compare_command(
        study.base,
        folder / BEST,
        study.overrides,
        study.seeds.stop,
        max(DEFAULT_REPLICATIONS, len(study.seeds)),  # few seeds confirm little
    )


def compare_command(
    base: str, scenario: Path, overrides: Iterable[Override], seed: int, replications: int
) -> str:
    """The command that compares what was found with the base, under seeds from `seed` on."""
    return shlex.join(
        [
            *("o2o", "compare", base, str(scenario)),
            *_options(overrides),
            *("--seed", str(seed), "--replications", str(replications)),
        ]
    )


def _options(overrides: Iterable[Override]) -> list[str]:
    return [
        part for each in overrides for part in ("--set", f"{dotted(each.path)}={_toml(each.value)}")
    ]


def _extended(base: str, folder: Path) -> str:
    """What the file of the best extends: a name, or the way from its folder to the file."""
    return base if base in shipped() else os.path.relpath(base, folder)


def _table(rows: list[dict[str, Any]]) -> str:
    """CSV of rows that have the columns of all of them."""
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    return as_csv(columns, ({name: row.get(name) for name in columns} for row in rows))


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        inner = ", ".join(f"{json.dumps(key)} = {_toml(each)}" for key, each in value.items())
        return f"{{ {inner} }}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, (str, bool)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
