"""Loyalty: satisfaction, and who comes back."""

import numpy as np
from numpy.typing import NDArray

from analysis.kpis.numbers import mean, ratio, share
from analysis.kpis.parts import SCORED, Table, part_stars, platform_orders
from analysis.kpis.table import Kpis
from sim.daytime import DAY_MIN
from sim.result import RunResult

_RETURN_DAYS = 7
_UNHAPPY = 2.0


def measure(result: RunResult) -> Kpis:
    """KPIs of the group."""
    orders = platform_orders(result)
    n_customers = len(np.unique(orders["consumer"]))
    rated = orders[orders["satisfaction"] > 0]
    felt = rated["satisfaction"]
    end_min = result.days * DAY_MIN
    # A recording does not say who ordered; a shorter run cannot see so far.
    unseen = result.scenario.replay.orders is not None or result.days < _RETURN_DAYS
    within_min = _RETURN_DAYS * DAY_MIN
    return {
        "customers": n_customers,
        "orders_per_customer": ratio(len(orders), n_customers),
        "satisfaction_mean": mean(felt),
        **{f"satisfaction_{part}_mean": mean(part_stars(result, rated, part)) for part in SCORED},
        "unhappy_share": share(felt <= _UNHAPPY),
        "repeat_7d_share": None if unseen else repeat_share(orders, end_min, within_min),
        "loyalty_mean": mean(result.consumers["loyalty"]),
    }


def repeat_share(orders: Table, end_min: float, within_min: float) -> float | None:
    """Probability of a second order within so many minutes of the first.

    Kaplan and Meier (1958): who has not come back by `end_min` is censored there.
    """
    if len(orders) == 0:
        return None
    from scipy.stats import CensoredData, ecdf  # a second, and short runs cannot see so far

    back_min, censored_min = _gaps(orders, end_min)
    curve = ecdf(CensoredData(uncensored=back_min, right=censored_min))
    return float(curve.cdf.evaluate(within_min))


def _gaps(orders: Table, end_min: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Minutes to the second order; minutes seen of those who placed one order only."""
    order = np.lexsort((orders["placed_min"], orders["consumer"]))
    consumer, placed_min = orders["consumer"][order], orders["placed_min"][order]
    first = np.flatnonzero(np.append(True, consumer[1:] != consumer[:-1]))
    follows = np.append(consumer[1:] == consumer[:-1], False)[first]  # a second order exists
    back_min = placed_min[first[follows] + 1] - placed_min[first[follows]]
    return back_min, end_min - placed_min[first[~follows]]
