"""Distances and riding times."""

import math

from numba import njit


@njit(cache=True, inline="always")
def distance_m(travel, x, y, to_x, to_y):
    """Way between two points, metres: straight or along the grid, times the detour."""
    if travel.manhattan:
        return (abs(to_x - x) + abs(to_y - y)) * travel.detour
    dx = to_x - x
    dy = to_y - y
    return math.sqrt(dx * dx + dy * dy) * travel.detour


@njit(cache=True, inline="always")
def ride_min(travel, speed_factor, metres):
    """Time to ride a way, minutes; whole minutes where the rules ask for it."""
    minutes = metres * travel.min_per_m / speed_factor
    if travel.whole_minutes:
        return math.ceil(minutes - 1e-9)
    return minutes
