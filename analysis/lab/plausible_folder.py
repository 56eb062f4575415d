"""The folder of plausible cities, as it stands before the first run."""

from pathlib import Path

from analysis.experiment.manifest import write_manifest
from analysis.lab.plausible import Plan

KIND = "plausible cities"


def begin(folder: Path, plan: Plan) -> None:
    """Mark a folder as that of plausible cities, before the first run."""
    content = {
        "arms": [arm.label for arm in plan.arms],
        "scenarios": {arm.label: arm.scenario.model_dump(mode="json") for arm in plan.arms},
        "uncertain": {each.path: each.plain() for each in plan.distributions},
        "seeds": [seed for city in range(len(plan.cities)) for seed in plan.seeds(city)],
    }
    write_manifest(folder, KIND, content)
