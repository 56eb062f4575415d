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


def demand(placed_min: Floats, weekend: NDArray[np.bool_], n_days: int) -> Demand:
    """What the moments of placement (n_orders,) say; `weekend` says of which kind each day is."""
    day = (placed_min // DAY_MIN).astype(int)
    of_weekend = np.zeros(n_days, bool)
    of_weekend[day[weekend]] = True
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
    """Orders a day; of a single day the error is that of counts by chance (Poisson)."""
    n = len(per_day)
    error = math.sqrt(per_day.mean()) if n == 1 else per_day.std(ddof=1) / math.sqrt(n)
    return Estimate.of("", float(per_day.mean()), float(error), int(per_day.sum()), "level")


def _factor(per_day: NDArray[np.int64], of_weekend: NDArray[np.bool_]) -> Estimate | None:
    """Orders of a weekend day over those of another, by the counts of whole days."""
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
    return Estimate.of("demand.weekend_factor", factor, error, n, "weekend", log=True)
