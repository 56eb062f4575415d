"""The rival's couriers: as many as it takes, at the counter when food is ready."""

from numba import njit

from sim import luck
from sim.flow import calendar, ending, moments
from sim.flow.calendar import Due, EventKind
from sim.flow.composed import is_rivals, own
from sim.mechanisms.rival.channel import way_min
from sim.mechanisms.rival.columns import NAME, RULES_ROW
from sim.order import State

# Item of an order's draws.
WAY = 1


@njit
def ready(world, order_id, now):
    """Food of an order of the rival's leaves the counter."""
    order = world.orders[order_id]
    if not is_rivals(world, order.channel):
        return
    order.state = State.PICKED_UP
    order.picked_up_min = now
    moments.picked_up(world, order_id, now)
    extra = luck.exponential(world.state[0].seed, luck.RIVAL, order.consumer, order.need, WAY)
    extra_min = extra * own(world, NAME)[RULES_ROW][0].extra_min
    door_min = now + way_min(world, order.distance_m) + extra_min
    calendar.push(world, door_min, EventKind.DUE, order_id, Due.RIVALS_DOOR)


@njit
def due(world, order_id, leg, now):
    """It is at the door."""
    if leg == Due.RIVALS_DOOR:
        ending.fulfil(world, order_id, now)
