"""Where idle couriers wait: each moves to where the expected way to the next orders falls most."""

import numpy as np
from numba import njit

from sim.flow.travel import distance_m
from sim.order import DELIVERY
from sim.policies.rolling import leg_min
from sim.schema import Schema

# Nobody farther from an order than this is thought to come for it, minutes.
_FARTHEST_MIN = 30.0
# Longest move, minutes.
_LONGEST_MOVE_MIN = 15.0

# Where and when a courier will be free again.
END = Schema(
    ("in_min", "f8", "from now"),
    ("x_m", "f8", "metres east"),
    ("y_m", "f8", "metres north"),
    ("stays", "?", "no idle move: at work, leaving soon, or sent already"),
)


@njit(cache=True)
def latest_stores(world, most):
    """Stores of the latest deliveries, the newest first, (n,) rows: where the next will come up."""
    found = np.empty(most, np.int32)
    n_found = 0
    row = world.state[0].n_orders - 1
    while row >= 0 and n_found < most:
        if world.orders[row].channel == DELIVERY:
            found[n_found] = world.orders[row].store
            n_found += 1
        row -= 1
    return found[:n_found]


@njit(cache=True)
def waiting_store(world, couriers, ends, row, demand, second_weight, least_gain_min):
    """The store that a candidate should wait at, or -1 to stay.

    The cost of a fleet is the mean, over the stores of the latest orders, of the time until a
    courier can be there: that of the first courier, and with falling weights of the second and
    third, since the next orders take the nearest away (a p-median with backup cover; Daskin 1983).
    """
    travel, one = world.travel[0], couriers[row]
    n_demand = len(demand)
    others = np.empty((n_demand, 3))
    for j in range(n_demand):
        store = world.stores[demand[j]]
        first, second, third = _FARTHEST_MIN, _FARTHEST_MIN, _FARTHEST_MIN
        for other in range(len(couriers)):
            end = ends[other]
            if other == row or end.in_min >= third:
                continue
            way_m = distance_m(travel, end.x_m, end.y_m, store.x_m, store.y_m)
            time = end.in_min + way_m * couriers[other].min_per_m
            if time < first:
                first, second, third = time, first, second
            elif time < second:
                second, third = time, second
            elif time < third:
                third = time
        others[j, 0], others[j, 1], others[j, 2] = first, second, third
    here = _fleet_cost(world, one, one.x_m, one.y_m, others, demand, second_weight)
    best, best_store = here - least_gain_min, -1
    for k in range(n_demand):
        store = world.stores[demand[k]]
        way_m = distance_m(travel, one.x_m, one.y_m, store.x_m, store.y_m)
        if way_m * one.min_per_m > _LONGEST_MOVE_MIN:
            continue
        cost = _fleet_cost(world, one, store.x_m, store.y_m, others, demand, second_weight)
        if cost < best:
            best, best_store = cost, demand[k]
    return best_store


@njit(cache=True)
def _fleet_cost(world, one, x_m, y_m, others, demand, second_weight):
    """Mean weighted time to the stores of the latest orders, with a courier at (x, y)."""
    travel = world.travel[0]
    third_weight = second_weight * second_weight
    cost = 0.0
    for j in range(len(demand)):
        store = world.stores[demand[j]]
        time = distance_m(travel, x_m, y_m, store.x_m, store.y_m) * one.min_per_m
        first, second, third = others[j, 0], others[j, 1], others[j, 2]
        if time < first:
            first, second, third = time, first, second
        elif time < second:
            second, third = time, second
        elif time < third:
            third = time
        cost += first + second_weight * second + third_weight * third
    return cost / (1.0 + second_weight + third_weight) / len(demand)


@njit(cache=True)
def first_hop(world, one, to_store):
    """The nearest store on the way to another that costs no time: a courier can be asked there.

    Where rides are rounded up, and a ride cannot be broken off, several short ones may take no
    longer than a long one.
    """
    travel = world.travel[0]
    to = world.stores[to_store]
    whole_way = leg_min(travel, one.min_per_m, one.x_m, one.y_m, to.x_m, to.y_m)
    best, best_store = whole_way, to_store
    if whole_way <= 1.0:
        return to_store
    for row in range(len(world.stores)):
        store = world.stores[row]
        hop = leg_min(travel, one.min_per_m, one.x_m, one.y_m, store.x_m, store.y_m)
        if hop < 1.0 or hop >= best:
            continue
        rest = leg_min(travel, one.min_per_m, store.x_m, store.y_m, to.x_m, to.y_m)
        if hop + rest <= whole_way:
            best, best_store = hop, row
    return best_store
