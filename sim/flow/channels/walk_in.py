"""Walk-in: the consumer goes to the store, queues and pays there; the app has no part in it."""

from numba import njit

from sim.agents import consumer as consumers
from sim.flow import calendar, checkout, moments, quote
from sim.flow.calendar import EventKind
from sim.flow.parts import SalesChannel, Taker


@njit(cache=True)
def worth(world, session):
    """Utils of the channel itself, less when it rains."""
    return world.segments[session.consumer.segment].walkin_constant + world.outside[0].walking_utils


@njit(cache=True)
def alternative(world, session, candidate, utils):
    """Weight and basket of going to the store; there are no coupons."""
    if not candidate.near:
        return 0.0, -1, 0.0
    wait = wait_min(world, candidate.store, candidate.metres)
    weight = consumers.weight(session.consumer, world.choice[0], utils, 0.0, 0.0, wait)
    return weight, -1, candidate.basket_cents


@njit(cache=True)
def wait_min(world, store, metres):
    """What is waited for a meal at a store, with what the walk counts more or less than waiting."""
    choice = world.choice[0]
    return store.quoted_min + choice.access_weight * metres / choice.walk_m_per_min


@njit(cache=True)
def place(world, session, chosen):
    """A consumer sets out for the store without an app order."""
    order_id = checkout.new_order(world, session, chosen)
    set_out(world, order_id, chosen.basket_cents, session.now)
    moments.placed(world, order_id, session.now)


@njit(cache=True)
def set_out(world, order_id, basket_cents, now):
    """Somebody who will pay at the store walks there, and reckons with its queue as it is now."""
    order = world.orders[order_id]
    order.basket_cents = round(basket_cents)
    walk = quote.walk_min(world, order.distance_m)
    order.expected_min = walk + world.stores[order.store].quoted_min
    order.promised_min = now + order.expected_min
    calendar.push(world, now + walk, EventKind.AT_STORE, order_id, 0)


CHANNEL = SalesChannel(
    name="walk_in",
    nest="walk_in",
    worth=worth,
    alternative=alternative,
    place=place,
    taker=Taker.STORE,
    through_app=False,
)
