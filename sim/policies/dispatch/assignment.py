"""Batch assignment: the linear assignment of orders to couriers with an empty route."""

import numpy as np
from numba import njit

from sim.agents.courier import Doing
from sim.flow.entry import Resolved
from sim.flow.requests import OFFER
from sim.flow.travel import distance_m
from sim.policies.dispatch.candidates import candidates
from sim.policies.dispatch.matching import cheapest_matching
from sim.policies.dispatch.riding import riding_min
from sim.policies.dispatch.tasks import tasks

_OFFER_DTYPE = OFFER.dtype

# A pair that is not possible; and any order without a courier rather than one of those.
_IMPOSSIBLE = 1e6


@njit(cache=True)
def assign_in_batch(world, radius_m, lead_min, now):
    """Offers, (n_offers,) of OFFER, that make the sum of the moments of pick-up least."""
    travel = world.travel[0]
    everyone = candidates(world, 0.0, now)
    idle = np.empty(len(everyone), np.int64)
    n_idle = 0
    for row in range(len(everyone)):
        if world.couriers[everyone[row].courier].doing == Doing.IDLE:
            idle[n_idle] = row
            n_idle += 1
    orders = tasks(world, 0.0, 0.0, 0.0, now)
    n_due = 0
    while n_due < len(orders) and orders[n_due].ready_min <= now + lead_min:
        n_due += 1
    n_due = min(n_due, n_idle)
    offers = np.empty(n_due, _OFFER_DTYPE)
    if n_due == 0:
        return offers
    costs = np.empty((n_due, n_idle))
    for row in range(n_due):
        order = orders[row]
        for column in range(n_idle):
            one = everyone[idle[column]]
            metres = distance_m(travel, one.x_m, one.y_m, order.store_x_m, order.store_y_m)
            way_min = riding_min(travel, one.min_per_m, metres)
            picked = max(now + way_min + travel.pickup_before_min, order.ready_min)
            possible = (
                metres <= radius_m and picked <= one.until_min and order.refused_by != one.courier
            )
            costs[row, column] = picked - now if possible else _IMPOSSIBLE
    matched = cheapest_matching(costs)
    n_offers = 0
    for row in range(n_due):
        if costs[row, matched[row]] < _IMPOSSIBLE:
            offer = offers[n_offers]
            offer.order = orders[row].order
            offer.courier = everyone[idle[matched[row]]].courier
            offer.pickup_at, offer.dropoff_at = 0, 1
            n_offers += 1
    return offers[:n_offers]


assign = Resolved(assign_in_batch)
