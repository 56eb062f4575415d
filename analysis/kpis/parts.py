"""Parts of the order table that several KPIs speak of."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from sim.flow.parts import Taker
from sim.order import Channel, State, is_ahead
from sim.result import RunResult
from sim.schema import Rows

# What an order is scored by, a column `NAME_score` each.
SCORED = ("price", "time", "quality", "ease", "reliability")

# Differences of times below it are rounding, not lateness.
ROUNDING_MIN = 1e-9


def platform_orders(result: RunResult) -> Rows:
    """Orders that are the platform's, such as deliveries and pickups."""
    orders: Rows = result.orders[taken_by(result, Taker.PLATFORM)]
    return orders


def taken_by(result: RunResult, taker: Taker) -> NDArray[np.bool_]:
    """Which orders are whose, (n_orders,)."""
    found: NDArray[np.bool_] = result.parts.takers[result.orders["channel"]] == taker
    return found


def fulfilled(result: RunResult, channel: int) -> Rows:
    """Orders of one channel that reached the consumer."""
    of_channel = result.orders["channel"] == channel
    orders: Rows = result.orders[of_channel & (result.orders["state"] == State.FULFILLED)]
    return orders


def deliveries(result: RunResult) -> Rows:
    """Orders handed over at the door."""
    return fulfilled(result, Channel.DELIVERY)


def waited_for(orders: Rows) -> Rows:
    """Those that were wanted as soon as may be: nobody waits for what is ordered ahead."""
    found: Rows = orders[~is_ahead(orders)]
    return found


def lateness_min(delivered: Rows) -> NDArray[np.float64]:
    """Actual minus promised moment."""
    late: NDArray[np.float64] = delivered["ended_min"] - delivered["promised_min"]
    return late


def is_late(delivered: Rows) -> NDArray[np.bool_]:
    """After the promised moment."""
    return lateness_min(delivered) > ROUNDING_MIN


def part_stars(result: RunResult, orders: Rows, part: str) -> NDArray[np.float64]:
    """Stars that orders would have got if all but one of `SCORED` had been as expected, 1 to 5."""
    score = result.scenario.satisfaction.constant + orders[f"{part}_score"]
    stars: NDArray[np.float64] = 1.0 + 4.0 * expit(score)
    return stars
