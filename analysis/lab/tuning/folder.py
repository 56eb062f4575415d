"""The folder of a search: manifest, trials, finalists, and the scenario that was found."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.experiment.manifest import write_manifest
from analysis.kpis import Lang
from analysis.lab.setting import plain_setting
from analysis.lab.tuning.confirm import Finalist
from analysis.lab.tuning.market import Question
from analysis.lab.tuning.tune import Tuned, finalist_row, trial_row
from analysis.lab.tuning.verdict import settings, verdict
from analysis.results import as_csv, as_json, write_text
from analysis.results.spreadsheet import Cell
from analysis.scenario_file.faults import dotted
from analysis.scenario_file.text import extends, scenario_text
from analysis.words import words

KIND = "search"
SCENARIO = "tuned.toml"


def begin(folder: Path, asked: Question) -> None:
    """Mark a folder as that of a search, before the first run."""
    tuning = asked.tuning
    content = {
        "base": asked.base.label,
        "scenario": asked.base.scenario.model_dump(mode="json"),
        "start": tuning.start,
        "goal": str(tuning.goal),
        "subject_to": [str(each) for each in tuning.constraints],
        "levers": {lever.path: repr(lever.over) for lever in tuning.levers},
        "sampler": tuning.sampler,
        "budget": tuning.budget,
        "minutes": tuning.minutes,
        "seeds": list(tuning.seeds),
        "fresh_seeds": list(tuning.fresh_seeds),
    }
    write_manifest(folder, KIND, content)


def write_tuned(folder: Path, found: Tuned, lang: Lang) -> Path | None:
    """Write tuned.json, two tables and the scenario; returns where that is, if there is one."""
    tuning = found.tuning
    told = {"verdict": verdict(found, words(lang))} | found.plain()
    write_text(folder / "tuned.json", as_json(told))
    trials = [trial_row(each, tuning) for each in found.searched.trials]
    _write_table(folder / "trials.csv", trials)
    _write_table(folder / "finalists.csv", [finalist_row(each, tuning) for each in found.finalists])
    best = found.chosen or found.nearest
    arm = None if best is None else found.asked.arm(best.point, "tuned")
    if best is None or arm is None:
        return None
    laid = {dotted(each.path): each.value for each in tuning.overrides}
    text = scenario_text(
        extends(tuning.start, folder), arm.scenario, laid | best.point, _about(found, best)
    )
    write_text(folder / SCENARIO, text)
    return folder / SCENARIO


def _about(found: Tuned, best: Finalist) -> dict[str, str]:
    """A title that says what was set, and a why that says what came of it."""
    about = {}
    langs: Sequence[tuple[Lang, str]] = (("en", ""), ("zh", "_zh"))
    for lang, ending in langs:
        say = words(lang)
        about[f"title{ending}"] = say("tune.scenario_title", settings=settings(best.point, say))
        about[f"why{ending}"] = verdict(found, say)
    return about


def _write_table(file: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    cells: list[dict[str, Cell]] = [
        {name: _cell(value) for name, value in row.items()} for row in rows
    ]
    write_text(file, as_csv(list(cells[0]) if cells else [], cells))


def _cell(value: Any) -> Cell:
    return value if value is None or isinstance(value, (str, int, float)) else plain_setting(value)
