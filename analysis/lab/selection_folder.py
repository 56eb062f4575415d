"""The folder of a selection, as it stands before the first run."""

from collections.abc import Sequence
from pathlib import Path

from analysis.experiment.manifest import write_manifest
from analysis.lab.goal import Constraint, Goal
from analysis.loading import Arm

KIND = "selection"


def begin(
    folder: Path, arms: Sequence[Arm], goal: Goal, constraints: Sequence[Constraint], seed: int
) -> None:
    """Mark a folder as that of a selection, before the first run."""
    content = {
        "arms": [arm.label for arm in arms],
        "scenarios": {arm.label: arm.scenario.model_dump(mode="json") for arm in arms},
        "goal": str(goal),
        "subject_to": [str(each) for each in constraints],
        "seed": seed,
    }
    write_manifest(folder, KIND, content)
