"""Which orders may be wrong, and what that costs, worked out from the orders."""

import numpy as np
from numpy.typing import NDArray

from sim.flow.parts import Taker
from sim.mechanisms.picking import COUNTS_ROW, STORES_ROWS
from sim.order import State
from sim.result import RunResult


def _ours(result: RunResult) -> NDArray[np.bool_]:
    """Orders of the platform, where the model cooks them, (n_orders,)."""
    ours = result.parts.takers[result.orders["channel"]] == Taker.PLATFORM
    return np.asarray(ours & (result.scenario.replay.orders is None))


def check_only_cooked_food_is_wrong(result: RunResult) -> None:
    """Wrong is what the platform sold and a kitchen made ready, if kitchens err at all.

    By as much as can be: none where none ever is, each where each is.
    """
    wrong = result.orders["wrong"]
    assert np.isin(wrong, (0, 1)).all()
    if "picking" not in result.own:
        assert not wrong.any()
        return
    rules = result.scenario.mechanisms.picking
    made = _ours(result) & ~np.isnan(result.orders["ready_min"])
    assert not wrong[~made].any()
    assert not wrong.any() or min(rules.base_share, rules.most_share) > 0
    counts, automated = (result.own["picking"][rows] for rows in (COUNTS_ROW, STORES_ROWS))
    n_cooks = result.stores["n_cooks"][result.orders["store"]]
    assert counts["load"][0] >= (1 / n_cooks[made]).sum() * (1 - 1e-9)  # each is a part of it
    if result.scenario.replay.orders is None:
        share = rules.automated_stores_share
        assert abs(automated["automated"].sum() - share * len(result.stores)) < 1


def reliability_score(result: RunResult) -> NDArray[np.float64]:
    """What being right or wrong adds to the score of reliability, (n_orders,)."""
    orders = result.orders
    if "picking" not in result.own:
        return np.zeros(len(orders))
    rules = result.scenario.mechanisms.picking
    came = _ours(result) & (orders["state"] == State.FULFILLED)
    felt = rules.reliability_weight * (rules.usual_share - orders["wrong"])
    return np.where(came, felt, 0.0)


def paid_back(result: RunResult) -> NDArray[np.int64]:
    """What stores pay back of each order, (n_orders,)."""
    orders, rules = result.orders, result.scenario.mechanisms.picking
    wrong = (orders["wrong"] == 1) & (orders["state"] == State.FULFILLED)
    off = sum(orders[f"{who}_discount_cents"] for who in ("platform", "store", "sponsor"))
    left = orders["basket_cents"] + orders["fee_cents"] - off - orders["late_refund_cents"]
    part = np.rint(rules.refund_share * orders["basket_cents"]).astype(np.int64)
    return np.where(wrong, np.minimum(left, part), 0)


def paid_for_machines(result: RunResult) -> NDArray[np.int64]:
    """What stores pay for machines each day, (n_days,)."""
    n_automated = result.own["picking"][STORES_ROWS]["automated"].sum()
    cents = n_automated * result.scenario.mechanisms.picking.machine_cents_per_day
    return np.full(result.days, cents, np.int64)
