"""A sample of the market: how much of what there is in each zone at one moment."""

from enum import IntEnum

import numpy as np
from numba import njit

from sim.agents import store as stores
from sim.agents.courier import Doing
from sim.city import zone_at
from sim.daytime import DAY_MIN
from sim.flow import shelf
from sim.schema import names_of


class Sampled(IntEnum):
    """What is sampled of each zone, by its column."""

    WAITING_ORDERS = 0
    IDLE_COURIERS = 1
    BUSY_COURIERS = 2
    QUEUED_ORDERS = 3
    BASE_FEE_CENTS = 4
    PROMISE_PAD_MIN = 5
    RADIUS_M = 6
    OPEN_STORES = 7
    LISTED_STORES = 8
    PHANTOM_STORES = 9
    HIDDEN_STORES = 10
    MISRECORDED_STORES = 11


SAMPLED = names_of(Sampled)


@njit(cache=True)
def sample(world):
    """Counts by zone, (n_zones, len(SAMPLED)), by the columns of `Sampled`.

    Orders and queues count at the store, couriers where they are or ride to. Of the stores that are
    open some are on the app, of these some have nothing on the shelf, of the others some have.
    """
    grid = world.grid[0]
    counts = np.zeros((len(world.tariff), len(SAMPLED)))
    minute_of_day = world.state[0].now_min % DAY_MIN
    for nth in range(world.state[0].n_waiting):
        order = world.orders[world.waiting[nth]]
        counts[world.stores[order.store].zone, Sampled.WAITING_ORDERS] += 1.0
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
            if courier.doing == Doing.IDLE:
                counts[zone, Sampled.IDLE_COURIERS] += 1.0
            else:
                counts[zone, Sampled.BUSY_COURIERS] += 1.0
    for row in range(len(world.stores)):
        store = world.stores[row]
        counts[store.zone, Sampled.QUEUED_ORDERS] += store.n_queued
        if stores.is_open(store, minute_of_day):
            _sample_shelf(world, store, counts[store.zone])
    for zone in range(len(world.tariff)):
        counts[zone, Sampled.BASE_FEE_CENTS] = world.tariff[zone].base_cents
        counts[zone, Sampled.PROMISE_PAD_MIN] = world.tariff[zone].pad_min
        counts[zone, Sampled.RADIUS_M] = world.tariff[zone].radius_m
    return counts


@njit(cache=True)
def _sample_shelf(world, store, counts):
    """Count an open store by what the app, its record and its shelf say."""
    listed, empty = shelf.is_listed(world, store), store.physical_stock <= 0
    counts[Sampled.OPEN_STORES] += 1.0
    counts[Sampled.LISTED_STORES] += int(listed)
    counts[Sampled.PHANTOM_STORES] += int(listed and empty)
    counts[Sampled.HIDDEN_STORES] += int(not (listed or empty))
    counts[Sampled.MISRECORDED_STORES] += int(store.recorded_stock != store.physical_stock)
