"""Stock: published portions follow the shelf at intervals, and with errors."""

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri
from simpy.events import ProcessGenerator

from sim import luck

if TYPE_CHECKING:
    from sim.market import Market


def synchronise(market: "Market") -> ProcessGenerator:
    """Publish what each shelf holds, as counted, every few minutes."""
    section = market.scenario.stock
    stores = market.world.stores
    nth = 0
    while True:
        yield market.clock.timeout(section.sync_min)
        nth += 1
        counted = stores["physical_stock"]
        if section.record_error_sd > 0:
            draws = luck.uniforms(market.seed, luck.STOCK, len(stores), nth)[:, 0]
            error = np.rint(section.record_error_sd * ndtri(draws)).astype(np.int32)
            counted = np.where(stores["daily_stock"] > 0, counted + error, counted)
        stores["published_stock"] = np.maximum(counted, 0)


def delist(market: "Market", store: int) -> ProcessGenerator:
    """A store that had to refuse an order takes itself off the app after a few minutes."""
    yield market.clock.timeout(market.scenario.stock.delist_min)
    market.world.stores["published_stock"][store] = 0
