"""The plan of a round: routes for all orders, mended while that pays.

Orders are put where they cost least, taken out and put elsewhere, and whole routes change couriers
by the cheapest matching. Whoever cannot be better than what is found already is not looked at.
"""

import numpy as np
from numba import njit

from sim.flow.travel import distance_m
from sim.policies.dispatch.index import in_ring, least_way_m, n_rings, square_of
from sim.policies.dispatch.riding import riding_min
from sim.policies.dispatch.rolling_horizon.exchange import exchange
from sim.policies.dispatch.rolling_horizon.plans import no_routes, note_cost, search_among
from sim.policies.dispatch.rolling_horizon.routes import (
    ALONE,
    cheapest_position,
    with_order,
    without_order,
)

# Least gain for which an order changes its route or its position.
_LEAST_GAIN = 1e-6


@njit(cache=True)
def plan(problem, rounds, matches):
    """Routes for all orders of a `Problem`, earliest food first, mended in so many rounds.

    An order that costs more than `terms.unplanned_cost` everywhere stays without a route.
    """
    n_orders = len(problem.orders)
    found = no_routes(len(problem.couriers), n_orders)
    search = search_among(problem.couriers)
    for order in range(n_orders):
        _relocate(problem, found, search, order)
    for _ in range(rounds):
        changed = matches and exchange(problem, found, search)
        for order in range(n_orders):
            changed |= _relocate(problem, found, search, order)
        if not changed:
            break
    return found


@njit(cache=True)
def _relocate(problem, found, search, order):
    """Take an order out of its route and put it where it costs less; whether it does anywhere."""
    row = found.where[order]
    saved = problem.terms.unplanned_cost
    if row >= 0:
        old_route, old_begins = found.routes[row].copy(), found.begins[row].copy()
        old_cost = found.costs[row]
        without_order(found.routes[row], found.begins[row], found.sizes[row], order)
        found.sizes[row] -= 1
        note_cost(problem, found, row)
        saved = old_cost - found.costs[row] - _LEAST_GAIN
    other, position, way = _cheapest_route(problem, found, search, order, saved)
    if other >= 0:
        size = found.sizes[other]
        with_order(
            found.routes[other],
            found.begins[other],
            size,
            position,
            way,
            order,
            search.route,
            search.begins,
        )
        for nth in range(size + 1):
            found.routes[other, nth] = search.route[nth]
            found.begins[other, nth] = search.begins[nth]
        found.sizes[other] = size + 1
        note_cost(problem, found, other)
        found.where[order] = other
    elif row >= 0:
        found.routes[row], found.begins[row] = old_route, old_begins
        found.sizes[row] += 1
        found.costs[row] = old_cost
    return other >= 0


@njit(cache=True)
def _cheapest_route(problem, found, search, order, limit):
    """Whose route an order costs least in: (candidate, position, way); -1 from `limit` on.

    Of equals the lowest row, so that the squares make no difference. A courier who is ridden to
    from the ring in question is at the counter no sooner, whatever the route: that much at least
    the order is late.

    Parameters
    ----------
    problem
        `Problem`.
    found
        `Plan`, as it is; the order stands in no route.
    search
        `Search` in it.
    order
        Row of the order.
    limit
        A rise of the cost from which on no route will do, minutes.
    """
    travel, couriers, orders = problem.travel, problem.couriers, problem.orders
    terms, new = problem.terms, orders[order]
    best, best_row, best_at, best_way = limit, -1, -1, ALONE
    middle = square_of(search.squares, new.store_x_m, new.store_y_m)
    door_m = distance_m(travel, new.store_x_m, new.store_y_m, new.door_x_m, new.door_y_m)
    for ring in range(n_rings(search.squares)):
        least_m = least_way_m(travel, search.squares, ring)
        there_min = search.least_free_min + riding_min(travel, search.least_min_per_m, least_m)
        there_min += travel.pickup_before_min
        if _least_cost(problem, new, there_min, search.least_min_per_m, door_m) > best:
            break
        for nth in range(in_ring(search.squares, middle, ring, search.rows)):
            row = search.rows[nth]
            if _least_rise(problem, couriers[row], new, found.sizes[row], door_m) > best:
                continue
            rise, position, way = cheapest_position(
                travel,
                couriers[row],
                orders,
                order,
                found.routes[row],
                found.begins[row],
                found.sizes[row],
                found.costs[row],
                best if row > best_row else np.nextafter(best, np.inf),
                terms,
                search.route,
                search.begins,
            )
            if position >= 0:
                best, best_row, best_at, best_way = rise, row, position, way
    return best_row, best_at, best_way


@njit(cache=True)
def _least_cost(problem, new, there_min, min_per_m, door_m):
    """What an order costs at least that is not picked up before a minute, and then ridden.

    A little less, since sums in another sequence may differ in the last bit.

    Parameters
    ----------
    problem
        `Problem`.
    new
        The order, a record of `TASK`.
    there_min
        The minute before which nobody is at the counter.
    min_per_m
        Pace, minutes for each metre.
    door_m
        Way from the order's store to its door, metres.
    """
    travel = problem.travel
    hand_over_min = max(there_min, new.ready_min) + travel.pickup_after_min
    hand_over_min += riding_min(travel, min_per_m, door_m) + travel.dropoff_before_min
    least = new.weight * (hand_over_min - new.least_min)
    late_min = max(0.0, hand_over_min - new.promised_min)
    return least + problem.terms.late_weight * late_min - _LEAST_GAIN


@njit(cache=True)
def _least_rise(problem, one, new, size, door_m):
    """What a route rises by at least with a new order; inf beyond the radius.

    The way to the counter cannot be shorter than straight from where the courier is free; one
    without a plan has to ride and to park for this order alone.

    Parameters
    ----------
    problem
        `Problem`.
    one
        The courier, a record of `CANDIDATE`.
    new
        The order, a record of `TASK`.
    size
        Orders in the courier's route.
    door_m
        Way from the order's store to its door, metres.
    """
    travel, terms = problem.travel, problem.terms
    metres = distance_m(travel, one.x_m, one.y_m, new.store_x_m, new.store_y_m)
    if size == 0 and metres > terms.radius_m:
        return np.inf
    way_min = riding_min(travel, one.min_per_m, metres) + travel.pickup_before_min
    least = _least_cost(problem, new, one.free_min + way_min, one.min_per_m, door_m)
    if size == 0:
        least += terms.price * way_min + one.penalty_min
    return least
