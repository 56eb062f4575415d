"""Returns: what disappoints is wished back, and goes back where that is worth the trouble.

Row 69, «跨渠道退换货流程复杂»: returns across channels are complicated.

    P(wished back) = min(1, wish_share * (1 + disappointment_weight * max(0, -quality_score)))
    when           = end of the order + exponential(delay_min)
    worth          = price sensitivity * refund * loss, the loss uniform in (0, 1)
    trouble, fetched = wait sensitivity * fetch_min
    trouble, brought = wait sensitivity * (store_min + way to the store and back, on foot)
    goes back        if worth > the lesser trouble of the channels that are open to it
    who keeps it     is less satisfied: ease_score -= kept_weight

The way is from home or work, whichever is nearer. What is bought in the app is fetched, what is
bought in the store is brought there; the other way is open too with `across_channels`. The store
pays: what the consumer paid for the goods goes back to him, `fetch_cents` to the carrier who
fetches them, and goods of `restock_share` of their cost are on the shelf again, which the supplier
need not bring. The platform keeps its commission and its fee. With `sim.mechanisms.kinds` it is
retail that takes goods back; without, all stores do. What came other than it was ordered is put
right already (`sim.mechanisms.picking`).

That less effort has more returned is Janakiraman, Syrdal and Freling 2016, that to be able to
return is worth something to who buys Anderson, Hansen and Simester 2009; all sizes are choices. It
lacks exchanges, people who buy more because they can return, and stock that goes up again.
"""

import math
from typing import Any

from numba import njit

from sim import ledger, luck
from sim.agents import consumer as consumers_
from sim.flow import calendar
from sim.flow.calendar import Due, EventKind
from sim.flow.choosing import nobody_chooses
from sim.flow.composed import is_platforms, own
from sim.flow.parts import Effect, Mechanism
from sim.flow.travel import distance_m
from sim.flow.world import World
from sim.ledger import Account, Kind
from sim.mechanisms.figures import ratio
from sim.order import Channel, State, is_measured
from sim.schema import Rows, Schema
from sim.settings.returns import Returns

NAME = "returns"

STORES = Schema(("takes_back", "?", "goods that disappoint"))
# One row, of orders that count.
COUNTS = Schema(
    ("n_sold", "i8", "orders fulfilled that might be returned"),
    ("n_wished", "i8", "wished back so far"),
    ("n_made", "i8", "of them, returned"),
    ("n_across", "i8", "of these, by another channel than they were bought by"),
    ("refund_cents", "i8", "paid back"),
    ("fetch_cents", "i8", "paid to carriers"),
    ("restock_cents", "i8", "of goods on the shelf again"),
)
RULES = Schema(
    ("wish_share", "f8", "of what is as good as shown, wished back"),
    ("disappointment_weight", "f8", "so much more for each log-odds that quality takes"),
    ("delay_min", "f8", "mean from an order's end to the wish"),
    ("across_channels", "?", "what is bought in one channel is taken back in the other"),
    ("fetch_min", "f8", "of the consumer's time, for what is fetched"),
    ("store_min", "f8", "likewise at the store, beside the way"),
    ("fetch_cents", "i8", "to the carrier"),
    ("restock_share", "f8", "of the cost of goods, that is not lost"),
    ("kept_weight", "f8", "log-odds taken from who keeps it"),
)
STORES_ROWS, COUNTS_ROW, RULES_ROW = range(3)


def rows(scenario: Any) -> tuple[Rows, ...]:
    """All stores take back, nothing is counted yet; and the rules."""
    settings: Returns = scenario.mechanisms.returns
    stores = STORES.empty(scenario.stores.count)
    stores["takes_back"] = True
    return stores, COUNTS.empty(1), RULES.row(**settings.model_dump(exclude={"enabled"}))


def keep_to(world: World, takes_back: Any) -> None:
    """Let only some stores, (n_stores,) of bool, take goods back."""
    own(world, NAME)[STORES_ROWS]["takes_back"] = takes_back


@njit
def ended(world, order_id, now):
    """What was fulfilled may be wished back later."""
    at_min = wished_min(world, order_id, now)
    if at_min < math.inf:
        calendar.push(world, at_min, EventKind.DUE, order_id, Due.WISH)


@njit
def wished_min(world, order_id, now):
    """When an order that ends now is wished back; inf: never."""
    order = world.orders[order_id]
    if order.state != State.FULFILLED or order.wrong == 1 or nobody_chooses(world):
        return math.inf
    walk_in = order.channel == Channel.WALK_IN
    if not (walk_in or order.channel == Channel.DELIVERY or order.channel == Channel.PICKUP):
        return math.inf
    if not own(world, NAME)[STORES_ROWS][order.store].takes_back:
        return math.inf
    rules = own(world, NAME)[RULES_ROW][0]
    own(world, NAME)[COUNTS_ROW][0].n_sold += is_measured(order)
    seed = world.state[0].seed
    wish, delay, _, _ = luck.four(seed, luck.RETURNS, order.consumer, order.need, 0)
    if wish >= wish_probability(rules, order.quality_score):
        return math.inf
    return now - rules.delay_min * math.log(delay)


@njit(cache=True)
def wish_probability(rules, quality_score):
    """Of wishing an order back, the more its quality disappoints."""
    disappointment = max(0.0, -quality_score)
    return min(1.0, rules.wish_share * (1.0 + rules.disappointment_weight * disappointment))


@njit
def due(world, order_id, leg, _now):
    """Somebody wishes to return an order."""
    if leg == Due.WISH:
        decide(world, order_id)


@njit
def decide(world, order_id):
    """An order goes back by the easier channel, or is kept for the trouble that is."""
    order, rules = world.orders[order_id], own(world, NAME)[RULES_ROW][0]
    counts, counted = own(world, NAME)[COUNTS_ROW][0], is_measured(order)
    counts.n_wished += counted
    fetched, brought = trouble_utils(world, order)
    if worth_utils(world, order) <= min(fetched, brought):
        _keep(world, order, rules)
        return
    is_fetched = fetched <= brought
    counts.n_made += counted
    counts.n_across += counted & (is_fetched != is_platforms(world, order.channel))
    _take_back(world, order, is_fetched)


@njit
def worth_utils(world, order):
    """What returning an order is worth: what is paid back, less what it is still good for."""
    seed = world.state[0].seed
    _, _, loss, _ = luck.four(seed, luck.RETURNS, order.consumer, order.need, 0)
    return world.consumers[order.consumer].price_sensitivity * refund_cents(order) * loss


@njit
def trouble_utils(world, order):
    """What it takes to have an order fetched, and to bring it to the store; inf: not open to it."""
    consumer, store = world.consumers[order.consumer], world.stores[order.store]
    rules, in_app = own(world, NAME)[RULES_ROW][0], is_platforms(world, order.channel)
    fetched, brought = math.inf, math.inf
    if in_app or rules.across_channels:
        fetched = consumer.wait_sensitivity * rules.fetch_min
    if not in_app or rules.across_channels:
        way_m = min(
            distance_m(world.travel[0], consumer.home_x_m, consumer.home_y_m, store.x_m, store.y_m),
            distance_m(world.travel[0], consumer.work_x_m, consumer.work_y_m, store.x_m, store.y_m),
        )
        minutes = rules.store_min + 2.0 * way_m / world.choice[0].walk_m_per_min
        brought = consumer.wait_sensitivity * minutes
    return fetched, brought


@njit(cache=True)
def refund_cents(order):
    """What was paid for the goods of an order, and not paid back yet."""
    paid_cents = ledger.paid_cents(order)
    return max(0, min(paid_cents - order.fee_cents, paid_cents - order.late_refund_cents))


@njit
def _take_back(world, order, is_fetched):
    """The store pays for what comes back, and has it again."""
    rules, counts = own(world, NAME)[RULES_ROW][0], own(world, NAME)[COUNTS_ROW][0]
    book, page = world.book, ledger.page_of(world.book, world.state[0].page, order)
    back_cents = refund_cents(order)
    cost_cents = rules.fetch_cents if is_fetched else 0
    worth = rules.restock_share * world.kitchen[0].food_cost_share
    again_cents = round(worth * order.basket_cents)
    ledger.post(book, page, Kind.RETURN, Account.STORE, Account.CONSUMER, back_cents)
    ledger.post(book, page, Kind.RETURN_FETCH, Account.STORE, Account.CARRIER, cost_cents)
    ledger.post(book, page, Kind.RESTOCK, Account.SUPPLIER, Account.STORE, again_cents)
    if is_measured(order):
        counts.refund_cents += back_cents
        counts.fetch_cents += cost_cents
        counts.restock_cents += again_cents


@njit(cache=True)
def _keep(world, order, rules):
    """Who is left with it is less satisfied, and what it moved moves by the difference."""
    before, feel = order.satisfaction, world.satisfaction[0]
    order.ease_score -= rules.kept_weight
    order.satisfaction = consumers_.satisfaction(order, feel)
    consumers_.amend(world.consumers[order.consumer], before, order.satisfaction, feel)


def kpis(result: Any) -> dict[str, float | None]:
    """How much goes back and how, what that costs stores, and how much is kept for the trouble."""
    counts = result.own[NAME][COUNTS_ROW][0]
    total = {name: int(counts[name]) for name in counts.dtype.names}
    cost_cents = total["refund_cents"] + total["fetch_cents"] - total["restock_cents"]
    return {
        "returned_share": ratio(total["n_made"], total["n_sold"]),
        "return_kept_share": ratio(total["n_wished"] - total["n_made"], total["n_wished"]),
        "return_across_share": ratio(total["n_across"], total["n_made"]),
        "return_cost_cents_per_day": cost_cents / result.days,
    }


MECHANISM = Mechanism(
    name=NAME,
    about="what disappoints is wished back, and goes back where that is worth the trouble",
    effects=(
        Effect(
            rows=(69,),
            term_zh="跨渠道退货",
            term="returns across channels: less is kept for the trouble of returning it",
            lever="mechanisms.returns.across_channels",
            metric="return_kept_share",
            direction="-",
            evidence="by definition: of two ways the easier one is taken",
            change=("false", "true"),
            scenario="returns-across-channels",
        ),
        Effect(
            rows=(69,),
            term_zh="退换货流程复杂",
            term="more steps to have it fetched: less is returned",
            lever="mechanisms.returns.fetch_min",
            metric="returned_share",
            direction="-",
            evidence="Janakiraman, Syrdal and Freling 2016: less effort, more is returned",
            change=("10", "60"),
            scenario="returns-across-channels",
        ),
        Effect(
            rows=(69,),
            term_zh="退货商品再上架",
            term="goods that are as new when they come back: returns cost less",
            lever="mechanisms.returns.restock_share",
            metric="return_cost_cents_per_day",
            direction="-",
            evidence="by definition",
            change=("0", "1"),
            scenario="returns-across-channels",
        ),
    ),
    settings=Returns,
    rows=rows,
    kpis=kpis,
    due=due,
    ended=ended,
)
