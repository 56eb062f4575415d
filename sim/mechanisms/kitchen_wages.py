"""Kitchen wages: stores pay their cooks for each hour in which they are open, sold or not.

Row 1, «线上与线下相结合»: behind the online front end stands a physical store, which costs money in
each hour in which somebody may order.

    wages of a day = wage_cents_per_hour * sum over stores of cooks * (hours open + beside_hours)

The hours are those of the store's schedule, which may pass midnight: a store that never closes pays
for 24. Who is shut by an outage, has paused or is off the app pays all the same, since the cooks
are there; a store without any hours pays nothing. Each store pays whole cents, rounded once a day,
when the day begins: its schedule is known then, and nobody lives through the last midnight of a
run whose orders have all ended. Of recorded orders neither cooks nor hours are on record, and
nobody is paid.

The wage is an assumption, for a place that is not filled in all hours, and so are the hours beside.
It moves nobody: it lacks cooks who are hired or sent home for what there is to do, fewer of them at
night, overtime and its price, wages of other staff, rent and energy, and owners who choose their
hours, their cooks or their prices by it.
"""

from typing import Any

import numpy as np

from sim import ledger
from sim.agents import store as stores_
from sim.daytime import HOUR_MIN
from sim.flow.parts import Effect, Mechanism
from sim.ledger import Account, Kind
from sim.schema import Rows
from sim.settings.kitchen_wages import KitchenWages
from sim.turns import Process, Turn, at_each, midnights

NAME = "kitchen_wages"


def wages_cents(stores: Rows, settings: KitchenWages) -> int:
    """What all stores pay their cooks for a day."""
    open_hours = stores_.hours_min(stores["open_min"], stores["close_min"]) / HOUR_MIN
    hours = np.where(open_hours > 0, open_hours + settings.beside_hours, 0.0)
    # As a float: cooks are counted in 32 bits, which their wages need not fit into.
    wage_cents = float(settings.wage_cents_per_hour)
    return int(np.rint(wage_cents * stores["n_cooks"] * hours).sum())


def process(market: Any) -> Process | None:
    """At each midnight stores pay for the day that begins."""
    if market.recording is not None:
        return None
    settings: KitchenWages = market.scenario.mechanisms.kitchen_wages

    def pay(_nth: int) -> None:
        world = market.world
        page, cents = int(world.state["page"][0]), wages_cents(world.stores, settings)
        ledger.enter(world.book, page, Kind.KITCHEN_WAGES, Account.STORE, Account.COOK, cents)

    return Process(NAME, Turn.STOCK, at_each(midnights(market.first_day, market.n_days)), pay)


def kpis(result: Any) -> dict[str, float | None]:
    """What stores pay their cooks; of recorded orders nobody knows."""
    if result.scenario.replay.orders is not None:
        return {"kitchen_wages_cents_per_day": None}
    cents = int(result.book[:, Kind.KITCHEN_WAGES, Account.COOK].sum())
    return {"kitchen_wages_cents_per_day": cents / result.days}


MECHANISM = Mechanism(
    name=NAME,
    about="stores pay their cooks for each hour in which they are open",
    effects=(
        Effect(
            rows=(1,),
            term_zh="厨师更多，工资更多",
            term="more cooks are paid more, whatever is sold",
            lever="kitchen.cooks_per_100_orders",
            metric="kitchen_wages_cents_per_day",
            direction="+",
            evidence="by definition",
            change=("3", "6"),
            scenario="paid-kitchens",
        ),
        Effect(
            rows=(1,),
            term_zh="营业到更晚，工资更多",
            term="stores that close later pay their cooks for more hours",
            lever="stores.closes",
            metric="kitchen_wages_cents_per_day",
            direction="+",
            evidence="by definition",
            change=("22:30", "23:30"),
            scenario="paid-kitchens",
        ),
        Effect(
            rows=(1,),
            term_zh="通宵营业的工资",
            term="stores that are open all night pay their cooks for it",
            lever="stores.late_share",
            metric="kitchen_wages_cents_per_day",
            direction="+",
            evidence="by definition",
            change=("0.15", "0.5"),
            scenario="paid-kitchens",
        ),
        Effect(
            rows=(1,),
            term_zh="工资上涨压低商家毛利",
            term="a higher wage is taken from what stores keep, and moves nothing else",
            lever="mechanisms.kitchen_wages.wage_cents_per_hour",
            metric="store_margin_cents_per_day",
            direction="-",
            evidence="by definition: nobody answers to it",
            change=("1500", "4000"),
            scenario="paid-kitchens",
        ),
    ),
    settings=KitchenWages,
    process=process,
    kpis=kpis,
)
