"""The days so far: what a policy may learn from the orders of the run until now."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.daytime import DAY_MIN
from sim.order import Channel, State, discounts_cents, is_ahead
from sim.schema import Rows

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class DaysSoFar:
    """What became of the orders of each day, by the day they were placed; today's are the last."""

    n_orders: Ints  # (n_days,) of consumers, in all channels but a rival's
    n_deliveries: Ints  # (n_days,) of those
    fulfilled_share: Floats  # (n_days,) of the orders that have ended; nan: none has
    late_share: Floats  # (n_days,) of the deliveries handed over, after the promise; nan: none
    mean_delivery_min: Floats  # (n_days,) from click to door, of the same; nan: none
    basket_cents: Ints  # (n_days,) food at the stores' prices
    discount_cents: Ints  # (n_days,) coupons and discounts, whoever paid for them


def days_so_far(orders: Rows, first_day: int, today: int) -> DaysSoFar:
    """The orders placed so far, (n_orders,) of ORDER, summed up by day from the first to today."""
    day = (orders["placed_min"] // DAY_MIN).astype(np.int64) - first_day
    n_days = today - first_day + 1

    def by_day(of: NDArray[np.bool_], values: NDArray[np.generic] | None = None) -> Floats:
        weights = None if values is None else values[of]
        return np.bincount(day[of], weights=weights, minlength=n_days).astype(np.float64)

    everything = np.ones(len(orders), np.bool_)
    ended, fulfilled = ~np.isnan(orders["ended_min"]), orders["state"] == State.FULFILLED
    delivery = orders["channel"] == Channel.DELIVERY
    delivered = delivery & fulfilled
    waited = delivered & ~is_ahead(orders)
    late = waited & (orders["ended_min"] > orders["promised_min"])
    with np.errstate(invalid="ignore"):
        return DaysSoFar(
            n_orders=by_day(everything).astype(np.int64),
            n_deliveries=by_day(delivery).astype(np.int64),
            fulfilled_share=by_day(fulfilled) / by_day(ended),
            late_share=by_day(late) / by_day(waited),
            mean_delivery_min=by_day(waited, orders["ended_min"] - orders["placed_min"])
            / by_day(waited),
            basket_cents=by_day(everything, orders["basket_cents"]).astype(np.int64),
            discount_cents=by_day(everything, discounts_cents(orders)).astype(np.int64),
        )
