"""Comparison: every KPI of every arm against the base arm, paired by seed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analysis.experiment.place import Place
from analysis.kpis import KPIS, Kpis

CONFIDENCE = 0.95

# One city for all replications, that of the scenarios; or another for each replication.
Cities = Literal["fixed", "vary"]


@dataclass(frozen=True)
class Difference:
    """One KPI of one arm against the base arm, over the seeds that both have.

    `None` stands for what has no value: a KPI without meaning in these runs, an interval from one
    replication, a share of a base of zero.
    """

    kpi: str
    n_pairs: int  # seeds at which the KPI has a value in both arms
    base_mean: float | None
    mean: float | None
    difference: float | None  # mean of (arm - base) over the pairs
    low: float | None  # 95 % interval of the difference (Student's t over the pairs)
    high: float | None
    relative: float | None  # difference / |base_mean|
    relative_low: float | None  # low / |base_mean|
    relative_high: float | None


@dataclass(frozen=True)
class Contrast:
    """One arm against the base arm."""

    label: str
    title: str
    verdict: str  # one plain sentence
    differences: tuple[Difference, ...]  # in the order of analysis.kpis.KPIS, then of mechanisms

    def __getitem__(self, kpi: str) -> Difference:
        """The difference in one KPI."""
        return next(found for found in self.differences if found.kpi == kpi)


@dataclass(frozen=True)
class Comparison:
    """All arms against the first. What changed for whom is in `ArmData.changed`."""

    base: str  # label of the base arm
    base_title: str
    days: int
    cities: Cities
    place: Place | None  # what a map shows; None: the runs do not share one place
    seeds: tuple[int, ...]
    contrasts: tuple[Contrast, ...]  # the other arms, in the order they were named
    failures: tuple[str, ...]  # runs that failed, a line each; empty when all went well


def differences(base: Mapping[int, Kpis], other: Mapping[int, Kpis]) -> tuple[Difference, ...]:
    """The difference in every KPI between two arms, each given as KPIs by seed.

    What mechanisms measure comes after those of the table; an arm without one has no value of it.
    """
    seeds = sorted(base.keys() & other.keys())
    measured = dict.fromkeys(name for arm in (base, other) for seed in seeds for name in arm[seed])
    return tuple(
        _difference(
            name,
            [base[seed].get(name) for seed in seeds],
            [other[seed].get(name) for seed in seeds],
        )
        for name in dict.fromkeys([*(kpi.name for kpi in KPIS), *measured])
    )


def _difference(
    kpi: str, base: Sequence[float | None], other: Sequence[float | None]
) -> Difference:
    pairs = [(a, b) for a, b in zip(base, other, strict=True) if a is not None and b is not None]
    if not pairs:
        return unknown(kpi, _mean_of_known(base), _mean_of_known(other))
    a, b = np.array(pairs, np.float64).T
    base_mean, difference = float(a.mean()), float((b - a).mean())
    low, high = interval(b - a)
    scale = abs(base_mean)
    return Difference(
        kpi=kpi,
        n_pairs=len(pairs),
        base_mean=base_mean,
        mean=float(b.mean()),
        difference=difference,
        low=low,
        high=high,
        relative=_over(difference, scale),
        relative_low=_over(low, scale),
        relative_high=_over(high, scale),
    )


def unknown(kpi: str, base_mean: float | None = None, mean: float | None = None) -> Difference:
    """No difference is known, since no seed has a value in both arms."""
    return Difference(kpi, 0, base_mean, mean, None, None, None, None, None, None)


def interval(values: NDArray[np.float64]) -> tuple[float | None, float | None]:
    """95 % interval of the mean by Student's t; none from a single value."""
    if len(values) < 2:
        return None, None
    standard_error = values.std(ddof=1) / np.sqrt(len(values))
    half = stats.t.ppf((1 + CONFIDENCE) / 2, len(values) - 1) * standard_error
    return float(values.mean() - half), float(values.mean() + half)


def _mean_of_known(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else None


def _over(part: float | None, scale: float) -> float | None:
    return None if part is None or scale == 0 else part / scale
