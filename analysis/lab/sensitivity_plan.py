"""What a sensitivity analysis runs: a method, levers, and the arms at its points."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from analysis.kpis import KPI, unknown_kpi
from analysis.lab.design import MOST_POINTS, Point, arms_of, short_names
from analysis.lab.evaluate import Evaluate
from analysis.lab.lever import Lever, Range, checked
from analysis.lab.measured import check_measured
from analysis.loading import Arm, load_arm
from analysis.scenario_file import Override
from analysis.statistics.effects import morris_design, sobol_design

Method = Literal["one", "morris", "sobol"]

METRICS = ("orders_per_day", "click_to_door_p90_min", "platform_contribution_cents_per_day")
_POINTS = {"morris": 10, "sobol": 32}  # trajectories; rows of the first of Saltelli's matrices
_BELOW_ONE = 1 - 1e-12  # a place in a range lies before 1

BASE = "base"


@dataclass(frozen=True, eq=False)
class Plan:
    """What is asked, and the arms that answer it."""

    method: Method
    base: Arm
    title: str  # of the base, as people read it
    levers: tuple[Lever, ...]
    metrics: tuple[str, ...]
    seeds: range
    design: NDArray[np.float64]  # (n_points, n_levers) in the unit cube; one at a time: no points
    points: tuple[Point, ...]
    arms: tuple[Arm, ...]  # one for each point

    @property
    def to_run(self) -> list[Arm]:
        """All arms, each once; the base where differences from it are asked for."""
        arms = [self.base, *self.arms] if self.method == "one" else self.arms
        return list({arm.label: arm for arm in arms}.values())

    def check_known(self, evaluate: Evaluate) -> None:
        """Refuse KPIs that nothing measures in the first arm; see `check_measured`.

        What that runs is one of the runs that are planned.
        """
        paths = [lever.path for lever in self.levers]
        check_measured(self.metrics, self.to_run[:1], paths, evaluate, self.seeds[0])

    @property
    def names(self) -> dict[str, str]:
        """What each lever is called in short, by path."""
        return short_names([lever.path for lever in self.levers])


def plan(
    source: str,
    levers: Sequence[Lever],
    *,
    method: Method = "one",
    metrics: Sequence[str] = METRICS,
    points: int | None = None,
    seeds: range = range(8),
    overrides: Sequence[Override] = (),
    lang: Literal["en", "zh"] = "en",
    allow_code: bool = True,
) -> Plan:
    """What is to be run.

    Parameters
    ----------
    source
        The base, a name or path.
    levers
        What is varied.
    method
        One at a time ("one"), Morris's effects ("morris") or Sobol's indices ("sobol").
    metrics
        KPIs looked at, the first of them first.
    points
        Trajectories of "morris"; of "sobol" a power of two, and (levers + 2) times as many points.
    seeds
        Of the replications.
    overrides
        Settings laid over the base.
    lang
        Of the base's title.
    allow_code
        Whether policies of the user's own may be imported.

    Raises
    ------
    ValueError
        Says what has no meaning.
    ModuleNotFoundError
        The method needs SALib, which is not installed.
    """
    if method not in get_args(Method):
        raise ValueError(f"no method '{method}'; known: {', '.join(get_args(Method))}")
    levers = checked(levers)
    for name in metrics:
        if name not in KPI or KPI[name].compared:
            usual = (each.name for each in KPI.values() if not each.compared)
            raise ValueError(f"metric '{name}': {unknown_kpi(name, usual)}")
    design, tried = _tried(method, levers, points)
    base = load_arm(source, overrides, allow_code=allow_code)
    known: dict[str, Arm] = {}  # points that are the same are run once
    for point in tried:
        if repr(point) not in known:
            (arm,) = arms_of(source, levers, [point], overrides, allow_code=allow_code)
            known[repr(point)] = Arm(f"point-{len(known) + 1}", arm.scenario, arm.recording)
    return Plan(
        method=method,
        base=Arm(BASE, base.scenario, base.recording),
        title=base.scenario.about(lang)[0],
        levers=tuple(levers),
        metrics=tuple(dict.fromkeys(metrics)),
        seeds=seeds,
        design=design,
        points=tuple(tried),
        arms=tuple(known[repr(point)] for point in tried),
    )


def _tried(
    method: Method, levers: Sequence[Lever], points: int | None
) -> tuple[NDArray[np.float64], list[Point]]:
    """The design, and the points that are tried for it."""
    if method == "one":
        if points is not None:
            raise ValueError("points are counted for morris and sobol; one at a time needs none")
        ends = [{lever.path: value} for lever in levers for value in _ends(lever)]
        return np.empty((0, len(levers))), ends
    n = points or _POINTS[method]
    n_points = n * (len(levers) + (1 if method == "morris" else 2))
    if n_points > MOST_POINTS:
        raise ValueError(f"points ({n}) make {n_points} in all; at most {MOST_POINTS} are tried")
    design = (morris_design if method == "morris" else sobol_design)(len(levers), n)
    return design, [
        {
            lever.path: lever.over.at(min(float(u), _BELOW_ONE))
            for lever, u in zip(levers, row, strict=True)
        }
        for row in design
    ]


def _ends(lever: Lever) -> list[Any]:
    """Both ends of a range; all values of a list."""
    if isinstance(lever.over, Range):
        low, high = lever.over.low, lever.over.high
        return [int(low), int(high)] if lever.over.integer else [low, high]
    return list(lever.over.options)
