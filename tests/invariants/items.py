"""What items add to the scores of orders, as far as orders tell, and in sum exactly."""

import numpy as np
from numpy.typing import NDArray

from sim.flow.parts import Taker
from sim.mechanisms.items.columns import COUNTS_ROWS, ITEM_ROWS, SHOPS_ROWS
from sim.order import Cause
from sim.result import RunResult

ROUNDING = 1e-9  # of a sum, for each order


def check_what_lacks(result: RunResult, without: NDArray[np.float64]) -> None:
    """What lacks takes from the score of reliability, (n_orders,), `without` it otherwise.

    It takes at most its weight, of orders of apps that were brought; in sum it is what was counted.
    """
    orders, rules = result.orders, result.scenario.mechanisms.items
    taken = without - orders["reliability_score"]
    touched = _of_apps(result) & (orders["cause"] != Cause.OUT_OF_STOCK)
    most = max(rules.lacking_weight, rules.substitute_weight)
    assert (np.abs(taken[~touched]) <= ROUNDING).all()
    assert ((taken >= -ROUNDING) & (taken <= most + ROUNDING)).all()
    assert abs(taken.sum() - taken_in_sum(result)) <= ROUNDING * (1 + len(orders))


def taken_in_sum(result: RunResult) -> float:
    """What lacked took from the score of reliability, of all orders."""
    counts, rules = result.own["items"][COUNTS_ROWS][0], result.scenario.mechanisms.items
    lacking = rules.lacking_weight * counts["lacking_parts"]
    return float(lacking + rules.substitute_weight * counts["substituted_parts"])


def _of_apps(result: RunResult) -> NDArray[np.bool_]:
    """Orders of shops that pickers pick, (n_orders,)."""
    orders, shops = result.orders, result.own["items"][SHOPS_ROWS]
    in_app = result.parts.takers[orders["channel"]] != Taker.STORE
    return np.asarray(in_app & shops["is_shop"][orders["store"]])


def check_shelves_and_counts(result: RunResult) -> None:
    """No shelf holds more than came to it or less than nothing, and what was counted adds up."""
    if "items" not in result.own:
        return
    items, counts = (result.own["items"][rows] for rows in (ITEM_ROWS, COUNTS_ROWS))
    for portions in ("physical_stock", "recorded_stock", "published_stock"):
        assert (items[portions] >= 0).all(), portions
    if result.scenario.warmup_days == 0:
        assert (items["physical_stock"] <= items["n_filled"]).all()
    (row,) = counts
    assert 0 <= row["n_supplied"] + row["n_substituted"] <= row["n_lines"] <= row["n_wanted"]
    in_app = _of_apps(result)
    assert row["n_orders"] == in_app.sum()
    short = in_app & (result.orders["cause"] == Cause.OUT_OF_STOCK)
    assert row["n_given_up"] == short.sum()
    lacking = row["n_lines"] - row["n_supplied"] - row["n_substituted"]
    assert (row["lacking_parts"] > 0) <= (lacking > 0)
