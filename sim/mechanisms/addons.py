"""Add-on sales: who comes for what he ordered buys something besides, at the counter.

Row 3, «线上购买，门店自提»: bought online, picked up in the store, and what else is sold there.

    buys besides  with probability share, of those who fetch an order and of guests in their slot
    spends        basket * size_share * exponential(1)

He pays the store, which pays for the ingredients as of its other food; the platform has no part in
it. That orders which are picked up bring visits and sales at the store is Gallino and Moreno 2014;
both sizes are choices. It lacks stock of what is sold, cooks' time, and people who come more often
for it.
"""

import math
from typing import Any

from numba import njit

from sim import ledger, luck
from sim.flow.choosing import nobody_chooses
from sim.flow.composed import is_paid_at_store, is_platforms, own
from sim.flow.parts import Effect, Mechanism
from sim.ledger import Account, Kind
from sim.mechanisms.figures import ratio
from sim.order import Channel, State, is_measured
from sim.schema import Rows, Schema
from sim.settings.addons import Addons

NAME = "addons"

# One row, of orders that count.
COUNTS = Schema(
    ("n_visits", "i8", "orders that somebody came to the store for"),
    ("n_bought", "i8", "of them, with something bought besides"),
    ("sale_cents", "i8", "paid for it"),
    ("cost_cents", "i8", "paid by stores for its ingredients"),
)
RULES = Schema(
    ("share", "f8", "of those who come, who buy something besides"),
    ("size_share", "f8", "mean of what they buy, as a share of the order"),
)
COUNTS_ROW, RULES_ROW = range(2)


def rows(scenario: Any) -> tuple[Rows, ...]:
    """Nothing is counted yet; and the rules."""
    settings: Addons = scenario.mechanisms.addons
    return COUNTS.empty(1), RULES.row(**settings.model_dump(exclude={"enabled"}))


@njit
def ended(world, order_id, _now):
    """Who has come for an order may buy something besides."""
    order = world.orders[order_id]
    if order.state != State.FULFILLED or not comes_for_it(world, order):
        return
    rules, counts = own(world, NAME)[RULES_ROW][0], own(world, NAME)[COUNTS_ROW][0]
    counted = int(is_measured(order))
    counts.n_visits += counted
    seed = world.state[0].seed
    buys, size, _, _ = luck.four(seed, luck.ADDONS, order.consumer, order.need, 0)
    if buys >= rules.share:
        return
    sold_cents = sale_cents(rules, order.basket_cents, size)
    cost_cents = round(world.kitchen[0].food_cost_share * sold_cents)
    page = ledger.page_of(world.book, world.state[0].page, order)
    ledger.post(world.book, page, Kind.ADDON_SALE, Account.CONSUMER, Account.STORE, sold_cents)
    ledger.post(world.book, page, Kind.ADDON_COST, Account.STORE, Account.SUPPLIER, cost_cents)
    counts.n_bought += counted
    counts.sale_cents += counted * sold_cents
    counts.cost_cents += counted * cost_cents


@njit
def comes_for_it(world, order):
    """Whether the consumer comes to the store for what was ordered or reserved before."""
    if nobody_chooses(world):
        return False
    if is_platforms(world, order.channel):
        return order.channel != Channel.DELIVERY
    return is_paid_at_store(world, order.channel) and order.channel != Channel.WALK_IN


@njit(cache=True)
def sale_cents(rules, basket_cents, draw):
    """What is spent besides, by a uniform draw in (0, 1): exponential, in whole cents."""
    return round(-math.log(draw) * rules.size_share * basket_cents)


def kpis(result: Any) -> dict[str, float | None]:
    """How many buy something besides, and what stores sell by it."""
    counts = result.own[NAME][COUNTS_ROW][0]
    return {
        "addon_share": ratio(int(counts["n_bought"]), int(counts["n_visits"])),
        "addon_sales_cents_per_day": int(counts["sale_cents"]) / result.days,
    }


_CROSS_SELLING = "Gallino and Moreno 2014: orders picked up at the store bring sales there"

MECHANISM = Mechanism(
    name=NAME,
    about="who comes for what he ordered buys something besides, at the counter",
    effects=(
        Effect(
            rows=(3,),
            term_zh="到店自提的连带销售",
            term="more who come for an order buy something besides: stores sell more",
            lever="mechanisms.addons.share",
            metric="addon_sales_cents_per_day",
            direction="+",
            evidence="by definition",
            change=("0.1", "0.4"),
            scenario="bought-besides",
        ),
        Effect(
            rows=(3, 50),
            term_zh="自提优惠带动到店消费",
            term="money off what is picked up brings people to the store, who buy there",
            lever="policies.pickup_discount_cents",
            metric="addon_sales_cents_per_day",
            direction="+",
            evidence=_CROSS_SELLING,
            change=("0", "300"),
            scenario="bought-besides",
        ),
        Effect(
            rows=(2, 3),
            term_zh="预约到店的连带销售",
            term="guests who reserved buy something besides too",
            lever="mechanisms.reservation.enabled",
            metric="addon_sales_cents_per_day",
            direction="+",
            evidence=_CROSS_SELLING,
            change=("false", "true"),
            scenario="bought-besides",
        ),
    ),
    settings=Addons,
    rows=rows,
    kpis=kpis,
    ended=ended,
)
