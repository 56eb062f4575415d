"""Apportionment: whole numbers of each kind in the proportions of their shares."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def allot(shares: Sequence[float] | Floats, draws: Floats) -> NDArray[np.int32]:
    """Kinds (n,) in the exact proportions of `shares`, dealt out in the order of the draws (n,)."""
    counts = dealt(shares, len(draws))
    kinds = np.empty(len(draws), np.int32)
    kinds[in_order(draws)] = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    return kinds


def in_order(draws: Floats) -> NDArray[np.int64]:
    """Rows of draws of luck, the smallest first, (n,); of equal ones the earlier row comes first.

    A draw is one of 2**32 (`sim.luck`): sorted by its lower half, then by its upper half, each by
    counting (radix sort), for millions in a quarter of the time that comparing takes.
    """
    steps = (draws * 2.0**32).astype(np.uint32)
    by_lower = np.argsort(steps.astype(np.uint16), kind="stable")
    upper = (steps >> np.uint32(16)).astype(np.uint16)
    return np.asarray(by_lower[np.argsort(upper[by_lower], kind="stable")])


def dealt(shares: Sequence[float] | Floats, n: int) -> NDArray[np.int64]:
    """How many of n are of each kind, (n_kinds,).

    Whole numbers by largest remainder (Hamilton's method); equal remainders: first kind first.
    """
    quotas = np.array(shares) / np.sum(shares) * n
    counts = np.floor(quotas).astype(np.int64)
    missing = n - int(counts.sum())
    counts[np.argsort(counts - quotas, kind="stable")[:missing]] += 1
    return counts
