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
    for nth in range(points.shape[-2]):  # all pairs at once would be too many
        one = points[..., nth : nth + 1, :]
        beats = known & (points >= one).all(-1) & (points > one).any(-1)
        on[..., nth] &= ~beats.any(-1)
    return on
