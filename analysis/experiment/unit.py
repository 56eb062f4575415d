"""A unit of work: one scenario under one seed, known by its content."""

import hashlib
import inspect
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

import analysis.kpis
import sim.run
from analysis.experiment import summary as summaries
from analysis.experiment.summary import RunSummary, summarise
from analysis.kpis.measure import measure
from analysis.results import write_run
from sim.policies.family import Policy
from sim.recording import Recording
from sim.scenario import Scenario
from sim.snapshot import Snapshot
from sim.warm_up import warm_up


@dataclass(frozen=True, eq=False)
class Unit:
    """What is to be run, and where its results go."""

    label: str
    scenario: Scenario
    seed: int
    folder: Path
    recording: Recording | None = None
    warmed_by: Scenario | None = None  # whose warm-up it begins after; None: its own

    @property
    def id(self) -> str:
        """Content address: equal for equal scenario, seed, recording and model, and only then."""
        warmed_by = self.warmed_by or self.scenario
        content = {
            "scenario": self.scenario.model_dump(mode="json"),
            "warm_up": warmed_by.model_dump(mode="json"),
            "own_policies": sorted(map(_source_of, _own_policies((self.scenario, warmed_by)))),
            "seed": self.seed,
            "recording": self.recording and self.recording.digest,
            "model": model_version(),
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def execute(
    unit: Unit,
    progress: Callable[[float], None] | None = None,
    warm: Snapshot | None = None,
    warmup_cpu_s: float = 0.0,
) -> RunSummary:
    """Run the unit, write its folder, and hand back its summary.

    Parameters
    ----------
    unit
        What is run.
    progress
        Hears the share of the run lived through.
    warm
        The city after the warm-up of `unit.warmed_by`; None: it is lived here.
    warmup_cpu_s
        What that warm-up cost, if it was lived for this unit.
    """
    if warm is None and unit.warmed_by is not None:
        begun = time.process_time()
        warm = warm_up(unit.warmed_by, unit.seed)
        warmup_cpu_s = time.process_time() - begun
    result = sim.run.run(unit.scenario, unit.seed, unit.recording, progress, warm)
    result.timing["warmup_cpu_s"] += warmup_cpu_s
    began_cpu_s = time.process_time()
    kpis = measure(result)
    summary = summarise(result, kpis)
    timing = result.timing | {"analyse_cpu_s": time.process_time() - began_cpu_s}
    plain = summaries.to_json(summary)
    write_run(unit.folder, result, kpis, unit_id=unit.id, summary=plain, timing=timing)
    return summary


def recall(unit: Unit) -> RunSummary | None:
    """What an earlier execution of this very unit left in its folder; None: nothing."""
    try:
        manifest = json.loads((unit.folder / "manifest.json").read_text(encoding="utf-8"))
        if manifest["unit"] != unit.id:
            return None
        values = json.loads((unit.folder / "summary.json").read_text(encoding="utf-8"))
        return summaries.from_json(values)
    except (OSError, ValueError, LookupError, TypeError):
        return None


@cache
def model_version() -> str:
    """Digest of all code that a summary depends on."""
    seen = hashlib.sha256()
    kpis = Path(str(analysis.kpis.__file__)).parent
    for root in (Path(sim.run.__file__).parent, kpis, Path(summaries.__file__)):
        for file in sorted(root.rglob("*.py")) if root.is_dir() else [root]:
            seen.update(file.name.encode())
            seen.update(file.read_bytes())
    return seen.hexdigest()


def _own_policies(part: Any) -> Iterator[Policy]:
    """Policies in a scenario that are not built in."""
    if isinstance(part, Policy) and not type(part).__module__.startswith("sim."):
        yield part
    if isinstance(part, BaseModel):
        part = [value for _, value in part]
    if isinstance(part, (list, tuple)):
        for inner in part:
            yield from _own_policies(inner)


def _source_of(policy: Policy) -> str:
    """Digest of the module that a user's own policy stands in."""
    file = inspect.getsourcefile(type(policy))
    return hashlib.sha256(Path(str(file)).read_bytes()).hexdigest()
