"""Quotes: the fee, the promise and the expected time that a consumer is shown before ordering."""

from numba import njit

from sim.flow import reactions
from sim.flow.travel import ride_min

# A metre in kilometres.
KM = 0.001


@njit(cache=True)
def delivery_fee_cents(world, consumer_id, store, metres, basket_cents):
    """What a consumer is asked for a delivery, without coupon.

    Parameters
    ----------
    world
        The columns.
    consumer_id : int
        Who orders.
    store : record of STORE
        Whose zone's tariff is in force.
    metres : float
        The way.
    basket_cents : float
        Food ordered, cents.
    """
    fee_cents = tariff_cents(world, store, metres, basket_cents)
    return reactions.delivery_fee(world, fee_cents, consumer_id, basket_cents)


@njit(cache=True)
def tariff_cents(world, store, metres, basket_cents):
    """The delivery fee in force in the store's zone, for everyone."""
    free_over_cents = world.terms[0].free_over_cents
    if free_over_cents > 0 and basket_cents >= free_over_cents:
        return 0.0
    tariff = world.tariff[store.zone]
    far_km = max(0.0, metres * KM - world.rates[0].fee_free_km)
    return tariff.base_cents + tariff.per_km_cents * far_km


@njit(cache=True)
def expected_min(world, ready_min, metres):
    """Click-to-door without padding, of food said to be ready so long after the order."""
    travel = world.travel[0]
    handling = travel.pickup_after_min + travel.dropoff_before_min
    return ready_min + handling + ride_min(world, 1.0, metres)


@njit(cache=True)
def promise_min(world, store, ready_min, metres):
    """The delivery time shown to the consumer, of food said to be ready so long after the order."""
    estimate = world.rates[0].estimate_weight * expected_min(world, ready_min, metres)
    return world.tariff[store.zone].pad_min + estimate


@njit(cache=True)
def walk_min(world, metres):
    """How long a consumer walks."""
    return metres / world.choice[0].walk_m_per_min


@njit(cache=True)
def collection_min(world, ready_min, metres):
    """Time from order to counter of one who fetches it: the food's or the walk's, the longer."""
    return max(ready_min, walk_min(world, metres))
