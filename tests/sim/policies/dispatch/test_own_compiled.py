"""A compiled dispatcher of one's own, which imports nothing but numba and the dispatch package."""

import numpy as np
from numba import njit

from sim.policies import dispatch
from sim.policies.dispatch import OFFER, Decision, DispatchPolicy, Doing, Resolved, leg_min, pace
from tests.sim.worlds import Town

OFFER_DTYPE = OFFER.dtype


@njit
def fastest_first(world, now):
    """The oldest order to the idle courier who rides there soonest, (n_offers,) of OFFER."""
    offers = np.empty(1, OFFER_DTYPE)
    if world.state[0].n_waiting == 0:
        return offers[:0]
    order = world.orders[world.waiting[0]]
    store, travel = world.stores[order.store], world.travel[0]
    best, best_min = -1, np.inf
    for row in range(len(world.couriers)):
        courier = world.couriers[row]
        x_m, y_m, free_min = dispatch.free(courier, travel, now)
        min_per_m = pace(world.outside[0], courier)
        there_min = free_min + leg_min(travel, min_per_m, x_m, y_m, store.x_m, store.y_m)
        if courier.doing == Doing.IDLE and there_min < best_min:
            best, best_min = row, there_min
    offer = offers[0]
    offer.order, offer.courier, offer.pickup_at, offer.dropoff_at = world.waiting[0], best, 0, 1
    return offers[: 1 if best >= 0 else 0]


_fastest_first = Resolved(fastest_first)


class FastestFirst(DispatchPolicy):
    """One order a round."""

    def __call__(self, view):
        return Decision(_fastest_first(view.columns, view.now_min))


def test_a_compiled_dispatcher_of_ones_own_offers_to_who_is_there_first():
    """400 m at half the speed are 8 minutes, 500 m at full speed 5."""
    town = Town(couriers=[(900, 0), (0, 0)], stores=[{"x_m": 500}])
    for courier in range(2):
        town.start_shift(courier, 600.0, 0.0)
    town.world.couriers["speed_factor"][0] = 0.5
    town.needs((0.0, 0))
    town.advance(1.0)
    town.waiting(1.0)
    decision = FastestFirst()(town.view(1.0))
    assert decision.offers.tolist() == [(0, 1, 0, 1)]
    assert len(decision.moves) == 0


def test_all_that_is_exported_is_there():
    assert all(hasattr(dispatch, name) for name in dispatch.__all__)
    assert list(dispatch.__all__) == sorted(dispatch.__all__, key=_as_ruff_sorts)


def _as_ruff_sorts(name):
    """Constants, then classes, then functions."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2), name
