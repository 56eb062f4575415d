"""Whether the offers of a round can be made, in a microsecond; what is wrong is told elsewhere."""

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
    for row in range(len(offers)):
        offer = offers[row]
        if not (0 <= offer.order < n_orders and 0 <= offer.courier < n_couriers):
            return False
        order, courier = world.orders[offer.order], world.couriers[offer.courier]
        given = 0
        for before in range(row):
            if offers[before].order == offer.order:
                return False
            given += offers[before].courier == offer.courier
        waits = order.listed and order.courier == -1
        n_stops = courier.n_stops + 2 * given
        if not waits or courier.doing == Doing.OFF or courier.n_orders + given >= most:
            return False
        if n_stops + 2 > MAX_STOPS or not 0 <= offer.pickup_at < offer.dropoff_at <= n_stops + 1:
            return False
    return True


lawful = Resolved(all_lawful)
