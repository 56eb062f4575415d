"""The market's rows for a recording: one consumer an order, its stores and its couriers.

The city says on which cell a position lies, and in which zone a cell.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.agents.consumer import CONSUMER
from sim.agents.courier import COURIER, NOT_YET, Doing
from sim.agents.store import ENDLESS, STORE
from sim.daytime import DAY_MIN
from sim.recording import Recording
from sim.schema import Rows
from sim.settings import Kitchen, Settings

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
CellOf = Callable[[Floats, Floats], Ints]  # cells (n,) of positions x_m (n,), y_m (n,)


def recorded_consumers(recording: Recording, scenario: Settings, cell_of: CellOf) -> Rows:
    """Consumers (n_orders,): the one of row i lives at the door of order i and places it."""
    consumers = CONSUMER.empty(recording.n_orders)
    segment = scenario.consumers.segments[0]
    for place in ("home", "work"):
        consumers[f"{place}_x_m"] = recording.door_x_m
        consumers[f"{place}_y_m"] = recording.door_y_m
        consumers[f"{place}_cell"] = cell_of(recording.door_x_m, recording.door_y_m)
    utils_per_cent = scenario.consumers.price_sensitivity / 100
    consumers["price_sensitivity"] = utils_per_cent * segment.price_factor
    consumers["wait_sensitivity"] = (
        utils_per_cent * scenario.consumers.minute_value_cents * segment.wait_factor
    )
    consumers["needs_per_day"] = 1 / recording.n_days
    consumers["satisfaction"] = scenario.satisfaction.neutral
    consumers["last_store"] = -1
    consumers["last_order_min"] = -np.inf
    return consumers


def recorded_stores(
    recording: Recording, scenario: Settings, cell_of: CellOf, cell_zone: Ints
) -> Rows:
    """Stores (n_stores,): always open, never sold out, of the city's mean quality and price."""
    stores = STORE.empty(recording.n_stores)
    orders_per_store = np.bincount(recording.store, minlength=recording.n_stores)
    stores["x_m"] = recording.store_x_m
    stores["y_m"] = recording.store_y_m
    stores["cell"] = cell_of(recording.store_x_m, recording.store_y_m)
    stores["zone"] = cell_zone[stores["cell"]]
    stores["popularity"] = orders_per_store / orders_per_store.mean()
    stores["quality"] = scenario.stores.quality_mean
    stores["shown_quality"] = scenario.stores.quality_mean
    stores["price_level"] = 1.0
    stores["open_min"] = 0
    stores["close_min"] = DAY_MIN
    stores["n_cooks"] = _cooks(recording, scenario.kitchen)
    stores["preparation_min"] = scenario.kitchen.preparation_mean_min
    stores["queue_first"] = -1
    stores["queue_last"] = -1
    stores["quoted_min"] = scenario.kitchen.preparation_mean_min
    stores["slowing"] = scenario.kitchen.slowing
    stores["most_slowing"] = scenario.kitchen.most_slowing
    for shelf in ("daily_stock", "physical_stock", "recorded_stock", "published_stock"):
        stores[shelf] = ENDLESS
    return stores


def recorded_couriers(
    recording: Recording, scenario: Settings, cell_of: CellOf, cell_zone: Ints
) -> Rows:
    """Couriers (n_couriers,), all alike, off duty where their shift will begin."""
    recorded = recording.couriers
    if recorded is None:
        raise ValueError("the recording has no couriers; draw them from the scenario")
    couriers = COURIER.empty(len(recorded.names))
    couriers["doing"] = Doing.OFF
    couriers["zone"] = cell_zone[cell_of(recorded.x_m, recorded.y_m)]
    for place in ("start", "from", "to"):
        couriers[f"{place}_x_m"] = recorded.x_m
        couriers[f"{place}_y_m"] = recorded.y_m
    couriers["on_min"] = recorded.on_min % DAY_MIN
    couriers["off_min"] = recorded.off_min % DAY_MIN
    for name in NOT_YET:
        couriers[name] = -np.inf
    couriers["speed_factor"] = 1.0
    couriers["wage_cents_per_min"] = scenario.couriers.acceptance.wage_cents_per_min
    return couriers


def _cooks(recording: Recording, kitchen: Kitchen) -> NDArray[np.int64]:
    """Cooks (n_stores,): by the usual rule, and never fewer than meals that cooked at once."""
    orders_per_day = np.bincount(recording.store, minlength=recording.n_stores) / recording.n_days
    usual = np.ceil(orders_per_day * kitchen.cooks_per_100_orders / 100).astype(np.int64)
    guessed_min = recording.placed_min + kitchen.preparation_mean_min
    ready_min = np.where(np.isnan(recording.ready_min), guessed_min, recording.ready_min)
    at_once = [
        _most_at_once(recording.placed_min[mine], ready_min[mine])
        for mine in _orders_by_store(recording)
    ]
    return np.maximum(np.maximum(usual, at_once), kitchen.least_cooks)


def _orders_by_store(recording: Recording) -> list[NDArray[np.intp]]:
    """Rows of the orders of each store."""
    sequence = np.argsort(recording.store, kind="stable")
    counts = np.bincount(recording.store, minlength=recording.n_stores)
    return np.split(sequence, np.cumsum(counts)[:-1])


def _most_at_once(begin_min: Floats, end_min: Floats) -> int:
    """How many of the spells [begin, end) run at the busiest moment."""
    if len(begin_min) == 0:
        return 0
    starts, ends = np.sort(begin_min), np.sort(end_min)
    running = np.arange(1, len(starts) + 1) - np.searchsorted(ends, starts, side="right")
    return int(running.max())
