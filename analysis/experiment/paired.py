"""Paired differences of many things at once: zones, segments, days, with intervals."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from analysis.experiment.arm import ArmData
from analysis.experiment.compare import CONFIDENCE, Difference, difference
from analysis.experiment.summary import Floats


@dataclass(frozen=True, eq=False)
class Changes:
    """The paired difference of each, (...); NaN: unknown."""

    mean: Floats
    low: Floats  # 95 % interval by Student's t; NaN from a single replication
    high: Floats

    @property
    def clear(self) -> NDArray[np.bool_]:
        """Where the interval excludes zero; of a single replication, wherever it is known."""
        alone = np.isfinite(self.mean) & np.isnan(self.low)
        return alone | (self.low > 0) | (self.high < 0)


def by_part(
    base: ArmData, arm: ArmData, kpi: str, of: Callable[[ArmData], Floats]
) -> list[Difference]:
    """The difference of a KPI in each part of a run; `of` is (n_replications, n_parts)."""
    of_base, of_arm = _in_pairs(base, of(base), arm, of(arm))
    return [difference(kpi, _known(a), _known(b)) for a, b in zip(of_base.T, of_arm.T, strict=True)]


def _known(values: Floats) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in values]


def changes(base: ArmData, arm: ArmData, of: Callable[[ArmData], Floats]) -> Changes:
    """What changes between the runs whose seed both arms have; `of` is by replication first."""
    return changes_between(base, of(base), arm, of(arm))


def changes_between(base: ArmData, of_base: Floats, arm: ArmData, of_arm: Floats) -> Changes:
    """The same of figures by run that are there already, (n_replications, ...) of each arm."""
    of_base, of_arm = _in_pairs(base, of_base, arm, of_arm)
    return changes_of(of_arm - of_base)


def _in_pairs(
    base: ArmData, of_base: Floats, arm: ArmData, of_arm: Floats
) -> tuple[Floats, Floats]:
    """The figures of the runs whose seed both arms have, (n_pairs, ...) each."""
    _, first, second = np.intersect1d(base.seeds, arm.seeds, return_indices=True)
    return of_base[first], of_arm[second]


def changes_of(differences: Floats) -> Changes:
    """Mean and interval of the differences of pairs of runs, (n_pairs, ...).

    A pair without a value somewhere, such as a share of no deliveries, is left out there.
    """
    known = np.isfinite(differences)
    n_pairs = known.sum(axis=0)
    differences = np.where(known, differences, 0.0)
    mean = np.full(n_pairs.shape, np.nan)
    np.divide(differences.sum(axis=0), n_pairs, out=mean, where=n_pairs > 0)
    squares = np.where(known, (differences - mean) ** 2, 0.0).sum(axis=0)
    half = np.full(n_pairs.shape, np.nan)
    several = n_pairs > 1
    n = n_pairs[several]
    error = np.sqrt(squares[several] / (n - 1) / n)
    half[several] = stdtrit(n - 1, (1 + CONFIDENCE) / 2) * error
    return Changes(mean, mean - half, mean + half)
