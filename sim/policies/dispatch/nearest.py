"""Nearest: each order to the nearest courier with an empty route."""

import numpy as np
from numba import njit

from sim.flow.entry import Resolved
from sim.flow.requests import OFFER
from sim.policies.dispatch.idle import first_at_store, idle_couriers

_OFFER_DTYPE = OFFER.dtype

# Side of the squares that a search goes through, metres.
_SIDE_M = 500.0


@njit(cache=True)
def nearest_idle(world, radius_m, now):
    """Offer each waiting order to the nearest courier with an empty route, (n_offers,) of OFFER.

    Oldest first; a courier gets one offer a round, and none for an order just refused.
    """
    waiting = np.sort(world.waiting[: world.state[0].n_waiting])
    offers = np.empty(len(waiting), _OFFER_DTYPE)
    idle = idle_couriers(world, _SIDE_M, now)
    n_offers = 0
    for order_id in waiting:
        best = first_at_store(world, idle, world.orders[order_id], radius_m, False, now)
        if best >= 0:
            offer = offers[n_offers]
            offer.order, offer.courier = order_id, idle.couriers[best].courier
            offer.pickup_at, offer.dropoff_at = 0, 1
            n_offers += 1
            idle.couriers[best].courier = -1
    return offers[:n_offers]


find_nearest = Resolved(nearest_idle)
