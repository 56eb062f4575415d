"""Waits: from click to door and its stages, in the store, and against the promise."""

import numpy as np
from numpy.typing import NDArray

from analysis.kpis.numbers import mean, quantile, share
from analysis.kpis.parts import (
    Table,
    deliveries,
    fulfilled,
    is_late,
    lateness_min,
    of_channel,
    platform_orders,
    waited_for,
)
from analysis.kpis.table import Kpis
from sim.order import Channel
from sim.result import RunResult

# "Much too late", the threshold that public figures of delivery platforms use.
_MUCH_MIN = 8.0


def measure(result: RunResult) -> Kpis:
    """KPIs of the groups waits and promise."""
    return _doors(result) | _stages(result) | _kitchens(result) | _stores(result) | _promise(result)


def click_to_door_min(result: RunResult) -> NDArray[np.float64]:
    """From ordering to the door, fulfilled deliveries that were not ordered ahead."""
    return _between(waited_for(deliveries(result)), "placed_min", "ended_min")


def pickup_wait_min(result: RunResult) -> NDArray[np.float64]:
    """Time that consumers stand in the store, fulfilled pickups."""
    return _between(fulfilled(result, Channel.PICKUP), "at_store_min", "ended_min")


def walkin_wait_min(result: RunResult) -> NDArray[np.float64]:
    """From walking in to ready, fulfilled walk-ins."""
    return _between(fulfilled(result, Channel.WALK_IN), "at_store_min", "ready_min")


def _doors(result: RunResult) -> Kpis:
    waits = click_to_door_min(result)
    return {
        "click_to_door_mean_min": mean(waits),
        "click_to_door_p50_min": quantile(waits, 0.50),
        "click_to_door_p90_min": quantile(waits, 0.90),
        "click_to_door_p99_min": quantile(waits, 0.99),
    }


def _stages(result: RunResult) -> Kpis:
    delivered = waited_for(deliveries(result))
    return {
        "assignment_mean_min": mean(_between(delivered, "placed_min", "assigned_min")),
        "approach_mean_min": mean(_between(delivered, "assigned_min", "at_store_min")),
        "courier_wait_mean_min": mean(_between(delivered, "at_store_min", "picked_up_min")),
        "ride_mean_min": mean(_between(delivered, "picked_up_min", "ended_min")),
        "counter_mean_min": mean(_between(delivered, "ready_min", "picked_up_min")),
    }


def _kitchens(result: RunResult) -> Kpis:
    return {
        "kitchen_wait_mean_min": mean(
            _between(waited_for(platform_orders(result)), "placed_min", "cooking_min")
        ),
        "preparation_mean_min": mean(_between(result.orders, "cooking_min", "ready_min")),
    }


def _stores(result: RunResult) -> Kpis:
    pickups, walkins = pickup_wait_min(result), walkin_wait_min(result)
    return {
        "pickup_wait_mean_min": mean(pickups),
        "pickup_wait_p90_min": quantile(pickups, 0.90),
        "walkin_wait_mean_min": mean(walkins),
        "walkin_wait_p90_min": quantile(walkins, 0.90),
    }


def _promise(result: RunResult) -> Kpis:
    ordered = waited_for(of_channel(result, Channel.DELIVERY))
    delivered = waited_for(deliveries(result))
    lateness, late = lateness_min(delivered), is_late(delivered)
    return {
        "promise_mean_min": mean(_between(ordered, "placed_min", "promised_min")),
        "late_share": share(late),
        "late_over_8min_share": share(lateness > _MUCH_MIN),
        "lateness_mean_min": mean(lateness[late]),
        "earliness_mean_min": mean(-lateness),
    }


def _between(orders: Table, start: str, end: str) -> NDArray[np.float64]:
    """Minutes between two moments of the orders that lived through both."""
    spans: NDArray[np.float64] = orders[end] - orders[start]
    return spans[~np.isnan(spans)]
