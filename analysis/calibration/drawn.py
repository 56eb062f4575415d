"""Orders drawn anew: none of them is one that happened, and all together are as those were.

Each store has as many orders as are on record. Its moments, to a quarter of an hour, its
preparation times and the rectangles its orders went to are shuffled apart from one another, and the
door lies anywhere in the rectangle. Of stores with few orders, moments and times are shuffled
together.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.calibration.estimate import Floats
from analysis.calibration.ground import Ground, spots_in
from sim.daytime import DAY_MIN

LEAST_ORDERS = 5  # of a store, whose moments and times are shuffled among themselves
_BIN_MIN = 15.0  # of moments


@dataclass(frozen=True, eq=False)
class Drawn:
    """Orders (n_orders,) in the sequence of placement; minutes and metres."""

    placed_min: Floats
    store: NDArray[np.int64]
    door_m: Floats  # (n_orders, 2)
    ready_min: Floats  # nan: the kitchen of the model decides
    basket_cents: NDArray[np.int64]  # 0: unknown


@dataclass(frozen=True, eq=False)
class Source:
    """Recorded orders (n_orders,), of which others are drawn."""

    placed_min: Floats
    store: NDArray[np.int32]
    store_m: Floats  # (n_stores, 2)
    preparation_min: Floats  # nan: unknown
    basket_cents: NDArray[np.int64]
    ground: Ground


def drawn(source: Source, n_days: int, luck: np.random.Generator) -> Drawn:
    """As many orders as are on record, over as many days; see the module."""
    n, n_stores = len(source.placed_min), len(source.store_m)
    few = np.bincount(source.store, minlength=n_stores) < LEAST_ORDERS
    # Whose orders are shuffled together: each store's, and those of all stores that have few.
    group = np.where(few[source.store], n_stores, source.store)
    moments = source.placed_min[_shuffled(group, luck)]
    placed_min = (np.floor(moments / _BIN_MIN) + luck.random(n)) * _BIN_MIN
    placed_min = np.minimum(placed_min, n_days * DAY_MIN - 0.01)
    took_min = source.preparation_min[_shuffled(group, luck)]
    cell = source.ground.of_order[_shuffled(source.store, luck)]
    rows = np.argsort(placed_min, kind="stable")
    return Drawn(
        placed_min[rows],
        source.store[rows].astype(np.int64),
        spots_in(source.ground, cell, luck)[rows],
        (placed_min + took_min)[rows],
        _baskets(source, n, luck)[rows],
    )


def _shuffled(group: NDArray[np.integer], luck: np.random.Generator) -> NDArray[np.intp]:
    """For each row another of its group, each once, (n,)."""
    found = np.empty(len(group), np.intp)
    by_group = np.argsort(group, kind="stable")
    at_random = by_group[np.lexsort((luck.random(len(group)), group[by_group]))]
    found[by_group] = at_random
    return found


def _baskets(source: Source, n: int, luck: np.random.Generator) -> NDArray[np.int64]:
    known = source.basket_cents[source.basket_cents > 0]
    if len(known) < LEAST_ORDERS:
        return np.zeros(n, np.int64)
    # To whole yuan: a sum to the cent may be one person's.
    found: NDArray[np.int64] = np.round(luck.choice(known, n) / 100).astype(np.int64) * 100
    return found
