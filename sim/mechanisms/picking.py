"""Picking: an order may leave the kitchen wrong, the sooner the more its cooks have to do.

Rows 27, 28 and 76, «订单准确无误», «误差控制», «自动化分拣系统», «自动化流程，降低错误率»: orders
filled without errors, automated picking, processes that err less.

    load       = orders cooking and queued / cooks, when the order is ready, itself among them
    P(wrong)   = min(most_share, machines * base_share * (load / usual_load) ** elasticity)
    machines   = machine_error_factor where a store has some, else 1
    cook's time of an order = machine_time_factor * the store's, where it has some
    quality_score     += quality_weight * (usual_share - 1 if wrong else 0)      when handed over
    reliability_score += reliability_weight * (the same)
    paid back          = refund_share * basket, at most what was paid, by the store

Wrong is what is missing, or other than it was ordered. Of `care` who got it may ask for help, by
`care.wrong`; that mechanism's own share of missing things is then told here. All that a store cooks
is load. Wrong are the orders of the app alone, brought or collected: a bag is opened at home. Who
eats or pays at the store sees what he gets, and has it put right at once, at no cost; a rival's
errors are its own. An order that is given up is paid back as a whole, wrong or not. Stores with
machines are a lasting draw of the city, and pay for them by the day.

That more work makes more errors is the load effect of Kc and Terwiesch 2009, of hospitals; that the
share goes with the load itself, its level, what it takes and what machines do are choices.
"""

from typing import Any

import numpy as np
from numba import njit

from sim import ledger, luck
from sim.apportionment import allot
from sim.flow.choosing import nobody_chooses
from sim.flow.composed import is_platforms, own
from sim.flow.parts import Effect, Mechanism, Taker
from sim.flow.world import World
from sim.ledger import Account, Kind
from sim.mechanisms.figures import ratio
from sim.order import is_measured
from sim.schema import Rows, Schema
from sim.settings.picking import Picking
from sim.turns import Process, Turn, at_each, midnights

NAME = "picking"

# A row for each store.
STORES = Schema(("automated", "?", "has machines"))
# One row, of orders of the app that count.
COUNTS = Schema(
    ("load", "f8", "orders cooking and queued per cook, when each is ready, all together"),
    ("refund_cents", "i8", "paid back, since it was wrong"),
)
RULES = Schema(
    ("base_share", "f8", "of orders that are wrong, at the usual load"),
    ("usual_load", "f8", "orders cooking and queued per cook"),
    ("elasticity", "f8", "of that share in the load"),
    ("most_share", "f8", "wrong at most"),
    ("usual_share", "f8", "wrong, that satisfaction is measured from"),
    ("quality_weight", "f8", "log-odds that the wrong food takes"),
    ("reliability_weight", "f8", "log-odds that not getting what was ordered takes"),
    ("refund_share", "f8", "of the food, paid back"),
    ("machine_error_factor", "f8", "on the share, where there are machines"),
)
STORES_ROWS, COUNTS_ROW, RULES_ROW = range(3)


def rows(scenario: Any) -> tuple[Rows, ...]:
    """No machines yet and nothing wrong; and the rules."""
    settings: Picking = scenario.mechanisms.picking
    named = {column.name for column in RULES.columns}
    rules = RULES.row(**settings.model_dump(include=named))
    return STORES.empty(scenario.stores.count), COUNTS.empty(1), rules


def live_past(world: World, scenario: Any) -> None:
    """Let some stores have machines, with which their cooks are faster."""
    settings: Picking = scenario.mechanisms.picking
    share, stores = settings.automated_stores_share, world.stores
    draws = luck.uniforms(scenario.city.seed, luck.MACHINES, len(stores))[:, 0]
    automated = allot([share, 1.0 - share], draws) == 0
    own(world, NAME)[STORES_ROWS]["automated"] = automated
    factor = np.where(automated, settings.machine_time_factor, 1.0)
    stores["preparation_min"] *= factor
    stores["quoted_min"] *= factor


@njit(cache=True)
def load_of(store):
    """Orders cooking and queued per cook."""
    return (store.n_cooking + store.n_queued) / store.n_cooks


@njit(cache=True)
def wrong_share(load, automated, rules):
    """The probability that an order is wrong which leaves a kitchen of such a load."""
    share = rules.base_share * (load / rules.usual_load) ** rules.elasticity
    if automated:
        share *= rules.machine_error_factor
    return min(rules.most_share, share)


@njit
def ready(world, order_id, _now):
    """An order of the app leaves the kitchen, right or wrong."""
    order = world.orders[order_id]
    if not is_platforms(world, order.channel) or nobody_chooses(world):
        return
    rules, counts = own(world, NAME)[RULES_ROW][0], own(world, NAME)[COUNTS_ROW][0]
    load = load_of(world.stores[order.store])
    automated = own(world, NAME)[STORES_ROWS][order.store].automated
    draw = luck.luck(world.state[0].seed, luck.PICKING, order.consumer, order.need)
    order.wrong = int(draw < wrong_share(load, automated, rules))
    if is_measured(order):
        counts.load += load


@njit
def handed_over(world, order_id, _now):
    """Who got something else than he ordered is disappointed, and paid back a part of it."""
    order, rules = world.orders[order_id], own(world, NAME)[RULES_ROW][0]
    if not is_platforms(world, order.channel) or nobody_chooses(world):
        return
    beyond = rules.usual_share - order.wrong
    order.quality_score += rules.quality_weight * beyond
    order.reliability_score += rules.reliability_weight * beyond
    if order.wrong == 1:
        cents = refund_cents(order, rules)
        page = ledger.page_of(world.book, world.state[0].page, order)
        ledger.post(world.book, page, Kind.WRONG_REFUND, Account.STORE, Account.CONSUMER, cents)
        if is_measured(order):
            own(world, NAME)[COUNTS_ROW][0].refund_cents += cents


@njit(cache=True)
def refund_cents(order, rules):
    """What a store pays back for a wrong order: no more than its consumer has still paid."""
    left_cents = ledger.paid_cents(order) - order.late_refund_cents
    return max(0, min(left_cents, round(rules.refund_share * order.basket_cents)))


def process(market: Any) -> Process:
    """At each midnight stores pay for a day of their machines."""
    settings: Picking = market.scenario.mechanisms.picking

    def pay(_nth: int) -> None:
        world = market.world
        page = int(world.state["page"][0])
        n_automated = int(own(world, NAME)[STORES_ROWS]["automated"].sum())
        cents = n_automated * settings.machine_cents_per_day
        ledger.enter(world.book, page, Kind.MACHINES, Account.STORE, Account.SUPPLIER, cents)

    return Process(NAME, Turn.STOCK, at_each(midnights(market.first_day, market.n_days)), pay)


def kpis(result: Any) -> dict[str, float | None]:
    """How many orders are wrong, how busy the kitchens were, and what that and machines cost."""
    stores, (counts,), _ = result.own[NAME]
    orders = result.orders[result.parts.takers[result.orders["channel"]] == Taker.PLATFORM]
    n_ready = int(np.count_nonzero(~np.isnan(orders["ready_min"])))
    machine_cents = -int(result.book[:, Kind.MACHINES, Account.STORE].sum())
    return {
        "wrong_order_share": ratio(int(orders["wrong"].sum()), n_ready),
        "orders_per_cook": ratio(float(counts["load"]), n_ready),
        "wrong_refund_cents_per_day": float(counts["refund_cents"]) / result.days,
        "automated_stores": int(stores["automated"].sum()),
        "machine_cents_per_day": machine_cents / result.days,
    }


MECHANISM = Mechanism(
    name=NAME,
    about="orders that leave the kitchen wrong, more of them under load, and machines against it",
    effects=(
        Effect(
            rows=(27,),
            term_zh="订单准确率",
            term="errors of picking: more orders are wrong",
            lever="mechanisms.picking.base_share",
            metric="wrong_order_share",
            direction="+",
            evidence="by definition",
            change=("0.01", "0.04"),
            scenario="wrong-orders",
        ),
        Effect(
            rows=(27,),
            term_zh="后厨忙时出错",
            term="fewer cooks: each has more in hand, and errs more often",
            lever="kitchen.cooks_per_100_orders",
            metric="wrong_order_share",
            direction="+",
            evidence="Kc and Terwiesch 2009: more is done badly under load",
            change=("6", "3"),
            scenario="wrong-orders",
        ),
        Effect(
            rows=(27,),
            term_zh="错单影响满意度",
            term="who gets something else than he ordered is disappointed",
            lever="mechanisms.picking.base_share",
            metric="satisfaction_mean",
            direction="-",
            evidence="assumption: the wrong food is worse, and less relied upon",
            change=("0.01", "0.08"),
            scenario="wrong-orders",
        ),
        Effect(
            rows=(27,),
            term_zh="错单退款由商家承担",
            term="stores pay back a part of what was wrong",
            lever="mechanisms.picking.refund_share",
            metric="wrong_refund_cents_per_day",
            direction="+",
            evidence="by definition",
            change=("0.1", "0.5"),
            scenario="wrong-orders",
        ),
        Effect(
            rows=(28, 76),
            term_zh="自动化分拣：错单率",
            term="machines err less than hands",
            lever="mechanisms.picking.automated_stores_share",
            metric="wrong_order_share",
            direction="-",
            evidence="by definition: machine_error_factor",
            change=("0", "1"),
            scenario="automated-kitchens",
        ),
        Effect(
            rows=(28, 76),
            term_zh="自动化分拣：出餐时间",
            term="machines spare a cook time",
            lever="mechanisms.picking.automated_stores_share",
            metric="preparation_mean_min",
            direction="-",
            evidence="by definition: machine_time_factor",
            change=("0", "1"),
            scenario="automated-kitchens",
        ),
        Effect(
            rows=(28, 76),
            term_zh="自动化分拣：设备成本",
            term="machines cost what they cost, whatever is sold",
            lever="mechanisms.picking.automated_stores_share",
            metric="machine_cents_per_day",
            direction="+",
            evidence="by definition",
            change=("0", "1"),
            scenario="automated-kitchens",
        ),
    ),
    settings=Picking,
    rows=rows,
    past=live_past,
    process=process,
    kpis=kpis,
    ready=ready,
    handed_over=handed_over,
)
