"""Ranking: the points of a sweep against the base and against each other, by common seeds.

A point is feasible where its means keep every constraint. How sure that is, and how sure it is that
a point is the best, is told by the bootstrap: replications are drawn anew with replacement, the
same ones for every point because they share their luck, and the share of draws in which it is so
is counted (Efron and Tibshirani 1993, ch. 6). Draws from n replications vary too little where n is
small: their deviations are widened by sqrt(n / (n - 1)) and, as their spread is an estimate itself,
by sqrt((n - 1) / chi2), drawn anew each time, which makes Student's t of a normal distribution. So
probabilities and t intervals say the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.experiment.compare import Difference, difference, interval
from analysis.lab.goal import Constraint, Goal
from analysis.statistics.pareto import unbeaten

Floats = NDArray[np.float64]
Runs = Mapping[int, Mapping[str, Any]]  # KPIs of one point, by seed

N_DRAWS = 4000
_SEED = 0  # of the draws: the same answer each time
_MOST_CELLS = 4_000_000  # of one array


@dataclass(frozen=True)
class Level:
    """A mean over replications with its 95 % interval (Student's t); None: unknown."""

    mean: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Kept:
    """One constraint at one point: how the KPI stands, and by how much it misses the bound."""

    level: Level
    bound: float | None  # its mean, where it moves with the base
    miss: Level  # above 0: missed, in the KPI's unit; paired with the base where that counts

    @property
    def holds(self) -> bool:
        """Whether the mean keeps the bound."""
        return self.miss.mean is not None and self.miss.mean <= 0


@dataclass(frozen=True)
class Ranked:
    """One point."""

    label: str
    n_runs: int
    goal: Level
    difference: Difference  # of the goal, from the base
    kept: tuple[Kept, ...]  # in the order of the constraints
    p_feasible: float | None  # None: from fewer than two replications nothing is known of chance
    p_best: float | None
    # Of no other being as good in the goal and in all that is limited, and better in one of them.
    p_front: float | None

    @property
    def feasible(self) -> bool:
        """Whether every constraint holds in the mean."""
        return all(each.holds for each in self.kept)


@dataclass(frozen=True)
class Ranking:
    """All points: the feasible ones by the goal, then the others by how little they miss."""

    goal: Goal
    constraints: tuple[Constraint, ...]
    base: Ranked
    rows: tuple[Ranked, ...]
    unknown: tuple[str, ...]  # points without a run in which all that counts has a value
    p_none: float | None  # of no point being feasible

    @property
    def best(self) -> Ranked | None:
        """The best feasible point; None: none is feasible."""
        return self.rows[0] if self.rows and self.rows[0].feasible else None

    @property
    def nearest(self) -> Ranked | None:
        """Where no point is feasible, the one that misses least."""
        return self.rows[0] if self.rows and not self.rows[0].feasible else None

    @property
    def rival(self) -> Ranked | None:
        """The point beside the first that is most probably the best; None: there is no chance."""
        others = [row for row in self.rows[1:] if row.p_best]
        return max(others, key=lambda row: row.p_best or 0, default=None)

    def safe(self, confidence: float) -> Ranked | None:
        """The best point that is feasible with at least this probability."""
        sure = (row for row in self.rows if row.feasible and (row.p_feasible or 0) >= confidence)
        return next(sure, None)

    def __getitem__(self, label: str) -> Ranked:
        """The row of a point, or of the base."""
        return next(row for row in (self.base, *self.rows) if row.label == label)


def rank(
    base: tuple[str, Runs],
    points: Mapping[str, Runs],
    goal: Goal,
    constraints: Sequence[Constraint] = (),
    n_draws: int = N_DRAWS,
) -> Ranking:
    """Rank points, each given as its KPIs by seed.

    Parameters
    ----------
    base
        Label and runs of what all points are compared with; it is not a candidate itself.
    points
        The candidates' runs by label. A seed that a point lacks, or at which what counts has no
        value, is left out there.
    goal, constraints
        What is looked for.
    n_draws
        Draws of the bootstrap.
    """
    label, runs = base
    known = [
        name for name, of_point in points.items() if _counts(of_point, runs, goal, constraints)
    ]
    seeds = sorted(set(runs).union(*(points[name] for name in known)))
    chances = _chances(runs, [points[name] for name in known], seeds, goal, constraints, n_draws)
    rows = [
        _ranked(name, points[name], runs, goal, constraints, of_point)
        for name, of_point in zip(known, chances.by_point, strict=True)
    ]
    of_base = _ranked(label, runs, runs, goal, constraints, _UNKNOWN)
    order = sorted(rows, key=lambda row: _place(row, goal, of_base))
    left = tuple(name for name in points if name not in known)
    return Ranking(goal, tuple(constraints), of_base, tuple(order), left, chances.none)


def misses(runs: Runs, base: Runs, constraint: Constraint, seeds: Sequence[int]) -> Floats:
    """By how much a constraint is missed in each run, (n_seeds,); NaN: unknown."""
    return np.array(
        [
            constraint.sign
            * (
                _value(runs, seed, constraint.kpi)
                - constraint.bound.of(_value(base, seed, constraint.kpi))
            )
            for seed in seeds
        ],
        np.float64,
    )


def _counts(runs: Runs, base: Runs, goal: Goal, constraints: Sequence[Constraint]) -> bool:
    """Whether there is a run in which all that counts has a value."""
    seeds = sorted(runs)
    known = np.isfinite([_value(runs, seed, goal.kpi) for seed in seeds])
    for constraint in constraints:
        known &= np.isfinite(misses(runs, base, constraint, seeds))
    return bool(known.any())


def _ranked(
    label: str,
    runs: Runs,
    base: Runs,
    goal: Goal,
    constraints: Sequence[Constraint],
    chance: "_Chance",
) -> Ranked:
    seeds = sorted(runs)
    pairs = sorted(runs.keys() & base.keys())
    return Ranked(
        label=label,
        n_runs=len(seeds),
        goal=_level(_values(runs, goal.kpi, seeds)),
        difference=difference(
            goal.kpi,
            [base[seed].get(goal.kpi) for seed in pairs],
            [runs[seed].get(goal.kpi) for seed in pairs],
        ),
        kept=tuple(kept_at(runs, base, each) for each in constraints),
        p_feasible=chance.feasible,
        p_best=chance.best,
        p_front=chance.front,
    )


def kept_at(runs: Runs, base: Runs, constraint: Constraint) -> Kept:
    """How a point stands with a constraint, over its runs."""
    seeds = sorted(runs)
    bounds = np.array([constraint.bound.of(_value(base, seed, constraint.kpi)) for seed in seeds])
    return Kept(
        level=_level(_values(runs, constraint.kpi, seeds)),
        bound=_level(bounds).mean,
        miss=_level(misses(runs, base, constraint, seeds)),
    )


def _place(row: Ranked, goal: Goal, base: Ranked) -> tuple[bool, float]:
    """What rows are sorted by: feasible first, then by the goal, the others by what they miss."""
    if not row.feasible:
        return True, how_far(row, base)
    gain = row.difference.difference
    if gain is None:  # the base has no run in common: levels must do
        gain = row.goal.mean
    return False, -goal.sign * (gain or 0.0)


def how_far(row: Ranked, base: Ranked) -> float:
    """The largest miss of a point, as a share of the bound, so that units do not matter.

    Of a bound of 0, as a share of the base's value.
    """
    return how_far_missed(row.kept, base.kept)


def how_far_missed(of_point: Sequence[Kept], of_bases: Sequence[Kept]) -> float:
    """The same of constraints as they stand at a point, and at the base."""
    shares = []
    for kept, of_base in zip(of_point, of_bases, strict=True):
        scale = abs(kept.bound or 0) or abs(of_base.level.mean or 0) or 1.0
        shares.append((kept.miss.mean or 0.0) / scale)
    return max(shares)


class _Chance(NamedTuple):
    """Of a point, to be what its fields say."""

    feasible: float | None
    best: float | None
    front: float | None


_UNKNOWN = _Chance(None, None, None)


@dataclass(frozen=True)
class _Chances:
    by_point: list[_Chance]
    none: float | None


def _chances(
    base: Runs,
    points: Sequence[Runs],
    seeds: Sequence[int],
    goal: Goal,
    constraints: Sequence[Constraint],
    n_draws: int,
) -> _Chances:
    """The shares of draws in which each point is feasible, the best of those, and on the front."""
    if len(seeds) < 2 or not points:
        return _Chances([_UNKNOWN] * len(points), None)
    of_base = _values(base, goal.kpi, seeds)
    shared = of_base if np.isfinite(of_base).any() else np.zeros(len(seeds))
    gains = goal.sign * (np.array([_values(each, goal.kpi, seeds) for each in points]) - shared)
    missed = [np.array([misses(each, base, one, seeds) for each in points]) for one in constraints]
    n_feasible = np.zeros(len(points))
    n_best = np.zeros(len(points))
    n_front = np.zeros(len(points))
    n_none = 0
    for weights, stretch in _draws(len(seeds), n_draws, len(points)):
        score = resampled(gains, weights, stretch)
        beyond = [resampled(each, weights, stretch) for each in missed]
        n_front += unbeaten(np.stack([score, *(-each for each in beyond)], -1)).sum(axis=0)
        feasible = np.isfinite(score)
        for each in beyond:
            feasible &= each <= 0  # NaN is not
        score = np.where(feasible, score, -np.inf)
        first = feasible & (score == score.max(axis=1, keepdims=True))
        n_feasible += feasible.sum(axis=0)
        n_best += (first / np.maximum(first.sum(axis=1, keepdims=True), 1)).sum(axis=0)
        n_none += int((~feasible.any(axis=1)).sum())
    several = [
        min(np.isfinite(each[nth]).sum() for each in (gains, *missed)) > 1
        for nth in range(len(points))
    ]
    return _Chances(
        [
            _Chance(*(float(n[nth] / n_draws) for n in (n_feasible, n_best, n_front)))
            if told
            else _UNKNOWN
            for nth, told in enumerate(several)
        ],
        n_none / n_draws,
    )


def resampled(values: Floats, weights: Floats, stretch: Floats) -> Floats:
    """Means over replications drawn anew, (n_draws, n_points); NaN: none with a value was drawn.

    Parameters
    ----------
    values
        By point and replication, (n_points, n_seeds); NaN: unknown.
    weights
        How often each replication is drawn, (n_draws, n_seeds).
    stretch
        By how much deviations are widened beyond sqrt(n / (n - 1)), (n_draws, 1).
    """
    known = np.isfinite(values)
    n_known = known.sum(axis=1)
    filled = np.where(known, values, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        means = (weights @ filled.T) / (weights @ known.T.astype(np.float64))
        centre = filled.sum(axis=1) / n_known
        widened = np.sqrt(n_known / (n_known - 1.0))
        drawn: Floats = centre + stretch * widened * (means - centre)
    return drawn


def _draws(n_seeds: int, n_draws: int, n_points: int) -> Iterator[tuple[Floats, Floats]]:
    """How often each replication is drawn, and the stretch, in blocks that fit the memory."""
    chance = np.random.default_rng(_SEED)
    free = n_seeds - 1
    block = max(1, _MOST_CELLS // max(n_points, n_seeds))
    for first in range(0, n_draws, block):
        n = min(block, n_draws - first)
        weights = chance.multinomial(n_seeds, [1 / n_seeds] * n_seeds, size=n)
        yield weights.astype(np.float64), np.sqrt(free / chance.chisquare(free, size=(n, 1)))


def _value(runs: Runs, seed: int, kpi: str) -> float:
    found = runs[seed].get(kpi) if seed in runs else None
    return np.nan if found is None else float(found)


def _values(runs: Runs, kpi: str, seeds: Sequence[int]) -> Floats:
    return np.array([_value(runs, seed, kpi) for seed in seeds], np.float64)


def _level(values: Floats) -> Level:
    known = values[np.isfinite(values)]
    return Level(float(known.mean()), *interval(known)) if known.size else Level(None)
