"""The rival's reaction: its fee follows what the platform's deliveries cost, some days later."""

from typing import Any

import numpy as np

from sim.daytime import DAY_MIN
from sim.flow.composed import own
from sim.mechanisms.rival.columns import ASKS, NAME
from sim.order import Channel, discounts_cents
from sim.schema import Rows
from sim.settings.rival import Rival
from sim.turns import Process, Turn, at_each, midnights


def matched_cents(orders: Rows, day: int, floor_cents: float) -> float | None:
    """What a delivery cost beside its food on a day, not below a floor; none if there was none.

    Fees less all that coupons and discounts took off, as anybody can see who asks the app.

    Parameters
    ----------
    orders
        Those placed so far, (n_orders,) of ORDER.
    """
    of_day = orders["placed_min"] // DAY_MIN == day
    delivered = orders[of_day & (orders["channel"] == Channel.DELIVERY)]
    if len(delivered) == 0:
        return None
    return max(
        floor_cents, float(np.mean(delivered["fee_cents"] - discounts_cents(delivered))), 0.0
    )


def process(market: Any) -> Process | None:
    """A rival that matches sets its fee at each midnight but the first ones."""
    settings: Rival = market.scenario.mechanisms.rival
    if settings.reacts == "none" or market.recording is not None:
        return None
    from_day = market.first_day + settings.lag_days

    def follow(nth: int) -> None:
        world = market.world
        placed = world.orders[: int(world.state["n_orders"][0])]
        cents = matched_cents(placed, market.first_day + nth, float(settings.floor_cents))
        if cents is not None:
            own(world, NAME)[ASKS]["base_cents"] = cents

    return Process(NAME, Turn.STOCK, at_each(midnights(from_day, market.n_days)), follow)
