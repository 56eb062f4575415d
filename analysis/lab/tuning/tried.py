"""Trials: points, and what replications said of each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.lab.design import Point

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Reading:
    """What replications of a point said, seed by seed, against the base under the same seeds."""

    cost: Floats  # (n_seeds,) the goal, less that of the base; small is good
    miss: Floats  # (n_seeds, n_constraints) by how much a constraint is missed; below 0: kept

    @property
    def n_seeds(self) -> int:
        """Replications that have a value."""
        return len(self.cost)


@dataclass(frozen=True, eq=False)
class Trial:
    """One point that was tried."""

    number: int
    point: Point
    places: tuple[float, ...]  # of the unit cube, one a lever
    reading: Reading | None  # None: it could not be run
    stopped: bool = False  # before its last replication, since it was clearly no winner

    @property
    def values(self) -> Floats:
        """Mean cost, then mean misses, (1 + n_constraints,)."""
        assert self.reading is not None
        return np.concatenate(([self.reading.cost.mean()], self.reading.miss.mean(axis=0)))


@dataclass(frozen=True, eq=False)
class Noise:
    """How far one replication lies from its point's mean, pooled over all trials."""

    sd: Floats  # (1 + n_constraints,) of cost and misses

    def error(self, n_seeds: int) -> Floats:
        """Standard errors of means over so many replications, (1 + n_constraints,)."""
        found: Floats = self.sd / np.sqrt(n_seeds)
        return found


def noise_of(trials: Sequence[Trial]) -> Noise | None:
    """Pooled over trials with two replications or more; None without any."""
    squares, freedom = [], 0
    for trial in trials:
        reading = trial.reading
        if reading is not None and reading.n_seeds > 1:
            values = np.column_stack((reading.cost, reading.miss))
            squares.append(((values - values.mean(axis=0)) ** 2).sum(axis=0))
            freedom += reading.n_seeds - 1
    return Noise(np.sqrt(np.sum(squares, axis=0) / freedom)) if freedom else None
