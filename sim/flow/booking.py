"""Booking: orders that are not for the kitchen yet; those for later it begins as late as it can.

    begin = ready - (queue now + the order's own predicted preparation)

A booked order is in no queue. An hour before it would have to be begun its store looks at the
kitchen's queue, and again after half of the time that is left by it, until that is none: so food
is ready about when it is wanted, at peaks too, whether the queue has grown or shrunk.

Nothing here is called but by mechanisms that have such orders; `moments.due` tells them of it.
"""

from numba import njit

from sim.flow import calendar, kitchen, patience, waiting
from sim.flow.calendar import Due, EventKind
from sim.flow.channels import pickup
from sim.order import Channel, State

# So long before it would have to be begun, by the queue at its booking, the store looks first.
LOOK_AHEAD_MIN = 60.0
# What is to be begun within so many minutes is begun.
CLOSE_MIN = 0.5


@njit(cache=True)
def book(world, order_id, ready_min, now):
    """An order that its store has set food aside for waits for its time."""
    order = world.orders[order_id]
    order.state = State.BOOKED
    order.predicted_ready_min = ready_min
    look_min = max(now, _begin_min(world, order, ready_min) - LOOK_AHEAD_MIN)
    calendar.push(world, look_min, EventKind.DUE, order_id, Due.KITCHEN)


@njit(cache=True)
def look(world, order_id, now):
    """The store looks at its queue: whether it is time to begin a booked order, which then is."""
    order = world.orders[order_id]
    left_min = _begin_min(world, order, order.predicted_ready_min) - now
    if left_min > CLOSE_MIN:
        look_min = now + max(CLOSE_MIN, 0.5 * left_min)
        calendar.push(world, look_min, EventKind.DUE, order_id, Due.KITCHEN)
        return False
    begin(world, order_id, now)
    return True


@njit(cache=True)
def begin(world, order_id, now):
    """A booked order goes to the kitchen, which says anew when it will be ready."""
    order = world.orders[order_id]
    order.state = State.PLACED
    order.predicted_ready_min = now + _takes_min(world, order)
    kitchen.join(world, order_id, now)


@njit(cache=True)
def set_off(world, order_id, now):
    """A delivery or pickup that the kitchen has: it is waited for, and brought or fetched."""
    patience.begin(world, order_id, now)
    if world.orders[order_id].channel == Channel.DELIVERY:
        waiting.wait_for_courier(world, order_id)
    else:
        pickup.come(world, order_id)


@njit(cache=True)
def _begin_min(world, order, ready_min):
    return ready_min - _takes_min(world, order)


@njit(cache=True)
def _takes_min(world, order):
    """How long the store says an order takes that is begun now, its queue included."""
    factor = kitchen.work_factor(world, order.consumer, order.need)
    error_min = kitchen.prediction_error_min(world, order.consumer, order.need)
    return kitchen.predicted_min(world.stores[order.store], factor, error_min)
