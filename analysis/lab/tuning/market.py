"""The search put to the market: points become arms, KPIs become costs and misses."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.lab.design import Point
from analysis.lab.evaluate import Evaluate
from analysis.lab.goal import Constraint, Goal
from analysis.lab.lever import Lever
from analysis.lab.measured import check_measured
from analysis.lab.tuning.file import Tuning
from analysis.lab.tuning.tried import Reading
from analysis.loading import Arm, load_arm
from analysis.scenario_file import Override, ScenarioError
from analysis.scenario_file.faults import keys_of

_LEVELS = 4  # of a range: its ends, and two between, which show that parts of one are not taken
Runs = Mapping[int, Mapping[str, Any]]  # KPIs by seed


@dataclass(frozen=True, eq=False)
class Question:
    """A search as the market hears it: the base, and how a point becomes an arm."""

    tuning: Tuning
    base: Arm
    allow_code: bool = True

    def arm(self, point: Point, label: str) -> Arm | None:
        """The arm of a point; None where these settings cannot stand together."""
        sources = {lever.path: lever.source for lever in self.tuning.levers}
        laid = [Override(keys_of(path), value, sources[path]) for path, value in point.items()]
        try:
            arm = load_arm(
                self.tuning.start, [*self.tuning.overrides, *laid], allow_code=self.allow_code
            )
        except ScenarioError:
            return None
        return Arm(label, arm.scenario, arm.recording)

    def check_known(self, evaluate: Evaluate) -> None:
        """Refuse KPIs that nothing measures at the base; see `check_measured`.

        What that runs is one of the runs that are planned.
        """
        tuning = self.tuning
        paths = [lever.path for lever in tuning.levers]
        check_measured(tuning.kpis, [self.base], paths, evaluate, tuning.seeds[0])

    def check(self) -> None:
        """Refuse levers that no point can be made of.

        Raises
        ------
        ScenarioError, ValueError
            What the start says with each lever in its middle; or it takes none of the values at
            an end, or between, whatever the others are.
        """
        for lever in self.tuning.levers:
            start = self._start_with(lever, lever.over.at(0.5))
            if start.scenario.days != self.base.scenario.days:
                raise ValueError(
                    f"base and start last different numbers of days ({self.base.scenario.days} and"
                    f" {start.scenario.days}); days = ... makes them the same"
                )
            for value in lever.over.levels(_LEVELS):
                try:
                    self._start_with(lever, value)
                except ScenarioError as error:
                    own = [fault for fault in error.faults if _is_of(fault.path, lever.path)]
                    if own:  # the others are of settings that cannot stand together
                        raise ScenarioError(own) from None

    def _start_with(self, lever: Lever, value: Any) -> Arm:
        laid = Override(keys_of(lever.path), value, lever.source)
        return load_arm(
            self.tuning.start, [*self.tuning.overrides, laid], allow_code=self.allow_code
        )


def _is_of(path: str, setting: str) -> bool:
    """Whether a path is that of a setting, or of a part of it."""
    return path == setting or path.startswith((f"{setting}.", f"{setting}["))


def question(tuning: Tuning, *, allow_code: bool = True) -> Question:
    """Read base and start.

    Raises
    ------
    ScenarioError, ValueError
        Names every fault.
    """
    base = load_arm(tuning.base, tuning.overrides, allow_code=allow_code)
    found = Question(tuning, base, allow_code)
    found.check()
    return found


def measure_by(
    asked: Question, evaluate: Evaluate
) -> Callable[[Sequence[Point], Sequence[int]], list[Reading | None]]:
    """What a search measures by: readings of points under seeds."""
    arms: dict[str, Arm | None] = {}  # by point; None: its settings cannot stand together

    def arm_of(point: Point) -> Arm | None:
        key = repr(point)
        if key not in arms:
            arms[key] = asked.arm(point, f"point-{len(arms) + 1:04}")
        return arms[key]

    def measure(points: Sequence[Point], seeds: Sequence[int]) -> list[Reading | None]:
        tried = [arm_of(point) for point in points]
        distinct = {arm.label: arm for arm in tried if arm is not None}
        found = evaluate([asked.base, *distinct.values()], seeds)
        base, tuning = found.get(asked.base.label, {}), asked.tuning
        return [
            None
            if arm is None
            else reading(tuning.goal, tuning.constraints, base, found.get(arm.label, {}))
            for arm in tried
        ]

    return measure


def reading(
    goal: Goal, constraints: Sequence[Constraint], base: Runs, other: Runs
) -> Reading | None:
    """Costs and misses under the seeds at which both have all that is asked; None: there is none.

    A goal without a value in the base, such as what coupons cost where there are none, counts as 0
    there.
    """
    costs, misses = [], []
    for seed in sorted(base.keys() & other.keys()):
        here, there = other[seed], base[seed]
        value = here.get(goal.kpi)
        missed = [_miss(each, there.get(each.kpi), here.get(each.kpi)) for each in constraints]
        if value is None or any(math.isnan(miss) for miss in missed):
            continue
        costs.append(goal.sign * ((there.get(goal.kpi) or 0.0) - value))
        misses.append(missed)
    if not costs:
        return None
    return Reading(
        np.array(costs, np.float64),
        np.array(misses, np.float64).reshape(len(costs), len(constraints)),
    )


def _miss(constraint: Constraint, base: float | None, value: float | None) -> float:
    """By how much a constraint is missed, below 0: kept; NaN: nobody knows."""
    if value is None:
        return math.nan
    return constraint.sign * (value - constraint.bound.of(math.nan if base is None else base))
