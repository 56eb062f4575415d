"""Routes of the rolling horizon: what one costs, and where another order costs least in it.

A route is a chain of bundles, each of one store, for one courier: `route` (MOST,) holds rows of
the orders, `begins` (MOST,) marks where a bundle begins, and `size` is the number of orders. The
three are handed over one by one: in a tuple, each access would count references, which cost a
third more in rounds with long routes.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.policies.dispatch.riding import leg_min

# Most orders in one route.
MOST = 16


class Terms(NamedTuple):
    """What a plan is judged by; all costs are minutes of a fresh order's delay."""

    price: float  # a courier's minute
    late_weight: float  # a minute beyond the promise, on top
    bundle: int  # most orders in a bundle
    radius_m: float  # largest way of a courier without a plan to a store
    unplanned_cost: float  # an order that costs more everywhere stays without a route


class Problem(NamedTuple):
    """What is to be planned, with whom, and what counts."""

    travel: np.void  # speeds and service times
    couriers: NDArray[np.void]  # (n_candidates,) of sim.policies.dispatch.candidates.CANDIDATE
    orders: NDArray[np.void]  # (n_orders,) of sim.policies.dispatch.tasks.TASK
    terms: Terms


@njit(cache=True)
def route_cost(travel, one, orders, route, begins, size, terms):
    """Cost of a route for a courier; inf where a pick-up would come after the shift.

    weighted minutes beyond the earliest hand-over + late_weight * minutes beyond the promise
    + the courier's penalty for each order + price * minutes of the shift at work

    Parameters
    ----------
    travel
        The record of speeds and service times.
    one
        The courier, a record of `sim.policies.dispatch.candidates.CANDIDATE`.
    orders
        (n_orders,) of `sim.policies.dispatch.tasks.TASK`.
    route, begins, size
        The route: (MOST,) rows of orders, (MOST,) whether a bundle begins there, orders in it.
    terms
        `Terms`.
    """
    time, x, y = one.free_min, one.x_m, one.y_m
    cost, work = size * one.penalty_min, 0.0
    first = 0
    while first < size:
        at = orders[route[first]]
        behind, ready = bundle_end(orders, route, begins, size, first)
        ride = leg_min(travel, one.min_per_m, x, y, at.store_x_m, at.store_y_m)
        picked = max(time + ride + travel.pickup_before_min, ready)
        if picked > one.until_min:
            return math.inf
        started = picked - travel.pickup_before_min - ride
        x, y = at.store_x_m, at.store_y_m
        time = picked + travel.pickup_after_min
        for nth in range(first, behind):
            to = orders[route[nth]]
            if to.refused_by == one.courier:
                return math.inf
            time += leg_min(travel, one.min_per_m, x, y, to.door_x_m, to.door_y_m)
            time += travel.dropoff_before_min
            cost += to.weight * (time - to.least_min)
            cost += terms.late_weight * max(0.0, time - to.promised_min)
            x, y = to.door_x_m, to.door_y_m
            time += travel.dropoff_after_min
        work += max(0.0, min(time, one.until_min) - started)
        first = behind
    return cost + terms.price * work


@njit(cache=True, forceinline=True)
def bundle_end(orders, route, begins, size, first):
    """Where the next bundle begins, and when the food of this one is ready.

    Parameters
    ----------
    orders
        (n_orders,) of `sim.policies.dispatch.tasks.TASK`.
    route, begins, size
        The route: (MOST,) rows of orders, (MOST,) whether a bundle begins there, orders in it.
    first
        Where this bundle begins.
    """
    ready = orders[route[first]].ready_min
    behind = first + 1
    while behind < size and not begins[behind]:
        ready = max(ready, orders[route[behind]].ready_min)
        behind += 1
    return behind, ready


@njit(cache=True)
def route_end(travel, one, orders, route, begins, size):
    """When and where a courier is free after a route: (minute, x, y).

    Parameters
    ----------
    travel, one, orders, route, begins, size
        As in `route_cost`.
    """
    time, x, y = one.free_min, one.x_m, one.y_m
    first = 0
    while first < size:
        at = orders[route[first]]
        behind, ready = bundle_end(orders, route, begins, size, first)
        time += leg_min(travel, one.min_per_m, x, y, at.store_x_m, at.store_y_m)
        time = max(time + travel.pickup_before_min, ready) + travel.pickup_after_min
        x, y = at.store_x_m, at.store_y_m
        for nth in range(first, behind):
            to = orders[route[nth]]
            time += leg_min(travel, one.min_per_m, x, y, to.door_x_m, to.door_y_m)
            time += travel.dropoff_before_min + travel.dropoff_after_min
            x, y = to.door_x_m, to.door_y_m
        first = behind
    return time, x, y


# Where an order is put: as a bundle of its own, at the head of a bundle, or further down in one.
ALONE, HEAD, INSIDE = 0, 1, 2


@njit(cache=True)
def with_order(route, begins, size, position, way, order, new_route, new_begins):
    """Copy a route with one more order.

    Parameters
    ----------
    route, begins, size
        The route as it is, see `route_cost`.
    position
        Of the order in the longer route.
    way
        `ALONE`, `HEAD` or `INSIDE`.
    order
        Row of the order.
    new_route, new_begins
        (MOST + 1,) where the longer route is written.
    """
    for nth in range(position):
        new_route[nth], new_begins[nth] = route[nth], begins[nth]
    new_route[position], new_begins[position] = order, way != INSIDE
    for nth in range(position, size):
        new_route[nth + 1], new_begins[nth + 1] = route[nth], begins[nth]
    if way == HEAD:
        new_begins[position + 1] = False


@njit(cache=True)
def without_order(route, begins, size, order):
    """Take an order out of a route, where it is."""
    position = 0
    while route[position] != order:
        position += 1
    began = begins[position]
    for nth in range(position, size - 1):
        route[nth], begins[nth] = route[nth + 1], begins[nth + 1]
    if began and position < size - 1:
        begins[position] = True


@njit(cache=True)
def cheapest_position(travel, one, orders, order, route, begins, size, base, limit, terms,
                   new_route, new_begins):  # fmt: skip
    """Where an order costs least in a route: (rise, position, way); -1 from `limit` on.

    Parameters
    ----------
    travel, one, orders
        As in `route_cost`.
    order
        Row of the order.
    route, begins, size
        The courier's route without it, see `route_cost`.
    base
        What that route costs, minutes.
    limit
        A rise from which on no position will do, minutes.
    terms
        `Terms`.
    new_route, new_begins
        (MOST + 1,) to try longer routes in.
    """
    best, best_at, best_way = limit, -1, ALONE
    if size >= MOST - 1:
        return best, best_at, best_way
    first = 0  # of the bundle before the position
    for position in range(size + 1):
        for way in (ALONE, INSIDE, HEAD):
            if not _possible(
                orders, order, route, begins, size, first, position, way, terms.bundle
            ):
                continue
            with_order(route, begins, size, position, way, order, new_route, new_begins)
            cost = route_cost(travel, one, orders, new_route, new_begins, size + 1, terms)
            if cost - base < best:
                best, best_at, best_way = cost - base, position, way
        if position < size and begins[position]:
            first = position
    return best, best_at, best_way


@njit(cache=True)
def _possible(orders, order, route, begins, size, first, position, way, bundle):
    """Whether an order can stand at a position in such a way.

    Parameters
    ----------
    orders, order, route, begins, size
        As in `cheapest_position`.
    first
        Where the bundle before the position begins.
    position, way
        As in `with_order`.
    bundle
        Most orders in a bundle.
    """
    if way == ALONE:
        return position == size or begins[position]
    if way == INSIDE:
        head, there_is = first, position > 0
    else:
        head, there_is = position, position < size and begins[position]
    if not there_is or orders[route[head]].store != orders[order].store:
        return False
    behind = head + 1
    while behind < size and not begins[behind]:
        behind += 1
    return behind - head < bundle
