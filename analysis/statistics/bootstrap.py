"""Intervals of whatever is computed from replications, by drawing them again (Efron 1979).

Percentiles of a bootstrap lie too near together where values are few: they are taken further out,
by what Student's t is wider than the normal distribution (Hesterberg 2015, section 3.3).
"""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, stdtrit

Floats = NDArray[np.float64]

DRAWS = 1000
CONFIDENCE = 0.95


def drawn_again(values: Floats, draws: int = DRAWS, seed: int = 0) -> Floats:
    """Means over replications drawn again, (draws, ...), of values (n_replications, ...).

    What belongs to a replication is drawn together, so that luck in common stays in common.
    """
    n = len(values)
    counts = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), draws)
    found: Floats = np.tensordot(counts / n, values, axes=1)
    return found


def interval_of(
    values: Floats,
    of_means: Callable[[Floats], Floats] = lambda means: means,
    *,
    confidence: float = CONFIDENCE,
    draws: int = DRAWS,
    seed: int = 0,
) -> tuple[Floats, Floats]:
    """The interval of a function of means over replications.

    Parameters
    ----------
    values
        (n_replications, ...).
    of_means
        From means (draws, ...) to what is asked, (draws, ...); the means themselves if not said.
    confidence
        Of the interval.
    draws
        Bootstrap samples.
    seed
        Of the samples.

    Raises
    ------
    ValueError
        There are fewer than two replications.
    """
    n = len(values)
    if n < 2:
        raise ValueError(f"{n} replications; there must be two or more")
    t = stdtrit(n - 1, (1 + confidence) / 2)
    outside = float(ndtr(-math.sqrt(n / (n - 1)) * t))
    found = of_means(drawn_again(values, draws, seed))
    low, high = np.quantile(found, [outside, 1 - outside], axis=0)
    return low, high
