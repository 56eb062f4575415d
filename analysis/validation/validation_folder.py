"""The folder of a validation: manifest, scorecard.json and .csv, and what its runs brought."""

import hashlib
import shutil
from importlib.resources import files
from pathlib import Path

from analysis.lab.archive import FAILURES, RECORDS
from analysis.results import as_csv, as_json, asked, environment, from_json, stamp, write_text
from analysis.results.folder import MANIFEST
from analysis.validation.validating import Plan, Validation

KIND = "validation"
SCORECARD, ROWS = "scorecard.json", "scorecard.csv"


def begin(folder: Path, plan: Plan) -> None:
    """Mark a folder as that of a validation, before the first run.

    What runs brought to an earlier one by other measures is of no use, and is removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    measures = _digest()
    if _measures_of(folder) != measures:
        shutil.rmtree(folder / RECORDS, ignore_errors=True)
        (folder / FAILURES).unlink(missing_ok=True)
    manifest = {
        **stamp(KIND),
        **asked(),
        "scenario": plan.base.scenario.model_dump(mode="json"),
        "arms": [arm.label for arm in plan.to_run],
        "profile": plan.profile.name,
        "cities": plan.cities,
        "seeds": list(plan.seeds),
        "measures": measures,
        **environment(),
    }
    write_text(folder / MANIFEST, as_json(manifest))


def write(folder: Path, found: Validation) -> None:
    """Write scorecard.json and scorecard.csv."""
    write_text(folder / SCORECARD, as_json(found.plain()))
    rows = [row.plain() for row in found.card.rows]
    write_text(folder / ROWS, as_csv(list(rows[0]), rows))


def _digest() -> str:
    """Of the text of all measures: what an archive holds was brought by one of them alone."""
    seen = hashlib.sha256()
    package = files("analysis.validation")
    for file in sorted(package.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".py"):
            seen.update(file.read_bytes())
    return seen.hexdigest()


def _measures_of(folder: Path) -> str | None:
    try:
        manifest = from_json((folder / MANIFEST).read_text(encoding="utf-8"))
        return str(manifest["measures"])
    except (OSError, ValueError, LookupError, TypeError):
        return None
