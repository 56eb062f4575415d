"""The folder of a sensitivity analysis, as it stands before the first run."""

from pathlib import Path

from analysis.experiment.manifest import write_manifest
from analysis.lab.sensitivity_plan import Plan

KIND = "sensitivity"


def begin(folder: Path, plan: Plan) -> None:
    """Mark a folder as that of a sensitivity analysis, before the first run."""
    content = {
        "method": plan.method,
        "scenario": plan.base.scenario.model_dump(mode="json"),
        "points": list(plan.points),
        "metrics": list(plan.metrics),
        "seeds": list(plan.seeds),
    }
    write_manifest(folder, KIND, content)
