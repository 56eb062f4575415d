"""The folder of a comparison: manifest, comparison.csv, comparison.json, and the runs."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from analysis.experiment.arm import ArmData
from analysis.experiment.compare import Cities, Comparison, Difference
from analysis.experiment.manifest import write_manifest
from analysis.kpis import described
from analysis.loading import Arm
from analysis.results import as_csv, as_json, write_text

_COLUMNS = ("arm", *(field.name for field in fields(Difference)), "unit", "better")


def begin(
    folder: Path,
    arms: Sequence[Arm],
    seeds: Sequence[int],
    cities: Cities = "fixed",
    *,
    n_beside: int = 0,
) -> None:
    """Mark a folder as that of a comparison, before the first run.

    `n_beside`: replications that are kept there beside those of each arm under each seed.
    """
    content = {
        "base": arms[0].label,
        "cities": cities,
        "seeds": list(seeds),
        "n_beside": n_beside,
        "scenarios": {arm.label: arm.scenario.model_dump(mode="json") for arm in arms},
    }
    write_manifest(folder, "comparison", content)


def write_comparison(folder: Path, comparison: Comparison, arms: Sequence[ArmData]) -> None:
    """Write comparison.csv and comparison.json."""
    write_text(folder / "comparison.csv", comparison_csv(comparison))
    write_text(folder / "comparison.json", as_json(as_plain(comparison, arms)))


def as_plain(comparison: Comparison, arms: Sequence[ArmData]) -> dict[str, Any]:
    """The comparison as plain lists and numbers, with what changed for whom."""
    changed = {arm.label: arm.changed and asdict(arm.changed) for arm in arms}
    return {
        "base": {"label": comparison.base, "title": comparison.base_title},
        "days": comparison.days,
        "cities": comparison.cities,
        "seeds": list(comparison.seeds),
        "arms": [
            {
                "label": contrast.label,
                "title": contrast.title,
                "verdict": contrast.verdict,
                "kpis": {
                    found.kpi: _numbers(found) | _read_as(found.kpi)
                    for found in contrast.differences
                },
                "holm": sorted(contrast.holm),
                "changed": changed[contrast.label],
            }
            for contrast in comparison.contrasts
        ],
        "campaigns": {arm.label: [each.plain for each in arm.campaigns] for arm in arms},
        "failures": list(comparison.failures),
        "stopped": comparison.stopped or None,
    }


def comparison_csv(comparison: Comparison) -> str:
    """A line for each arm and KPI; what has no value is empty."""
    return as_csv(
        _COLUMNS,
        (
            {"arm": contrast.label} | asdict(found) | _read_as(found.kpi)
            for contrast in comparison.contrasts
            for found in contrast.differences
        ),
    )


def _numbers(found: Difference) -> dict[str, float | int | None]:
    return {name: value for name, value in asdict(found).items() if name != "kpi"}


def _read_as(kpi: str) -> dict[str, str]:
    """How the numbers of a KPI are read."""
    return {"unit": described(kpi).unit, "better": described(kpi).better}
