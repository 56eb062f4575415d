"""Sweeps of made-up KPIs, for what ranks, tells and draws them."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from analysis.lab.design import Point
from analysis.lab.lever import read_levers
from analysis.lab.study import study
from analysis.lab.sweep import Swept, answered, planned
from analysis.scenario_file import overriding

FEE, COURIERS = "policies.pricing.base_cents", "couriers.count"
MONEY, P90 = "platform_contribution_cents_per_day", "click_to_door_p90_min"
FEES = f"{FEE}=150,250,350,450,550"
AT_MOST_48 = f"{P90}<=48"


def by_fee(point: Point) -> tuple[float, float]:
    """A dearer delivery brings more, and is quicker: 150 → ¥200 and 50 min, 550 → ¥400, 46 min."""
    fee = point.get(FEE, 350)
    return 1_000_000 + 5_000 * (fee - 350) / 100, 48 - (fee - 350) / 100


def swept(
    over: Sequence[str] = (FEES,),
    *,
    subject_to: Sequence[str] = (AT_MOST_48,),
    truth: Callable[[Point], tuple[float, float]] = by_fee,
    noise: tuple[float, float] = (100.0, 0.2),
    n_seeds: int = 6,
    without: Sequence[str] = (),
    **asked: Any,
) -> Swept:
    """A sweep of the baseline whose money and P90 are `truth`, under luck that points share.

    Parameters
    ----------
    truth
        Money and P90 at a point; that of no point is the base.
    noise
        Standard deviations of each point's own chance; luck in common has ten times as much.
    without
        Labels of points of which every run failed.
    """
    asked.setdefault("overrides", overriding({"days": 2}))
    plan = planned(
        study(
            "baseline",
            read_levers(over),
            subject_to=subject_to,
            replications=n_seeds,
            **asked,
        )
    )
    chance = np.random.default_rng(0)
    luck = chance.normal(0, 10, (n_seeds, 2)) * noise
    points: dict[str, Point] = {plan.base.label: {}, **plan.points}
    runs = {}
    for label, point in points.items():
        own = luck + chance.normal(0, 1, (n_seeds, 2)) * noise
        levels = np.array(truth(point)) + own
        runs[label] = {
            seed: {MONEY: float(money), P90: float(p90), "orders_per_day": 7000.0}
            for seed, (money, p90) in enumerate(levels)
        }
    for label in without:
        runs[label] = {}
    return answered(plan, runs, [f"{label}, seed 0: it failed" for label in without])
