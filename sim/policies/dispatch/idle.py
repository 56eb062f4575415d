"""Couriers with an empty route, by square, and who of them can be at a store first."""

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.agents.courier import Doing, free
from sim.flow.kitchen import known_ready_min
from sim.flow.travel import distance_m
from sim.policies.dispatch.index import (
    Index,
    add,
    city_index,
    in_ring,
    least_way_m,
    n_rings,
    square_of,
)
from sim.policies.dispatch.riding import pace, riding_min
from sim.schema import Schema

_IDLE = Schema(
    ("courier", "i4", "row of the courier; -1: taken in this round"),
    ("x_m", "f8", "metres east"),
    ("y_m", "f8", "metres north"),
    ("free_min", "f8", "ready to ride from then on"),
    ("until_min", "f8", "end of the shift"),
    ("min_per_m", "f8", "pace"),
)
_IDLE_DTYPE = _IDLE.dtype


class Idle(NamedTuple):
    """Who has an empty route."""

    couriers: NDArray[np.void]  # (n_idle,) of _IDLE, by row
    squares: Index  # where they are
    least_min_per_m: float  # nobody is faster
    rows: NDArray[np.int32]  # (n_idle,) those of a ring, for a moment


@njit(cache=True)
def idle_couriers(world, side_m, now):
    """Couriers with an empty route, in squares of about a side."""
    travel = world.travel[0]
    found = np.empty(len(world.couriers), _IDLE_DTYPE)
    index = city_index(world, side_m, len(world.couriers))
    n_idle, least_min_per_m = 0, math.inf
    for row in range(len(world.couriers)):
        courier = world.couriers[row]
        if courier.doing != Doing.IDLE:
            continue
        one = found[n_idle]
        one.courier = row
        one.x_m, one.y_m, one.free_min = free(courier, travel, now)
        one.until_min = courier.until_min
        one.min_per_m = pace(world.outside[0], courier)
        least_min_per_m = min(least_min_per_m, one.min_per_m)
        add(index, n_idle, one.x_m, one.y_m)
        n_idle += 1
    return Idle(found[:n_idle], index, least_min_per_m, np.empty(n_idle, np.int32))


@njit(cache=True)
def first_at_store(world, idle, order, radius_m, by_time, now):
    """Row in `idle` of the courier who can be at an order's store first; -1: none.

    Only couriers within the radius whose shift holds the pick-up. Of equals the one with the
    lowest row.

    Parameters
    ----------
    world
        The market's columns.
    idle
        `Idle`, of this round; who is taken has row -1.
    order
        A record of `sim.order.ORDER`.
    radius_m
        Longest way to the store, ridden, metres.
    by_time
        Whether the earliest arrival counts, or else the shortest way.
    now
        Minute of the run.
    """
    couriers, index = idle.couriers, idle.squares
    if len(couriers) == 0:
        return -1
    travel = world.travel[0]
    store, ready_min = world.stores[order.store], known_ready_min(order)
    middle = square_of(index, store.x_m, store.y_m)
    best, best_key = -1, math.inf
    for ring in range(n_rings(index)):
        least_m = least_way_m(travel, index, ring)
        least = now + riding_min(travel, idle.least_min_per_m, least_m) if by_time else least_m
        if least_m > radius_m or least > best_key:
            break
        for nth in range(in_ring(index, middle, ring, idle.rows)):
            row = idle.rows[nth]
            one = couriers[row]
            metres = distance_m(travel, one.x_m, one.y_m, store.x_m, store.y_m)
            arrive = one.free_min + riding_min(travel, one.min_per_m, metres)
            key = arrive if by_time else metres
            if (
                (key < best_key or (key == best_key and one.courier < couriers[best].courier))
                and metres <= radius_m
                and one.courier >= 0
                and one.courier != order.refused_by
                and max(arrive + travel.pickup_before_min, ready_min) <= one.until_min
            ):
                best, best_key = row, key
    return best
