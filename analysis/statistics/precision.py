"""How many replications: until the mean of each of several metrics is known precisely enough.

A pilot tells how much a metric varies, and from that how many replications its interval needs (Law
2015, section 9.4.1). The plan is made again with every batch, since the pilot's estimate is poor.
Stopping as soon as an interval looks narrow covers too rarely; a floor below which nothing stops
mends most of it.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

Floats = NDArray[np.float64]

FLOOR = 10
CONFIDENCE = 0.95

Why = Literal["precise", "ceiling", "unknown"]


@dataclass(frozen=True)
class Precision:
    """Half the width that an interval may have: a number, or a share of a scale."""

    amount: float
    is_share: bool

    def of(self, scale: float) -> float:
        """Half the width in the unit of the metric."""
        return self.amount * abs(scale) if self.is_share else self.amount

    def __str__(self) -> str:
        return f"{100 * self.amount:.6g}%" if self.is_share else f"{self.amount:.6g}"


def read_precision(text: str) -> Precision:
    """What "1%", a share, or "0.5", in the metric's unit, asks for.

    Raises
    ------
    ValueError
        It is neither, or not larger than 0.
    """
    number, is_share = text.strip().removesuffix("%"), text.strip().endswith("%")
    try:
        amount = float(number) / (100 if is_share else 1)
    except ValueError:
        amount = math.nan
    if not (math.isfinite(amount) and amount > 0):
        raise ValueError(f"precision '{text}' must be a share, as in 1%, or a number above 0")
    return Precision(amount, is_share)


@dataclass(frozen=True)
class Known:
    """How precisely one mean is known, and how precisely it is to be."""

    n: int  # replications in which it has a value
    half: float  # half its interval by Student's t; infinite from fewer than two
    wanted: float
    needed: int | None  # replications that it will take; None: cannot be told

    @property
    def is_precise(self) -> bool:
        """Whether the interval is narrow enough."""
        return self.half <= self.wanted


def known(values: Floats, wanted: float, confidence: float = CONFIDENCE) -> Known:
    """How precisely the mean of values is known; NaN, a replication without one, is left out."""
    told = values[np.isfinite(values)]
    n = len(told)
    if n < 2:
        return Known(n, math.inf, wanted, None)
    spread = float(told.std(ddof=1))
    half = half_width(spread, n, confidence)
    return Known(n, half, wanted, needed(spread, wanted, confidence))


def half_width(spread: float, n: int, confidence: float = CONFIDENCE) -> float:
    """Half the t interval of the mean of n values whose standard deviation is `spread`."""
    return _quantile(confidence, n - 1) * spread / math.sqrt(n)


@cache
def _quantile(confidence: float, freedom: int) -> float:
    return float(stdtrit(freedom, (1 + confidence) / 2))


def needed(spread: float, wanted: float, confidence: float = CONFIDENCE) -> int | None:
    """The fewest values whose mean is known to `wanted` either way; None: no number is enough."""
    if spread == 0:
        return 2
    if wanted <= 0:
        return None
    normal = float(ndtri((1 + confidence) / 2))
    n = max(2, math.floor((normal * spread / wanted) ** 2))  # t is wider: never too many
    while half_width(spread, n, confidence) > wanted:
        n += max(1, n // 1000)
    return n


@dataclass(frozen=True)
class Step:
    """What comes next: so many replications in all, or a stop and why."""

    total: int
    stop: Why | None


def next_step(progress: Mapping[Any, Known], n: int, ceiling: int, floor: int = FLOOR) -> Step:
    """What follows after `n` replications.

    As many are added as the metric that needs most is thought to need, but at most as many as
    there are: the plan is made again then.

    Parameters
    ----------
    progress
        What is known of each metric.
    n
        Replications so far.
    ceiling
        The most there may be.
    floor
        The fewest before anything stops.
    """
    if n < floor:
        return Step(min(floor, ceiling), None) if n < ceiling else Step(n, "ceiling")
    missing = [each for each in progress.values() if not each.is_precise]
    if not missing:
        return Step(n, "precise")
    if n >= ceiling:
        return Step(n, "ceiling")
    if all(each.needed is None for each in missing):
        return Step(n, "unknown")
    # Where some replications have no value of a metric, more are needed in the same proportion.
    plans = [math.ceil(each.needed * n / each.n) for each in missing if each.needed is not None]
    return Step(min(max(n + 1, *plans), 2 * n, ceiling), None)
