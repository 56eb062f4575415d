"""Riding times as dispatchers expect them: the way times a courier's pace."""

from numba import njit

from sim.flow.travel import distance_m, whole


@njit(cache=True, forceinline=True)
def pace(outside, courier):
    """A courier's pace now, minutes for each metre, by what comes from outside."""
    return outside.min_per_m / courier.speed_factor


@njit(cache=True, forceinline=True)
def riding_min(travel, min_per_m, metres):
    """Time to ride a way at a pace, minutes."""
    return whole(travel, metres * min_per_m)


@njit(cache=True, forceinline=True)
def leg_min(travel, min_per_m, x_m, y_m, to_x_m, to_y_m):
    """Time to ride between two points at a pace, minutes.

    Parameters
    ----------
    travel
        The record of speeds and service times, `world.travel[0]`.
    min_per_m
        The pace, minutes for each metre.
    x_m, y_m
        Where the ride begins, metres.
    to_x_m, to_y_m
        Where it ends, metres.
    """
    return riding_min(travel, min_per_m, distance_m(travel, x_m, y_m, to_x_m, to_y_m))
