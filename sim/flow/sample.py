"""A sample of the market: how much of what there is in each zone at one moment."""

import numpy as np
from numba import njit

from sim.agents import store as stores
from sim.agents.courier import Doing
from sim.city import zone_at
from sim.daytime import DAY_MIN
from sim.flow import shelf

SAMPLED = (
    "waiting_orders",
    "idle_couriers",
    "busy_couriers",
    "queued_orders",
    "base_fee_cents",
    "promise_pad_min",
    "radius_m",
    "open_stores",
    "listed_stores",
    "phantom_stores",
    "hidden_stores",
    "misrecorded_stores",
)


@njit(cache=True)
def sample(world):
    """Counts by zone, (n_zones, 12) in the order of SAMPLED.

    Orders and queues count at the store, couriers where they are or ride to. Of the stores that are
    open some are on the app, of these some have nothing on the shelf, of the others some have.
    """
    grid = world.grid[0]
    counts = np.zeros((len(world.tariff), len(SAMPLED)))
    minute_of_day = world.state[0].now_min % DAY_MIN
    for nth in range(world.state[0].n_waiting):
        order = world.orders[world.waiting[nth]]
        counts[world.stores[order.store].zone, 0] += 1.0
    for row in range(len(world.couriers)):
        courier = world.couriers[row]
        if courier.doing != Doing.OFF:
            zone = zone_at(
                courier.to_x_m,
                courier.to_y_m,
                grid.cell_m,
                grid.n_cells_x,
                grid.n_cells_y,
                world.cell_zone,
            )
            counts[zone, 1 if courier.doing == Doing.IDLE else 2] += 1.0
    for row in range(len(world.stores)):
        store = world.stores[row]
        counts[store.zone, 3] += store.n_queued
        if stores.is_open(store, minute_of_day):
            _sample_shelf(world, store, counts[store.zone])
    for zone in range(len(world.tariff)):
        counts[zone, 4] = world.tariff[zone].base_cents
        counts[zone, 5] = world.tariff[zone].pad_min
        counts[zone, 6] = world.tariff[zone].radius_m
    return counts


@njit(cache=True)
def _sample_shelf(world, store, counts):
    """Count an open store by what the app, its record and its shelf say."""
    listed, empty = shelf.is_listed(world, store), store.physical_stock <= 0
    counts[7] += 1.0
    counts[8] += int(listed)
    counts[9] += int(listed and empty)
    counts[10] += int(not (listed or empty))
    counts[11] += int(store.recorded_stock != store.physical_stock)
