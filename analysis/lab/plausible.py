"""Plausible cities: scenarios compared where it is not known what the city is like.

Each city draws all uncertain settings of the first scenario, the same for all arms; all else stays
as each arm has it. Its replications have luck of their own, the same for all arms. So what differs
from city to city beyond luck is what is not known of the city.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError
from scipy.special import stdtrit

from analysis.experiment.compare import CONFIDENCE, interval
from analysis.experiment.experiment import units_of
from analysis.experiment.unit import Unit
from analysis.kpis import Kpis
from analysis.lab.evaluate import Evaluate, Found
from analysis.lab.laboratory import Laboratory
from analysis.lab.measured import check_measured
from analysis.loading import Arm
from analysis.scenario_file.at_path import laid_over, value_at
from analysis.scenario_file.distribution import Distribution
from analysis.scenario_file.explain import problem_of
from analysis.scenario_file.faults import keys_of, shown

Floats = NDArray[np.float64]
Point = Mapping[str, Any]  # what a city has drawn, by path

CITIES = 60
LOOKED_IN = 100  # by whoever looks for where a verdict fails
REPLICATIONS = 2
MOST_CITIES = 100_000  # seeds of the replications of a city are so far apart


@dataclass(frozen=True, eq=False)
class Plan:
    """Arms in plausible cities.

    Attributes
    ----------
    arms
        As they are; the first is the base, and what is uncertain in it holds for all.
    cities
        The same arms in each city, by number of the city.
    """

    arms: tuple[Arm, ...]
    distributions: tuple[Distribution, ...]
    points: tuple[Point, ...]
    cities: tuple[tuple[Arm, ...], ...]
    replications: int
    seed: int

    def seeds(self, city: int) -> list[int]:
        """The luck of a city's replications, which no other has.

        More cities, or more replications of each, change none of them.
        """
        return [self.seed + city + nth * MOST_CITIES for nth in range(self.replications)]

    @property
    def units(self) -> list[Unit]:
        """All runs, city by city."""
        return [
            unit
            for number, arms in enumerate(self.cities)
            for seed in self.seeds(number)
            for unit in units_of(arms, [seed], None)
        ]

    def check_known(self, asked: Iterable[str], evaluate: Evaluate) -> None:
        """Refuse KPIs that nothing measures in the first city; see `check_measured`.

        What that runs is one of the runs that are planned.
        """
        paths = [each.path for each in self.distributions]
        check_measured(asked, self.cities[0], paths, evaluate, self.seeds(0)[0])


def planned(arms: Sequence[Arm], n: int, replications: int = REPLICATIONS, seed: int = 0) -> Plan:
    """Arms in so many plausible cities, drawn by a Sobol sequence: more go on from fewer.

    Parameters
    ----------
    arms
        Two or more, with labels of their own; the first says what is uncertain.
    n
        Cities.
    replications
        Runs of each arm in each city.
    seed
        Of the draws, and the first of the luck.

    Raises
    ------
    ValueError
        Nothing is uncertain; an uncertain setting differs between arms; values that are drawn
        together do not go together.
    """
    base = arms[0]
    if not base.uncertain:
        raise ValueError(f"{base.label}: nothing is uncertain; say what, in a section [uncertain]")
    if not 2 <= n <= MOST_CITIES:
        raise ValueError(f"{n} plausible cities; it must be from 2 to {MOST_CITIES}")
    if replications < 1:
        raise ValueError(f"{replications} replications; at least 1")
    distributions = tuple(base.uncertain.values())
    for arm in arms[1:]:
        _check_no_lever(base, arm, distributions)
    points = drawn(distributions, n, seed)
    return Plan(
        tuple(arms),
        distributions,
        points,
        tuple(
            tuple(_in_city(arm, point, number) for arm in arms)
            for number, point in enumerate(points)
        ),
        replications,
        seed,
    )


def drawn(distributions: Sequence[Distribution], n: int, seed: int = 0) -> tuple[Point, ...]:
    """What so many cities have drawn; of more cities, the first are the same."""
    from scipy.stats import qmc  # half a second

    places = qmc.Sobol(len(distributions), rng=seed).random_base2(math.ceil(math.log2(n)))[:n]
    return tuple(
        {each.path: each.at(float(u)) for each, u in zip(distributions, row, strict=True)}
        for row in places
    )


def _check_no_lever(base: Arm, arm: Arm, distributions: Sequence[Distribution]) -> None:
    """Refuse settings that an arm decides on, and that nobody is to know."""
    for each in distributions:
        keys = keys_of(each.path)
        ours = value_at(base.scenario, keys)
        try:
            theirs = value_at(arm.scenario, keys)
        except LookupError:
            theirs = None
        if ours != theirs:
            raise ValueError(
                f"{each.path} is uncertain in {base.label} and differs in {arm.label} "
                f"({shown(ours)}, {shown(theirs)}): what is not known cannot be decided on"
            )


def _in_city(arm: Arm, point: Point, number: int) -> Arm:
    scenario = arm.scenario
    try:
        for path, value in point.items():
            scenario = laid_over(scenario, keys_of(path), value)
    except ValidationError as error:
        (first, *_) = error.errors(include_url=False)
        told = ", ".join(f"{path} = {shown(value)}" for path, value in point.items())
        raise ValueError(
            f"{arm.label}, plausible city {number + 1} ({told}): {problem_of(first)}"
        ) from None
    return Arm(arm.label, scenario, arm.recording)


@dataclass(frozen=True, eq=False)
class InCities:
    """The difference in a KPI of an arm from the base, by plausible city.

    Attributes
    ----------
    by_run
        (n_cities, n_replications); NaN: a run failed, or has no value.
    """

    kpi: str
    label: str
    by_run: Floats

    @cached_property
    def by_city(self) -> Floats:
        """The mean over the replications of a city, (n_cities,); NaN: none is known."""
        known = np.isfinite(self.by_run)
        total = np.where(known, self.by_run, 0.0).sum(axis=1)
        n = known.sum(axis=1)
        found: Floats = np.where(n > 0, total / np.maximum(n, 1), np.nan)
        return found

    @property
    def known(self) -> Floats:
        """The same of the cities of which something is known."""
        return self.by_city[np.isfinite(self.by_city)]

    @property
    def n(self) -> int:
        """Cities of which something is known."""
        return len(self.known)

    @property
    def share_more(self) -> float | None:
        """The share of plausible cities in which it is more than in the base."""
        return float((self.known > 0).mean()) if self.n else None

    @property
    def share_less(self) -> float | None:
        """The share in which it is less."""
        return float((self.known < 0).mean()) if self.n else None

    @property
    def mean(self) -> float | None:
        """Over cities."""
        return float(self.known.mean()) if self.n else None

    @property
    def ends(self) -> tuple[float | None, float | None]:
        """The 95 % interval of the mean (Student's t over cities): uncertainty and luck."""
        return interval(self.known) if self.n else (None, None)

    @property
    def middle(self) -> tuple[float, float] | None:
        """Between which nine of ten cities lie."""
        if not self.n:
            return None
        low, high = np.quantile(self.known, (0.05, 0.95))
        return float(low), float(high)

    @cached_property
    def luck(self) -> float | None:
        """The standard deviation of one replication within a city; None: one of each tells none."""
        n = np.isfinite(self.by_run).sum(axis=1)
        free = int((n[n > 1] - 1).sum())
        if not free:
            return None
        inside = self.by_run[n > 1] - self.by_city[n > 1, None]
        return float(np.sqrt(np.nansum(inside**2) / free))

    @cached_property
    def uncertainty(self) -> float | None:
        """The standard deviation from city to city, without what luck adds; None: unknown."""
        if self.luck is None or self.n < 2:
            return None
        n = np.isfinite(self.by_run).sum(axis=1)
        of_luck = self.luck**2 * float((1 / n[n > 0]).mean())
        return float(np.sqrt(max(0.0, float(self.known.var(ddof=1)) - of_luck)))

    @cached_property
    def reach(self) -> Floats | None:
        """Half the 95 % interval of each city's mean by luck alone, (n_cities,); None: unknown."""
        if self.luck is None:
            return None
        n = np.isfinite(self.by_run).sum(axis=1)
        free = int((n[n > 1] - 1).sum())
        half = stdtrit(free, (1 + CONFIDENCE) / 2) * self.luck
        found: Floats = half / np.sqrt(np.maximum(n, 1))
        return found

    @property
    def beyond_luck(self) -> tuple[int, int] | None:
        """Cities in which it is more, and less, than luck explains; None: unknown."""
        if self.reach is None:
            return None
        return int((self.by_city > self.reach).sum()), int((self.by_city < -self.reach).sum())


@dataclass(frozen=True, eq=False)
class Plausible:
    """Arms in plausible cities, and what came of them."""

    plan: Plan
    found: Found
    failures: tuple[str, ...] = ()

    @property
    def points(self) -> tuple[Point, ...]:
        """What each city has drawn."""
        return self.plan.points

    def values(self, kpi: str) -> Floats:
        """Of each arm, (n_cities, n_arms, n_replications); NaN: unknown."""
        return np.array(
            [
                [
                    [_value(self.found[arm.label].get(seed), kpi) for seed in self.plan.seeds(nth)]
                    for arm in self.plan.arms
                ]
                for nth in range(len(self.points))
            ],
            np.float64,
        )

    def difference(self, kpi: str, nth: int = 1) -> InCities:
        """The difference of an arm from the base, by its place among the arms."""
        values = self.values(kpi)
        return InCities(kpi, self.plan.arms[nth].label, values[:, nth] - values[:, 0])


def carried_out(plan: Plan, laboratory: Laboratory) -> Plausible:
    """Run what the laboratory has not yet."""
    found = laboratory.of_units(plan.units)
    found = {arm.label: found.get(arm.label, {}) for arm in plan.arms}
    return Plausible(plan, found, tuple(laboratory.failures))


def _value(kpis: Kpis | Mapping[str, Any] | None, name: str) -> float:
    found = None if kpis is None else kpis.get(name)
    return np.nan if found is None else float(found)
