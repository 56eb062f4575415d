"""Foot traffic: people without the app pass stores, and some of them walk in.

Rows 1 to 3 and 52, «线上与线下相结合», «线下自然客流»: stores live from who passes, too.

    passers of a store and hour ~ Poisson(passers_per_store * traffic * share of the hour)
    traffic = 1 - spread + spread * doors around the store / their mean
    V = walk-in worth + constant + price and quality of the store
        - wait_sensitivity * (queue and cooking + walk)               against nothing

Doors are homes, and daytime places while people work. Who passes sees that store and those a few
steps on, each with its prices and its queue, and knows how good it is, not what the app says of
it. Who goes in queues with all others for the same cooks and portions, pays at the counter, and is
none of the consumers: no session, no memory, no figure of the platform.

How many pass, how unevenly, and how readily they go in are choices, to be swept; that who passes
eats where he is, or not at all, is the modeller's.
"""

from typing import Any

from sim.flow.parts import Effect, Mechanism
from sim.ledger import Account, Kind
from sim.mechanisms.figures import mean, ratio
from sim.mechanisms.foot_traffic.guests import CHANNEL, passed
from sim.mechanisms.foot_traffic.passers import COUNTS, NAME, needs, past, rows
from sim.order import Cause, State, is_strangers
from sim.schema import Rows
from sim.settings.foot_traffic import FootTraffic


def from_the_street(result: Any) -> Rows:
    """The orders of a run that are of people from the street."""
    orders: Rows = result.orders[is_strangers(result.orders)]
    return orders


def kpis(result: Any) -> dict[str, float | None]:
    """How many come from the street, how they fare, and what stores live of them."""
    orders, passers = from_the_street(result), int(result.own[NAME][COUNTS][0]["n_passed"])
    eaten = orders[orders["state"] == State.FULFILLED]
    all_eaten = int((result.orders["state"] == State.FULFILLED).sum())
    sales = int(result.book[:, Kind.STREET_SALE, Account.STORE].sum())
    waits = eaten["ready_min"] - eaten["at_store_min"]
    left = int((orders["cause"] == Cause.QUEUE).sum())
    return {
        "street_guests": len(orders),
        "street_entry_share": ratio(len(orders), passers),
        "street_meal_share": ratio(len(eaten), all_eaten),
        "street_wait_mean_min": mean(waits),
        "street_left_share": ratio(left, len(orders)),
        "street_sales_cents_per_day": sales / result.days,
    }


MECHANISM = Mechanism(
    name=NAME,
    about="people without the app pass stores, and some walk in",
    effects=(
        Effect(
            rows=(1,),
            term_zh="线下自然客流",
            term="guests from the street are money of the stores",
            lever="mechanisms.foot_traffic.enabled",
            metric="store_margin_cents_per_day",
            direction="+",
            evidence="by definition: they pay at the counter",
        ),
        Effect(
            rows=(1,),
            term_zh="堂食与外卖争用后厨",
            term="guests from the street share the cooks with the app",
            lever="mechanisms.foot_traffic.passers_per_store",
            metric="kitchen_wait_mean_min",
            direction="+",
            evidence="queueing theory: one queue for all channels",
            change=("60", "180"),
            scenario="foot-traffic",
        ),
        Effect(
            rows=(1, 16),
            term_zh="客流分布不均",
            term="where most people pass, they wait longest",
            lever="mechanisms.foot_traffic.spread",
            metric="street_wait_mean_min",
            direction="+",
            evidence="queueing theory: waits are convex in load",
            change=("0", "1"),
            scenario="foot-traffic",
        ),
        Effect(
            rows=(1, 52),
            term_zh="线上促销对堂食排队的影响",
            term="a coupon of the app makes people from the street wait",
            lever="policies.coupons[0].off_cents",
            metric="street_wait_mean_min",
            direction="+",
            evidence="queueing theory: one queue for all channels",
            change=("1", "800"),
            scenario="foot-traffic-coupon",
            days=7,
        ),
    ),
    settings=FootTraffic,
    channels=(CHANNEL,),
    rows=rows,
    past=past,
    needs=needs,
    kpis=kpis,
    passed=passed,
)
