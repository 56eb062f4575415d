"""Estimates with their standard errors, from runs that share no luck."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np


class Estimate(NamedTuple):
    """A mean over replications and its standard error."""

    mean: float
    error: float

    def agrees_with(self, value: float) -> bool:
        """Within 4 standard errors."""
        return abs(self.mean - value) <= 4 * self.error

    def lies_between(self, low: float, high: float) -> bool:
        """The whole interval of 4 standard errors does."""
        return low < self.mean - 4 * self.error and self.mean + 4 * self.error < high

    def __str__(self) -> str:
        return f"{self.mean:.5g} +- {self.error:.2g}"


def estimate(replications: Sequence[float]) -> Estimate:
    """From one number a replication; nothing is assumed about what is inside one."""
    numbers = np.asarray(replications, np.float64)
    return Estimate(float(numbers.mean()), float(numbers.std(ddof=1) / np.sqrt(len(numbers))))


def share(hits: int, trials: int) -> Estimate:
    """A share of independent trials, with the error of the estimate itself."""
    p = hits / trials
    return Estimate(p, float(np.sqrt(p * (1 - p) / trials)))
