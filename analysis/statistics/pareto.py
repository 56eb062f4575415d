"""What no other system is better than in everything: the Pareto front, and how sure that is."""

import numpy as np
from numpy.typing import NDArray

from analysis.statistics.bootstrap import DRAWS, drawn_again

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def front(points: Floats) -> Flags:
    """Which points are on the front, where more is better in each coordinate.

    A point is off it where another is at least as good everywhere, and better somewhere; equal
    points are on it together.

    Parameters
    ----------
    points
        (..., n_systems, n_goals).
    """
    one, other = points[..., :, None, :], points[..., None, :, :]
    at_least: Flags = np.all(one >= other, axis=-1)
    better: Flags = np.any(one > other, axis=-1)
    on: Flags = ~np.any(at_least & better, axis=-2)
    return on


def membership(values: Floats, draws: int = DRAWS, seed: int = 0) -> Floats:
    """The share of bootstrap samples of replications in which each system is on the front.

    Parameters
    ----------
    values
        (n_replications, n_systems, n_goals), more is better; systems of one replication share
        their luck, and are drawn together.
    draws
        Bootstrap samples (Efron 1979).
    seed
        Of the samples.
    """
    found: Floats = front(drawn_again(values, draws, seed)).mean(0)
    return found
