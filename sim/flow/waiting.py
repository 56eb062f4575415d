"""The waiting list: deliveries that no courier has."""

from numba import njit


@njit(cache=True)
def wait_for_courier(world, order_id):
    """Put a delivery on the list that dispatch works on."""
    state = world.state[0]
    order = world.orders[order_id]
    order.courier = -1
    if order.listed == 0:
        order.listed = 1
        world.waiting[state.n_waiting] = order_id
        state.n_waiting += 1
