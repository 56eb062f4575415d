"""Stock: published portions follow the shelf at intervals, and with errors."""

from itertools import count

from simpy.events import ProcessGenerator

from sim.agents.store import publish
from sim.market import Market


def synchronise(market: Market) -> ProcessGenerator:
    """Publish what each shelf holds, as counted, every few minutes."""
    section = market.scenario.stock
    for nth in count(1):
        yield market.clock.timeout(section.sync_min)
        publish(market.world.stores, market.seed, nth, section.record_error_sd)


def delist(market: Market, store: int) -> ProcessGenerator:
    """A store that had to refuse an order takes itself off the app after a few minutes."""
    yield market.clock.timeout(market.scenario.stock.delist_min)
    market.world.stores["published_stock"][store] = 0
