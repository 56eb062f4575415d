"""Owners: those of stores answer to the commission, by their prices, and by leaving the app.

Row 11, «中介角色转变»: the platform takes a part of each sale, and who sells answers to it.

    target  = 1 + pass_through * ((1 - usual_commission) / (1 - commission) - 1),  <= most_factor
    price   = usual price * target         of the adjust_share of owners who adjust at a date
    leaves  if kept < least_cents_per_day  a day since the last date
    kept    = basket - commission - his part of coupons - food,  of fulfilled orders through the app

Dates are midnights, `notice_days` after the first one and every `every_days` from then on. With a
`pass_through` of 1 a meal leaves an owner what it left him before: cost-plus (Weyl and Fabinger
2013, pass-through of a cost). That only some adjust at a date, by lot, is of Calvo (1983). A store
has one price, in the app and at its counter. Who has left is not offered by the app; who walks in
is served, and what was ordered ahead is cooked. He is back at the first date `away_days` later, or
at which less commission is taken than when he left.

How much is passed on, how many adjust and what is too little are choices.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim import luck
from sim.daytime import DAY_MIN
from sim.flow.composed import own
from sim.flow.parts import Effect, Mechanism
from sim.flow.world import World
from sim.mechanisms.figures import ratio
from sim.order import State
from sim.schema import Rows, Schema
from sim.settings.owners import Owners
from sim.turns import Process, Turn, at_each

NAME = "owners"

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

# A row for each store.
OWNER = Schema(
    ("usual_level", "f8", "price level of the store at the usual commission"),
    ("factor", "f8", "his price over his usual one"),
    ("away", "?", "he has left the app"),
    ("left_min", "f8", "when he last left"),
    ("left_share", "f8", "commission of the basket that he left at"),
)


def rows(scenario: Any) -> Rows:
    """Owners who ask their usual price."""
    owners = OWNER.empty(scenario.stores.count)
    owners["factor"] = 1.0
    return owners


def live_past(world: World, _scenario: Any) -> None:
    """Prices that stores have are those of the usual commission."""
    own(world, NAME)["usual_level"] = world.stores["price_level"]


def process(market: Any) -> Process | None:
    """At some midnights owners look back on the days since the last; recorded ones do not."""
    if market.recording is not None:
        return None
    settings: Owners = market.scenario.mechanisms.owners
    days = range(settings.notice_days, market.n_days, settings.every_days)

    def answer(nth: int) -> None:
        _answer(market, settings, nth)

    return Process(NAME, Turn.STOCK, at_each([day * DAY_MIN for day in days]), answer)


def _answer(market: Any, settings: Owners, nth: int) -> None:
    """Prices are adjusted; some come back to the app, and some leave."""
    world, now = market.world, market.now_min
    owners, stores = own(world, NAME), world.stores
    terms = world.terms[0]
    commission = np.where(stores["small"], terms.small_commission_share, terms.commission_share)

    draws = luck.uniforms(market.seed, luck.OWNERS, len(owners), nth)[:, 0]
    adjusts = draws < settings.adjust_share
    owners["factor"][adjusts] = target(settings, commission)[adjusts]
    stores["price_level"] = owners["usual_level"] * owners["factor"]

    n_days = settings.every_days if nth > 0 else settings.notice_days
    kept = kept_cents(world, now - n_days * DAY_MIN, now)
    # Who is off the app already has nothing to leave.
    leaves = (stores["off_app"] == 0) & (kept < settings.least_cents_per_day * n_days)
    back = comes_back(owners, settings, commission, now)
    owners["left_min"][leaves], owners["left_share"][leaves] = now, commission[leaves]
    owners["away"] = (owners["away"] & ~back) | leaves
    stores["off_app"] += leaves
    stores["off_app"] -= back


def target(settings: Owners, commission: Floats) -> Floats:
    """The price, over the usual one, that owners would have at their commissions, (n_stores,)."""
    left = np.where(commission < 1.0, 1 - commission, 1.0)
    cost_plus = (1 - settings.usual_commission_share) / left
    factor = np.minimum(1 + settings.pass_through * (cost_plus - 1), settings.most_factor)
    nothing_left = settings.most_factor if settings.pass_through > 0 else 1.0  # it is made up for
    return np.where(commission < 1.0, factor, nothing_left)


def comes_back(owners: Rows, settings: Owners, commission: Floats, now: float) -> Bools:
    """Who has been away for long enough, or finds his commission lower, (n_stores,)."""
    long_ago = owners["left_min"] <= now - settings.away_days * DAY_MIN
    return np.asarray(owners["away"] & (long_ago | (commission < owners["left_share"])))


def kept_cents(world: World, from_min: float, to_min: float) -> Floats:
    """What orders through the app that were fulfilled in a time left stores, (n_stores,).

    Tables that were reserved in it are among them: who leaves it has none.

    Parameters
    ----------
    world
        The columns.
    from_min, to_min
        Minutes; the end is left out.
    """
    orders = world.orders[: int(world.state["n_orders"][0])]
    ended = (orders["ended_min"] >= from_min) & (orders["ended_min"] < to_min)
    fulfilled = orders[ended & (orders["state"] == State.FULFILLED)]
    sold = fulfilled[world.parts.through_app[fulfilled["channel"]]]
    food_cents = float(world.kitchen["food_cost_share"][0]) * sold["basket_cents"]
    taken_cents = sold["commission_cents"] + sold["store_discount_cents"]
    kept = sold["basket_cents"] - taken_cents - food_cents
    return np.asarray(np.bincount(sold["store"], kept, len(world.stores)), np.float64)


def kpis(result: Any) -> dict[str, float | None]:
    """What stores ask over their usual prices, and how many have left, at the end of the run."""
    owners = result.own[NAME]
    return {
        "owners_price_index": ratio(owners["factor"].sum(), len(owners)),
        "stores_away_share": ratio(owners["away"].sum(), len(owners)),
    }


MECHANISM = Mechanism(
    name=NAME,
    about="owners of stores answer to the commission by their prices, leave the app and return",
    effects=(
        Effect(
            rows=(11,),
            term_zh="商家涨价转嫁佣金",
            term="a higher commission: stores pass a part of it on",
            lever="policies.pricing.commission_share",
            metric="owners_price_index",
            direction="+",
            evidence="Weyl and Fabinger 2013: a cost is passed through",
            change=("0.08", "0.12"),
            scenario="commission-12",
        ),
        Effect(
            rows=(11,),
            term_zh="佣金与单量",
            term="a higher commission: dearer meals, fewer orders",
            lever="policies.pricing.commission_share",
            metric="orders_per_day",
            direction="-",
            evidence="assumption: what is dearer, and offered by fewer, is bought less",
            change=("0.08", "0.2"),
            scenario="commission-12",
        ),
        Effect(
            rows=(11,),
            term_zh="商家退出平台",
            term="a higher commission: more stores leave the app",
            lever="policies.pricing.commission_share",
            metric="stores_away_share",
            direction="+",
            evidence="Rochet and Tirole 2003: who is charged more by a platform joins it less",
            change=("0.08", "0.2"),
            scenario="commission-12",
            days=28,
        ),
    ),
    settings=Owners,
    rows=rows,
    past=live_past,
    process=process,
    kpis=kpis,
)
