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


def ratio(part: float, whole: float) -> float | None:
    """Part / whole."""
    return float(part / whole) if whole else None


def share(flags: NDArray[np.bool_]) -> float | None:
    """Share of the true among them."""
    return ratio(int(np.count_nonzero(flags)), flags.size)


def count(flags: NDArray[np.bool_]) -> int:
    """Number of the true."""
    return int(np.count_nonzero(flags))
