"""Comparison: every KPI of every arm against the base arm, paired by seed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit  # scipy.stats takes a second to import

from analysis.experiment.extra_order import compared
from analysis.experiment.place import Place
from analysis.kpis import COMPARED, HEADLINES, Kpis, described, unknown_kpi
from analysis.statistics.holm import surviving

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
    p_value: float | None = None  # of no difference, paired t-test; None: a single pair, no spread


@dataclass(frozen=True)
class Contrast:
    """One arm against the base arm."""

    label: str  # in files, commands and folders: "free-delivery"
    title: str  # what people read; its own in the comparison
    sentences: tuple[str, ...]  # of the verdict, the one of what is sure first
    verdict: str  # all of them
    differences: tuple[Difference, ...]  # in the order of kpis.COMPARED, then of mechanisms
    holm: frozenset[str] = frozenset()  # headline KPIs told from chance among all arms together

    def __getitem__(self, kpi: str) -> Difference:
        """The difference in one KPI."""
        known = {found.kpi: found for found in self.differences}
        if kpi not in known:
            raise KeyError(unknown_kpi(kpi, known))
        return known[kpi]


@dataclass(frozen=True)
class Comparison:
    """All arms against the first. What changed for whom is in `ArmData.changed`."""

    base: str  # label of the base arm
    base_title: str  # its own in the comparison
    days: int
    cities: Cities
    place: Place | None  # what a map shows; None: the runs do not share one place
    seeds: tuple[int, ...]
    contrasts: tuple[Contrast, ...]  # the other arms, in the order they were named
    failures: tuple[str, ...]  # runs that failed, a line each; empty when all went well
    stopped: str = ""  # why there are so many replications, where that was found as they came

    @property
    def where(self) -> str:
        """One city for all: "fixed"; for each seed its own: "vary"; for each scenario: "apart"."""
        return "apart" if self.cities == "fixed" and self.place is None else self.cities


def differences(base: Mapping[int, Kpis], other: Mapping[int, Kpis]) -> tuple[Difference, ...]:
    """The difference in every KPI between two arms, each given as KPIs by seed.

    What mechanisms measure comes after those of the table; an arm without one has no value of it.
    """
    seeds = sorted(base.keys() & other.keys())
    pairs = [base[seed] for seed in seeds], [other[seed] for seed in seeds]
    measured = dict.fromkeys(name for runs in pairs for run in runs for name in run)
    return tuple(
        _compared(name, *pairs)
        if described(name).compared
        else difference(name, *([run.get(name) for run in runs] for runs in pairs))
        for name in dict.fromkeys([*(kpi.name for kpi in COMPARED), *measured])
    )


def judged_together(found: Mapping[str, Iterable[Difference]]) -> dict[str, frozenset[str]]:
    """By arm, what would be told from chance among all headline KPIs of all of them."""
    p_values = {
        (label, each.kpi): each.p_value
        for label, of_arm in found.items()
        for each in of_arm
        if each.kpi in HEADLINES and each.p_value is not None
    }
    survives = surviving(p_values, 1 - CONFIDENCE)
    return {arm: frozenset(kpi for label, kpi in survives if label == arm) for arm in found}


def _compared(kpi: str, base: Sequence[Kpis], other: Sequence[Kpis]) -> Difference:
    """A ratio of differences has no level in the base: it is its own difference from nothing."""
    ratio, low, high = compared(kpi, base, other, CONFIDENCE)
    return Difference(kpi, len(base), None, ratio, ratio, low, high, None, None, None)


def difference(kpi: str, base: Sequence[float | None], other: Sequence[float | None]) -> Difference:
    """The difference in a KPI, from its values in paired runs."""
    pairs = [(a, b) for a, b in zip(base, other, strict=True) if a is not None and b is not None]
    if not pairs:
        return unknown(kpi, _mean_of_known(base), _mean_of_known(other))
    a, b = np.array(pairs, np.float64).T
    base_mean, mean_difference = float(a.mean()), float((b - a).mean())
    low, high = interval(b - a)
    scale = abs(base_mean)
    return Difference(
        kpi=kpi,
        n_pairs=len(pairs),
        base_mean=base_mean,
        mean=float(b.mean()),
        difference=mean_difference,
        low=low,
        high=high,
        relative=_over(mean_difference, scale),
        relative_low=_over(low, scale),
        relative_high=_over(high, scale),
        p_value=_p_value(b - a),
    )


def unknown(kpi: str, base_mean: float | None = None, mean: float | None = None) -> Difference:
    """No difference is known, since no seed has a value in both arms."""
    return Difference(kpi, 0, base_mean, mean, None, None, None, None, None, None)


def difference_in(kpi: str, found: Iterable[Difference]) -> Difference:
    """The difference in a KPI; an unknown one where nothing measured it."""
    return next((each for each in found if each.kpi == kpi), unknown(kpi))


def interval(values: NDArray[np.float64]) -> tuple[float | None, float | None]:
    """95 % interval of the mean by Student's t; none from a single value."""
    if len(values) < 2:
        return None, None
    standard_error = values.std(ddof=1) / np.sqrt(len(values))
    half = stdtrit(len(values) - 1, (1 + CONFIDENCE) / 2) * standard_error
    return float(values.mean() - half), float(values.mean() + half)


def _p_value(values: NDArray[np.float64]) -> float | None:
    """Of a mean of zero, Student's t."""
    if len(values) < 2 or not values.any():
        return None
    standard_error = values.std(ddof=1) / np.sqrt(len(values))
    if standard_error == 0:
        return 0.0
    return float(2 * stdtr(len(values) - 1, -abs(values.mean()) / standard_error))


def _mean_of_known(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else None


def _over(part: float | None, scale: float) -> float | None:
    return None if part is None or scale == 0 else part / scale
