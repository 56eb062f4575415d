"""What facts say of couriers, offers and waves, read off a run."""

import numpy as np

from analysis.kpis.numbers import count, mean, ratio, share
from analysis.validation.seen import Seen, over
from analysis.validation.waves import waves
from sim.daytime import DAY_MIN

# 11:15 to 11:45: half past eleven, of which the published snapshot is, and samples around it.
_LUNCH_MIN = (675, 705)


def reoffered_order_share(run: Seen) -> float | None:
    """Orders offered more than once, of those that were offered."""
    offers = run.ordered["offers"]
    return share(offers[offers > 0] > 1)


def reoffered_iid_ratio(run: Seen) -> float | None:
    """Orders offered more than once over what there would be, if refusals fell at random."""
    return over(reoffered_order_share(run), run.kpis["refusal_share"])


def refusals_per_reoffered(run: Seen) -> float | None:
    """Refusals of each delivered order that was offered more than once."""
    again = run.came["offers"][run.came["offers"] > 1]
    return mean(again - 1.0)


def wave_orders(run: Seen) -> float | None:
    """Orders of a wave."""
    return mean(waves(run.came).n_orders)


def wave_min(run: Seen) -> float | None:
    """Minutes of a wave."""
    return mean(waves(run.came).minutes)


def orders_per_courier_day(run: Seen) -> float | None:
    """Deliveries of a courier on a day with any."""
    came = run.came
    day = (came["assigned_min"] // DAY_MIN).astype(np.int64)
    n_days = len(np.unique(np.column_stack((came["courier"], day)), axis=0))
    return ratio(len(came), n_days)


def orders_per_busy_hour(run: Seen) -> float | None:
    """Deliveries of an hour with an order in hand."""
    couriers = run.result.couriers
    return ratio(float(couriers["n_delivered"].sum()), float(couriers["busy_min"].sum() / 60.0))


def lunch_on_hand(run: Seen) -> float | None:
    """Orders in hand of each courier on duty, about half past eleven."""
    timeline = run.result.timeline
    minute = timeline["at_min"] % DAY_MIN
    lunch = timeline[(minute >= _LUNCH_MIN[0]) & (minute <= _LUNCH_MIN[1])]
    on_duty = float((lunch["idle_couriers"] + lunch["busy_couriers"]).sum())
    came = run.ordered[~np.isnan(run.ordered["assigned_min"])]
    in_hand = sum(
        count((came["assigned_min"] <= at_min) & ~(came["ended_min"] <= at_min))
        for at_min in lunch["at_min"].unique()
    )
    return ratio(in_hand, on_duty)
