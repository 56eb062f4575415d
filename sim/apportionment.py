"""Apportionment: whole numbers of each kind in the proportions of their shares."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def allot(shares: Sequence[float] | Floats, draws: Floats) -> NDArray[np.int32]:
    """Kinds (n,) in the exact proportions of `shares`, dealt out in the order of the draws (n,)."""
    counts = dealt(shares, len(draws))
    kinds = np.empty(len(draws), np.int32)
    kinds[np.argsort(draws, kind="stable")] = np.repeat(
        np.arange(len(counts), dtype=np.int32), counts
    )
    return kinds


def dealt(shares: Sequence[float] | Floats, n: int) -> NDArray[np.int64]:
    """How many of n are of each kind, (n_kinds,).

    Whole numbers by largest remainder (Hamilton's method); equal remainders: first kind first.
    """
    quotas = np.array(shares) / np.sum(shares) * n
    counts = np.floor(quotas).astype(np.int64)
    missing = n - int(counts.sum())
    counts[np.argsort(counts - quotas, kind="stable")[:missing]] += 1
    return counts
