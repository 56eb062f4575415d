"""The plan of a round as arrays, and what a search in it needs."""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.policies.dispatch.index import Index, index_of
from sim.policies.dispatch.rolling_horizon.routes import MOST, route_cost


class Plan(NamedTuple):
    """Who brings what, by candidate and by order."""

    routes: NDArray[np.int32]  # (n_candidates, MOST) rows of orders
    begins: NDArray[np.bool_]  # (n_candidates, MOST) where a bundle begins
    sizes: NDArray[np.int32]  # (n_candidates,) orders in the route
    costs: NDArray[np.float64]  # (n_candidates,) of the route
    where: NDArray[np.int32]  # (n_orders,) the candidate who has it; -1: none


class Search(NamedTuple):
    """What a search for the cheapest route needs beside the plan."""

    squares: Index  # of the candidates
    rows: NDArray[np.int32]  # (n_candidates,) those of a ring, for a moment
    least_free_min: float  # nobody is free sooner
    least_min_per_m: float  # nobody is faster
    route: NDArray[np.int32]  # (MOST + 1,) a route to try
    begins: NDArray[np.bool_]  # (MOST + 1,) of it


@njit(cache=True)
def no_routes(n_couriers, n_orders):
    """A plan in which nobody has an order."""
    return Plan(
        np.zeros((n_couriers, MOST), np.int32),
        np.zeros((n_couriers, MOST), np.bool_),
        np.zeros(n_couriers, np.int32),
        np.zeros(n_couriers),
        np.full(n_orders, -1, np.int32),
    )


@njit(cache=True)
def search_among(couriers):
    """What a search among candidates needs."""
    least_free_min, least_min_per_m = np.inf, np.inf
    for row in range(len(couriers)):
        least_free_min = min(least_free_min, couriers[row].free_min)
        least_min_per_m = min(least_min_per_m, couriers[row].min_per_m)
    return Search(
        index_of(couriers),
        np.empty(len(couriers), np.int32),
        least_free_min,
        least_min_per_m,
        np.empty(MOST + 1, np.int32),
        np.empty(MOST + 1, np.bool_),
    )


@njit(cache=True)
def note_cost(problem, found, row):
    """Note what the route of a candidate costs."""
    found.costs[row] = cost_with(problem, found, row, row)


@njit(cache=True)
def cost_with(problem, found, row, other):
    """What the route of a candidate costs with another, or the same."""
    return route_cost(
        problem.travel,
        problem.couriers[other],
        problem.orders,
        found.routes[row],
        found.begins[row],
        found.sizes[row],
        problem.terms,
    )
