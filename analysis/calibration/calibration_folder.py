"""The folder of a calibration, as it stands before anything is fitted."""

from pathlib import Path

from analysis.calibration.calibrated import Plan
from analysis.experiment.manifest import write_manifest

KIND = "calibration"


def begin(folder: Path, plan: Plan) -> None:
    """Mark a folder as that of a calibration, before anything is fitted."""
    content = {
        "preset": plan.preset,
        "scenario_file": plan.file.name,
        "seeds": list(range(plan.seed, plan.seed + plan.runs)),
    }
    write_manifest(folder, KIND, content)
