"""Where idle couriers wait: each moves to where the expected way to the next orders falls most."""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.flow.travel import distance_m
from sim.order import Channel
from sim.policies.dispatch.index import (
    Index,
    add,
    in_ring,
    index_of,
    least_way_m,
    n_rings,
    square_of,
    take_away,
)
from sim.policies.dispatch.riding import leg_min
from sim.schema import Schema

# Nobody farther from an order than this is thought to come for it, minutes.
_FARTHEST_MIN = 30.0
# Longest move, minutes.
_LONGEST_MOVE_MIN = 15.0
# Minutes of riding that a move counts beside its own.
_TO_SET_OUT_MIN = 1.0
# The first couriers at a store that are known: three, and one who may be the one that moves.
_FIRST = 4
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
# An order that is expected: where an earlier one came up.
EXPECTED = Schema(
    ("store", "i4", "row of the store"),
    ("x_m", "f8", "metres east"),
    ("y_m", "f8", "metres north"),
)
# An expected order as one courier sees it, who may be one of the first there.
PROSPECT = Schema(
    ("expected", "i4", "row of the expected order"),
    ("x_m", "f8", "metres east"),
    ("y_m", "f8", "metres north"),
    ("first_min", "f8", "when the first of the others can be there"),
    ("second_min", "f8", "when the second can"),
    ("third_min", "f8", "when the third can"),
    ("cost_min", "f8", "weighted time of the three"),
    ("reach_m", "f8", "from farther off, even straight on, the courier is later than the third"),
)
_EXPECTED_DTYPE, _PROSPECT_DTYPE = EXPECTED.dtype, PROSPECT.dtype


class Cover(NamedTuple):
    """Where the next orders are expected, and who can be there first."""

    travel: NDArray[np.void]  # (1,) speeds and service times
    demand: NDArray[np.void]  # (n_demand,) of EXPECTED, the newest first
    demand_index: Index
    ends: NDArray[np.void]  # (n_candidates,) of END
    end_index: Index
    least_in_min: float  # nobody is free sooner
    least_min_per_m: float  # nobody is faster
    times: NDArray[np.float64]  # (n_demand, _FIRST) when the first couriers can be there
    who: NDArray[np.int32]  # (n_demand, _FIRST) which candidates they are; -1: none in time
    latest_min: NDArray[np.float64]  # (1,) none of the times is later
    rows: NDArray[np.int32]  # (most of n_demand, n_candidates) those of a ring, for a moment


@njit(cache=True)
def expected_orders(world, latest_orders, n_couriers):
    """Stores of the latest deliveries, (n,) of EXPECTED: where the next will come up."""
    most = latest_orders * (1 + n_couriers // _TO_ONE_PICTURE)
    found = np.empty(most, _EXPECTED_DTYPE)
    n_found = 0
    row = world.state[0].n_orders - 1
    while row >= 0 and n_found < most:
        if world.orders[row].channel == Channel.DELIVERY:
            store = world.stores[world.orders[row].store]
            spot = found[n_found]
            spot.store, spot.x_m, spot.y_m = world.orders[row].store, store.x_m, store.y_m
            n_found += 1
        row -= 1
    return found[:n_found]


@njit(cache=True)
def cover_of(travel, demand, ends):
    """Who can be at the expected orders first."""
    least_in_min, least_min_per_m = np.inf, np.inf
    for row in range(len(ends)):
        least_in_min = min(least_in_min, ends[row].in_min)
        least_min_per_m = min(least_min_per_m, ends[row].min_per_m)
    times, who = np.empty((len(demand), _FIRST)), np.empty((len(demand), _FIRST), np.int32)
    rows = np.empty(max(len(demand), len(ends)), np.int32)
    cover = Cover(
        travel,
        demand,
        index_of(demand),
        ends,
        index_of(ends),
        least_in_min,
        least_min_per_m,
        times,
        who,
        np.zeros(1),
        rows,
    )
    for expected in range(len(demand)):
        _find_first(cover, expected)
    return cover


@njit(cache=True)
def _find_first(cover, expected):
    """Note which couriers can be at an expected order first."""
    times, who, spot = cover.times[expected], cover.who[expected], cover.demand[expected]
    times[:], who[:] = _FARTHEST_MIN, -1
    middle = square_of(cover.end_index, spot.x_m, spot.y_m)
    for ring in range(n_rings(cover.end_index)):
        way_min = least_way_m(cover.travel[0], cover.end_index, ring) * cover.least_min_per_m
        if cover.least_in_min + way_min >= times[-1]:
            break
        for nth in range(in_ring(cover.end_index, middle, ring, cover.rows)):
            row = cover.rows[nth]
            time = _time_to(cover.travel[0], cover.ends[row], spot)
            if time < times[-1]:
                _insert(times, who, time, row)
    cover.latest_min[0] = max(cover.latest_min[0], times[-1])


@njit(cache=True, forceinline=True)
def _time_to(travel, end, spot):
    way_m = distance_m(travel, end.x_m, end.y_m, spot.x_m, spot.y_m)
    return end.in_min + way_m * end.min_per_m


@njit(cache=True)
def _insert(times, who, time, row):
    """Put a courier among the first, in place of the last."""
    nth = len(times) - 1
    while nth > 0 and time < times[nth - 1]:
        times[nth], who[nth] = times[nth - 1], who[nth - 1]
        nth -= 1
    times[nth], who[nth] = time, row


@njit(cache=True)
def come_to(cover, row, to, in_min):
    """Note that an idle courier will be elsewhere, and who is first now around both places."""
    end = cover.ends[row]
    near = _demand_within(cover, end)
    take_away(cover.end_index, row, end.x_m, end.y_m)
    end.x_m, end.y_m, end.in_min = to.x_m, to.y_m, in_min
    add(cover.end_index, row, to.x_m, to.y_m)
    for expected in near:
        sooner = _time_to(cover.travel[0], end, cover.demand[expected]) < cover.times[expected, -1]
        if sooner or np.any(cover.who[expected] == row):
            _find_first(cover, expected)


@njit(cache=True)
def where_to_wait(cover, row, rules):
    """The expected order at whose store an idle candidate should wait, or -1 to stay.

    The cost of a fleet is the mean, over the stores of the latest orders, of the time until a
    courier can be there: that of the first courier, and with falling weights of the second and
    third, since the next orders take the nearest away (a p-median with backup cover; Daskin 1983).
    In a large fleet the sum is over as many expected orders as a small one looks at. An order for
    which the courier would be one of the first three from nowhere in reach makes no difference.
    """
    travel, end, second_weight = cover.travel[0], cover.ends[row], rules.second_weight
    near = _prospects(cover, row, second_weight)
    n_demand = min(len(cover.demand), rules.latest_orders)
    here = _fleet_cost(travel, end, end, near, second_weight) / n_demand
    best, best_row = 0.0, -1
    for nth in range(len(near)):
        to = near[nth]
        way_min = leg_min(travel, end.min_per_m, end.x_m, end.y_m, to.x_m, to.y_m)
        if way_min > _LONGEST_MOVE_MIN:
            continue
        cost = _fleet_cost(travel, end, to, near, second_weight) / n_demand
        per_min = (here - cost) / (way_min + _TO_SET_OUT_MIN)
        if here - cost > rules.least_gain_min and per_min > best:
            best, best_row = per_min, to.expected
    return best_row


@njit(cache=True)
def _prospects(cover, row, second_weight):
    """The expected orders a courier may be one of the first for, (n,) of PROSPECT."""
    end = cover.ends[row]
    within = _demand_within(cover, end)
    found = np.empty(len(within), _PROSPECT_DTYPE)
    others = np.empty(3)
    n_found = 0
    for expected in within:
        nth = 0
        for other in range(_FIRST):
            if nth < 3 and cover.who[expected, other] != row:
                others[nth] = cover.times[expected, other]
                nth += 1
        at = cover.demand[expected]
        if _time_to(cover.travel[0], end, at) - _LONGEST_MOVE_MIN < others[2]:
            one = found[n_found]
            one.expected, one.x_m, one.y_m = expected, at.x_m, at.y_m
            one.first_min, one.second_min, one.third_min = others
            one.cost_min = _weighted(others[0], others[1], others[2], second_weight)
            one.reach_m = others[2] / end.min_per_m / cover.travel[0].detour
            n_found += 1
    return found[:n_found]


@njit(cache=True)
def _demand_within(cover, end):
    """Rows of the expected orders for which a courier may be one of the first, the newest first.

    From where the longest move leads, nobody is one of the first who is later than all of them.
    """
    radius_m = (cover.latest_min[0] + _LONGEST_MOVE_MIN) / end.min_per_m
    x_m, y_m = end.x_m, end.y_m
    found = np.empty(len(cover.demand), np.int64)
    n_found = 0
    middle = square_of(cover.demand_index, x_m, y_m)
    for ring in range(n_rings(cover.demand_index)):
        if least_way_m(cover.travel[0], cover.demand_index, ring) > radius_m:
            break
        for nth in range(in_ring(cover.demand_index, middle, ring, cover.rows)):
            row = cover.rows[nth]
            spot = cover.demand[row]
            if distance_m(cover.travel[0], x_m, y_m, spot.x_m, spot.y_m) <= radius_m:
                found[n_found] = row
                n_found += 1
    return np.sort(found[:n_found])


@njit(cache=True)
def _fleet_cost(travel, end, at, near, second_weight):
    """Weighted time to the expected orders near, with a courier at a store.

    Parameters
    ----------
    travel
        The record of speeds and service times.
    end
        The courier, a record of `END`.
    at
        Where, a record with x_m and y_m.
    near
        Expected orders, (n,) of `PROSPECT`.
    second_weight
        Of the second courier beside the first.
    """
    cost = 0.0
    for nth in range(len(near)):
        one = near[nth]
        if abs(at.x_m - one.x_m) >= one.reach_m or abs(at.y_m - one.y_m) >= one.reach_m:
            cost += one.cost_min
            continue
        time = distance_m(travel, at.x_m, at.y_m, one.x_m, one.y_m) * end.min_per_m
        first, second, third = one.first_min, one.second_min, one.third_min
        if time < first:
            first, second, third = time, first, second
        elif time < second:
            second, third = time, second
        elif time < third:
            third = time
        cost += _weighted(first, second, third, second_weight)
    return cost


@njit(cache=True, forceinline=True)
def _weighted(first_min, second_min, third_min, second_weight):
    """Mean time of the first three, the second and third with falling weights."""
    third_weight = second_weight * second_weight
    cost = first_min + second_weight * second_min + third_weight * third_min
    return cost / (1.0 + second_weight + third_weight)


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
