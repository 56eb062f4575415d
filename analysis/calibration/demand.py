"""Demand: when orders come, hour by hour, and how much more of them on a weekend day."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.calibration.estimate import Estimate, Floats
from sim.daytime import DAY_MIN, HOUR_MIN

_N_HOURS = 24


@dataclass(frozen=True, eq=False)
class Profile:
    """Shares of a day's orders by hour, (24,), with their standard errors."""

    share: Floats
    error: Floats
    n: int
    n_days: int


@dataclass(frozen=True, eq=False)
class Demand:
    """When orders come."""

    weekday: Profile | None  # None: no such day is on record
    weekend: Profile | None
    weekend_factor: Estimate | None
    orders_per_day: Estimate


def demand(placed_min: Floats, of_weekend: NDArray[np.bool_]) -> Demand:
    """What moments of placement (n_orders,) say; of which kind each day is, (n_days,).

    A day without an order is a day all the same.
    """
    day, n_days = (placed_min // DAY_MIN).astype(int), len(of_weekend)
    weekend = of_weekend[day]
    hour = (placed_min // HOUR_MIN % _N_HOURS).astype(int)
    per_day = np.bincount(day, minlength=n_days)
    return Demand(
        weekday=profile(hour[~weekend], int((~of_weekend).sum())),
        weekend=profile(hour[weekend], int(of_weekend.sum())),
        weekend_factor=_factor(per_day, of_weekend),
        orders_per_day=_level(per_day),
    )


def profile(hour: NDArray[np.int64], n_days: int) -> Profile | None:
    """Shares of the hours of orders (n,); None: there are none."""
    n = len(hour)
    if n == 0 or n_days == 0:
        return None
    share = np.bincount(hour, minlength=_N_HOURS) / n
    return Profile(share, np.sqrt(share * (1 - share) / n), n, n_days)


def _level(per_day: NDArray[np.int64]) -> Estimate:
    """Orders a day; days differ at least as counts do by chance (Poisson)."""
    n, mean = len(per_day), float(per_day.mean())
    error, freedom = math.sqrt(mean), None
    if n > 1:
        error = math.sqrt(max(float(per_day.var(ddof=1)), mean) / n)
        freedom = n - 1
    return Estimate.of("", mean, error, int(per_day.sum()), "level", freedom=freedom)


def _factor(per_day: NDArray[np.int64], of_weekend: NDArray[np.bool_]) -> Estimate | None:
    """Orders of a weekend day over those of another, by the counts of whole days.

    Degrees of freedom after Welch (1947); a single day's spread is taken as that of counts by
    chance, which is known.
    """
    kinds = [per_day[of_weekend == kind] for kind in (False, True)]
    if not all(len(each) and each.sum() for each in kinds):
        return None
    means = [float(each.mean()) for each in kinds]
    shares = [
        max(each.var(ddof=1) if len(each) > 1 else each.mean(), each.mean())
        / (len(each) * each.mean() ** 2)
        for each in kinds
    ]
    factor = means[1] / means[0]
    error = factor * math.sqrt(sum(shares))
    n = int(per_day.sum())
    lost = sum(
        share**2 / (len(each) - 1)
        for share, each in zip(shares, kinds, strict=True)
        if len(each) > 1
    )
    freedom = max(1, int(sum(shares) ** 2 / lost)) if lost else None
    return Estimate.of(
        "demand.weekend_factor", factor, error, n, "weekend", log=True, freedom=freedom
    )
