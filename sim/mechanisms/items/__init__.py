"""Items: shops that have some of each of many things, of which an order asks for several.

Rows 5 and 25, «零售业线上线下融合», «避免信息不对称导致的订单错误»: retail, with baskets that
are picked, substitutes, and part of the money back for what was not there.

    items wanted by an order = 1 + round((lines_mean - 1) * work), of which work has mean 1
    P(item k is wanted)      ~ k ** -concentration
    portions of it each morning = ceil(days_of_demand * orders a day * lines_mean * P(k))

Each item has a shelf, a record and what the app believes, filled, counted and told as those of
`sim.flow.shelf` are, by the numbers of `stock`; what is recorded of a delivery errs by
`record_error_sd` until it is counted, or a picker finds the shelf empty. The app shows an item
above `safety_buffer`, and a shop while it shows one.

    not shown             left out of the order for left_out_share, of which it has one at least;
                          else the next item that is shown is ordered
    shown and not there   the next item that is there is brought for substitute_share; else it is
                          lacking, and paid back
    something is lacking  cancel_share of orders are given up, and all of which nothing is left

Who walks in takes what is there. Before a shelf 45 % of shoppers took another item, 31 % went to
another store, 24 % waited or did without (Gruen, Corsten and Bharadwaj 2002): left_out_share. After
an order half accept a substitute, a quarter want their money and a quarter give up: a choice. It
lacks goods that are weighed, shops that differ, and a shop that is worth less the less it has.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.store import ENDLESS
from sim.daytime import DAY_MIN
from sim.flow import shelf
from sim.flow.composed import own
from sim.flow.parts import Effect, Mechanism
from sim.flow.world import World
from sim.mechanisms.figures import ratio
from sim.mechanisms.items.columns import COUNTS_ROWS, ITEM_ROWS, NAME, SHOPS_ROWS, rows, shares
from sim.mechanisms.items.picking import supplied
from sim.schema import Rows
from sim.settings.items import Items
from sim.turns import Process, Turn, at_each

_MOST_PORTIONS = 10**9


def live_past(world: World, scenario: Any) -> None:
    """Fill the shelves of every shop for the orders that it expects, in place of portions."""
    settings: Items = scenario.mechanisms.items
    orders = world.stores["daily_stock"] / scenario.stock.days_of_demand
    portions = settings.days_of_demand * settings.lines_mean * np.outer(orders, shares(settings))
    items, is_shop = own(world, NAME)[ITEM_ROWS], own(world, NAME)[SHOPS_ROWS]["is_shop"]
    items["daily_stock"] = np.clip(np.ceil(portions), 1, _MOST_PORTIONS).ravel()
    for column in ("physical_stock", "recorded_stock", "published_stock", "n_filled"):
        items[column] = items["daily_stock"]
        world.stores[column][is_shop] = ENDLESS
    world.stores["daily_stock"][is_shop] = ENDLESS


def keep_to(world: World, is_shop: NDArray[np.bool_]) -> None:
    """Let only some stores, (n_stores,), be shops of items."""
    own(world, NAME)[SHOPS_ROWS]["is_shop"] = is_shop


def tend(market: Any) -> Process:
    """Items are counted and filled at midnight, and the app told of their records."""
    stock, first = market.scenario.stock, market.first_day * DAY_MIN
    days = {day * DAY_MIN: day for day in range(market.first_day, market.n_days)}
    n_told = 0 if stock.sync_min == 0 else int((market.n_days * DAY_MIN - first) / stock.sync_min)
    told = (first + nth * stock.sync_min for nth in range(1, n_told + 1))
    moments = sorted({*days, *told})

    def act(nth: int) -> None:
        items = own(market.world, NAME)[ITEM_ROWS]
        day = days.get(moments[nth])
        if day is None:
            shelf.tell(items)
        else:
            known = market.seed, day, stock.count_days, stock.record_error_sd
            if nth == 0:
                shelf.begin(items, *known, market.scenario.past.days)
            shelf.restock(items, *known)
        _show_all(market.world, items)

    return Process(NAME, Turn.STOCK, at_each(moments), act)


def _show_all(world: World, items: Rows) -> None:
    """Every shop is on the app of which an item is."""
    shown = items["published_stock"] > world.kitchen["safety_buffer"][0]
    some = shown.reshape(len(world.stores), -1).any(axis=1)
    is_shop = own(world, NAME)[SHOPS_ROWS]["is_shop"]
    world.stores["published_stock"][is_shop] = np.where(some, ENDLESS, 0)[is_shop]


def kpis(result: Any) -> dict[str, float | None]:
    """How much of what was ordered was brought, what was paid back, and what the app hid."""
    counts = result.own[NAME][COUNTS_ROWS][0]
    lacking = counts["n_lines"] - counts["n_supplied"]
    return {
        "line_filled_share": ratio(counts["n_supplied"], counts["n_lines"]),
        "lacking_substituted_share": ratio(counts["n_substituted"], lacking),
        "lacking_given_up_share": ratio(counts["n_given_up"], counts["n_orders"]),
        "lacking_refund_per_order_cents": ratio(counts["back_cents"], counts["n_orders"]),
        "line_left_out_share": ratio(counts["n_wanted"] - counts["n_lines"], counts["n_wanted"]),
        "hidden_sales_per_order_cents": ratio(counts["hidden_cents"], counts["n_orders"]),
    }


MECHANISM = Mechanism(
    name=NAME,
    about="shops of many items: baskets, substitutes, part of the money back",
    effects=(
        Effect(
            rows=(5,),
            term_zh="零售：库存与商品满足率",
            term="more of each item on the shelf: more is brought as ordered",
            lever="mechanisms.items.days_of_demand",
            metric="line_filled_share",
            direction="+",
            evidence="by definition",
            change=("1", "2"),
            scenario="groceries",
        ),
        Effect(
            rows=(5, 25),
            term_zh="缺货替代",
            term="who takes another item does not give up",
            lever="mechanisms.items.substitute_share",
            metric="lacking_given_up_share",
            direction="-",
            evidence="Gruen, Corsten and Bharadwaj 2002: 45 % take another item",
            change=("0", "0.8"),
            scenario="groceries",
        ),
        Effect(
            rows=(25,),
            term_zh="部分退款",
            term="money back for what is lacking, in place of another item",
            lever="mechanisms.items.substitute_share",
            metric="lacking_refund_per_order_cents",
            direction="-",
            evidence="by definition",
            change=("0", "0.8"),
            scenario="groceries",
        ),
        Effect(
            rows=(25,),
            term_zh="库存同步减少订单错误",
            term="told late of what is gone the app sells what is lacking",
            lever="stock.sync_min",
            metric="line_filled_share",
            direction="-",
            evidence="by definition: walk-ins take what the app still sells",
            change=("0", "1440"),
            scenario="groceries",
        ),
        Effect(
            rows=(24,),
            term_zh="安全库存的销售代价",
            term="a buffer hides what is there, and its sales are lost",
            lever="stock.safety_buffer",
            metric="hidden_sales_per_order_cents",
            direction="+",
            evidence="by definition: the last portions are not sold in the app",
            change=("0", "4"),
            scenario="groceries",
        ),
        Effect(
            rows=(24, 25),
            term_zh="安全库存减少缺货",
            term="a buffer against records that say too much",
            lever="stock.safety_buffer",
            metric="line_filled_share",
            direction="+",
            evidence="by definition: what the app hides is not ordered",
            change=("0", "4"),
            scenario="groceries",
        ),
    ),
    settings=Items,
    rows=rows,
    past=live_past,
    process=tend,
    kpis=kpis,
    supplied=supplied,
)
