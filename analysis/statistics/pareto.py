"""What no other system is better than in everything: the Pareto front."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def unbeaten(points: Floats) -> Flags:
    """Which points are on the front, where more is better in each coordinate, (..., n_systems).

    A point is off it where another is at least as good everywhere, and better somewhere; equal
    points are on it together. What has no value in some coordinate is off it, and beats none.

    Parameters
    ----------
    points
        (..., n_systems, n_goals).
    """
    known: Flags = np.asarray(np.isfinite(points).all(-1))
    on = known.copy()
    goals = [points[..., goal] for goal in range(points.shape[-1])]  # NumPy is slow over so few
    for nth in range(points.shape[-2]):  # all pairs at once would be too many
        no_worse, better = known.copy(), np.zeros_like(known)
        for goal in goals:
            one = goal[..., nth : nth + 1]
            no_worse &= goal >= one
            better |= goal > one
        on[..., nth] &= ~(no_worse & better).any(-1)
    return on
