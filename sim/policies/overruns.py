"""What deliveries took longer than was expected, by the hour of the day, in one weather."""

from typing import Any

import numpy as np
from numba import njit


@njit(cache=True)
def by_hour(world: Any, weather: int, quantile: float) -> Any:
    """Of the overruns kept of each hour, over all zones: how many, their mean and a quantile.

    Parameters
    ----------
    world
        The market's columns.
    weather : int
        A `sim.flow.influences.Sky`.
    quantile : float
        The share of an hour's overruns that lies below what is found, in [0, 1).

    Returns
    -------
    n, mean_min, quantile_min : (24,)
        0 for an hour of which none are kept.
    """
    kept, seen = world.overruns_alike[weather], world.n_overruns_alike[weather]
    n_zones, n_hours, n_most = kept.shape
    n = np.zeros(n_hours, np.int64)
    mean_min, quantile_min = np.zeros(n_hours), np.zeros(n_hours)
    row = np.empty(n_zones * n_most)
    for hour in range(n_hours):
        n_row, total = 0, 0.0
        for zone in range(n_zones):
            for nth in range(min(seen[zone, hour], n_most)):
                row[n_row] = kept[zone, hour, nth]
                total += row[n_row]
                n_row += 1
        if n_row > 0:
            rank = min(n_row - 1, int(quantile * n_row))
            n[hour], mean_min[hour] = n_row, total / n_row
            quantile_min[hour] = _smallest(row[:n_row], rank)
    return n, mean_min, quantile_min


@njit(cache=True)
def _smallest(values: Any, nth: int) -> Any:
    """The nth smallest, from 0, of values that are moved about: FIND (Hoare 1961).

    NumPy's would take three seconds to compile.
    """
    low, high = 0, len(values) - 1
    while low < high:
        pivot, left, right = values[nth], low, high
        while left <= right:
            while values[left] < pivot:
                left += 1
            while pivot < values[right]:
                right -= 1
            if left <= right:
                values[left], values[right] = values[right], values[left]
                left, right = left + 1, right - 1
        if right < nth:
            low = left
        if nth < left:
            high = right
    return values[nth]
