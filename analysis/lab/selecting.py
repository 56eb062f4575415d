"""Which of several scenarios is best: chosen by KN, or by OCBA where replications are a budget.

With constraints, those that are known to miss one after the first replications of all are left out;
so is, in the end, a chosen one whose mean misses one, and then it is chosen among the others again,
from the replications that are there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from analysis.lab.evaluate import Evaluate, Found
from analysis.lab.goal import Constraint, Goal
from analysis.lab.ranking import Kept, Runs, how_far_missed, kept_at
from analysis.loading import Arm
from analysis.statistics.allocation import ocba
from analysis.statistics.best import WithBest, with_best
from analysis.statistics.selection import ALPHA, FIRST, Floats, kim_nelson
from analysis.statistics.unequal import unequal

Why = Literal["alone", "indifferent", "ceiling", "budget", "only", "none"]


@dataclass(frozen=True, eq=False)
class Selection:
    """What was chosen, and how sure that is.

    Attributes
    ----------
    best
        The label of what was chosen; None: no scenario keeps all constraints.
    why
        "alone": all others were dropped; "indifferent": what is left is as good; "ceiling": no more
        replications were allowed; "budget": it was spent; "only": no other keeps the constraints;
        "none": none does.
    n_runs
        Replications of each, in the order of `labels`.
    means
        Of the goal; of those with fewer replications as if they had met the luck of all.
    candidates
        Those it was chosen among: places in `labels`.
    still
        Candidates that were not dropped on the way: the chosen one, and who may be as good.
    against_best
        Each candidate less the best of the others over the replications that all have, where more
        is better; None: there is one candidate, or none.
    kept
        How each stands with each constraint, over its replications.
    probability
        Of having chosen the best, within a budget, at least about that; else None.
    """

    goal: Goal
    labels: tuple[str, ...]
    best: str | None
    why: Why
    n_runs: tuple[int, ...]
    means: tuple[float, ...]
    candidates: tuple[int, ...]
    still: tuple[int, ...]
    against_best: WithBest | None
    constraints: tuple[Constraint, ...] = ()
    kept: tuple[tuple[Kept, ...], ...] = ()
    indifference: float | None = None
    alpha: float = ALPHA
    probability: float | None = None

    @property
    def nearest(self) -> str:
        """Where no scenario keeps all constraints, the one that misses least."""
        far = [how_far_missed(kept, self.kept[0]) for kept in self.kept]
        return self.labels[int(np.argmin(far))]

    def rows(self) -> list[dict[str, Any]]:
        """A row for each scenario: candidates first, the best mean first; None: unknown."""
        rows = [self._row(nth) for nth in range(len(self.labels))]
        return sorted(
            rows, key=lambda row: (not row["candidate"], -self.goal.sign * row[self.goal.kpi])
        )

    def _row(self, nth: int) -> dict[str, Any]:
        row: dict[str, Any] = {
            "label": self.labels[nth],
            "n_runs": self.n_runs[nth],
            self.goal.kpi: self.means[nth],
        }
        for constraint, kept in zip(self.constraints, self.kept[nth], strict=True):
            row |= {str(constraint): kept.level.mean, f"{constraint} miss": kept.miss.mean}
        row |= {"candidate": nth in self.candidates, "chosen": self.labels[nth] == self.best}
        against: dict[str, Any] = dict.fromkeys(
            ("against_best", "against_best_low", "against_best_high", "may_be_best")
        )
        if self.against_best is not None and nth in self.candidates:
            at, found, sign = self.candidates.index(nth), self.against_best, self.goal.sign
            low, high = sorted((sign * float(found.low[at]), sign * float(found.high[at])))
            against = {
                "against_best": sign * float(found.difference[at]),
                "against_best_low": low,
                "against_best_high": high,
                "may_be_best": bool(found.may_be_best[at]),
            }
        return row | against


def select(
    arms: Sequence[Arm],
    goal: Goal,
    evaluate: Evaluate,
    *,
    constraints: Sequence[Constraint] = (),
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
        Two or more, with labels of their own; bounds may move with the first.
    goal
        The KPI that is to be large, or small.
    evaluate
        Runs replications.
    constraints
        What the chosen one must keep, in the mean.
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
    check(len(arms), indifference, budget, first)
    every = _Values(arms, goal, evaluate, seed, constraints)
    every.of_systems(range(len(arms)), 0, first)
    out = {i for i in range(len(arms)) if every.surely_misses(i)}
    while True:
        left = [i for i in range(len(arms)) if i not in out]
        chosen = _chosen(
            every, left, indifference, budget, alpha=alpha, first=first, most=most, batch=batch
        )
        best = chosen.best
        if best is None or every.keeps(best):
            break
        out.add(best)
    n = [every.n_runs(i) for i in range(len(arms))]
    against = None
    if len(left) > 1:
        in_common = every.of_systems(left, 0, min(n[i] for i in left))
        against = with_best(in_common, 1 - alpha)
    return Selection(
        goal=goal,
        labels=tuple(arm.label for arm in arms),
        best=None if best is None else arms[best].label,
        why=chosen.why,
        n_runs=tuple(n),
        means=tuple(every.means()),
        candidates=tuple(left),
        still=tuple(chosen.still),
        against_best=against,
        constraints=tuple(constraints),
        kept=tuple(tuple(every.kept(i)) for i in range(len(arms))),
        indifference=indifference,
        alpha=alpha,
        probability=chosen.probability,
    )


def check(n_arms: int, indifference: float | None, budget: int | None, first: int = FIRST) -> None:
    """Refuse what does not say when to stop, before anything is run.

    Raises
    ------
    ValueError
        Says what is wrong.
    """
    if n_arms < 2:
        raise ValueError(f"{n_arms} to choose from; there must be two or more")
    if (indifference is None) == (budget is None):
        raise ValueError("say an indifference zone or a budget, one of them")
    if indifference is not None and not indifference > 0:
        raise ValueError(f"indifference ({indifference:.6g}) must be above 0")
    if budget is not None and budget < first * n_arms:
        raise ValueError(
            f"a budget of {budget} is smaller than {first} replications of each of {n_arms}"
        )


@dataclass(frozen=True)
class _Chosen:
    best: int | None
    why: Why
    still: Sequence[int] = ()  # those that were not dropped on the way
    probability: float | None = None


def _chosen(
    every: "_Values",
    left: Sequence[int],
    indifference: float | None,
    budget: int | None,
    *,
    alpha: float,
    first: int,
    most: int | None,
    batch: int,
) -> _Chosen:
    """The best of those that are left, and why it stopped."""
    if not left:
        return _Chosen(None, "none")
    if len(left) == 1:
        return _Chosen(left[0], "only", left)
    if indifference is not None:
        found = kim_nelson(
            lambda systems, start, end: every.of_systems([left[i] for i in systems], start, end),
            len(left),
            indifference,
            alpha=alpha,
            first=first,
            most=most,
            batch=batch,
        )
        every.used(left, found.n.tolist())
        return _Chosen(left[found.best], found.why, [left[i] for i in found.left])
    assert budget is not None
    spent = sum(every.n_runs(i) for i in range(len(every.arms)) if i not in left)
    allocated = ocba(
        lambda parts: every.of_parts([(left[i], start, end) for i, start, end in parts]),
        len(left),
        max(budget - spent, first * len(left)),
        first=first,
    )
    every.used(left, allocated.n.tolist())
    return _Chosen(left[allocated.best], "budget", left, allocated.probability)


class _Values:
    """KPIs of arms in replications, each run once; the goal is as large as it is good."""

    def __init__(
        self,
        arms: Sequence[Arm],
        goal: Goal,
        evaluate: Evaluate,
        seed: int,
        constraints: Sequence[Constraint] = (),
    ) -> None:
        self.arms, self.goal, self.evaluate, self.seed = arms, goal, evaluate, seed
        self.constraints = tuple(constraints)
        self.known: dict[tuple[int, int], float] = {}
        self.runs: list[dict[int, Any]] = [{} for _ in arms]
        self._used = [0 for _ in arms]

    def of_systems(self, systems: Sequence[int], first: int, last: int) -> Floats:
        """(n_replications, n_systems)."""
        return np.stack(self.of_parts([(i, first, last) for i in systems]), axis=1)

    def of_parts(self, parts: Sequence[tuple[int, int, int]]) -> list[Floats]:
        """Of each system the replications from first to last, exclusive."""
        missing: dict[tuple[int, int], list[int]] = {}
        for i, first, last in parts:
            self._used[i] = max(self._used[i], last)
            new = [n for n in range(first, last) if (i, n) not in self.known]
            if new:
                missing.setdefault((new[0], new[-1] + 1), []).append(i)
        for (first, last), systems in missing.items():  # those of the same seeds together
            arms = [self.arms[i] for i in systems]
            seeds = range(self.seed + first, self.seed + last)
            self._keep(systems, seeds, self.evaluate(arms, seeds))
        return [np.array([self.known[i, n] for n in range(a, b)]) for i, a, b in parts]

    def used(self, systems: Sequence[int], n: Sequence[int]) -> None:
        """Say how many replications of systems count, of those that were run at once."""
        for i, of_system in zip(systems, n, strict=True):
            self._used[i] = of_system

    def n_runs(self, i: int) -> int:
        """Replications of an arm that count."""
        return self._used[i]

    def means(self) -> list[float]:
        """Of the goal, as it is; of arms with fewer as if they had met the luck of all."""
        values = self.of_parts([(i, 0, n) for i, n in enumerate(self._used)])
        found: list[float] = (self.goal.sign * unequal(values).means).tolist()
        return found

    def kept(self, i: int) -> list[Kept]:
        """How an arm stands with each constraint."""
        of_arm, of_base = self._counted(i), self.runs[0]
        return [kept_at(of_arm, of_base, constraint) for constraint in self.constraints]

    def keeps(self, i: int) -> bool:
        """Whether the mean keeps every constraint."""
        return all(each.holds for each in self.kept(i))

    def surely_misses(self, i: int) -> bool:
        """Whether a constraint is missed beyond the interval of the miss."""
        return any(each.miss.low is not None and each.miss.low > 0 for each in self.kept(i))

    def _counted(self, i: int) -> Runs:
        return {s: kpis for s, kpis in self.runs[i].items() if s - self.seed < self._used[i]}

    def _keep(self, systems: Sequence[int], seeds: range, found: Found) -> None:
        for i in systems:
            label = self.arms[i].label
            for seed in seeds:
                kpis = found[label].get(seed, {})
                for name in (self.goal.kpi, *(each.kpi for each in self.constraints)):
                    if kpis.get(name) is None:
                        raise RuntimeError(f"{label}, seed {seed}: no value of {name}")
                self.runs[i][seed] = kpis
                self.known[i, seed - self.seed] = self.goal.sign * float(kpis[self.goal.kpi])
