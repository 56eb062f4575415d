"""Where a verdict fails: the plausible cities in which a difference is so, and what they share.

A box of limits on uncertain settings is sought by PRIM (Friedman and Fisher 1999) that holds as
many of the cities sought, and as few others, as can be: scenario discovery (Bryant and Lempert
2010). How much it depends on the cities that happened to be drawn is told by finding it anew in
cities drawn with replacement, and looking at those that were left out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.kpis import KPI, unknown_kpi
from analysis.lab.plausible import Plausible
from analysis.scenario_file.distribution import Distribution
from analysis.scenario_file.faults import shown
from analysis.statistics.boxes import Box, prim, said

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

N_RESAMPLES = 100
_SEED = 0  # of the resamples: the same answer each time
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_CONDITION = re.compile(rf"\s*(?P<kpi>[\w-]+)\s*(?P<sign><=|>=|<|>|≤|≥)\s*(?P<bound>{_NUMBER})\s*")


@dataclass(frozen=True)
class Condition:
    """What is sought: a difference from the base that is below, or above, a bound."""

    kpi: str
    sign: str  # one of <, <=, >, >=
    bound: float

    def met(self, differences: Floats) -> Flags:
        """Where it is so."""
        compare = {
            "<": np.less,
            "<=": np.less_equal,
            ">": np.greater,
            ">=": np.greater_equal,
        }[self.sign]
        found: Flags = compare(differences, self.bound)
        return found

    def __str__(self) -> str:
        return f"{self.kpi}{self.sign}{self.bound:.15g}"


def read_condition(text: str) -> Condition:
    """What "NAME<NUMBER" seeks.

    Raises
    ------
    ValueError
        Says what cannot be read, or that there is no such KPI, with the nearest ones.
    """
    found = _CONDITION.fullmatch(text)
    where = f"goal '{text}'"
    if not found:
        raise ValueError(
            f"{where} must read KPI<NUMBER or KPI>NUMBER, in quotes: a difference from the base"
        )
    name = found["kpi"]
    if name not in KPI or KPI[name].compared:
        usual = (each.name for each in KPI.values() if not each.compared)
        raise ValueError(f"{where}: {unknown_kpi(name, usual)}")
    sign = {"≤": "<=", "≥": ">="}.get(found["sign"], found["sign"])
    return Condition(name, sign, float(found["bound"]))


@dataclass(frozen=True)
class Input:
    """What a box may limit: a setting that is a number, or whether a setting is one of its values.

    Attributes
    ----------
    option
        Of a choice without an order; then the input is 1 where it is drawn, else 0.
    """

    path: str
    option: Any = None
    is_option: bool = False

    @property
    def name(self) -> str:
        """Its own among the inputs."""
        return f"{self.path} = {shown(self.option)}" if self.is_option else self.path

    def value(self, point: Mapping[str, Any]) -> float:
        """What a city has of it."""
        drawn = point[self.path]
        return float(repr(drawn) == repr(self.option)) if self.is_option else float(drawn)


@dataclass(frozen=True, eq=False)
class Stability:
    """What becomes of the box in cities drawn with replacement.

    Attributes
    ----------
    limited
        The share of resamples in which a box limits an input, by its name.
    density, coverage
        Of such boxes in the cities that were left out, all resamples together; None: unknown.
    """

    limited: Mapping[str, float]
    density: float | None
    coverage: float | None


@dataclass(frozen=True, eq=False)
class Discovery:
    """Where a condition holds.

    Attributes
    ----------
    cities
        Those of which something is known: their numbers.
    met
        In which of them it holds.
    box
        None: nowhere in particular, everywhere, or nowhere.
    """

    plausible: Plausible
    condition: Condition
    inputs: tuple[Input, ...]
    cities: tuple[int, ...]
    values: Floats  # (n_cities, n_inputs)
    met: Flags
    box: Box | None
    stability: Stability | None

    @property
    def n(self) -> int:
        """Cities of which something is known."""
        return len(self.cities)

    @property
    def elsewhere(self) -> float | None:
        """The share of cities outside the box in which it holds; None: there are none."""
        if self.box is None or self.box.n == self.n:
            return None
        return (int(self.met.sum()) - self.box.n_of_interest) / (self.n - self.box.n)

    @property
    def limits(self) -> list[tuple[Input, float | None, float | None]]:
        """What the box limits, and from where to where; None: not on that side."""
        if self.box is None:
            return []
        by_name = said(self.box, [each.name for each in self.inputs])
        return [(each, *by_name[each.name]) for each in self.inputs if each.name in by_name]

    def rows(self) -> list[dict[str, Any]]:
        """A row for each input: its limits, and in what share of resamples it has any."""
        limits = {each.name: (low, high) for each, low, high in self.limits}
        p_values = {} if self.box is None else self.box.p_values
        return [
            {
                "input": each.name,
                "low": limits.get(each.name, (None, None))[0],
                "high": limits.get(each.name, (None, None))[1],
                "p_value": p_values.get(nth),
                "limited_share": self.stability and self.stability.limited[each.name],
            }
            for nth, each in enumerate(self.inputs)
        ]

    def plain(self) -> dict[str, Any]:
        """All of it as lists, texts and numbers."""
        box, stability = self.box, self.stability
        return {
            "condition": str(self.condition),
            "label": self.plausible.plan.arms[1].label,
            "n_cities": self.n,
            "n_met": int(self.met.sum()),
            "limits": self.rows(),
            "n_in_box": box and box.n,
            "n_met_in_box": box and box.n_of_interest,
            "coverage": box and box.coverage,
            "density": box and box.density,
            "density_elsewhere": self.elsewhere,
            "density_left_out": stability and stability.density,
            "coverage_left_out": stability and stability.coverage,
        }


def discover(found: Plausible, condition: Condition, n_resamples: int = N_RESAMPLES) -> Discovery:
    """Where a condition on the difference of the second arm from the first holds.

    Raises
    ------
    ValueError
        In no city is a difference known.
    """
    by_city = found.difference(condition.kpi).by_city
    cities = np.flatnonzero(np.isfinite(by_city))
    if not len(cities):
        raise ValueError(f"{condition.kpi}: no difference is known in any plausible city")
    met = condition.met(by_city[cities])
    inputs = tuple(each for law in found.plan.distributions for each in _inputs(law))
    values = np.array([[each.value(found.points[city]) for each in inputs] for city in cities])
    box = prim(values, met)
    return Discovery(
        plausible=found,
        condition=condition,
        inputs=inputs,
        cities=tuple(int(city) for city in cities),
        values=values,
        met=met,
        box=box,
        stability=None if box is None else _stability(values, met, inputs, n_resamples),
    )


def _inputs(law: Distribution) -> list[Input]:
    """What a box may limit of a setting."""
    are_numbers = all(
        isinstance(option, (int, float)) and not isinstance(option, bool) for option in law.options
    )
    if are_numbers:
        return [Input(law.path)]
    return [Input(law.path, option, is_option=True) for option in law.options]


def _stability(
    values: Floats, met: Flags, inputs: tuple[Input, ...], n_resamples: int
) -> Stability:
    chance = np.random.default_rng(_SEED)
    n = len(met)
    limited = np.zeros(len(inputs))
    inside = hits = sought = 0
    for _ in range(n_resamples):
        drawn = chance.integers(0, n, n)
        left_out = np.setdiff1d(np.arange(n), drawn)
        box = prim(values[drawn], met[drawn])
        sought += int(met[left_out].sum())
        if box is None:
            continue
        limited[list(box.limited)] += 1
        within = box.holds(values[left_out])
        inside += int(within.sum())
        hits += int((within & met[left_out]).sum())
    return Stability(
        {each.name: float(limited[nth] / n_resamples) for nth, each in enumerate(inputs)},
        hits / inside if inside else None,
        hits / sought if sought else None,
    )
