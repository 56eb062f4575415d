"""Intervals of what benchmarks measure under several seeds."""

import math

import numpy as np
from numpy.typing import NDArray

from analysis.experiment.compare import interval


def sure_interval(values: NDArray[np.float64]) -> tuple[float, float]:
    """95 % interval of the mean; nan from a single value."""
    low, high = interval(values)
    return (math.nan, math.nan) if low is None or high is None else (low, high)
