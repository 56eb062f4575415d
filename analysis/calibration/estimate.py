"""Estimates: a value, its standard error, and the interval that both make."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

Floats = NDArray[np.float64]

CONFIDENCE = 0.95
_Z = 1.959963984540054  # of the normal distribution, at half of what the confidence leaves


@dataclass(frozen=True)
class Estimate:
    """What data say of one setting of a scenario."""

    path: str  # of the setting
    value: float
    error: float  # standard; 0: it is stated, not estimated
    n: int  # what it rests on
    how: str  # the key of its words
    low: float = math.nan
    high: float = math.nan

    @classmethod
    def of(
        cls,
        path: str,
        value: float,
        error: float,
        n: int,
        how: str,
        *,
        log: bool = False,
        least: float = 0.0,
        freedom: int | None = None,
    ) -> "Estimate":
        """An estimate with its interval, on the scale of logarithms where that is `log`.

        It is normal, or Student's where the error has so many degrees of freedom.
        """
        reach = _Z if freedom is None else float(stdtrit(freedom, (1 + CONFIDENCE) / 2))
        if log and value > 0:
            factor = math.exp(reach * error / value)
            low, high = value / factor, value * factor
        else:
            low, high = value - reach * error, value + reach * error
        return cls(path, value, error, n, how, max(least, low), high)


def mean_of(path: str, values: Floats, how: str) -> Estimate | None:
    """The mean of values (n,), nan: unknown; None: of fewer than two."""
    known = values[np.isfinite(values)]
    if len(known) < 2:
        return None
    error = float(known.std(ddof=1)) / math.sqrt(len(known))
    return Estimate.of(path, float(known.mean()), error, len(known), how, freedom=len(known) - 1)


def share_of(path: str, n_of: int, n: int, how: str) -> Estimate | None:
    """A share by counts; the interval after Wilson (1927). None: of nothing."""
    if n == 0:
        return None
    share = n_of / n
    middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * math.sqrt(share * (1 - share) / n + _Z**2 / (4 * n * n))
    error = math.sqrt(share * (1 - share) / n)
    return Estimate(path, share, error, n, how, max(0.0, middle - half), min(1.0, middle + half))
