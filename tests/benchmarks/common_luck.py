"""`python -m tests.benchmarks.common_luck`: what luck in common is worth, on a dearer delivery.

The baseline against the same with ¥0.30 more for each delivery, seven days under 32 seeds, in the
default city and with another city for each seed. The variance of a difference between runs that
share their seed, beside that between runs that do not: the sum of the two variances. Seven minutes
of CPU; fewer seeds take less, and say less: the quotient of two variances is known within half of
itself from 32.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.experiment.compare import Cities
from analysis.kpis import KPI
from analysis.lab.evaluate import Found
from analysis.lab.laboratory import Laboratory
from analysis.loading import load_arm
from analysis.scenario_file import overriding

SEEDS, DAYS = 32, 7
DEARER_CENTS = 30
SHOWN = ("conversion_share", "orders_per_day", "platform_contribution_cents_per_day")
# How many times as small the variance of a difference has to be at least.
LEAST: dict[Cities, float] = {"fixed": 15, "vary": 40}


def runs(seeds: Sequence[int], days: int, cities: Cities) -> Found:
    """KPIs of both arms, `base` and `dearer`, by seed."""
    base = load_arm("baseline", overriding({"days": days}))
    fee = {"policies.pricing.base_cents": base.scenario.policies.pricing.base_cents + DEARER_CENTS}
    dearer = load_arm("baseline", overriding({"days": days} | fee))
    arms = [replace(base, label="base"), replace(dearer, label="dearer")]
    with TemporaryDirectory() as folder:
        return Laboratory(Path(folder), cities=cities).evaluate(arms, seeds)


def factor(found: Found, kpi: str) -> float:
    """How many times as small luck in common makes the variance of a difference."""
    base, dearer = (_values(found[label], kpi) for label in ("base", "dearer"))
    apart = base.var(ddof=1) + dearer.var(ddof=1)
    return float(apart / (dearer - base).var(ddof=1))


def _values(runs_of_arm: Mapping[int, Mapping[str, Any]], kpi: str) -> NDArray[np.float64]:
    return np.array([runs_of_arm[seed][kpi] for seed in sorted(runs_of_arm)], float)


def table(found: Mapping[Cities, Found]) -> Iterator[str]:
    """The lines of a Markdown table."""
    heads = {"fixed": "in one city", "vary": "another city for each seed"}
    yield f"| KPI | {' | '.join(heads[cities] for cities in found)} |"
    yield f"|---|{'---:|' * len(found)}"
    for kpi in SHOWN:
        times = (f"{factor(of_cities, kpi):.0f}" for of_cities in found.values())
        yield f"| {KPI[kpi].label['en']} | {' | '.join(times)} |"


def _main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--days", type=int, default=DAYS)
    options.add_argument("--seeds", type=int, default=SEEDS, help="from 0 on")
    chosen = options.parse_args()
    seeds = range(chosen.seeds)
    found = {cities: runs(seeds, chosen.days, cities) for cities in LEAST}
    print("\n".join(table(found)))
    for cities, of_cities in found.items():
        for kpi in SHOWN:
            if (times := factor(of_cities, kpi)) < LEAST[cities]:
                print(f"{kpi}, {cities}: {times:.1f}, not {LEAST[cities]}", file=sys.stderr)


if __name__ == "__main__":
    _main()
