"""Where idle couriers wait: each moves to where the expected way to the next orders falls most."""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.flow.travel import distance_m
from sim.order import DELIVERY
from sim.policies.rings import (
    Rings,
    add,
    least_way_m,
    n_rings,
    ring_size,
    ring_square,
    rings,
    square_of,
    take_away,
)
from sim.policies.rolling import leg_min
from sim.schema import Schema

# Nobody farther from an order than this is thought to come for it, minutes.
_FARTHEST_MIN = 30.0
# Longest move, minutes.
_LONGEST_MOVE_MIN = 15.0
# So many couriers look at the latest orders once; twice as many look at twice as many orders.
_TO_ONE_PICTURE = 400

# Where and when a courier will be free again.
END = Schema(
    ("in_min", "f8", "from now"),
    ("x_m", "f8", "metres east"),
    ("y_m", "f8", "metres north"),
    ("min_per_m", "f8", "pace"),
    ("stays", "?", "no idle move: at work, leaving soon, or sent already"),
)
# Where an order came up.
PLACE = Schema(
    ("store", "i4", "row of the store"),
    ("x_m", "f8", "metres east"),
    ("y_m", "f8", "metres north"),
)
_PLACE_DTYPE = PLACE.dtype


class Cover(NamedTuple):
    """Where the next orders are expected, and who will be near."""

    demand: NDArray[np.void]  # (n_demand,) of PLACE, the newest first
    demand_rings: Rings
    ends: NDArray[np.void]  # (n_candidates,) of END
    end_rings: Rings
    least_in_min: float  # nobody is free sooner
    least_min_per_m: float  # nobody is faster


@njit(cache=True)
def latest_places(world, latest_orders, n_couriers):
    """Stores of the latest deliveries, (n,) of PLACE: where the next will come up."""
    most = latest_orders * (1 + n_couriers // _TO_ONE_PICTURE)
    found = np.empty(most, _PLACE_DTYPE)
    n_found = 0
    row = world.state[0].n_orders - 1
    while row >= 0 and n_found < most:
        if world.orders[row].channel == DELIVERY:
            store = world.stores[world.orders[row].store]
            place = found[n_found]
            place.store, place.x_m, place.y_m = world.orders[row].store, store.x_m, store.y_m
            n_found += 1
        row -= 1
    return found[:n_found]


@njit(cache=True)
def cover_of(demand, ends):
    """Expected orders and couriers by square."""
    least_in_min, least_min_per_m = np.inf, np.inf
    for row in range(len(ends)):
        least_in_min = min(least_in_min, ends[row].in_min)
        least_min_per_m = min(least_min_per_m, ends[row].min_per_m)
    return Cover(demand, rings(demand), ends, rings(ends), least_in_min, least_min_per_m)


@njit(cache=True)
def come_to(cover, row, x_m, y_m, in_min):
    """Note that a courier will be elsewhere."""
    end = cover.ends[row]
    take_away(cover.end_rings, row, end.x_m, end.y_m)
    end.x_m, end.y_m, end.in_min = x_m, y_m, in_min
    add(cover.end_rings, row, x_m, y_m)


@njit(cache=True)
def waiting_place(travel, cover, row, x_m, y_m, second_weight, least_gain_min):
    """The expected order at whose store a candidate at (x, y) should wait, or -1 to stay.

    The cost of a fleet is the mean, over the stores of the latest orders, of the time until a
    courier can be there: that of the first courier, and with falling weights of the second and
    third, since the next orders take the nearest away (a p-median with backup cover; Daskin 1983).
    Whoever moves changes nothing for an order that nobody within half an hour would come for.
    """
    min_per_m = cover.ends[row].min_per_m
    near = _demand_within(travel, cover, x_m, y_m, (_FARTHEST_MIN + _LONGEST_MOVE_MIN) / min_per_m)
    others = np.empty((len(near), 3))
    for j in range(len(near)):
        _soonest(travel, cover, cover.demand[near[j]], row, others[j])
    here = _fleet_cost(travel, cover, min_per_m, x_m, y_m, near, others, second_weight)
    best, best_place = here - least_gain_min, -1
    for k in near:
        to = cover.demand[k]
        if distance_m(travel, x_m, y_m, to.x_m, to.y_m) * min_per_m > _LONGEST_MOVE_MIN:
            continue
        cost = _fleet_cost(travel, cover, min_per_m, to.x_m, to.y_m, near, others, second_weight)
        if cost < best:
            best, best_place = cost, k
    return best_place


@njit(cache=True)
def _demand_within(travel, cover, x_m, y_m, radius_m):
    """Rows of the expected orders within a way, the newest first."""
    found = np.empty(len(cover.demand), np.int64)
    n_found = 0
    area = cover.demand_rings.area
    middle = square_of(cover.demand_rings, x_m, y_m)
    for ring in range(n_rings(area)):
        if least_way_m(travel, area, ring) > radius_m:
            break
        for nth in range(ring_size(ring)):
            square = ring_square(area, middle, ring, nth)
            row = cover.demand_rings.first[square] if square >= 0 else -1
            while row >= 0:
                place = cover.demand[row]
                if distance_m(travel, x_m, y_m, place.x_m, place.y_m) <= radius_m:
                    found[n_found] = row
                    n_found += 1
                row = cover.demand_rings.following[row]
    return np.sort(found[:n_found])


@njit(cache=True)
def _soonest(travel, cover, place, row, times):
    """Fill in when the first three couriers can be at a place, all but one counted, (3,)."""
    times[:] = _FARTHEST_MIN
    area = cover.end_rings.area
    middle = square_of(cover.end_rings, place.x_m, place.y_m)
    for ring in range(n_rings(area)):
        way_min = least_way_m(travel, area, ring) * cover.least_min_per_m
        if cover.least_in_min + way_min >= times[2]:
            break
        for nth in range(ring_size(ring)):
            square = ring_square(area, middle, ring, nth)
            other = cover.end_rings.first[square] if square >= 0 else -1
            while other >= 0:
                end = cover.ends[other]
                if other != row and end.in_min < times[2]:
                    way_m = distance_m(travel, end.x_m, end.y_m, place.x_m, place.y_m)
                    times[0], times[1], times[2] = _with_time(
                        end.in_min + way_m * end.min_per_m, times[0], times[1], times[2]
                    )
                other = cover.end_rings.following[other]


@njit(cache=True, inline="always")
def _with_time(time, first, second, third):
    """The least three of four times, in order."""
    if time < first:
        return time, first, second
    if time < second:
        return first, time, second
    return first, second, min(time, third)


@njit(cache=True)
def _fleet_cost(travel, cover, min_per_m, x_m, y_m, near, others, second_weight):
    """Weighted time to the expected orders near, over their number, with a courier at (x, y)."""
    third_weight = second_weight * second_weight
    cost = 0.0
    for j in range(len(near)):
        place = cover.demand[near[j]]
        first, second, third = _with_time(
            distance_m(travel, x_m, y_m, place.x_m, place.y_m) * min_per_m,
            others[j, 0],
            others[j, 1],
            others[j, 2],
        )
        cost += first + second_weight * second + third_weight * third
    return cost / (1.0 + second_weight + third_weight) / len(cover.demand)


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
