"""Whole routes change couriers by the cheapest matching."""

import numpy as np
from numba import njit

from sim.policies.dispatch import matching
from sim.policies.dispatch.index import in_ring, n_rings, square_of
from sim.policies.dispatch.rolling_horizon.plans import cost_with, note_cost

# Up to so many pairs of routes and couriers all are matched with all, else those near.
_MOST_PAIRS = 100_000
# Couriers near a store that its route may change to in a large fleet.
_NEAR = 8
# Costs from here on are no costs: a pick-up would come after the shift.
_NEVER = 1e5


@njit(cache=True)
def exchange(problem, found, search):
    """Give each route to the courier that makes all of them cheapest; whether that changed any."""
    rows = np.flatnonzero(found.sizes > 0)
    if len(rows) == 0:
        return False
    if len(rows) * len(problem.couriers) <= _MOST_PAIRS:
        matched = _among_all(problem, found, rows)
    else:
        matched = _among_near(problem, found, search, rows)
    if np.all(matched == rows):
        return False
    routes, begins, sizes = found.routes[rows], found.begins[rows], found.sizes[rows]
    for i in range(len(rows)):
        if cost_with(problem, found, rows[i], matched[i]) >= _NEVER:
            return False
    found.sizes[rows], found.costs[rows] = 0, 0.0
    for i in range(len(rows)):
        row = matched[i]
        found.routes[row], found.begins[row], found.sizes[row] = routes[i], begins[i], sizes[i]
        note_cost(problem, found, row)
        for nth in range(sizes[i]):
            found.where[routes[i, nth]] = row
    return True


@njit(cache=True)
def _among_all(problem, found, rows):
    """The cheapest matching of routes to all candidates, (n_routes,)."""
    costs = np.empty((len(rows), len(problem.couriers)))
    for i in range(len(rows)):
        for other in range(len(problem.couriers)):
            costs[i, other] = min(cost_with(problem, found, rows[i], other), _NEVER)
    return matching.cheapest_matching(costs)


@njit(cache=True)
def _among_near(problem, found, search, rows):
    """The cheapest matching of routes to candidates near their first store, (n_routes,)."""
    columns = np.empty((len(rows), _NEAR + 1), np.int32)
    costs = np.full((len(rows), _NEAR + 1), _NEVER)
    for i in range(len(rows)):
        columns[i] = rows[i]
        costs[i, 0] = found.costs[rows[i]]
        _near(search, problem.orders[found.routes[rows[i], 0]], columns[i])
        for j in range(1, _NEAR + 1):
            if columns[i, j] != rows[i]:
                costs[i, j] = min(cost_with(problem, found, rows[i], columns[i, j]), _NEVER)
    return matching.sparse_matching(columns, costs, len(problem.couriers))


@njit(cache=True)
def _near(search, order, columns):
    """Fill in candidates around the store of an order, from the second column on."""
    n_found = 1
    middle = square_of(search.squares, order.store_x_m, order.store_y_m)
    for ring in range(n_rings(search.squares)):
        for nth in range(in_ring(search.squares, middle, ring, search.rows)):
            if search.rows[nth] != columns[0]:
                columns[n_found] = search.rows[nth]
                n_found += 1
                if n_found == len(columns):
                    return
