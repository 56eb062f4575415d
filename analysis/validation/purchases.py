"""Who bought when and where: what a table of purchases and the deliveries of a run both show."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.kpis import Kpis
from sim.daytime import DAY_MIN

if TYPE_CHECKING:
    from analysis.validation.seen import Seen

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Days to a consumer's next order, and orders of a consumer: the last bin has all that are more.
INTERVAL_DAYS = tuple(range(15))
ORDERS = (1, 2, 3, 4, 5, 7, 10, 15)
_N_DAYS_OF_WEEK, _N_HOURS, _N_TENTHS = 7, 24, 10
_FIFTH = 2  # tenths


@dataclass(frozen=True, eq=False)
class Purchases:
    """Orders (n_orders,) of so many days."""

    day: Ints  # from the first, 0
    minute: Floats  # of the day
    weekday: Ints  # 0 Monday
    customer: Ints
    store: Ints

    def first_days(self, n_days: int) -> "Purchases":
        """Those of the first days alone."""
        kept = self.day < n_days
        return Purchases(
            self.day[kept],
            self.minute[kept],
            self.weekday[kept],
            self.customer[kept],
            self.store[kept],
        )


def of_run(run: "Seen") -> Purchases:
    """The deliveries of a run, however they ended; strangers, who are nobody's, are left out."""
    orders = run.ordered
    known = orders["consumer"] >= 0
    placed_min = orders["placed_min"][known]
    day = (placed_min // DAY_MIN).astype(np.int64)
    first = run.result.scenario.demand.first_weekday
    return Purchases(
        day,
        placed_min % DAY_MIN,
        (day + first) % _N_DAYS_OF_WEEK,
        orders["consumer"][known].astype(np.int64),
        orders["store"][known].astype(np.int64),
    )


def shares(bought: Purchases) -> dict[str, Floats]:
    """Distributions by name, each as shares: hours, weekdays, stores, consumers, intervals.

    Of weekdays orders of a mean such day are compared, since days on record may be none of whole
    weeks. Of stores it is what the busiest tenth, two tenths and so on have.
    """
    n_of = np.bincount(np.unique(bought.customer, return_inverse=True)[1])
    return {
        "bought_hour": _shares(np.bincount((bought.minute // 60).astype(int), minlength=_N_HOURS)),
        "bought_weekday": _of_weekdays(bought),
        "bought_stores": _by_stores(bought),
        "bought_orders": _shares(np.histogram(n_of, [*ORDERS, np.inf])[0]),
        "bought_interval": _shares(np.histogram(intervals(bought), [*INTERVAL_DAYS, np.inf])[0]),
    }


def numbers(bought: Purchases) -> Kpis:
    """Single figures of purchases; None: of nothing."""
    n_customers = len(np.unique(bought.customer))
    again = intervals(bought)
    by_stores = _by_stores(bought)
    same = _at_the_same_store(bought)
    return {
        "bought_top_fifth_share": float(by_stores[_FIFTH - 1]) if len(bought.day) else None,
        "bought_orders_per_customer": len(bought.day) / n_customers if n_customers else None,
        "bought_interval_median_days": float(np.median(again)) if len(again) else None,
        "bought_same_store_share": float(same.mean()) if len(same) else None,
    }


def intervals(bought: Purchases) -> Ints:
    """Days from each order to the next of the same customer, (n_repeats,)."""
    rows = _by_customer(bought)
    same = np.diff(bought.customer[rows]) == 0
    return np.asarray(np.diff(bought.day[rows])[same], np.int64)


def busiest(counts: Ints) -> Floats:
    """Share of the orders of the busiest tenth, two tenths and so on of stores, (10,)."""
    if not len(counts):
        return np.zeros(_N_TENTHS)
    falling = np.cumsum(np.sort(counts)[::-1])
    ends = np.ceil(np.arange(1, _N_TENTHS + 1) / _N_TENTHS * len(counts)).astype(int) - 1
    return np.asarray(falling[ends] / max(1, falling[-1]), np.float64)


def _by_stores(bought: Purchases) -> Floats:
    """See `busiest`; of stores that have an order."""
    return busiest(np.unique(bought.store, return_counts=True)[1])


def _at_the_same_store(bought: Purchases) -> NDArray[np.bool_]:
    """Whether each order of somebody who ordered before is at the store of the order before."""
    rows = _by_customer(bought)
    again = np.diff(bought.customer[rows]) == 0
    return np.asarray(np.diff(bought.store[rows])[again] == 0)


def _by_customer(bought: Purchases) -> NDArray[np.intp]:
    return np.lexsort((bought.minute, bought.day, bought.customer))


def _of_weekdays(bought: Purchases) -> Floats:
    counts = np.bincount(bought.weekday, minlength=_N_DAYS_OF_WEEK).astype(np.float64)
    days = np.unique(np.column_stack([bought.day, bought.weekday]), axis=0)[:, 1]
    n_days = np.bincount(days, minlength=_N_DAYS_OF_WEEK)
    return _shares(np.divide(counts, n_days, out=np.zeros(_N_DAYS_OF_WEEK), where=n_days > 0))


def _shares(counts: NDArray[np.float64] | Ints) -> Floats:
    return np.asarray(counts / max(1.0, float(counts.sum())), np.float64)
