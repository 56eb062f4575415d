"""Replications are added until the differences that are asked for are known precisely enough.

How many follow is `analysis.statistics.precision`; here is what is looked at, and what is said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.kpis import Kpis, described, unknown_kpi
from analysis.kpis.table import KPI
from analysis.statistics.precision import Known, Precision, Step, known, next_step, read_precision
from analysis.wording import NONE, shown_size
from analysis.words import Words

# Replications that a precision may take.
MOST = 200

# KPIs of an arm by seed.
OfArm = Mapping[int, Kpis]
# By arm and metric.
Progress = dict[tuple[str, str], Known]


@dataclass(frozen=True)
class Wanted:
    """What is to be known how precisely, and how many replications that may take."""

    precision: Precision  # of the difference; a share is of the base's mean
    metrics: tuple[str, ...]
    most: int


def wanted(
    precision: str | None,
    metrics: Sequence[str],
    most: int | None,
    least: int | None = None,
) -> Wanted | None:
    """What options say, and how many replications there are to be at least; None: nothing is said.

    Raises
    ------
    ValueError
        They do not go together, or name no KPI.
    """
    if precision is None:
        if metrics:
            raise ValueError("--metric says what --precision is of: give both")
        if most is not None:
            raise ValueError("--most says what --precision may take: give both")
        return None
    if not metrics:
        raise ValueError("--precision needs to know of what: --metric NAME, such as orders_per_day")
    for name in metrics:
        if name not in KPI:
            raise ValueError(f"--metric: {unknown_kpi(name, KPI)}")
        if KPI[name].compared:
            raise ValueError(
                f"--metric: {name} has no value in one replication, so that --precision cannot be "
                "of it; it is in every comparison"
            )
    most = MOST if most is None else most
    if least is not None and least > most:
        raise ValueError(f"--most ({most}) must be at least --replications ({least})")
    return Wanted(read_precision(precision), tuple(dict.fromkeys(metrics)), most)


def progress(base: OfArm, others: Mapping[str, OfArm], asked: Wanted) -> Progress:
    """How precisely each difference is known, by arm and metric."""
    found: Progress = {}
    for label, arm in others.items():
        seeds = sorted(base.keys() & arm.keys())
        for metric in asked.metrics:
            pairs = [(base[seed].get(metric), arm[seed].get(metric)) for seed in seeds]
            values = np.array([(np.nan, np.nan) if None in pair else pair for pair in pairs], float)
            values = values.reshape(-1, 2)
            known_base = values[np.isfinite(values[:, 0]), 0]
            scale = float(known_base.mean()) if len(known_base) else 0.0
            found[label, metric] = known(values[:, 1] - values[:, 0], asked.precision.of(scale))
    return found


def step_after(found: Progress, n: int, asked: Wanted) -> Step:
    """What follows after `n` replications."""
    return next_step(found, n, asked.most)


def told(step: Step, found: Progress, asked: Wanted, words: Words) -> str:
    """How many replications there are, and why no more."""
    what = words("list.comma").join(described(name).label[words.lang] for name in asked.metrics)
    kind = "stopped.share" if asked.precision.is_share else "stopped.amount"
    precision = words(kind, precision=str(asked.precision))
    said = words(f"stopped.{step.stop}", n=step.total, what=what, precision=precision)
    missing = []
    for (label, metric), each in found.items():
        if not each.is_precise:
            unit, known_at_all = described(metric).unit, np.isfinite(each.half)
            half, goal = (
                shown_size(size, None, None, unit, words.lang) if known_at_all else NONE
                for size in (each.half, each.wanted)
            )
            missing.append(
                words(
                    "stopped.missing" if known_at_all else "stopped.no_value",
                    arm=label,
                    what=described(metric).label[words.lang],
                    half=half,
                    wanted=goal,
                    n=each.n,
                )
            )
    return said + words("list.separator").join(missing) if missing else said
