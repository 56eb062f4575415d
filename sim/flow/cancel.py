"""Giving an order up, wherever it stands."""

from numba import njit

from sim.flow import ending, kitchen, route
from sim.order import State


@njit(cache=True)
def cancel(world, order_id, cause, now):
    """Give an order up wherever it stands: in the queue, with a courier, or nowhere."""
    order = world.orders[order_id]
    if order.state == State.PLACED:
        kitchen.leave_queue(world, order_id)
    if order.courier != -1:
        route.withdraw(world, order_id, now)
    ending.give_up(world, order_id, cause, now)
