"""Doors of recorded orders as they may be shown: never one that could be told apart.

They are shown in blocks along lines of a grid of 100 m, each of which holds at least `FEWEST_DOORS`
different ones: cells with fewer are merged with others (`analysis.recordings.halving`).
"""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.recordings.halving import FEWEST_DOORS, halved
from sim.recording import Recording

Floats = NDArray[np.float64]

_CELL_M = 100.0
_SPREAD = (0.7548776662466927, 0.5698402909980532)  # spots of successive numbers lie far apart


class Block(NamedTuple):
    """A rectangle of the map, and what it holds."""

    west_m: float
    south_m: float
    east_m: float
    north_m: float
    n_doors: int  # different ones
    n_orders: int

    @property
    def per_km2(self) -> float:
        """Orders per square kilometre."""
        return self.n_orders / ((self.east_m - self.west_m) * (self.north_m - self.south_m)) * 1e6


def blocks(recording: Recording) -> list[Block]:
    """The blocks that hold all orders; none where the whole city has too few doors."""
    return _blocks(recording.door_x_m, recording.door_y_m, recording.extent)


def _blocks(x_m: Floats, y_m: Floats, extent_m: tuple[float, float]) -> list[Block]:
    """Those of a city of this extent with doors there, one for each order, (n_orders,)."""
    at_m = np.column_stack([x_m, y_m])
    places, of_order = np.unique(at_m, axis=0, return_inverse=True)
    if len(places) < FEWEST_DOORS:
        return []
    n_orders = np.bincount(of_order.ravel(), minlength=len(places))
    cells = (places // _CELL_M).astype(np.int64)
    n_x, n_y = (math.ceil(side_m / _CELL_M) for side_m in extent_m)
    return [
        Block(
            *(west * _CELL_M, south * _CELL_M, east * _CELL_M, north * _CELL_M),
            n_doors=len(doors),
            n_orders=int(n_orders[doors].sum()),
        )
        for west, south, east, north, doors in halved(cells, (n_x, n_y))
        if len(doors)
    ]


class Veil:
    """Hides where people on record are: each is shown anywhere in the block around it.

    Parameters
    ----------
    x_m, y_m
        The door of each order, (n_orders,).
    extent_m
        Of the city, from its south-west corner to the east and to the north.
    """

    def __init__(self, x_m: Floats, y_m: Floats, extent_m: tuple[float, float]) -> None:
        whole = Block(0.0, 0.0, *extent_m, 0, 0)
        sides = [block[:4] for block in _blocks(x_m, y_m, extent_m)] or [whole[:4]]
        self._west_m, self._south_m, self._east_m, self._north_m = np.array(sides).T

    def over(
        self, x_m: Floats, y_m: Floats, who: NDArray[np.integer[Any]]
    ) -> tuple[Floats, Floats]:
        """Where to show positions (n,); whoever is in no block is near no door, and stays.

        The spot in the block follows from the number of `who` it is (n,), not from the place.
        """
        east, north = x_m[:, None], y_m[:, None]
        within = (east >= self._west_m) & (east < self._east_m)
        within &= (north >= self._south_m) & (north < self._north_m)
        block, hidden = within.argmax(axis=1), within.any(axis=1)
        west_m, south_m = self._west_m[block], self._south_m[block]
        u, v = ((who + 1) * step % 1 for step in _SPREAD)
        shown_x_m = west_m + u * (self._east_m[block] - west_m)
        shown_y_m = south_m + v * (self._north_m[block] - south_m)
        return np.where(hidden, shown_x_m, x_m), np.where(hidden, shown_y_m, y_m)


def zones_with_few_doors(
    zone: NDArray[np.int32], x_m: Floats, y_m: Floats, n_zones: int
) -> NDArray[np.bool_]:
    """Whether a zone has some doors, but fewer than may be shown, (n_zones,).

    Parameters
    ----------
    zone, x_m, y_m
        Zone and place of the door of each order, (n_orders,).
    n_zones
        Zones of the city.
    """
    doors = np.unique(np.column_stack([zone, x_m, y_m]), axis=0)
    counts = np.bincount(doors[:, 0].astype(np.intp), minlength=n_zones)
    return np.asarray((counts > 0) & (counts < FEWEST_DOORS))
