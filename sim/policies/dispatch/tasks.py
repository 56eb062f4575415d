"""Tasks: the orders that are to be planned, and those that are only expected."""

import numpy as np
from numba import njit

from sim.flow.kitchen import known_ready_min
from sim.order import Channel
from sim.policies.dispatch.riding import leg_min
from sim.schema import Schema

# An order to be planned.
TASK = Schema(
    ("order", "i4", "row of the order; -1: only expected"),
    ("store", "i4", "row of the store"),
    ("refused_by", "i4", "courier who refused it last; -1: none"),
    ("store_x_m", "f8", "metres east"),
    ("store_y_m", "f8", "metres north"),
    ("door_x_m", "f8", "metres east"),
    ("door_y_m", "f8", "metres north"),
    ("ready_min", "f8", "when the food is there, as far as is known"),
    ("least_min", "f8", "when the food could be handed over at the earliest"),
    ("promised_min", "f8", "when it was promised"),
    ("weight", "f8", "what a minute later costs"),
)
_TASK_DTYPE = TASK.dtype

# Orders whose food is ready weigh more from so many minutes before.
_OLD_FROM_MIN = 20.0


@njit(cache=True)
def tasks(world, old_weight, repeat_min, repeat_weight, now):
    """What is to be planned, by the time the food is ready: (n,) of TASK.

    The orders that wait for a courier, and, as what is to be expected, the orders of the last
    `repeat_min` minutes once more: so much later, with a weight of their own, and with row -1.

    Parameters
    ----------
    world
        The market's columns.
    old_weight
        By what the weight of an order grows with each minute of its food's age.
    repeat_min
        Orders so recent are expected again, minutes.
    repeat_weight
        Weight of an order that is only expected.
    now
        Minute of the run.
    """
    waiting = np.sort(world.waiting[: world.state[0].n_waiting])
    n_placed = world.state[0].n_orders
    first = n_placed
    while first > 0 and world.orders[first - 1].placed_min > now - repeat_min:
        first -= 1
    unsorted = np.empty(len(waiting) + n_placed - first, _TASK_DTYPE)
    n_tasks = 0
    for order_id in waiting:
        task = unsorted[n_tasks]
        _describe(world, task, world.orders[order_id], 0.0)
        task.order = order_id
        task.weight = 1.0 + old_weight * max(0.0, now + _OLD_FROM_MIN - task.ready_min)
        n_tasks += 1
    for order_id in range(n_placed - 1, first - 1, -1):
        order = world.orders[order_id]
        if order.channel == Channel.DELIVERY:
            task = unsorted[n_tasks]
            _describe(world, task, order, repeat_min)
            task.order, task.refused_by = -1, -1
            task.store = -1 - n_tasks  # bundled with nothing
            task.weight = repeat_weight
            n_tasks += 1
    ready_min = np.empty(n_tasks)
    for row in range(n_tasks):
        ready_min[row] = unsorted[row].ready_min
    sequence = np.argsort(ready_min, kind="mergesort")
    found = np.empty(n_tasks, _TASK_DTYPE)
    for row in range(n_tasks):
        found[row] = unsorted[sequence[row]]
    return found


@njit(cache=True)
def _describe(world, task, order, later_min):
    """From where to where an order goes, and when it could be there, so many minutes later."""
    travel, store = world.travel[0], world.stores[order.store]
    task.ready_min = known_ready_min(order) + later_min
    task.promised_min = order.promised_min + later_min
    task.store, task.refused_by = order.store, order.refused_by
    task.store_x_m, task.store_y_m = store.x_m, store.y_m
    task.door_x_m, task.door_y_m = order.door_x_m, order.door_y_m
    task.least_min = task.ready_min + travel.pickup_after_min + travel.dropoff_before_min
    min_per_m = world.outside[0].min_per_m
    task.least_min += leg_min(
        travel, min_per_m, store.x_m, store.y_m, order.door_x_m, order.door_y_m
    )
