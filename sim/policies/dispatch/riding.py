"""Riding times as dispatchers reckon with them: a courier's pace times the way."""

from numba import njit

from sim.flow.travel import distance_m, whole


@njit(cache=True, inline="always")
def leg_min(travel, min_per_m, x_m, y_m, to_x_m, to_y_m):
    """Riding time between two points."""
    return whole(travel, distance_m(travel, x_m, y_m, to_x_m, to_y_m) * min_per_m)
