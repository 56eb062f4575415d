"""Which of several scenarios is best: chosen by KN, or by OCBA where replications are a budget."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.lab.evaluate import Evaluate, Found
from analysis.lab.goal import Goal
from analysis.loading import Arm
from analysis.statistics.allocation import ocba
from analysis.statistics.best import WithBest, with_best
from analysis.statistics.selection import ALPHA, FIRST, Floats, kim_nelson


@dataclass(frozen=True, eq=False)
class Selection:
    """What was chosen, and how sure that is.

    Attributes
    ----------
    why
        "alone": all others were dropped; "indifferent": what is left is as good; "ceiling": no more
        replications were allowed; "budget": it was spent.
    n_runs
        Replications of each, in the order of `labels`.
    means
        Of the goal over them.
    against_best
        Each less the best of the others over the replications that all have, where more is better.
    """

    goal: Goal
    labels: tuple[str, ...]
    best: str
    why: str
    n_runs: tuple[int, ...]
    means: tuple[float, ...]
    against_best: WithBest

    def rows(self) -> list[dict[str, Any]]:
        """A row for each scenario, the best mean first; against the best of the others."""
        sign, against = self.goal.sign, self.against_best
        rows = []
        for nth, label in enumerate(self.labels):
            ends = sorted((sign * float(against.low[nth]), sign * float(against.high[nth])))
            rows.append(
                {
                    "label": label,
                    "n_runs": self.n_runs[nth],
                    self.goal.kpi: self.means[nth],
                    "against_best": sign * float(against.difference[nth]),
                    "against_best_low": ends[0],
                    "against_best_high": ends[1],
                    "may_be_best": bool(against.may_be_best[nth]),
                    "chosen": label == self.best,
                }
            )
        return sorted(rows, key=lambda row: -sign * row[self.goal.kpi])


def select(
    arms: Sequence[Arm],
    goal: Goal,
    evaluate: Evaluate,
    *,
    indifference: float | None = None,
    budget: int | None = None,
    seed: int = 0,
    alpha: float = ALPHA,
    first: int = FIRST,
    most: int | None = None,
    batch: int = 1,
) -> Selection:
    """Choose the best of several arms.

    Parameters
    ----------
    arms
        Two or more, with labels of their own.
    goal
        The KPI that is to be large, or small.
    evaluate
        Runs replications.
    indifference
        The smallest difference worth telling, in the KPI's unit (KN); or
    budget
        replications of all arms together (OCBA). One of the two.
    seed
        The first of the seeds.
    alpha
        The chance of choosing one that is worse than the best by more than `indifference`.
    first
        Replications of each arm before anything is decided.
    most
        Replications of an arm at which KN stops, sure or not.
    batch
        Replications run at once.

    Raises
    ------
    RuntimeError
        A run failed, or has no value of the KPI: nothing could be chosen fairly.
    ValueError
        A number is out of its bounds.
    """
    if (indifference is None) == (budget is None):
        raise ValueError("say an indifference zone or a budget, one of them")
    every = _Values(arms, goal, evaluate, seed)
    if indifference is not None:
        found = kim_nelson(
            every.of_systems,
            len(arms),
            indifference,
            alpha=alpha,
            first=first,
            most=most,
            batch=batch,
        )
        best, why, n, means = found.best, str(found.why), found.n, found.means
    else:
        assert budget is not None
        spent = ocba(every.of_parts, len(arms), budget, first=first)
        best, why, n, means = spent.best, "budget", spent.n, spent.means
    in_common = every.of_systems(range(len(arms)), 0, int(n.min()))
    return Selection(
        goal=goal,
        labels=tuple(arm.label for arm in arms),
        best=arms[best].label,
        why=why,
        n_runs=tuple(map(int, n)),
        means=tuple(float(goal.sign * mean) for mean in means),
        against_best=with_best(in_common, 1 - alpha),
    )


class _Values:
    """The goal of arms in replications, as large as it is good; each is run once."""

    def __init__(self, arms: Sequence[Arm], goal: Goal, evaluate: Evaluate, seed: int) -> None:
        self.arms, self.goal, self.evaluate, self.seed = arms, goal, evaluate, seed
        self.known: dict[tuple[int, int], float] = {}

    def of_systems(self, systems: Sequence[int], first: int, last: int) -> Floats:
        """(n_replications, n_systems)."""
        return np.stack(self.of_parts([(i, first, last) for i in systems]), axis=1)

    def of_parts(self, parts: Sequence[tuple[int, int, int]]) -> list[Floats]:
        """Of each system the replications from first to last, exclusive."""
        missing: dict[tuple[int, int], list[int]] = {}
        for i, first, last in parts:
            new = [n for n in range(first, last) if (i, n) not in self.known]
            if new:
                missing.setdefault((new[0], new[-1] + 1), []).append(i)
        for (first, last), systems in missing.items():  # those of the same seeds together
            arms = [self.arms[i] for i in systems]
            seeds = range(self.seed + first, self.seed + last)
            self._keep(systems, seeds, self.evaluate(arms, seeds))
        return [np.array([self.known[i, n] for n in range(a, b)]) for i, a, b in parts]

    def _keep(self, systems: Sequence[int], seeds: range, found: Found) -> None:
        for i in systems:
            label = self.arms[i].label
            for seed in seeds:
                value = found[label].get(seed, {}).get(self.goal.kpi)
                if value is None:
                    raise RuntimeError(f"{label}, seed {seed}: no value of {self.goal.kpi}")
                self.known[i, seed - self.seed] = self.goal.sign * float(value)
