"""Stock: shelves are filled at midnight; the app follows their records, late."""

from sim.flow import shelf
from sim.flow.news import News
from sim.market import Market
from sim.turns import Process, Turn, at_each, every, midnights


def replenish(market: Market) -> Process:
    """At each midnight, some shelves counted, and every shelf filled up to the morning's stock."""
    section = market.scenario.stock
    error_sd = section.record_error_sd if section.enabled else 0.0

    def fill(nth: int) -> None:
        shelves, day = market.world.stores, market.first_day + nth
        known = market.seed, day, section.count_days, error_sd
        if nth == 0:
            shelf.begin(shelves, *known, market.scenario.past.days)
        shelf.restock(shelves, *known)

    moments = midnights(market.first_day, market.n_days)
    return Process("replenish", Turn.STOCK, at_each(moments), fill)


def synchronise(market: Market) -> Process | None:
    """Publish what each record holds, every few minutes, unless something is in the way."""
    section = market.scenario.stock
    if not section.enabled or section.sync_min == 0:
        return None

    def tell(_nth: int) -> None:
        if not market.world.influences["sync_down"].any():
            shelf.tell(market.world.stores)

    moments = every(section.sync_min, market.start_min, first=1)
    return Process("synchronise", Turn.STOCK, moments, tell)


def listen(market: Market, rank: int) -> None:
    """Have stores that must refuse an order take themselves off the app after a few minutes."""
    delistings = market.agenda.delistings

    def schedule(at_min: float) -> None:
        market.clock.at(at_min, Turn.STOCK, rank).callbacks = [look]

    def look(_event: object) -> None:
        _, store = delistings.pop(0)
        shelf.look(market.world.stores, store)

    def sold_out(store: int) -> None:
        at_min = market.now_min + market.scenario.stock.delist_min
        delistings.append((at_min, store))
        schedule(at_min)

    for at_min, _ in delistings:
        schedule(at_min)
    market.clock.listen(News.SOLD_OUT, sold_out)
