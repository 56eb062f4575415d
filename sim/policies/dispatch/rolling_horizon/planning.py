"""The plan of a round: routes for all orders, mended while that pays.

Orders are put where they cost least, taken out and put elsewhere, and whole routes change couriers
by the cheapest matching. Whoever cannot be better than what is found already is not looked at.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.flow.travel import distance_m, whole
from sim.policies.dispatch import matching
from sim.policies.dispatch.rings import Rings, in_ring, least_way_m, n_rings, rings, square_of
from sim.policies.dispatch.rolling_horizon.routes import (
    ALONE,
    MOST,
    cheapest_place,
    route_cost,
    with_order,
    without_order,
)

# Least gain for which an order changes its place.
_LEAST_GAIN = 1e-6
# Up to so many pairs of routes and couriers all are matched with all, else those near.
_MOST_PAIRS = 100_000
# Couriers near a store that its route may change to in a large fleet.
_NEAR = 8
# Costs from here on are no costs: a pick-up would come after the shift.
_NEVER = 1e5


class Plan(NamedTuple):
    """Who brings what, by candidate and by order."""

    routes: NDArray[np.int32]  # (n_candidates, MOST) rows of orders
    begins: NDArray[np.bool_]  # (n_candidates, MOST) where a bundle begins
    sizes: NDArray[np.int32]  # (n_candidates,) orders in the route
    costs: NDArray[np.float64]  # (n_candidates,) of the route
    where: NDArray[np.int32]  # (n_orders,) the candidate who has it; -1: none


class _Search(NamedTuple):
    """What a search for the cheapest route needs beside the plan."""

    rings: Rings  # of the candidates
    rows: NDArray[np.int32]  # (n_candidates,) those of a ring, for a moment
    least_free_min: float  # nobody is free sooner
    least_min_per_m: float  # nobody is faster
    route: NDArray[np.int32]  # (MOST + 1,) a route to try
    begins: NDArray[np.bool_]  # (MOST + 1,) of it


@njit(cache=True)
def plan(travel, couriers, orders, terms, rounds, matches):
    """Routes for all orders, earliest food first, mended in so many rounds.

    An order that costs more than `terms.unplanned_cost` everywhere stays without a route.
    """
    found = _nothing(len(couriers), len(orders))
    search = _searching(couriers)
    for order in range(len(orders)):
        _relocate(travel, couriers, orders, order, found, search, terms)
    for _ in range(rounds):
        changed = matches and _match(travel, couriers, orders, found, search, terms)
        for order in range(len(orders)):
            changed |= _relocate(travel, couriers, orders, order, found, search, terms)
        if not changed:
            break
    return found


@njit(cache=True)
def _nothing(n_couriers, n_orders):
    return Plan(
        np.zeros((n_couriers, MOST), np.int32),
        np.zeros((n_couriers, MOST), np.bool_),
        np.zeros(n_couriers, np.int32),
        np.zeros(n_couriers),
        np.full(n_orders, -1, np.int32),
    )


@njit(cache=True)
def _searching(couriers):
    least_free_min, least_min_per_m = np.inf, np.inf
    for row in range(len(couriers)):
        least_free_min = min(least_free_min, couriers[row].free_min)
        least_min_per_m = min(least_min_per_m, couriers[row].min_per_m)
    return _Search(
        rings(couriers),
        np.empty(len(couriers), np.int32),
        least_free_min,
        least_min_per_m,
        np.empty(MOST + 1, np.int32),
        np.empty(MOST + 1, np.bool_),
    )


@njit(cache=True)
def _relocate(travel, couriers, orders, order, found, search, terms):
    """Take an order out of its route and put it where it costs less; whether it does anywhere."""
    row = found.where[order]
    saved = terms.unplanned_cost
    if row >= 0:
        old_route, old_begins = found.routes[row].copy(), found.begins[row].copy()
        old_cost = found.costs[row]
        without_order(found.routes[row], found.begins[row], found.sizes[row], order)
        found.sizes[row] -= 1
        _reckon(travel, couriers, orders, row, found, terms)
        saved = old_cost - found.costs[row] - _LEAST_GAIN
    other, place, way = _cheapest_route(
        travel, couriers, orders, order, found, search, terms, saved
    )
    if other >= 0:
        size = found.sizes[other]
        with_order(
            found.routes[other], found.begins[other], size, place, way, order,
            search.route, search.begins,
        )  # fmt: skip
        for nth in range(size + 1):
            found.routes[other, nth] = search.route[nth]
            found.begins[other, nth] = search.begins[nth]
        found.sizes[other] = size + 1
        _reckon(travel, couriers, orders, other, found, terms)
        found.where[order] = other
    elif row >= 0:
        found.routes[row], found.begins[row] = old_route, old_begins
        found.sizes[row] += 1
        found.costs[row] = old_cost
    return other >= 0


@njit(cache=True)
def _reckon(travel, couriers, orders, row, found, terms):
    found.costs[row] = route_cost(
        travel, couriers[row], orders, found.routes[row], found.begins[row], found.sizes[row], terms
    )


@njit(cache=True)
def _cheapest_route(travel, couriers, orders, order, found, search, terms, limit):
    """Whose route an order costs least in: (candidate, place, way); -1 from `limit` on.

    Of equals the lowest row, so that the squares make no difference. A courier who is ridden to
    from the ring in question is at the counter no sooner, whatever the route: that much at least
    the order is late.
    """
    new = orders[order]
    best, best_row, best_place, best_way = limit, -1, -1, ALONE
    middle = square_of(search.rings, new.store_x_m, new.store_y_m)
    door_m = distance_m(travel, new.store_x_m, new.store_y_m, new.door_x_m, new.door_y_m)
    for ring in range(n_rings(search.rings)):
        way_min = whole(travel, least_way_m(travel, search.rings, ring) * search.least_min_per_m)
        there_min = search.least_free_min + way_min + travel.pickup_before_min
        if _least_cost(travel, new, there_min, door_m * search.least_min_per_m, terms) > best:
            break
        for nth in range(in_ring(search.rings, middle, ring, search.rows)):
            row = search.rows[nth]
            if _least_rise(travel, couriers[row], new, found.sizes[row], door_m, terms) > best:
                continue
            limit = best if row > best_row else np.nextafter(best, np.inf)
            rise, place, way = cheapest_place(
                travel, couriers[row], orders, order, found.routes[row], found.begins[row],
                found.sizes[row], found.costs[row], limit, terms, search.route, search.begins,
            )  # fmt: skip
            if place >= 0:
                best, best_row, best_place, best_way = rise, row, place, way
    return best_row, best_place, best_way


@njit(cache=True)
def _least_cost(travel, new, there_min, ride_min, terms):
    """What an order costs at least that is not picked up before a minute, and then ridden.

    A little less, since sums in another sequence may differ in the last bit.
    """
    hand_over_min = max(there_min, new.ready_min) + travel.pickup_after_min
    hand_over_min += whole(travel, ride_min) + travel.dropoff_before_min
    least = new.weight * (hand_over_min - new.least_min)
    return least + terms.late_weight * max(0.0, hand_over_min - new.promised_min) - _LEAST_GAIN


@njit(cache=True)
def _least_rise(travel, one, new, size, door_m, terms):
    """What a route rises by at least with a new order; inf beyond the radius.

    The way to the counter cannot be shorter than straight from where the courier is free; one
    without a plan has to ride and to park for this order alone.
    """
    metres = distance_m(travel, one.x_m, one.y_m, new.store_x_m, new.store_y_m)
    if size == 0 and metres > terms.radius_m:
        return np.inf
    way_min = whole(travel, metres * one.min_per_m) + travel.pickup_before_min
    there_min = one.free_min + way_min
    least = _least_cost(travel, new, there_min, door_m * one.min_per_m, terms)
    if size == 0:
        least += terms.price * way_min + one.charge_min
    return least


@njit(cache=True)
def _match(travel, couriers, orders, found, search, terms):
    """Give each route to the courier that makes all of them cheapest; whether that changed any."""
    rows = np.flatnonzero(found.sizes > 0)
    if len(rows) == 0:
        return False
    if len(rows) * len(couriers) <= _MOST_PAIRS:
        matched = _among_all(travel, couriers, orders, found, rows, terms)
    else:
        matched = _among_near(travel, couriers, orders, found, rows, search, terms)
    if np.all(matched == rows):
        return False
    routes, begins, sizes = found.routes[rows], found.begins[rows], found.sizes[rows]
    for i in range(len(rows)):
        if _cost_with(travel, couriers, orders, found, rows[i], matched[i], terms) >= _NEVER:
            return False
    found.sizes[rows], found.costs[rows] = 0, 0.0
    for i in range(len(rows)):
        row = matched[i]
        found.routes[row], found.begins[row], found.sizes[row] = routes[i], begins[i], sizes[i]
        _reckon(travel, couriers, orders, row, found, terms)
        for nth in range(sizes[i]):
            found.where[routes[i, nth]] = row
    return True


@njit(cache=True)
def _cost_with(travel, couriers, orders, found, row, other, terms):
    """What the route of a candidate would cost with another."""
    cost = route_cost(
        travel, couriers[other], orders, found.routes[row], found.begins[row], found.sizes[row],
        terms,
    )  # fmt: skip
    return min(cost, _NEVER)


@njit(cache=True)
def _among_all(travel, couriers, orders, found, rows, terms):
    """The cheapest matching of routes to all candidates, (n_routes,)."""
    costs = np.empty((len(rows), len(couriers)))
    for i in range(len(rows)):
        for other in range(len(couriers)):
            costs[i, other] = _cost_with(travel, couriers, orders, found, rows[i], other, terms)
    return matching.cheapest_matching(costs)


@njit(cache=True)
def _among_near(travel, couriers, orders, found, rows, search, terms):
    """The cheapest matching of routes to candidates near their first store, (n_routes,)."""
    n_couriers = len(couriers)
    columns = np.empty((len(rows), _NEAR + 1), np.int32)
    costs = np.full((len(rows), _NEAR + 1), _NEVER)
    for i in range(len(rows)):
        columns[i] = rows[i]
        costs[i, 0] = found.costs[rows[i]]
        _near(couriers, orders[found.routes[rows[i], 0]], search, columns[i])
        for j in range(1, _NEAR + 1):
            if columns[i, j] != rows[i]:
                costs[i, j] = _cost_with(
                    travel, couriers, orders, found, rows[i], columns[i, j], terms
                )
    return matching.sparse_matching(columns, costs, n_couriers)


@njit(cache=True)
def _near(couriers, order, search, columns):
    """Fill in candidates around the store of an order, from the second column on."""
    n_found = 1
    middle = square_of(search.rings, order.store_x_m, order.store_y_m)
    for ring in range(n_rings(search.rings)):
        for nth in range(in_ring(search.rings, middle, ring, search.rows)):
            if search.rows[nth] != columns[0]:
                columns[n_found] = search.rows[nth]
                n_found += 1
                if n_found == len(columns):
                    return
