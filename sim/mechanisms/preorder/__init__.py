"""Orders ahead: food for a later hour, in the app, brought or fetched about then.

Row 7, «全渠道覆盖»: one way through all channels.

    P(a need is foreseen) = foreseen_share, by least_lead_min to most_lead_min, uniform
    begin = wished time - pad_min - ride and handling - (queue + the order's own preparation)

Who foresees a need opens the app then and chooses as if it were time, among stores that will be
open, for the place where he will be: whoever takes a delivery or a pickup orders it for that
moment. Else the need comes when it comes, and is looked at anew. The store is told in time
(`sim.flow.booking`), dispatch with it; the order is promised for the wished time, and nobody gives
it up before. It is judged by that time both ways: early food is as bad as it else would be good.

3.9 % of the orders of a large platform were ordered ahead (public re-analyses of Meituan's data of
2022). By how long is a choice, and that who orders ahead is no other person than the rest.
"""

from typing import Any

import numpy as np
from numba import njit

from sim.agents import consumer as consumers
from sim.daytime import DAY_MIN
from sim.flow.parts import Effect, Mechanism, Taker
from sim.mechanisms.preorder.ahead import NAME, due, foreseen, is_met, needs, rows
from sim.order import Channel, State, is_ahead
from sim.settings.preorder import Preorder

# Meals, in minutes after midnight: 11:00 to 13:00 and 17:00 to 19:00.
PEAKS_MIN = ((660.0, 780.0), (1020.0, 1140.0))
# Off the wished time by more than that is early or late.
_CLOSE_MIN = 10.0


@njit
def handed_over(world, order_id, now):
    """At its time food is as welcome as it else is at its usual one; before, it is not welcome."""
    order = world.orders[order_id]
    if order.channel != Channel.DELIVERY or not is_ahead(order):
        return
    feel = world.satisfaction[0]
    order.time_score += consumers.usual_time_score(feel)
    if now < order.wanted_min:
        order.time_score -= 2.0 * consumers.time_score(now - order.wanted_min, feel)


def kpis(result: Any) -> dict[str, float | None]:
    """How many order ahead, how near to the wished time it comes, and the wait of the others."""
    ours = result.parts.takers[result.orders["channel"]] == Taker.PLATFORM
    orders = result.orders[ours]
    ahead = is_ahead(orders)
    brought = (orders["channel"] == Channel.DELIVERY) & (orders["state"] == State.FULFILLED)
    off_min = (orders["ended_min"] - orders["wanted_min"])[ahead & brought]
    minute = orders["placed_min"] % DAY_MIN
    at_peak = np.any([(minute >= start) & (minute < end) for start, end in PEAKS_MIN], axis=0)
    waits = (orders["ended_min"] - orders["placed_min"])[brought & ~ahead & at_peak]
    return {
        "preorder_share": _mean(ahead),
        "preorder_off_mean_min": _mean(np.abs(off_min)),
        "preorder_early_share": _mean(off_min < -_CLOSE_MIN),
        "preorder_late_share": _mean(off_min > _CLOSE_MIN),
        "peak_wait_p90_min": float(np.quantile(waits, 0.9)) if len(waits) else None,
    }


def _mean(values: Any) -> float | None:
    return float(values.mean()) if len(values) else None


MECHANISM = Mechanism(
    name=NAME,
    about="food is ordered ahead, for a wished time",
    effects=(
        Effect(
            rows=(7,),
            term_zh="预订单",
            term="ordering ahead: who foresees a meal",
            lever="mechanisms.preorder.foreseen_share",
            metric="preorder_share",
            direction="+",
            evidence="by definition; 3.9 % on a large platform in 2022",
            change=("0.037", "0.3"),
            scenario="order-ahead",
        ),
        Effect(
            rows=(7,),
            term_zh="预订单提前量",
            term="more margin for what is ordered ahead",
            lever="mechanisms.preorder.pad_min",
            metric="preorder_late_share",
            direction="-",
            evidence="by definition",
            change=("0", "10"),
            scenario="order-ahead",
        ),
    ),
    settings=Preorder,
    rows=rows,
    needs=needs,
    kpis=kpis,
    is_met=is_met,
    foreseen=foreseen,
    due=due,
    handed_over=handed_over,
)
