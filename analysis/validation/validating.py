"""A validation: which runs it takes, and what comes of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analysis.experiment.compare import Cities
from analysis.lab.laboratory import Laboratory
from analysis.loading import Arm
from analysis.validation.facts import Profile
from analysis.validation.scorecard import Found, Scorecard, of_runs, scorecard


@dataclass(frozen=True, eq=False)
class Plan:
    """What is run, and what it is held against."""

    base: Arm
    seeds: range
    cities: Cities
    profile: Profile

    @property
    def to_run(self) -> list[Arm]:
        """Every arm that is run."""
        return [self.base]

    @property
    def n_runs(self) -> int:
        """Replications of all arms."""
        return len(self.seeds)


@dataclass(frozen=True, eq=False)
class Validation:
    """A validation that was carried out."""

    plan: Plan
    card: Scorecard
    runs: Sequence[dict[str, Any]]  # figures and distributions of the scenario, a run each
    failures: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        kinds = {kind: self.card.count(kind) for kind in ("hard", "soft", "pattern")}
        return {
            "scenario": self.plan.base.label,
            "profile": self.card.profile.name,
            "days": self.plan.base.scenario.days,
            "cities": self.plan.cities,
            "seeds": list(self.plan.seeds),
            "held": {kind: held for kind, (held, _) in kinds.items()},
            "asked": {kind: asked for kind, (_, asked) in kinds.items()},
            "failing": [row.fact.id for row in self.card.failing],
            "rows": [row.plain() for row in self.card.rows],
            "failures": list(self.failures),
        }


def carried_out(plan: Plan, laboratory: Laboratory) -> Validation:
    """Run all, and hold what came of it against the facts.

    Raises
    ------
    RuntimeError
        No run of the scenario brought anything.
    """
    found = laboratory.evaluate([plan.base], plan.seeds)[plan.base.label]
    if not found:
        raise RuntimeError(f"{plan.base.label}: no replication brought anything")
    runs = [dict(found[seed]) for seed in plan.seeds if seed in found]
    figures: Found = of_runs(runs)
    card = scorecard(plan.profile, figures)
    return Validation(plan, card, runs, tuple(laboratory.failures))
