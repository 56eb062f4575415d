"""Stock: shelves are filled at midnight; the app follows their records, late and with errors."""

from sim.flow import shelf
from sim.flow.news import News
from sim.market import Market
from sim.turns import Process, Turn, at_each, every, midnights


def replenish(market: Market) -> Process:
    """At each midnight, some shelves counted, and every shelf filled up to the morning's stock."""
    count_days = market.scenario.stock.count_days

    def fill(nth: int) -> None:
        day = market.first_day + nth
        shelf.restock(market.world.stores, market.seed, day, count_days, 0.0)

    moments = midnights(market.first_day, market.n_days)
    return Process("replenish", Turn.STOCK, at_each(moments), fill)


def synchronise(market: Market) -> Process | None:
    """Publish what each record holds, every few minutes, unless something is in the way."""
    section = market.scenario.stock
    if not section.enabled or section.sync_min == 0:
        return None

    def tell(nth: int) -> None:
        if market.world.influences["sync_down"].any():
            return
        shelf.publish(market.world.stores, market.seed, nth + 1, section.record_error_sd)

    moments = every(section.sync_min, market.start_min, first=1)
    return Process("synchronise", Turn.STOCK, moments, tell)


def listen(market: Market, rank: int) -> None:
    """Have stores that must refuse an order take themselves off the app after a few minutes."""
    delistings = market.agenda.delistings

    def schedule(at_min: float) -> None:
        market.clock.at(at_min, Turn.STOCK, rank).callbacks = [delist]

    def delist(_event: object) -> None:
        _, store = delistings.pop(0)
        shelf.delist(market.world.stores, store)

    def sold_out(store: int) -> None:
        at_min = market.now_min + market.scenario.stock.delist_min
        delistings.append((at_min, store))
        schedule(at_min)

    for at_min, _ in delistings:
        schedule(at_min)
    market.clock.listen(News.SOLD_OUT, sold_out)
