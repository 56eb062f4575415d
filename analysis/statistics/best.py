"""Comparisons with the best: how far each system may be below, or above, the best of the others.

Hsu's (1984) intervals, made for luck in common as Nelson and Matejcik (1995) do: each pair by its
own paired differences, all together by Bonferroni, so that any dependence between systems will do.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

Floats = NDArray[np.float64]

CONFIDENCE = 0.95


@dataclass(frozen=True, eq=False)
class WithBest:
    """The mean of each system less that of the best of the others, (n_systems,)."""

    difference: Floats
    low: Floats  # never above 0
    high: Floats  # never below 0

    @property
    def may_be_best(self) -> NDArray[np.bool_]:
        """Systems that are not known to be worse than another."""
        return np.asarray(self.high > 0)


def with_best(values: Floats, confidence: float = CONFIDENCE) -> WithBest:
    """Simultaneous intervals against the best of the others, where more is better.

    Parameters
    ----------
    values
        (n_replications, n_systems); those of one replication share their luck.
    confidence
        The chance that all intervals cover at once is at least that, for normal values.

    Raises
    ------
    ValueError
        There are fewer than two replications, or two systems.
    """
    n, k = values.shape
    if n < 2 or k < 2:
        raise ValueError(f"{n} replications of {k}; there must be two or more of both")
    means = values.mean(0)
    between = means[:, None] - means[None, :]
    spread = (values[:, :, None] - values[:, None, :]).std(axis=0, ddof=1)
    # The event behind all the intervals is one-sided, and speaks of the best against k - 1.
    slack = stdtrit(n - 1, 1 - (1 - confidence) / (k - 1)) * spread / np.sqrt(n)
    apart = ~np.eye(k, dtype=bool)
    difference = np.where(apart, between, np.inf).min(1)
    high = np.maximum(0.0, np.where(apart, between + slack, np.inf).min(1))
    may = high > 0
    against = apart & may[None, :]
    lowest = np.where(against, between - slack, np.inf).min(1)
    low = np.minimum(0.0, np.where(against.any(1), lowest, 0.0))
    return WithBest(difference, low, high)
