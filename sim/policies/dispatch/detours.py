"""What an order costs in a running route, and the positions in it where that is least."""

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.agents.courier import Doing, free
from sim.flow.kitchen import known_ready_min
from sim.policies.dispatch.riding import leg_min, pace
from sim.schema import Schema

# A courier at work, with the route planned in this round once somebody has asked for it.
PLAN = Schema(
    ("row", "i4", "row of the plan, and of its route"),
    ("courier", "i4", "row of the courier"),
    ("n_stops", "i4", "stops planned"),
    ("n_orders", "i4", "orders in hand and planned"),
    ("asked_by", "i4", "the order that looked at it last; -1: none"),
    ("copied", "?", "its route is in the table of routes"),
    ("timed", "?", "the times of its stops are known"),
    ("min_per_m", "f8", "the courier's pace"),
)
# A stop of a plan: begun `leg_min` after the one before was left, and left `after_min` after it.
PLANNED_STOP = Schema(
    ("order", "i4", "row of the order"),
    ("is_pickup", "i4", "1 pick-up, 0 hand-over"),
    ("x_m", "f8", "metres east"),
    ("y_m", "f8", "metres north"),
    ("leg_min", "f8", "ride and parking"),
    ("ready_min", "f8", "not done before; -inf: at any time"),
    ("promised_min", "f8", "by then it was promised; inf at a store"),
    ("after_min", "f8", "from the pick-up or hand-over until the courier goes on"),
    ("left_min", "f8", "when the courier goes on"),
)


class Routes(NamedTuple):
    """Routes as of this round, and what minutes cost beside those until the hand-overs."""

    stops: NDArray[np.void]  # (n_plans, most stops) of PLANNED_STOP
    travel: np.void  # ways and service times
    outside: np.void  # the speed in force
    courier_weight: float  # a courier's minute
    late_weight: float  # a minute beyond the promise
    now: float  # minute of the run


class NewOrder(NamedTuple):
    """An order that is to be inserted."""

    order: int
    refused_by: int
    store_x_m: float
    store_y_m: float
    door_x_m: float
    door_y_m: float
    ready_min: float
    promised_min: float


@njit(cache=True)
def new_order(world, order_id):
    """What there is to know of an order that is to be inserted."""
    order = world.orders[order_id]
    store = world.stores[order.store]
    return NewOrder(
        order_id,
        order.refused_by,
        store.x_m,
        store.y_m,
        order.door_x_m,
        order.door_y_m,
        known_ready_min(order),
        order.promised_min,
    )


@njit(cache=True)
def copy_route(world, routes, plan):
    """Put a courier's route into the table of routes."""
    for nth in range(plan.n_stops):
        stop, planned = world.stops[plan.courier, nth], routes.stops[plan.row, nth]
        _fill_stop(world, planned, stop.order, stop.is_pickup)
        planned.x_m, planned.y_m = stop.x_m, stop.y_m
    plan.copied = True


@njit(cache=True)
def put_in(world, routes, plan, new, pickup_at, dropoff_at):
    """Put a new order into a route.

    Parameters
    ----------
    world
        The market's columns.
    routes
        `Routes`, of this round.
    plan
        A record of `PLAN`, whose route is copied.
    new
        `NewOrder`.
    pickup_at
        Position of the pick-up in the route as it is.
    dropoff_at
        Position of the hand-over, counted with the pick-up in the route.
    """
    _make_room(routes.stops, plan.row, plan.n_stops, dropoff_at - 1)
    _make_room(routes.stops, plan.row, plan.n_stops + 1, pickup_at)
    counter, door = routes.stops[plan.row, pickup_at], routes.stops[plan.row, dropoff_at]
    _fill_stop(world, counter, new.order, 1)
    counter.x_m, counter.y_m = new.store_x_m, new.store_y_m
    _fill_stop(world, door, new.order, 0)
    door.x_m, door.y_m = new.door_x_m, new.door_y_m
    plan.n_stops += 2
    plan.n_orders += 1
    plan.timed = False


@njit(cache=True)
def _make_room(stops, row, size, at):
    """Move the stops from `at` on in a route of `size` stops."""
    for position in range(size, at, -1):
        stops[row, position] = stops[row, position - 1]


@njit(cache=True)
def _fill_stop(world, stop, order_id, is_pickup):
    """Write what is known of a stop into its row; the times come when the route is timed."""
    travel, order = world.travel[0], world.orders[order_id]
    stop.order = order_id
    stop.is_pickup = is_pickup
    if is_pickup == 1:
        stop.ready_min = known_ready_min(order)
        stop.promised_min = math.inf
        stop.after_min = travel.pickup_after_min
    else:
        stop.ready_min = -math.inf
        stop.promised_min = order.promised_min
        stop.after_min = travel.dropoff_after_min


@njit(cache=True)
def cost_alone(routes, courier, new):
    """Cost of an order as an idle courier's only one: hand-over time, lateness, weighted end."""
    travel, now = routes.travel, routes.now
    min_per_m = pace(routes.outside, courier)
    x, y, time = free(courier, travel, now)
    time += _to_counter(travel, min_per_m, x, y, new.store_x_m, new.store_y_m)
    time = max(time, new.ready_min) + travel.pickup_after_min
    time += _to_door(travel, min_per_m, new.store_x_m, new.store_y_m, new.door_x_m, new.door_y_m)
    late = max(0.0, time - new.promised_min)
    end_min = time + travel.dropoff_after_min - now
    return time - now + routes.late_weight * late + routes.courier_weight * end_min


@njit(cache=True)
def time_route(routes, courier, plan):
    """Note the legs of a planned route, and when each of its stops is left."""
    travel = routes.travel
    x, y, time = free(courier, travel, routes.now)
    for nth in range(plan.n_stops):
        stop = routes.stops[plan.row, nth]
        if nth == 0 and courier.doing != Doing.IDLE:  # on the way already
            before = travel.pickup_before_min if stop.is_pickup else travel.dropoff_before_min
            stop.leg_min = before
        else:
            stop.leg_min = _leg(travel, plan.min_per_m, x, y, stop)
        time = max(time + stop.leg_min, stop.ready_min) + stop.after_min
        stop.left_min = time
        x, y = stop.x_m, stop.y_m
    plan.timed = True


@njit(cache=True, forceinline=True)
def cheapest_insertion(routes, courier, plan, new, limit):
    """The cheapest insertion of a new order in a route: (cost, pick-up's position, hand-over's).

    cost = own hand-over time + delays of the hand-overs behind + weighted minutes of both beyond
    the promise + weighted delay of the end, or inf where none is below `limit` and no pick-up
    comes after the shift. Delays only grow along the route, so that a branch is left as soon as
    they pass the limit.

    Parameters
    ----------
    routes
        `Routes`, of this round.
    courier
        A record of `sim.agents.courier.COURIER`.
    plan
        The courier's record of `PLAN`, whose route is copied and timed.
    new
        `NewOrder`.
    limit
        Cost from which on no insertion will do.
    """
    travel, now, row = routes.travel, routes.now, plan.row
    best_cost, best_pickup, best_dropoff = limit, 0, 1
    min_per_m = plan.min_per_m
    n_stops = plan.n_stops
    store_x, store_y, door_x, door_y = new.store_x_m, new.store_y_m, new.door_x_m, new.door_y_m
    direct_min = _to_door(travel, min_per_m, store_x, store_y, door_x, door_y)
    for pickup_at in range(0 if courier.doing == Doing.IDLE else 1, n_stops + 1):
        picked = max(_at_counter_min(routes, courier, plan, new, pickup_at), new.ready_min)
        left = picked + travel.pickup_after_min
        if picked > courier.until_min or left + direct_min - now >= best_cost:
            break
        x, y = store_x, store_y
        delays = 0.0
        for dropoff_at in range(pickup_at + 1, n_stops + 2):
            handed = left + _to_door(travel, min_per_m, x, y, door_x, door_y)
            late = max(0.0, handed - new.promised_min)
            cost = handed - now + delays + routes.late_weight * late
            if cost < best_cost:
                cost = _with_those_behind(
                    routes, courier, plan, new, dropoff_at, handed, cost, best_cost
                )
                if cost < best_cost:
                    best_cost, best_pickup, best_dropoff = cost, pickup_at, dropoff_at
            if dropoff_at > n_stops:
                break
            stop = routes.stops[row, dropoff_at - 1]
            if dropoff_at == pickup_at + 1:
                left += _leg(travel, min_per_m, x, y, stop)
            else:
                left += stop.leg_min
            left = max(left, stop.ready_min)
            if stop.is_pickup == 1 and left > courier.until_min:
                break
            left += stop.after_min
            x, y = stop.x_m, stop.y_m
            if stop.is_pickup == 0:
                delay = left - stop.left_min
                delays += delay + routes.late_weight * _more_late(stop, delay)
            if left - now + delays >= best_cost:
                break
    if best_cost < limit:
        return best_cost, best_pickup, best_dropoff
    return math.inf, 0, 1


@njit(cache=True, forceinline=True)
def _at_counter_min(routes, courier, plan, new, pickup_at):
    """When a courier can be at a new order's counter, minute of the run.

    Parameters
    ----------
    routes, courier, plan, new
        As in `cheapest_insertion`.
    pickup_at
        How many stops of the route come before it.
    """
    travel, min_per_m = routes.travel, plan.min_per_m
    if pickup_at == 0:
        x, y, time = free(courier, travel, routes.now)
        return time + _to_counter(travel, min_per_m, x, y, new.store_x_m, new.store_y_m)
    before = routes.stops[plan.row, pickup_at - 1]
    way = _to_counter(travel, min_per_m, before.x_m, before.y_m, new.store_x_m, new.store_y_m)
    return before.left_min + way


@njit(cache=True, forceinline=True)
def _with_those_behind(routes, courier, plan, new, dropoff_at, handed, cost, limit):
    """A cost, and what is added to it by the hand-overs behind a new one and by the later end.

    It is inf where a pick-up behind it would be after the shift.

    Parameters
    ----------
    routes, courier, plan, new
        As in `cheapest_insertion`.
    dropoff_at
        Position of the hand-over, counted with the pick-up in the route.
    handed
        When it is, minute of the run.
    cost
        Of the new order, and of the hand-overs before its own, minutes.
    limit
        Cost from which on the rest makes no difference.
    """
    travel, n_stops = routes.travel, plan.n_stops
    time = handed + travel.dropoff_after_min
    delay = 0.0
    for behind in range(dropoff_at - 1, n_stops):
        stop = routes.stops[plan.row, behind]
        if behind == dropoff_at - 1:
            time += _leg(travel, plan.min_per_m, new.door_x_m, new.door_y_m, stop)
        else:
            time += stop.leg_min
        time = max(time, stop.ready_min)
        if stop.is_pickup == 1 and time > courier.until_min:
            cost = math.inf
        time += stop.after_min
        delay = time - stop.left_min
        if stop.is_pickup == 0:
            cost += delay + routes.late_weight * _more_late(stop, delay)
        if cost >= limit:
            break
    if dropoff_at > n_stops:
        delay = time - routes.stops[plan.row, n_stops - 1].left_min
    return cost + routes.courier_weight * delay


@njit(cache=True, forceinline=True)
def _more_late(stop, delay):
    """Minutes beyond the promise that the delay of a stop adds."""
    slack = stop.promised_min - (stop.left_min - stop.after_min)
    return max(0.0, delay - max(0.0, slack))


@njit(cache=True)
def _leg(travel, min_per_m, x_m, y_m, stop):
    """Ride and parking to a stop of a route.

    Parameters
    ----------
    travel, min_per_m, x_m, y_m
        As in `leg_min`.
    stop
        The stop, a record of `PLANNED_STOP`.
    """
    if stop.is_pickup == 1:
        return _to_counter(travel, min_per_m, x_m, y_m, stop.x_m, stop.y_m)
    return _to_door(travel, min_per_m, x_m, y_m, stop.x_m, stop.y_m)


@njit(cache=True)
def _to_counter(travel, min_per_m, x_m, y_m, to_x_m, to_y_m):
    """Ride and parking to a store; a second pick-up at the same counter needs none.

    Parameters
    ----------
    travel, min_per_m, x_m, y_m, to_x_m, to_y_m
        As in `leg_min`.
    """
    if to_x_m == x_m and to_y_m == y_m:
        return 0.0
    return leg_min(travel, min_per_m, x_m, y_m, to_x_m, to_y_m) + travel.pickup_before_min


@njit(cache=True)
def _to_door(travel, min_per_m, x_m, y_m, to_x_m, to_y_m):
    """Ride, parking and the way up to a door.

    Parameters
    ----------
    travel, min_per_m, x_m, y_m, to_x_m, to_y_m
        As in `leg_min`.
    """
    return leg_min(travel, min_per_m, x_m, y_m, to_x_m, to_y_m) + travel.dropoff_before_min
