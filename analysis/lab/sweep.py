"""A sweep: a study put to the market, and what came of it at each point."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from analysis.lab.design import Point, arms_of, labels_of
from analysis.lab.evaluate import Evaluate
from analysis.lab.laboratory import Laboratory
from analysis.lab.measured import check_measured
from analysis.lab.ranking import Ranked, Ranking, Runs, rank
from analysis.lab.study import Study
from analysis.loading import Arm, apart, load_arm

# The best is told apart, and is called feasible, without a word of doubt from here on.
SURE = 0.95
# Of so few values every one is an end, and nobody meant to find a best between them.
_FEW = 2


@dataclass(frozen=True, eq=False)
class Plan:
    """The arms of a study. A point that is the base itself is not run twice."""

    study: Study
    base: Arm
    points: Mapping[str, Point]  # by label
    arms: Mapping[str, Arm]  # of the points, by label; the base where they are the same

    @property
    def to_run(self) -> list[Arm]:
        """The base, then the arms that differ from it."""
        return [self.base, *(arm for arm in self.arms.values() if arm is not self.base)]

    @property
    def asked(self) -> list[str]:
        """KPIs asked for, by name."""
        return [self.study.goal.kpi, *(each.kpi for each in self.study.constraints)]

    def check_known(self, evaluate: Evaluate) -> None:
        """Refuse KPIs that nothing measures at the base; see `check_measured`.

        What that runs is one of the runs that are planned.
        """
        paths = [lever.path for lever in self.study.levers]
        check_measured(self.asked, [self.base], paths, evaluate, self.study.seeds[0])


@dataclass(frozen=True, eq=False)
class Swept:
    """What came of a study.

    Attributes
    ----------
    runs
        KPIs of each point, and of the base, by label and seed; runs that failed are missing.
    failures
        The runs that failed, a line each.
    """

    plan: Plan
    runs: Mapping[str, Runs]
    ranking: Ranking
    failures: tuple[str, ...] = ()

    @property
    def study(self) -> Study:
        """What was asked."""
        return self.plan.study

    @property
    def days(self) -> int:
        """Days of each run."""
        return self.plan.base.scenario.days

    @property
    def at_the_base(self) -> tuple[str, ...]:
        """Labels of points that are the base itself."""
        return tuple(label for label, arm in self.plan.arms.items() if arm is self.plan.base)

    def ends(self, label: str) -> list[str]:
        """Levers by path of which a point has the smallest or largest number that was tried."""
        return [
            lever.path
            for lever in self.study.levers
            if _is_end(self.plan.points[label][lever.path], self._tried(lever.path))
        ]

    def rows(self) -> list[dict[str, Any]]:
        """A row for each point in the order of the ranking: its levers, and all that was found."""
        return [self.row(each) for each in self.ranking.rows]

    def runs_rows(self) -> list[dict[str, Any]]:
        """A row for each run, the base's first: label, levers, seed, and every KPI."""
        return [
            {"label": label, **self.plan.points.get(label, {}), "seed": seed, **kpis}
            for label, of_point in self.runs.items()
            for seed, kpis in sorted(of_point.items())
        ]

    def row(self, found: Ranked) -> dict[str, Any]:
        """A point as a row of names and numbers; None: unknown."""
        goal = self.ranking.goal.kpi
        row: dict[str, Any] = {
            "label": found.label,
            **self.plan.points.get(found.label, {}),
            "n_runs": found.n_runs,
            goal: found.goal.mean,
            f"{goal}_low": found.goal.low,
            f"{goal}_high": found.goal.high,
            "difference": found.difference.difference,
            "difference_low": found.difference.low,
            "difference_high": found.difference.high,
        }
        for constraint, kept in zip(self.ranking.constraints, found.kept, strict=True):
            row |= {
                str(constraint): kept.level.mean,
                f"{constraint} bound": kept.bound,
                f"{constraint} miss": kept.miss.mean,
                f"{constraint} miss_low": kept.miss.low,
                f"{constraint} miss_high": kept.miss.high,
            }
        return row | {
            "feasible": found.feasible,
            "p_feasible": found.p_feasible,
            "p_best": found.p_best,
            "p_front": found.p_front,
        }

    def plain(self) -> dict[str, Any]:
        """All of it as lists, texts and numbers."""
        ranking, study = self.ranking, self.study
        return {
            "base": self.plan.base.label,
            "days": self.days,
            "seeds": list(study.seeds),
            "design": study.design,
            "levers": {lever.path: asdict(lever.over) for lever in study.levers},
            "goal": str(ranking.goal),
            "subject_to": [str(each) for each in ranking.constraints],
            "best": ranking.best and ranking.best.label,
            "nearest": ranking.nearest and ranking.nearest.label,
            "p_none_feasible": ranking.p_none,
            "of_base": self._plain_row(ranking.base),
            "points": [self._plain_row(row) for row in ranking.rows],
            "without_value": list(ranking.unknown),
            "failures": list(self.failures),
        }

    def _plain_row(self, found: Ranked) -> dict[str, Any]:
        return {
            "label": found.label,
            "settings": self.plan.points.get(found.label, {}),
            "n_runs": found.n_runs,
            "goal": asdict(found.goal),
            "difference": asdict(found.difference),
            "constraints": [
                {"constraint": str(constraint)} | asdict(kept)
                for constraint, kept in zip(self.ranking.constraints, found.kept, strict=True)
            ],
            "feasible": found.feasible,
            "p_feasible": found.p_feasible,
            "p_best": found.p_best,
            "p_front": found.p_front,
        }

    def _tried(self, path: str) -> list[Any]:
        return [point[path] for point in self.plan.points.values()]


def planned(study: Study, *, allow_code: bool = True) -> Plan:
    """Read the base and all points of a study.

    Raises
    ------
    ScenarioError, ValueError
        Names every fault of the settings, with what was written.
    """
    base = load_arm(study.base, study.overrides, allow_code=allow_code)
    found = arms_of(study.base, study.levers, study.points, study.overrides, allow_code=allow_code)
    base, *arms = apart([base, *found])
    points = dict(zip(labels_of(study.points), study.points, strict=True))
    return Plan(
        study=study,
        base=base,
        points=points,
        arms={
            label: base if _is_same(arm, base) else arm
            for label, arm in zip(points, arms, strict=True)
        },
    )


def carried_out(plan: Plan, laboratory: Laboratory) -> Swept:
    """Run what the laboratory has not yet, and rank the points."""
    return answered(
        plan,
        laboratory.evaluate(plan.to_run, plan.study.seeds),
        laboratory.failures,
    )


def answered(plan: Plan, runs: Mapping[str, Runs], failures: Sequence[str] = ()) -> Swept:
    """Rank the points from the KPIs of the arms that were run, by label and seed."""
    of_points = {label: runs.get(arm.label, {}) for label, arm in plan.arms.items()}
    of_base = runs.get(plan.base.label, {})
    ranking = rank((plan.base.label, of_base), of_points, plan.study.goal, plan.study.constraints)
    return Swept(plan, {plan.base.label: of_base, **of_points}, ranking, tuple(failures))


def _is_same(arm: Arm, base: Arm) -> bool:
    digests = [each.recording and each.recording.digest for each in (arm, base)]
    return digests[0] == digests[1] and arm.scenario == base.scenario


def _is_end(value: Any, tried: Sequence[Any]) -> bool:
    if any(isinstance(each, (bool, str)) or not isinstance(each, (int, float)) for each in tried):
        return False
    return len(set(tried)) > _FEW and value in (min(tried), max(tried))
