"""What extra orders and new users cost, and what coupons bring: intervals over pairs of runs."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from analysis.kpis import Kpis

KPI_NAME = "cost_per_extra_order_cents"
NEW_USER_COST, NEW_USERS = "cost_per_new_user_cents", "new_users"
CONTRIBUTION, ORDERS = "platform_contribution_cents_per_day", "orders_per_day"

Cost = tuple[float | None, float | None, float | None]  # value, low, high
_NONE: Cost = (None, None, None)


def compared(kpi: str, base: Sequence[Kpis], other: Sequence[Kpis], confidence: float) -> Cost:
    """A KPI that has a value in a comparison alone, and its interval."""
    return _COMPARED[kpi](base, other, confidence)


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
    return _ratio(-_more(base, other, _contribution), _more(base, other, _orders), confidence)


def extra_orders_per_100_yuan(
    base: Sequence[Kpis], other: Sequence[Kpis], confidence: float
) -> Cost:
    """Orders gained for each 100 yuan that coupons take off more, whoever pays; and its interval.

    None where coupons do not clearly take off more than in the base.
    """
    return _ratio(_more(base, other, _orders), _more(base, other, _coupon_yuan) / 100, confidence)


def cannibalised_share(base: Sequence[Kpis], other: Sequence[Kpis], confidence: float) -> Cost:
    """Orders with a coupon that would have come without, of all with a coupon; and its interval.

    It is below 0 where coupons bring more orders than use them.
    """
    more_with_one = _more(base, other, _with_coupon)
    share, low, high = _ratio(_more(base, other, _orders), more_with_one, confidence)
    if share is None:
        return _NONE
    return 1 - share, None if high is None else 1 - high, None if low is None else 1 - low


def cost_per_new_user(base: Sequence[Kpis], other: Sequence[Kpis], confidence: float) -> Cost:
    """What the platform spends more to win people for each user who comes more; and its interval.

    It spends on its coupons, on rewards for who brings a friend, and on messages. All that is spent
    counts, also what goes to those who would have come anyway. None where users do not clearly come
    more.
    """
    return _ratio(_more(base, other, _spent), _more(base, other, _new_users), confidence)


def _contribution(run: Kpis) -> float:
    return run[CONTRIBUTION] or 0.0


def _orders(run: Kpis) -> float:
    return run[ORDERS] or 0.0


def _with_coupon(run: Kpis) -> float:
    return run.get("coupon_orders_per_day") or 0.0


def _coupon_yuan(run: Kpis) -> float:
    return _orders(run) * (run.get("coupon_cost_per_order_cents") or 0.0) / 100


def _spent(run: Kpis) -> float:
    """On coupons, rewards and messages in all days, cents."""
    per_day = run.get("referral_cents_per_day") or 0.0
    per_day += run.get("marketing_cents_per_day") or 0.0
    per_day += _orders(run) * (run.get("platform_coupon_cost_per_order_cents") or 0.0)
    return per_day * _days(run)


def _days(run: Kpis) -> float:
    return (run["orders"] or 0.0) / _orders(run) if _orders(run) else 0.0


def _new_users(run: Kpis) -> float:
    return run.get(NEW_USERS) or 0.0


def _more(
    base: Sequence[Kpis], other: Sequence[Kpis], of: Callable[[Kpis], float]
) -> NDArray[np.float64]:
    return np.array([of(b) - of(a) for a, b in zip(base, other, strict=True)], np.float64)


def _ratio(parts: NDArray[np.float64], wholes: NDArray[np.float64], confidence: float) -> Cost:
    """Of paired means; a single pair has no interval, and nothing is said of what is not there."""
    if len(parts) == 0:
        return _NONE
    if len(parts) == 1:
        return (float(parts[0] / wholes[0]), None, None) if wholes[0] > 0 else _NONE
    return fieller(parts, wholes, confidence)


def fieller(parts: NDArray[np.float64], wholes: NDArray[np.float64], confidence: float) -> Cost:
    """The ratio of two paired means and its interval (Fieller 1954).

    The interval holds each ratio r for which the mean of parts - r * wholes is not told from zero.
    It is bounded where the mean of the wholes is told from zero; None unless it is above.
    """
    n = len(parts)
    covariance = np.atleast_2d(np.cov(parts, wholes)) / n
    t = stdtrit(n - 1, (1 + confidence) / 2)
    part, whole = parts.mean(), wholes.mean()
    a = whole**2 - t**2 * covariance[1, 1]
    if whole <= 0 or a <= 0:
        return _NONE
    b = part * whole - t**2 * covariance[0, 1]
    c = part**2 - t**2 * covariance[0, 0]
    half = np.sqrt(max(0.0, b**2 - a * c))
    return float(part / whole), float((b - half) / a), float((b + half) / a)


_COMPARED = {
    KPI_NAME: cost_per_extra_order,
    NEW_USER_COST: cost_per_new_user,
    "extra_orders_per_100_yuan": extra_orders_per_100_yuan,
    "coupon_cannibalised_share": cannibalised_share,
}
