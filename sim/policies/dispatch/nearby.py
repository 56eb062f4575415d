"""Who is near: idle couriers and stops of routes, kept by square for one round of dispatch.

A search looks at the squares around a point, from the inside out, and costs the same in a large
city as in a small one of the same density.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from sim.agents.courier import Doing, free
from sim.flow.kitchen import known_ready_min
from sim.flow.travel import distance_m, ride_min
from sim.schema import Schema

# The squares of the city: there are at most so many in a row.
_MOST_SQUARES = 256.0


class Squares(NamedTuple):
    """The city in squares."""

    side_m: float
    n_x: int  # squares from west to east
    n_y: int  # squares from south to north


# An idle courier.
_IDLE = Schema(
    ("courier", "i4", "row of the courier; -1: taken in this round"),
    ("next", "i4", "the next idle courier of the square; -1: none"),
    ("x_m", "f8", "metres east"),
    ("y_m", "f8", "metres north"),
    ("free_min", "f8", "ready to ride from then on"),
    ("until_min", "f8", "end of the shift"),
    ("speed_factor", "f8", "speed relative to the fleet's"),
)
_IDLE_DTYPE = _IDLE.dtype


@njit(cache=True)
def squares(world, side_m):
    """The city in squares of about a side."""
    city = world.grid[0]
    width_m, height_m = city.cell_m * city.n_cells_x, city.cell_m * city.n_cells_y
    side_m = max(side_m, max(width_m, height_m) / _MOST_SQUARES)
    return Squares(side_m, int(width_m / side_m) + 1, int(height_m / side_m) + 1)


@njit(cache=True, inline="always")
def column(area, x_m):
    """Column of squares of a position; who is outside counts to the border."""
    return int(min(max(x_m / area.side_m, 0.0), area.n_x - 1.0))


@njit(cache=True, inline="always")
def line(area, y_m):
    """Line of squares of a position; who is outside counts to the border."""
    return int(min(max(y_m / area.side_m, 0.0), area.n_y - 1.0))


@njit(cache=True)
def heads(area):
    """An empty list for each square, (n_squares,)."""
    return np.full(area.n_x * area.n_y, -1, np.int32)


@njit(cache=True)
def idle_couriers(world, area, now):
    """Couriers with an empty route, and the first of each square."""
    travel = world.travel[0]
    first = heads(area)
    idle = np.empty(len(world.couriers), _IDLE_DTYPE)
    n_idle = 0
    for row in range(len(world.couriers)):
        courier = world.couriers[row]
        if courier.doing != Doing.IDLE:
            continue
        place = idle[n_idle]
        place.courier = row
        place.x_m, place.y_m, place.free_min = free(courier, travel, now)
        place.until_min = courier.until_min
        place.speed_factor = courier.speed_factor
        square = line(area, place.y_m) * area.n_x + column(area, place.x_m)
        place.next = first[square]
        first[square] = n_idle
        n_idle += 1
    return idle[:n_idle], first


@njit(cache=True)
def fastest(idle):
    """The largest speed factor among idle couriers."""
    factor = 0.0
    for place in range(len(idle)):
        factor = max(factor, idle[place].speed_factor)
    return factor


@njit(cache=True)
def best_idle(world, area, idle, first, factor, order, radius_m, by_time, now):
    """Place in `idle` of the courier who can be at an order's store first; -1: none.

    Only couriers within the radius whose shift holds the pick-up. `by_time` false: the one with
    the shortest way. Of equals the one with the lowest row.
    """
    if len(idle) == 0:
        return -1
    travel = world.travel[0]
    store, ready_min = world.stores[order.store], known_ready_min(order)
    x, y = column(area, store.x_m), line(area, store.y_m)
    best, best_key = -1, math.inf
    for ring in range(max(area.n_x, area.n_y)):
        # Nobody in this ring has less than the sides between.
        least_m = max(0, ring - 1) * area.side_m * travel.detour
        least = now + ride_min(travel, factor, least_m) if by_time else least_m
        if least_m > radius_m or least > best_key:
            break
        for j in range(max(0, y - ring), min(area.n_y - 1, y + ring) + 1):
            step = 1 if abs(j - y) == ring or ring == 0 else 2 * ring
            for i in range(x - ring, x + ring + 1, step):
                if i < 0 or i >= area.n_x:
                    continue
                place = first[j * area.n_x + i]
                while place >= 0:
                    courier = idle[place]
                    metres = distance_m(travel, courier.x_m, courier.y_m, store.x_m, store.y_m)
                    arrive = courier.free_min + ride_min(travel, courier.speed_factor, metres)
                    key = arrive if by_time else metres
                    if (
                        (
                            key < best_key
                            or (key == best_key and courier.courier < idle[best].courier)
                        )
                        and metres <= radius_m
                        and courier.courier >= 0
                        and courier.courier != order.refused_by
                        and max(arrive + travel.pickup_before_min, ready_min) <= courier.until_min
                    ):
                        best, best_key = place, key
                    place = courier.next
    return best
