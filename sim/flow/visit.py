"""Consumers at the counter: walk-ins who queue, pickups who collect."""

from numba import njit

from sim import luck
from sim.agents import consumer as consumers
from sim.flow import calendar, ending, kitchen, moments, reactions, route, shelf
from sim.flow.calendar import EventKind
from sim.flow.cancel import cancel
from sim.flow.composed import is_paid_at_store
from sim.order import Cause, State, is_at_store


@njit(cache=True)
def arrive(world, order_id, now):
    """Somebody comes to the store: to collect, or without an order of the app, to queue."""
    order = world.orders[order_id]
    if not is_at_store(order.state):
        return
    if is_paid_at_store(world, order.channel):
        order.at_store_min = now
        _queue_up(world, order_id, now)
        return
    seed = world.state[0].seed
    draw = luck.luck(seed, luck.COLLECTION, order.consumer, order.need)
    if draw < world.patience[0].no_show_share:
        cancel(world, order_id, Cause.NO_SHOW, now)
        return
    order.at_store_min = now
    order.arrived = 1
    if order.state == State.READY:
        take_away(world, order_id, now)


@njit(cache=True)
def _queue_up(world, order_id, now):
    order = world.orders[order_id]
    store = world.stores[order.store]
    if not reactions.supplied(world, shelf.sell(world, store, order), order_id):
        ending.give_up(world, order_id, Cause.OUT_OF_STOCK, now)
        return
    order.arrived = 1
    kitchen.join(world, order_id, now)
    patience = world.patience[0]
    if patience.enabled:
        draw = luck.exponential(world.state[0].seed, luck.PATIENCE, order.consumer, order.need)
        wait = consumers.weibull(draw, patience.walkin_shape, patience.walkin_mean_min)
        calendar.push(world, now + wait, EventKind.IMPATIENT, order_id, 0)


@njit(cache=True)
def take_away(world, order_id, now):
    """A consumer who stands at the counter gets the food."""
    order = world.orders[order_id]
    order.state = State.PICKED_UP
    order.picked_up_min = now
    moments.picked_up(world, order_id, now)
    ending.fulfil(world, order_id, now)


@njit(cache=True)
def food_is_ready(world, order_id, now):
    """A cook is done: next in the queue, then whoever waits for this order."""
    kitchen.finish(world, order_id, now)
    order = world.orders[order_id]
    if order.state != State.READY:
        return
    if order.arrived == 1:
        take_away(world, order_id, now)
    else:
        route.order_ready(world, order_id, now)
