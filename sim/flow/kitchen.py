"""The kitchen: cooks of a store serve deliveries, pickups and walk-ins first come, first served."""

import math
from functools import cache

import numpy as np
from numba import njit

from sim import luck
from sim.agents import store as stores
from sim.flow import calendar, moments
from sim.flow.calendar import EventKind
from sim.ledger import book_ingredients, page_of
from sim.order import State, is_measured

# Resolution of the table of preparation times, points for each unit of exponential quantile.
PER_UNIT = 64.0


@cache
def preparation_quantiles(shape: float) -> np.ndarray:
    """Gamma quantiles with mean 1 at exponential quantiles 0, 1/64, 2/64 ... 40.

    Both distributions have exponential tails, so that linear interpolation is close everywhere,
    and exact for shape 1.
    """
    from scipy.special import gammainccinv

    survival = np.exp(-np.arange(0, 40 * PER_UNIT + 2) / PER_UNIT)
    return np.asarray(gammainccinv(shape, survival) / shape, np.float64)


@njit(cache=True)
def work_factor(world, consumer_id, nth):
    """How much work a need's order is in any kitchen, over its mean order: gamma of mean 1."""
    draw = luck.exponential(world.state[0].seed, luck.PREPARATION, consumer_id, nth)
    at = draw * PER_UNIT
    index = int(at)
    low = world.preparation[index]
    return low + (at - index) * (world.preparation[index + 1] - low)


@njit(cache=True)
def prediction_error_min(world, consumer_id, nth):
    """By how much any store misjudges a need's order, minutes."""
    sd_min = world.kitchen[0].prediction_sd_min
    if sd_min <= 0.0:
        return 0.0
    return sd_min * luck.normal(world.state[0].seed, luck.PREDICTION, consumer_id, nth)


@njit(cache=True)
def predicted_min(store, factor, error_min):
    """How long a store says an order takes: its queue and the order's own work, with an error."""
    own_min = (factor - 1.0) * store.preparation_min + error_min
    return max(0.0, store.quoted_min + own_min)


@njit(cache=True)
def predict(world, order_id, recorded_ready_min, now):
    """Let the store say when an order will be ready; of a recorded one that is known."""
    order = world.orders[order_id]
    if math.isnan(recorded_ready_min):
        factor = work_factor(world, order.consumer, order.need)
        error_min = prediction_error_min(world, order.consumer, order.need)
        store = world.stores[order.store]
        order.predicted_ready_min = now + predicted_min(store, factor, error_min)
    else:
        order.service_min = math.nan
        order.predicted_ready_min = recorded_ready_min


@njit(cache=True, forceinline=True)
def known_ready_min(order):
    """When the food is ready, or before that is known, when the store says it will be."""
    return order.predicted_ready_min if math.isnan(order.ready_min) else order.ready_min


@njit(cache=True)
def join(world, order_id, now):
    """An order enters the kitchen: a free cook takes it, or it queues."""
    order = world.orders[order_id]
    store = world.stores[order.store]
    if store.n_cooking < store.n_cooks:
        begin(world, order_id, now)
    else:
        if store.n_queued == 0:
            store.queue_first = order_id
        else:
            world.orders[store.queue_last].next_in_queue = order_id
        store.queue_last = order_id
        store.n_queued += 1
        store.quoted_min = stores.quote(store)


@njit(cache=True)
def begin(world, order_id, now):
    """A cook begins, slowed by the orders beside it; the ingredients are used up."""
    order = world.orders[order_id]
    store = world.stores[order.store]
    order.service_min *= stores.slowed(store)
    store.n_cooking += 1
    if is_measured(order):
        store.cooking_min += order.service_min
    store.quoted_min = stores.quote(store)
    order.state = State.COOKING
    order.cooking_min = now
    calendar.push(world, now + order.service_min, EventKind.COOKED, order_id, 0)
    page = page_of(world.book, world.state[0].page, order)
    book_ingredients(world.book, page, order, world.kitchen[0].food_cost_share)


@njit(cache=True)
def take_over(world, order_id, ready_min, now):
    """A recorded order whose ready time is known: no cook of the model is needed."""
    order = world.orders[order_id]
    order.state = State.COOKING
    order.cooking_min = now
    calendar.push(world, max(ready_min, now), EventKind.COOKED, order_id, 0)
    page = page_of(world.book, world.state[0].page, order)
    book_ingredients(world.book, page, order, world.kitchen[0].food_cost_share)


@njit(cache=True)
def finish(world, order_id, now):
    """An order is ready; the cook turns to the next in the queue."""
    order = world.orders[order_id]
    if order.state == State.COOKING:
        order.state = State.READY
        order.ready_min = now
        moments.ready(world, order_id, now)
    if math.isnan(order.service_min):
        return
    store = world.stores[order.store]
    store.n_cooking -= 1
    if store.n_queued > 0:
        first = store.queue_first
        leave_queue(world, first)
        begin(world, first, now)
    store.quoted_min = stores.quote(store)


@njit(cache=True)
def leave_queue(world, order_id):
    """Take an order that is not yet cooking out of the queue."""
    order = world.orders[order_id]
    store = world.stores[order.store]
    before = -1
    at = store.queue_first
    while at != order_id:
        before = at
        at = world.orders[at].next_in_queue
    if before == -1:
        store.queue_first = order.next_in_queue
    else:
        world.orders[before].next_in_queue = order.next_in_queue
    if store.queue_last == order_id:
        store.queue_last = before
    order.next_in_queue = -1
    store.n_queued -= 1
    store.quoted_min = stores.quote(store)
