"""Means of systems that share the luck of a replication, where some have had more than others.

A value is the mean of its system, plus the luck of its replication, which all systems share, plus
luck of its own: least squares of two additive effects (Searle 1987, ch. 4). So a system that met
only the first replications is compared as if it had met them all, and a lucky replication that few
have met makes nobody look good. With equally many of each, these are plain means.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LEAST = 0.05  # a spread squared, of the mean of all: an estimate may come out below 0


@dataclass(frozen=True, eq=False)
class Unequal:
    """What is known of systems with unequally many replications."""

    means: Floats  # (n_systems,) over the luck of all replications
    spreads: Floats  # (n_systems,) standard deviation of a system's own luck
    covariance: Floats  # (n_systems, n_systems) of differences between means; no levels in it

    def error(self, one: int, other: int) -> float:
        """The standard error of the difference between two means."""
        of = self.covariance
        return float(np.sqrt(max(of[one, one] + of[other, other] - 2 * of[one, other], 0.0)))


def unequal(values: Sequence[Floats]) -> Unequal:
    """Means and spreads of systems.

    Parameters
    ----------
    values
        Of each system, in its first replications, in their order; two or more of each.
    """
    n = np.array([len(of) for of in values])
    there = np.arange(n.max()) < n[:, None]  # (n_systems, n_replications)
    table = np.zeros(there.shape)
    table[there] = np.concatenate(list(values))
    n_there = there.sum(axis=0)
    effects = np.diag(n) - (there / n_there) @ there.T
    inverse = np.linalg.pinv(effects, hermitian=True)
    usual = table.sum(axis=0) / n_there
    of_systems = inverse @ (there * (table - usual)).sum(axis=1)
    of_luck = (table - there * of_systems[:, None]).sum(axis=0) / n_there
    own = there * (table - of_systems[:, None] - of_luck)
    spreads = _spreads(own, there, n, n_there)
    return Unequal(
        of_systems + of_luck.mean(), spreads, inverse @ _moments(spreads, there, n_there) @ inverse
    )


def _spreads(
    own: Floats, there: NDArray[np.bool_], n: NDArray[np.int64], n_there: NDArray[np.int64]
) -> Floats:
    """Of own luck, from what is left of it beside the luck in common (Grubbs 1948)."""
    shared = (there / n_there**2) @ there.T + np.diag((there * (1 - 2 / n_there)).sum(axis=1))
    squares = (own**2).sum(axis=1) * n / (n - 1)
    found = np.linalg.lstsq(shared, squares, rcond=None)[0]
    return np.asarray(np.sqrt(np.maximum(found, _LEAST * max(float(found.mean()), 0.0))))


def _moments(spreads: Floats, there: NDArray[np.bool_], n_there: NDArray[np.int64]) -> Floats:
    """The covariance of each system's values summed, less the usual of their replications."""
    k = len(spreads)
    found = np.zeros((k, k))
    for m, spread in enumerate(spreads):
        # What a value of system m adds to each sum, in each replication that it has had.
        adds = np.where(there, -1.0 / n_there, 0.0)
        adds[m] += 1.0
        adds = adds[:, there[m]]
        found += spread**2 * adds @ adds.T
    return found
