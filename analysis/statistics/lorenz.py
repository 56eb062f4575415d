"""How unequally something is shared out: the Lorenz curve (Lorenz 1905)."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def lorenz(values: Floats, n_points: int = 101) -> Floats:
    """What the poorest share of people has of all, (n_points,), at even steps from 0 to 1.

    A line through the sums of the rising values; of no values, or of nothing, NaN.
    """
    rising = np.sort(values)
    total = rising.sum()
    if not total > 0:
        return np.full(n_points, np.nan)
    at = np.linspace(0, 1, len(rising) + 1)
    sums = np.append(0.0, np.cumsum(rising)) / total
    return np.asarray(np.interp(np.linspace(0, 1, n_points), at, sums))
