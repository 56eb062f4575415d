"""A validation: which runs it takes, and what comes of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from analysis.experiment.compare import Cities
from analysis.lab.evaluate import Found
from analysis.lab.laboratory import Laboratory
from analysis.loading import Arm, load_arm
from analysis.scenario_file import Override, overriding
from analysis.validation import levers
from analysis.validation.facts import FACTS, Profile
from analysis.validation.pairs import BASE, STUDIES, Runs, Study
from analysis.validation.scorecard import Measured, Scorecard, of_runs, scorecard
from sim.scenario import Scenario

# Seeds under which levers are pulled, at most: two runs of one luck tell more than one.
MOST_PAIRS = 4


@dataclass(frozen=True, eq=False)
class Asked:
    """A study of this scenario: its arms that there are, the base first."""

    study: Study
    arms: Mapping[str, Arm]


@dataclass(frozen=True, eq=False)
class Plan:
    """What is run, and what it is held against."""

    base: Arm
    seeds: range
    cities: Cities
    profile: Profile
    pairs: Sequence[Asked] = ()

    @property
    def paired_seeds(self) -> range:
        """Those under which levers are pulled."""
        return self.seeds[:MOST_PAIRS]

    @cached_property
    def to_run(self) -> list[Arm]:
        """Every arm that is run."""
        return [self.base, *(arm for asked in self.pairs for arm in asked.arms.values())]

    @property
    def n_runs(self) -> int:
        """Replications of all arms."""
        return len(self.seeds) + len(self.paired_seeds) * (len(self.to_run) - 1)


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
            "paired_seeds": list(self.plan.paired_seeds) if self.plan.pairs else [],
            "held": {kind: held for kind, (held, _) in kinds.items()},
            "asked": {kind: asked for kind, (_, asked) in kinds.items()},
            "failing": [row.fact.id for row in self.card.failing],
            "rows": [row.plain() for row in self.card.rows],
            "failures": list(self.failures),
        }


def planned(
    source: str,
    overrides: Sequence[Override],
    *,
    profile: Callable[[Arm], Profile],
    seeds: range,
    cities: Callable[[Arm], Cities],
    fast: bool = False,
    allow_code: bool = True,
) -> Plan:
    """What validating a scenario takes.

    Parameters
    ----------
    source, overrides
        The scenario, and what is laid over it.
    profile, cities
        Of which market facts are asked of it, and whether seeds draw cities.
    fast
        Whether levers are left alone.

    Raises
    ------
    ScenarioError, RecordingError
        The scenario cannot be read.
    """
    base = load_arm(source, overrides, allow_code=allow_code)
    of_market, pairs = profile(base), list[Asked]()
    if not fast and base.recording is None:  # recorded orders answer to no lever
        figures = {
            line.figure for fact in FACTS if of_market.name in fact.profiles for line in fact.lines
        }
        pairs = [
            Asked(study, dict(_arms(study, source, overrides, base.scenario, allow_code)))
            for study in STUDIES
            if figures & set(study.figures)
        ]
    return Plan(base, seeds, cities(base), of_market, pairs)


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
    figures = dict(of_runs(runs))
    for asked in plan.pairs:
        of_arms = laboratory.evaluate(list(asked.arms.values()), plan.paired_seeds)
        figures |= _figures(asked, of_arms)
    card = scorecard(plan.profile, figures)
    return Validation(plan, card, runs, tuple(laboratory.failures))


def _arms(
    study: Study,
    source: str,
    overrides: Sequence[Override],
    scenario: Scenario,
    allow_code: bool,
) -> Iterator[tuple[str, Arm]]:
    """The arms of a study; one whose change the scenario does not take is left out."""
    common = levers.smaller(scenario, for_weeks=study.for_weeks) | {"days": study.days}
    for name, said in {BASE: {}, **study.arms}.items():
        try:
            base, changes = (of(scenario) if callable(of) else of for of in (study.base, said))
            laid = [*overrides, *overriding(common | base | changes)]
            arm = load_arm(source, laid, allow_code=allow_code)
        except ValueError:
            continue
        yield name, Arm(f"{study.name}: {name}", arm.scenario)


def _figures(asked: Asked, found: Found) -> dict[str, Measured | None]:
    """The figures of a study, of the seeds under which all of its arms lived."""
    by_arm = {name: found[arm.label] for name, arm in asked.arms.items()}
    shared = sorted(set.intersection(*(set(of_arm) for of_arm in by_arm.values())))
    runs: Runs = {name: [of_arm[seed] for seed in shared] for name, of_arm in by_arm.items()}
    return {name: _known(of, runs) if shared else None for name, of in asked.study.figures.items()}


def _known(of: Callable[[Runs], Measured | None], runs: Runs) -> Measured | None:
    """A figure; None where an arm that it needs is none of this scenario."""
    try:
        return of(runs)
    except KeyError:
        return None
