"""A sample of the market: how much of what there is in each zone at one moment."""

import numpy as np
from numba import njit

from sim.agents.courier import Doing
from sim.city import zone_at

SAMPLED = (
    "waiting_orders",
    "idle_couriers",
    "busy_couriers",
    "queued_orders",
    "base_fee_cents",
    "promise_pad_min",
    "radius_m",
)


@njit(cache=True)
def sample(world):
    """Counts by zone, (n_zones, 7) in the order of SAMPLED.

    Orders and queues count at the store, couriers where they are or ride to.
    """
    grid = world.grid[0]
    counts = np.zeros((len(world.tariff), 7))
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
    for zone in range(len(world.tariff)):
        counts[zone, 4] = world.tariff[zone].base_cents
        counts[zone, 5] = world.tariff[zone].pad_min
        counts[zone, 6] = world.tariff[zone].radius_m
    return counts
