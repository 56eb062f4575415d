"""Whether the offers of a round can be made, in microseconds; what is wrong is told elsewhere."""

import numpy as np
from numba import njit

from sim.agents.courier import MAX_STOPS, Doing
from sim.flow.entry import Resolved


@njit(cache=True)
def all_lawful(world, offers):
    """Whether every offer of OFFER, (n_offers,), is right if those before it are accepted.

    That is: its order waits and is not offered twice, its courier is on duty and has room, its
    stops lie within the route, the pick-up first.
    """
    n_orders, n_couriers = world.state[0].n_orders, len(world.couriers)
    most = world.travel[0].max_orders
    first, last = n_orders, -1
    for row in range(len(offers)):
        offer = offers[row]
        if not (0 <= offer.order < n_orders and 0 <= offer.courier < n_couriers):
            return False
        first, last = min(first, offer.order), max(last, offer.order)
    offered = np.zeros(max(0, last - first + 1), np.bool_)
    given = np.zeros(n_couriers, np.int8)  # no more than a route holds
    for row in range(len(offers)):
        offer = offers[row]
        order, courier = world.orders[offer.order], world.couriers[offer.courier]
        waits = order.listed and order.courier == -1 and not offered[offer.order - first]
        n_given = given[offer.courier]
        n_stops = courier.n_stops + 2 * n_given
        if not waits or courier.doing == Doing.OFF or courier.n_orders + n_given >= most:
            return False
        if n_stops + 2 > MAX_STOPS or not 0 <= offer.pickup_at < offer.dropoff_at <= n_stops + 1:
            return False
        offered[offer.order - first] = True
        given[offer.courier] = n_given + 1
    return True


lawful = Resolved(all_lawful)
