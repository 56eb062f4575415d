"""Batch insertion: orders go into running routes, or to who is at the store first."""

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.agents.courier import is_busy
from sim.flow.entry import Resolved
from sim.flow.kitchen import known_ready_min
from sim.flow.requests import OFFER
from sim.flow.travel import distance_m
from sim.policies.dispatch.detours import (
    PLAN,
    PLANNED_STOP,
    Routes,
    cheapest_insertion,
    copy_route,
    cost_alone,
    new_order,
    put_in,
    time_route,
)
from sim.policies.dispatch.idle import first_at_store, idle_couriers
from sim.policies.dispatch.index import Index, add, around, city_index, square_of
from sim.policies.dispatch.riding import pace
from sim.schema import Schema

# A stop of a plan, as one looks for it by where it is.
_PASS = Schema(
    ("plan", "i4", "row of the plan"),
    ("x_m", "f8", "metres east"),
    ("y_m", "f8", "metres north"),
)
_PLAN_DTYPE, _STOP_DTYPE, _PASS_DTYPE = PLAN.dtype, PLANNED_STOP.dtype, _PASS.dtype
_OFFER_DTYPE = OFFER.dtype

# Squares no smaller than this, metres.
_LEAST_SIDE_M = 250.0


class _Plans(NamedTuple):
    """Couriers at work with a hand free, and where their routes pass.

    The tables have room for all orders of the round; rows that are never touched cost no memory.
    """

    plans: NDArray[np.void]  # (capacity,) of PLAN
    passes: NDArray[np.void]  # (capacity,) of _PASS
    squares: Index  # of the passes
    rows: NDArray[np.int32]  # (capacity,) passes around a store, for a moment
    used: NDArray[np.int64]  # (2,) rows in use of plans and of passes


@njit(cache=True)
def insert_in_batch(world, rules, now):
    """Insert the orders that are due into routes, oldest first; (n_offers,) of OFFER.

    An order goes to the idle courier who can be at the store first, or into a route that passes
    the store, whichever costs less. A route that gained an order in this round is seen with it
    by the next order.
    """
    due = _due(world, now + rules.lead_min)
    offers = np.empty(len(due), _OFFER_DTYPE)
    if len(due) == 0:
        return offers
    travel = world.travel[0]
    # Who is off a route by no more than bundle_m has a stop in this square or the next.
    side_m = max(rules.bundle_m / travel.detour, _LEAST_SIDE_M)
    idle = idle_couriers(world, side_m, now)
    found = _plans(world, side_m, len(due))
    stops = np.empty((len(found.plans), 2 * travel.max_orders), _STOP_DTYPE)
    routes = Routes(stops, travel, world.outside[0], rules.courier_weight, rules.late_weight, now)
    n_offers = 0
    for order_id in due:
        new = new_order(world, order_id)
        order = world.orders[order_id]
        first = first_at_store(world, idle, order, rules.radius_m, True, now)
        limit = math.inf
        if first >= 0:
            limit = cost_alone(routes, world.couriers[idle.couriers[first].courier], new)
        row, pickup_at, dropoff_at = _cheapest_route(
            world, found, routes, new, rules.bundle_m, limit
        )
        if row < 0 and first < 0:
            continue
        if row < 0:
            row = _open_plan(world, found, idle.couriers[first].courier)
            idle.couriers[first].courier = -1
        plan = found.plans[row]
        put_in(world, routes, plan, new, pickup_at, dropoff_at)
        _pass_by(found, row, new.store_x_m, new.store_y_m)
        _pass_by(found, row, new.door_x_m, new.door_y_m)
        offer = offers[n_offers]
        offer.order, offer.courier = order_id, plan.courier
        offer.pickup_at, offer.dropoff_at = pickup_at, dropoff_at
        n_offers += 1
    return offers[:n_offers]


@njit(cache=True)
def _due(world, until_min):
    """Waiting orders whose food is predicted by `until_min`, oldest first, (n_due,)."""
    n_waiting = world.state[0].n_waiting
    due = np.empty(n_waiting, np.int32)
    n_due = 0
    for nth in range(n_waiting):
        order_id = world.waiting[nth]
        if known_ready_min(world.orders[order_id]) <= until_min:
            due[n_due] = order_id
            n_due += 1
    return np.sort(due[:n_due])


@njit(cache=True)
def _plans(world, side_m, n_more):
    """Couriers at work with a hand free, with room for so many more orders."""
    couriers, max_orders = world.couriers, world.travel[0].max_orders
    most = len(couriers) + n_more
    n_passes = 2 * max_orders * most
    found = _Plans(
        np.empty(most, _PLAN_DTYPE),
        np.empty(n_passes, _PASS_DTYPE),
        city_index(world, side_m, n_passes),
        np.empty(n_passes, np.int32),
        np.zeros(2, np.int64),
    )
    for courier_id in range(len(couriers)):
        courier = couriers[courier_id]
        if not is_busy(courier.doing) or courier.n_orders >= max_orders:
            continue
        row = _open_plan(world, found, courier_id)
        for nth in range(courier.n_stops):
            stop = world.stops[courier_id, nth]
            _pass_by(found, row, stop.x_m, stop.y_m)
    return found


@njit(cache=True)
def _open_plan(world, found, courier_id):
    """A courier's plan begins with the route as it is; its row."""
    row = found.used[0]
    found.used[0] += 1
    courier, plan = world.couriers[courier_id], found.plans[row]
    plan.row, plan.courier = row, courier_id
    plan.n_stops, plan.n_orders = courier.n_stops, courier.n_orders
    plan.asked_by = -1
    plan.copied, plan.timed = courier.n_stops == 0, False
    plan.min_per_m = pace(world.outside[0], courier)
    return row


@njit(cache=True)
def _pass_by(found, row, x_m, y_m):
    """Note a stop of a plan in the list of its square."""
    nth = found.used[1]
    found.used[1] += 1
    stop = found.passes[nth]
    stop.plan, stop.x_m, stop.y_m = row, x_m, y_m
    add(found.squares, nth, x_m, y_m)


@njit(cache=True)
def _cheapest_route(world, found, routes, new, bundle_m, limit):
    """The route near a store that an order costs least in: (row, pick-up's position, hand-over's).

    Parameters
    ----------
    world
        The market's columns.
    found
        `_Plans`, of this round.
    routes
        `Routes`, of this round.
    new
        `NewOrder`, to be inserted.
    bundle_m
        Longest way from a stop of the route to the store, metres.
    limit
        Cost from which on no route will do: the row is then -1.
    """
    travel, x_m, y_m = routes.travel, new.store_x_m, new.store_y_m
    best_cost, best, best_pickup, best_dropoff = limit, -1, 0, 1
    for nth in range(around(found.squares, square_of(found.squares, x_m, y_m), found.rows)):
        stop = found.passes[found.rows[nth]]
        plan = found.plans[stop.plan]
        if plan.asked_by == new.order or plan.n_orders >= travel.max_orders:
            continue
        metres = distance_m(travel, stop.x_m, stop.y_m, x_m, y_m)
        if metres > bundle_m or new.refused_by == plan.courier:
            continue
        plan.asked_by = new.order
        courier = world.couriers[plan.courier]
        if not plan.copied:
            copy_route(world, routes, plan)
        if not plan.timed:
            time_route(routes, courier, plan)
        cost, pickup_at, dropoff_at = cheapest_insertion(routes, courier, plan, new, best_cost)
        if cost < best_cost:
            best_cost, best = cost, stop.plan
            best_pickup, best_dropoff = pickup_at, dropoff_at
    return best, best_pickup, best_dropoff


insert = Resolved(insert_in_batch)
