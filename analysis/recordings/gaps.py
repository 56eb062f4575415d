"""Orders that stand far from the others in time: a wrong row, not months without an order."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

MOST_DAYS = 366

_FEW_SHARE = 0.1  # of the orders of the main period: a handful that has strayed


class Period(NamedTuple):
    """Days without a long gap between them."""

    first_day: int  # counted from any day
    last_day: int
    rows: NDArray[np.intp]


def periods(day: NDArray[np.float64], longest_gap: int) -> list[Period]:
    """The periods of orders (n_orders,), nan: unknown; more than `longest_gap` days apart."""
    known = np.flatnonzero(np.isfinite(day))
    rows = known[np.argsort(day[known], kind="stable")]
    days = day[rows]
    cuts = np.flatnonzero(np.diff(days) > longest_gap + 1) + 1
    return [
        Period(int(days[part[0]]), int(days[part[-1]]), rows[part])
        for part in np.split(np.arange(len(rows)), cuts)
        if len(part)
    ]


def strays(found: Sequence[Period]) -> tuple[Period | None, list[Period]]:
    """The main period, and those with so few orders that they have strayed from it.

    None in place of the main one where another is not so much smaller.
    """
    main = max(found, key=lambda period: len(period.rows))
    others = [period for period in found if period is not main]
    most = max(1, int(_FEW_SHARE * len(main.rows)))
    if all(len(period.rows) <= most and len(period.rows) < len(main.rows) for period in others):
        return main, others
    return None, []


def date_of(day: int, since: datetime) -> str:
    """A day as messages name it."""
    return f"{since + timedelta(days=day):%Y-%m-%d}"
