"""What an extra order costs the platform, with an interval over pairs of runs."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analysis.kpis import Kpis

KPI_NAME = "cost_per_extra_order_cents"
CONTRIBUTION, ORDERS = "platform_contribution_cents_per_day", "orders_per_day"

Cost = tuple[float | None, float | None, float | None]  # value, low, high
_NONE: Cost = (None, None, None)


def cost_per_extra_order(base: Sequence[Kpis], other: Sequence[Kpis], confidence: float) -> Cost:
    """The contribution given up for each order gained, and its interval.

    Parameters
    ----------
    base, other
        KPIs of paired runs.
    confidence
        Of the interval.

    Returns
    -------
    Value, low and high. All are None where orders do not clearly rise: nothing can be said of the
    cost of what may not be there. A single pair has no interval.
    """
    changes = np.array(
        [
            (b[CONTRIBUTION] - a[CONTRIBUTION], b[ORDERS] - a[ORDERS])  # type: ignore[operator]
            for a, b in zip(base, other, strict=True)
        ]
    )
    if len(changes) == 0:
        return _NONE
    cost, orders = -changes[:, 0], changes[:, 1]
    if len(changes) == 1:
        return (float(cost[0] / orders[0]), None, None) if orders[0] > 0 else _NONE
    return fieller(cost, orders, confidence)


def fieller(parts: NDArray[np.float64], wholes: NDArray[np.float64], confidence: float) -> Cost:
    """The ratio of two paired means and its interval (Fieller 1954).

    The interval holds each ratio r for which the mean of parts - r * wholes is not told from zero.
    It is bounded where the mean of the wholes is told from zero; None unless it is above.
    """
    n = len(parts)
    covariance = np.atleast_2d(np.cov(parts, wholes)) / n
    t = stats.t.ppf((1 + confidence) / 2, n - 1)
    part, whole = parts.mean(), wholes.mean()
    a = whole**2 - t**2 * covariance[1, 1]
    if whole <= 0 or a <= 0:
        return _NONE
    b = part * whole - t**2 * covariance[0, 1]
    c = part**2 - t**2 * covariance[0, 0]
    half = np.sqrt(max(0.0, b**2 - a * c))
    return float(part / whole), float((b - half) / a), float((b + half) / a)
