"""Distances and riding times."""

import math

from numba import njit


@njit(cache=True, forceinline=True)
def distance_m(travel, x, y, to_x, to_y):
    """Way between two points, metres: straight or along the grid, times the detour.

    Parameters
    ----------
    travel : record of TRAVEL
    x, y, to_x, to_y : float
        Metres east and north.
    """
    if travel.manhattan:
        return (abs(to_x - x) + abs(to_y - y)) * travel.detour
    dx = to_x - x
    dy = to_y - y
    return math.sqrt(dx * dx + dy * dy) * travel.detour


@njit(cache=True, forceinline=True)
def ride_min(world, speed_factor, metres):
    """Time to ride a way now, minutes."""
    return whole(world.travel[0], metres * world.outside[0].min_per_m / speed_factor)


@njit(cache=True, forceinline=True)
def whole(travel, minutes):
    """Riding time in whole minutes, rounded up, where the rules ask for it."""
    return math.ceil(minutes - 1e-9) if travel.whole_minutes else minutes


@njit(cache=True, forceinline=True)
def handling_min(travel):
    """Time of an order at the counter and at the door, nobody being waited for."""
    at_store = travel.pickup_before_min + travel.pickup_after_min
    return at_store + travel.dropoff_before_min + travel.dropoff_after_min
