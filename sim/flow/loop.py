"""The loop: events and needs in order of time, until the clock wants its turn.

At equal times the clock's processes go first, then events in the order they were pushed, then
needs.
"""

import math
from enum import IntEnum

from numba import njit

from sim.daytime import DAY_MIN
from sim.flow import calendar, checkout, moments, patience, reactions, route, session, visit
from sim.flow.calendar import EventKind
from sim.flow.channels import delivery
from sim.flow.choosing import place
from sim.flow.prefetch import look_ahead, next_event
from sim.order import Channel


class Reason(IntEnum):
    """Why the flow came back."""

    REACHED = 0  # the moment asked for
    FULL = 1  # no room for what comes next
    NEWS = 2  # news that a process must hear


# Plain numbers: to make a member of each takes Python longer than most of these calls.
_REACHED, _FULL, _NEWS = (int(reason) for reason in Reason)

# Room that one event or need can take: orders, list entries, calendar entries.
HEADROOM = 64


@njit(cache=True)
def has_room(world):
    """Whether every fixed array can take what one more event may add."""
    state = world.state[0]
    return (
        state.n_orders + 1 < len(world.orders)
        and state.n_waiting + HEADROOM < len(world.waiting)
        and state.heap_size + HEADROOM < len(world.heap)
    )


@njit(cache=True)
def advance(world, until_min):
    """Live through all that happens before `until_min`; says why it came back."""
    state = world.state[0]
    while True:
        event_min = world.heap[0].at_min if state.heap_size > 0 else math.inf
        need_min = math.inf
        if state.next_need < state.n_needs:
            need_min = world.needs[state.next_need].at_min
        now = min(event_min, need_min)
        if now >= until_min:
            state.now_min = until_min
            return _REACHED
        if not has_room(world):
            return _FULL
        state.now_min = now
        if event_min <= need_min:
            happen(world, now)
        else:
            row = state.next_need
            state.next_need += 1
            look_ahead(world, row)
            if len(world.recorded) > 0:
                replay(world, world.needs[row])
            else:
                _arise(world, world.needs[row], now)
        if state.n_news > state.n_heard:
            return _NEWS


@njit(cache=True, forceinline=True)
def _arise(world, need, now):
    """A need is met, unless food was ordered ahead for it; or is foreseen, or a stranger's."""
    if need.consumer < 0:
        moments.passed(world, need, now)
    elif need.wanted_min > need.at_min:
        moments.foreseen(world, need, now)
    elif not reactions.is_met(world, False, need):
        session.meet_need(world, need, now)


@njit(cache=True)
def happen(world, now):
    """The earliest event of the calendar."""
    event = world.heap[0]
    kind, subject, leg = event.kind, event.subject, event.leg
    calendar.drop_first(world)
    next_event(world)
    if kind == EventKind.COOKED:
        visit.food_is_ready(world, subject, now)
    elif kind == EventKind.AT_STOP:
        if world.couriers[subject].leg_id == leg:
            route.work_stop(world, subject, now)
    elif kind == EventKind.AT_STORE:
        visit.arrive(world, subject, now)
    elif kind == EventKind.IMPATIENT:
        patience.end(world, subject, leg, now)
    else:
        moments.due(world, subject, leg, now)


@njit(cache=True)
def replay(world, need):
    """A recorded order is placed as it was: no session, no choice; lost where the store is out.

    Its moment is the recorded one, of which the need may be one float short, even at midnight.
    """
    record = world.recorded[need.nth]
    now = record.placed_min
    world.state[0].day = world.state[0].page = int(now // DAY_MIN)
    if world.stores[record.store].closed:
        return
    consumer = world.consumers[need.consumer]
    cell = consumer.home_cell
    at = place(cell, world.cell_zone[cell], consumer.home_x_m, consumer.home_y_m)
    who, store_id = need.consumer, record.store
    order_id = checkout.write_order(world, who, 0, store_id, Channel.DELIVERY, at, now)
    basket = record.basket_cents
    if basket <= 0.0:
        basket = session.basket_cents(world, who, 0) * world.stores[store_id].price_level
    delivery.buy(world, order_id, basket, -1)
    delivery.send(world, order_id, record.ready_min, now)
