"""Patience: when whoever waits for an order of the app, or in a store's queue, gives it up.

A hazard in the time beyond the promise (`sim.agents.consumer.impatience`). Once cooking has begun,
what is given up is paid for, and only a share of the hazard is left; on the way nobody gives up.
What was ordered ahead is waited for from the moment it was ordered for, and is overdue from then
on. The moment is drawn exactly, by inversion: an order is given up when the hazard that it has been
under has added up to one exponential draw of its consumer and need, its endurance. Mechanisms that
make a hazard some factor smaller make endurance so many times as large; where they tell another
time than the promise, it counts from then on, later ones alone.
"""

import math

from numba import njit

from sim import luck
from sim.agents import consumer as consumers
from sim.flow import calendar, reactions
from sim.flow.calendar import EventKind
from sim.flow.cancel import cancel
from sim.flow.composed import is_paid_at_store
from sim.order import Cause, State, is_ahead, is_cooked

# Legs of the event at which patience may end: the moment if cooking never begins, and if it has.
_FREE, _COOKED = 0, 1


@njit(cache=True)
def begin(world, order_id, now):
    """A promised order begins to be waited for."""
    patience = world.patience[0]
    if not patience.enabled:
        return
    order = world.orders[order_id]
    until_min = _given_up_min(order, patience, _endurance(world, order_id))
    if until_min < math.inf:
        calendar.push(world, max(now, until_min), EventKind.IMPATIENT, order_id, _FREE)


@njit(cache=True)
def end(world, order_id, leg, now):
    """Patience ends: free to go before cooking, later after it has begun, never on the way."""
    order = world.orders[order_id]
    if is_paid_at_store(world, order.channel):
        if order.state == State.PLACED:
            cancel(world, order_id, Cause.QUEUE, now)
    elif order.state == State.PLACED:
        cancel(world, order_id, Cause.IMPATIENCE, now)
    elif is_cooked(order.state):
        _wait_on(world, order_id, leg, now)


@njit(cache=True)
def _wait_on(world, order_id, leg, now):
    """Cooking began before patience ended: what was left of it then lasts longer.

    And longer still where a later time has been told since that was reckoned.
    """
    if world.patience[0].cooked_factor <= 0.0:
        return
    order = world.orders[order_id]
    told = reactions.awaited(world, (order.promised_min, order.cooking_min), order_id)
    until_min = now
    if leg == _FREE or told[0] > order.promised_min:
        until_min = max(now, _cooked_until_min(world, order_id, told))
    if leg == _COOKED and until_min <= now:
        cancel(world, order_id, Cause.IMPATIENCE, now)
    else:
        calendar.push(world, until_min, EventKind.IMPATIENT, order_id, _COOKED)


@njit(cache=True)
def _cooked_until_min(world, order_id, told):
    """When an order is given up whose cooking has begun, by the time that was told last.

    The hazard adds up by the promise until then, and by the later time from then on; in full before
    cooking, and a share of it after.
    """
    order, patience = world.orders[order_id], world.patience[0]
    since_min, share = _since_min(order), patience.cooked_factor
    promise_min, awaited_min = order.promised_min - since_min, told[0] - since_min
    cooking_min = max(0.0, order.cooking_min - since_min)
    told_min = max(cooking_min, told[1] - since_min)
    at_cooking = consumers.impatience(cooking_min, promise_min, patience)
    until_told = consumers.impatience(told_min, promise_min, patience) - at_cooking
    left = max(0.0, _endurance(world, order_id) - at_cooking - share * until_told)
    from_told = consumers.impatience(told_min, awaited_min, patience)
    endured = from_told + left / share
    return since_min + consumers.endured_min(endured, awaited_min, patience)


@njit(cache=True)
def _endurance(world, order_id):
    """The cumulated hazard at which an order is given up: exponential."""
    order = world.orders[order_id]
    drawn = luck.exponential(world.state[0].seed, luck.PATIENCE, order.consumer, order.need)
    return reactions.endurance(world, drawn, order_id)


@njit(cache=True)
def _given_up_min(order, patience, endurance):
    since_min = _since_min(order)
    promise_min = order.promised_min - since_min
    return since_min + consumers.endured_min(endurance, promise_min, patience)


@njit(cache=True)
def _since_min(order):
    """When an order began to be waited for."""
    return order.wanted_min if is_ahead(order) else order.placed_min
