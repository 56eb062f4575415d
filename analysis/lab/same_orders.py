"""Pairs of orders: one need in both runs, and needs near in time of which each run met another."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.experiment.same_needs import PAIRS
from analysis.machine.database import database

# One need that is met so far apart in both runs is met at another time, minutes.
_APART_MIN = 30.0

_READ = f"""
SELECT
    consumer,
    need,
    {
    ", ".join(
        f"coalesce({side}_store, -1) AS {side}_store,"
        f" coalesce({side}_segment, '') AS {side}_segment,"
        f" coalesce({side}_channel, '') AS {side}_channel,"
        f" coalesce({side}_zone, -1) AS {side}_zone,"
        f" coalesce({side}_coupon, -1) AS {side}_coupon,"
        f" coalesce({side}_wanted_min, 'nan'::DOUBLE) AS {side}_wanted_min"
        for side in ("base", "other")
    )
}
FROM ({PAIRS})
ORDER BY consumer, need
"""


@dataclass(frozen=True, eq=False)
class Side:
    """The orders of one run, (n_pairs,) each; -1, "" and NaN where there is none."""

    store: NDArray[np.int64]
    segment: NDArray[np.str_]
    channel: NDArray[np.str_]
    zone: NDArray[np.int64]
    coupon: NDArray[np.int64]  # -1: none
    wanted_min: NDArray[np.float64]  # for when, minutes from the first midnight

    @property
    def there(self) -> NDArray[np.bool_]:
        """Where there is an order."""
        return self.store >= 0


@dataclass(frozen=True, eq=False)
class Pairs:
    """Every order of two runs, each in one pair, by consumer and need."""

    consumer: NDArray[np.int64]  # (n_pairs,) below 0: a stranger
    base: Side
    other: Side
    moved: NDArray[np.bool_]  # wanted at another time

    @property
    def sides(self) -> tuple[Side, Side]:
        """Base and arm."""
        return self.base, self.other


def read_pairs(base: Path, other: Path, window_min: float) -> Pairs:
    """The pairs of two run folders, of one seed.

    An order of one need is paired with that of the same need. Of what is left, an order of the base
    and one of the arm by the same consumer are a pair if they were wanted at most `window_min`
    apart; the nearest are paired first, and no order twice.
    """
    files = {"base": str(base / "orders.parquet"), "other": str(other / "orders.parquet")}
    with database() as connection:
        read = connection.execute(_READ, files).fetchnumpy()
    of_base, of_other = _side(read, "base"), _side(read, "other")
    apart_min = np.abs(of_other.wanted_min - of_base.wanted_min)
    same = Pairs(
        np.asarray(read["consumer"], np.int64),
        of_base,
        of_other,
        moved=np.nan_to_num(apart_min, nan=0.0) > _APART_MIN,
    )
    return _joined(same, _moved_in_time(same, window_min))


def _side(read: dict[str, Any], name: str) -> Side:
    def column(of: str, kind: Any) -> NDArray[Any]:
        return np.asarray(read[f"{name}_{of}"], kind)

    return Side(
        column("store", np.int64),
        column("segment", np.str_),
        column("channel", np.str_),
        column("zone", np.int64),
        column("coupon", np.int64),
        column("wanted_min", np.float64),
    )


def _moved_in_time(pairs: Pairs, window_min: float) -> list[tuple[int, int]]:
    """Rows of base and arm that are one order which moved, the nearest first."""
    if window_min <= 0:
        return []
    known = pairs.consumer >= 0
    lost, won = known & ~pairs.other.there, known & ~pairs.base.there
    both = np.intersect1d(pairs.consumer[lost], pairs.consumer[won])
    of_lost = np.flatnonzero(lost & np.isin(pairs.consumer, both))
    of_won = np.flatnonzero(won & np.isin(pairs.consumer, both))
    first = np.searchsorted(pairs.consumer[of_won], pairs.consumer[of_lost], "left")
    last = np.searchsorted(pairs.consumer[of_won], pairs.consumer[of_lost], "right")
    candidates = sorted(
        (abs(float(pairs.other.wanted_min[b] - pairs.base.wanted_min[a])), int(a), int(b))
        for a, start, end in zip(of_lost, first, last, strict=True)
        for b in of_won[start:end]
    )
    taken: set[int] = set()
    found = []
    for apart_min, a, b in candidates:
        if apart_min <= window_min and a not in taken and b not in taken:
            taken |= {a, b}
            found.append((a, b))
    return found


def _joined(pairs: Pairs, moved: list[tuple[int, int]]) -> Pairs:
    """The pairs with the orders that moved put beside one another."""
    if not moved:
        return pairs
    a, b = np.array(moved).T
    keep = np.ones(len(pairs.consumer), np.bool_)
    keep[b] = False
    told = pairs.moved.copy()
    told[a] = True
    beside = np.arange(len(keep))
    beside[a] = b
    return Pairs(
        pairs.consumer[keep],
        _taken(pairs.base, np.flatnonzero(keep)),
        _taken(pairs.other, beside[keep]),
        told[keep],
    )


def _taken(side: Side, rows: NDArray[np.int64]) -> Side:
    return Side(**{name: column[rows] for name, column in vars(side).items()})
