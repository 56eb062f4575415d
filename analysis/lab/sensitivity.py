"""Sensitivity: which settings move an outcome, and which move it no more than luck does.

One at a time: each setting at its ends, all others as in the base, paired with the base by seed.
Morris's effects and Sobol's indices go through the whole ranges, and so see what settings do
together; see `analysis.statistics.effects`.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.experiment.compare import CONFIDENCE, Difference, difference
from analysis.lab.evaluate import Evaluate, Found
from analysis.lab.lever import Lever
from analysis.lab.sensitivity_plan import BASE, Plan
from analysis.statistics.effects import Effects, Indices, elementary_effects, sobol_indices
from analysis.statistics.holm import surviving


@dataclass(frozen=True, eq=False)
class End:
    """A lever at one of its values, against the base."""

    value: Any
    differences: Mapping[str, Difference]  # by KPI
    told: frozenset[str]  # KPIs whose difference is told from luck among all of them (Holm)


@dataclass(frozen=True, eq=False)
class Swing:
    """A lever at each of its values, all others as in the base."""

    lever: Lever
    ends: tuple[End, ...]

    def span(self, kpi: str) -> float:
        """From the smallest to the largest value of a KPI, that of the base among them."""
        known = [each.differences[kpi].difference for each in self.ends]
        values = [0.0, *(value for value in known if value is not None)]
        return max(values) - min(values)

    def told(self, kpi: str) -> bool:
        """Whether a difference is told from luck."""
        return any(kpi in end.told for end in self.ends)


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """What moves each KPI, by the method that was asked for; the others are empty."""

    plan: Plan
    swings: tuple[Swing, ...]
    effects: Mapping[str, Effects]  # by KPI, of levers in the order of the plan
    indices: Mapping[str, Indices]
    n_seeds: int  # replications that are in it
    failures: tuple[str, ...] = ()

    @property
    def metrics(self) -> tuple[str, ...]:
        """KPIs with an answer."""
        if self.plan.method == "one":
            return tuple(each for each in self.plan.metrics if self._has_value(each))
        return tuple(self.effects or self.indices)

    @property
    def without_value(self) -> tuple[str, ...]:
        """KPIs asked for of which the runs have no value, or not at all points together."""
        return tuple(each for each in self.plan.metrics if each not in self.metrics)

    def _has_value(self, kpi: str) -> bool:
        found = (end.differences.get(kpi) for swing in self.swings for end in swing.ends)
        return any(each is not None and each.n_pairs for each in found)

    def weights(self, kpi: str) -> dict[str, float]:
        """How much each lever moves a KPI, by path, the strongest first."""
        paths = [lever.path for lever in self.plan.levers]
        if self.plan.method == "one":
            of = [swing.span(kpi) for swing in self.swings]
        elif self.plan.method == "morris":
            of = self.effects[kpi].size.tolist()
        else:
            of = np.nan_to_num(self.indices[kpi].total).tolist()
        weighed = zip(paths, of, strict=True)
        return dict(sorted(weighed, key=lambda item: -item[1]))

    def told(self, kpi: str) -> frozenset[str]:
        """Levers, by path, of which it is known that they move a KPI at all."""
        paths = [lever.path for lever in self.plan.levers]
        if self.plan.method == "one":
            return frozenset(each.lever.path for each in self.swings if each.told(kpi))
        if self.plan.method == "morris":
            p_values = dict(zip(paths, self.effects[kpi].p_value.tolist(), strict=True))
            return surviving({p: v for p, v in p_values.items() if not math.isnan(v)})
        found = self.indices[kpi]
        if math.isnan(found.luck_share):  # it looks like settings acting together
            return frozenset()
        sure = np.nan_to_num(found.total) > np.nan_to_num(found.total_half)
        return frozenset(path for path, each in zip(paths, sure, strict=True) if each)

    def rows(self) -> list[dict[str, Any]]:
        """A row for each lever, KPI and, one at a time, value."""
        return [row for kpi in self.metrics for row in self._rows(kpi)]

    def _rows(self, kpi: str) -> Iterator[dict[str, Any]]:
        told = self.told(kpi)
        for nth, lever in enumerate(self.plan.levers):
            head = {"kpi": kpi, "lever": lever.path}
            if self.plan.method == "one":
                for end in self.swings[nth].ends:
                    found = asdict(end.differences[kpi])
                    found.pop("kpi")
                    yield head | {"value": end.value} | found | {"told": kpi in end.told}
                continue
            of = (self.effects if self.plan.method == "morris" else self.indices)[kpi]
            numbers = {
                name: _number(value if np.ndim(value) == 0 else value[nth])
                for name, value in vars(of).items()
            }
            yield head | numbers | {"told": lever.path in told}

    def plain(self) -> dict[str, Any]:
        """All of it as lists, texts and numbers."""
        return {
            "method": self.plan.method,
            "base": self.plan.base.label,
            "days": self.plan.base.scenario.days,
            "seeds": list(self.plan.seeds),
            "levers": {lever.path: asdict(lever.over) for lever in self.plan.levers},
            "n_points": len(self.plan.arms),
            "n_replications": self.n_seeds,
            "rows": self.rows(),
            "without_value": list(self.without_value),
            "failures": list(self.failures),
        }


def _number(value: Any) -> float | None:
    return None if math.isnan(value) else float(value)


def carried_out(asked: Plan, evaluate: Evaluate) -> Sensitivity:
    """Run what is asked, and say what moves what.

    Raises
    ------
    RuntimeError
        No replication has a value of any of the metrics at all points.
    """
    found = evaluate(asked.to_run, asked.seeds)
    if asked.method == "one":
        swings = _swings(asked, found)
        n = min(len(found[BASE]), max((len(found[a.label]) for a in asked.arms), default=0))
        if n == 0:
            raise RuntimeError("no run came back")
        found_one = Sensitivity(asked, swings, {}, {}, n)
        if not found_one.metrics:
            raise RuntimeError(_no_value(asked, "both in the base and at another value"))
        return found_one
    effects: dict[str, Effects] = {}
    indices: dict[str, Indices] = {}
    n_seeds = 0
    for kpi in asked.metrics:
        values = _values(asked, found, kpi)
        if not len(values):
            continue
        n_seeds = max(n_seeds, len(values))
        if asked.method == "morris":
            effects[kpi] = elementary_effects(asked.design, values, _places(asked))
        else:
            indices[kpi] = sobol_indices(values, len(asked.levers))
    if not n_seeds:
        raise RuntimeError(_no_value(asked, "at every point"))
    return Sensitivity(asked, (), effects, indices, n_seeds)


def _no_value(asked: Plan, where: str) -> str:
    return f"no replication has a value of {' or of '.join(asked.metrics)} {where}"


def _swings(asked: Plan, found: Found) -> tuple[Swing, ...]:
    base = found[BASE]
    ends: list[tuple[str, Any, dict[str, Difference]]] = []
    for point, arm in zip(asked.points, asked.arms, strict=True):
        ((path, value),) = point.items()
        of = found[arm.label]
        seeds = sorted(base.keys() & of.keys())
        differences = {
            kpi: difference(kpi, [base[s].get(kpi) for s in seeds], [of[s].get(kpi) for s in seeds])
            for kpi in asked.metrics
        }
        ends.append((path, value, differences))
    told = {kpi: _told([each[2][kpi] for each in ends]) for kpi in asked.metrics}
    swings = []
    for lever in asked.levers:
        of_lever = [
            End(value, differences, frozenset(kpi for kpi in asked.metrics if nth in told[kpi]))
            for nth, (path, value, differences) in enumerate(ends)
            if path == lever.path
        ]
        swings.append(Swing(lever, tuple(of_lever)))
    return tuple(swings)


def _told(found: Sequence[Difference]) -> frozenset[int]:
    """Which of all ends are told from luck together."""
    p_values = {nth: each.p_value for nth, each in enumerate(found) if each.p_value is not None}
    return surviving(p_values, 1 - CONFIDENCE)


def _places(asked: Plan) -> NDArray[np.float64]:
    """Where in its range each lever lies at each point: whole numbers and lists make steps longer.

    (n_points, n_levers).
    """
    return np.array(
        [[lever.over.place(point[lever.path]) for lever in asked.levers] for point in asked.points]
    )


def _values(asked: Plan, found: Found, kpi: str) -> NDArray[np.float64]:
    """A KPI by replication and point, of those replications that have it at every point."""
    rows = []
    for seed in asked.seeds:
        row = [found[arm.label].get(seed, {}).get(kpi) for arm in asked.arms]
        if all(value is not None for value in row):
            rows.append(row)
    return np.array(rows, np.float64).reshape(len(rows), len(asked.arms))
