"""The density map of doors: rectangles of so many different doors that none of them stands alone.

Those of `analysis.recordings.halving`, of more doors in large recordings.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.calibration.estimate import Floats
from analysis.recordings.halving import FEWEST_DOORS, halved

_SAME_DOOR_M = 1.0  # positions so close are one door
_MOST_CELLS = 400
_EMPTY_SHARE = 0.25  # of a side: where less is cut off, it is hardly an empty place


@dataclass(frozen=True, eq=False)
class Ground:
    """Rectangles that cover the city, and the orders that went to each."""

    west_m: Floats  # (n_cells,)
    south_m: Floats
    east_m: Floats
    north_m: Floats
    n_orders: NDArray[np.int64]  # (n_cells,)
    n_doors: NDArray[np.int64]  # (n_cells,) different ones
    of_order: NDArray[np.int64]  # (n_orders,) cell of each order; never written

    @property
    def n_cells(self) -> int:
        """Rectangles."""
        return len(self.west_m)


def ground(x_m: Floats, y_m: Floats, extent_m: tuple[float, float], grid_m: float) -> Ground:
    """The rectangles of doors (n_orders,), in metres from the south-west corner.

    Parameters
    ----------
    x_m, y_m
        Where orders went.
    extent_m
        Width and height of the city.
    grid_m
        Sides lie on lines so far apart, whole metres.

    Raises
    ------
    ValueError
        The orders went to fewer than `FEWEST_DOORS` doors: no map can hide them.
    """
    spots, door = np.unique(
        np.column_stack([x_m, y_m]) // _SAME_DOOR_M, axis=0, return_inverse=True
    )
    if len(spots) < FEWEST_DOORS:
        raise ValueError(
            f"the orders went to {len(spots)} doors; at least {FEWEST_DOORS} are needed, so that"
            " none of them can be told from what is written"
        )
    cells = (spots * _SAME_DOOR_M // grid_m).astype(np.int64)
    n_x, n_y = (math.ceil(side_m / grid_m) for side_m in extent_m)
    enough = max(FEWEST_DOORS, len(x_m) // _MOST_CELLS)
    parts = halved(cells, (n_x, n_y), enough, _EMPTY_SHARE)
    of_door = np.zeros(len(spots), np.int64)
    for nth, part in enumerate(parts):
        of_door[part.doors] = nth
    of_order = of_door[door.ravel()]
    west_m, south_m, east_m, north_m = np.array([part[:4] for part in parts], np.float64).T * grid_m
    return Ground(
        west_m,
        south_m,
        east_m,
        north_m,
        n_orders=np.bincount(of_order, minlength=len(parts)),
        n_doors=np.array([len(part.doors) for part in parts]),
        of_order=of_order,
    )


def spots_in(cells: Ground, cell: NDArray[np.int64], luck: np.random.Generator) -> Floats:
    """A spot anywhere in each of these cells, (n, 2) metres."""
    u = luck.random((len(cell), 2))
    x_m = cells.west_m[cell] + u[:, 0] * (cells.east_m - cells.west_m)[cell]
    y_m = cells.south_m[cell] + u[:, 1] * (cells.north_m - cells.south_m)[cell]
    return np.column_stack([x_m, y_m])
