"""Means, quantiles and shares that say `None` where there is nothing to speak of."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def mean(values: ArrayLike) -> float | None:
    """Arithmetic mean."""
    array = np.asarray(values, np.float64)
    return float(array.mean()) if array.size else None


def quantile(values: ArrayLike, level: float) -> float | None:
    """Quantile, interpolated between the two nearest ranks."""
    array = np.asarray(values, np.float64)
    return float(np.quantile(array, level)) if array.size else None


def gini(values: ArrayLike) -> float | None:
    """Gini coefficient of values of 0 or more: half the mean difference of two / the mean.

    Over the n values in rising order, sum of (2 i - n - 1) x_i / (n sum of x).
    """
    rising = np.sort(np.asarray(values, np.float64))
    ranks = 2 * np.arange(1, rising.size + 1) - rising.size - 1
    return ratio(float(ranks @ rising), rising.size * float(rising.sum()))


def ratio(part: float, whole: float) -> float | None:
    """Part / whole."""
    return float(part / whole) if whole else None


def share(flags: NDArray[np.bool_]) -> float | None:
    """Share of the true among them."""
    return ratio(int(np.count_nonzero(flags)), flags.size)


def count(flags: NDArray[np.bool_]) -> int:
    """Number of the true."""
    return int(np.count_nonzero(flags))
