"""The density map of doors: rectangles of so many different doors that none of them stands alone.

The city is halved again and again, across its longer side and at a line of the grid, as long as
each half has no door at all or at least `LEAST_DOORS` different ones.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.calibration.estimate import Floats

LEAST_DOORS = 5
_SAME_DOOR_M = 1.0  # positions so close are one door
_MOST_CELLS = 400


class Box(NamedTuple):
    """A rectangle by its sides, in lines of the grid."""

    west: int
    south: int
    east: int
    north: int


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
        Sides lie on lines so far apart.

    Raises
    ------
    ValueError
        The orders went to fewer than `LEAST_DOORS` doors: no map can hide them.
    """
    spots = np.column_stack([x_m, y_m]) // _SAME_DOOR_M
    door = np.unique(spots, axis=0, return_inverse=True)[1].ravel()
    if len(np.unique(door)) < LEAST_DOORS:
        n_doors = len(np.unique(door))
        raise ValueError(
            f"the orders went to {n_doors} doors; at least {LEAST_DOORS} are needed, so that none"
            " of them can be told from what is written"
        )
    whole = Box(0, 0, math.ceil(extent_m[0] / grid_m), math.ceil(extent_m[1] / grid_m))
    enough = max(LEAST_DOORS, len(x_m) // _MOST_CELLS)
    at = np.column_stack([x_m, y_m])
    found: list[tuple[Box, NDArray[np.intp]]] = []
    left = [(whole, np.arange(len(x_m)))]
    while left:
        box, mine = left.pop()
        halves = _halves(box, mine, at, door, grid_m, enough)
        if halves:
            left += halves
        else:
            found.append((box, mine))
    of_order = np.zeros(len(x_m), np.int64)
    for cell, (_, mine) in enumerate(found):
        of_order[mine] = cell
    west_m, south_m, east_m, north_m = np.array([box for box, _ in found], np.float64).T * grid_m
    return Ground(
        west_m,
        south_m,
        east_m,
        north_m,
        n_orders=np.array([len(mine) for _, mine in found]),
        n_doors=np.array([len(np.unique(door[mine])) for _, mine in found]),
        of_order=of_order,
    )


def _halves(
    box: Box,
    mine: NDArray[np.intp],
    at: Floats,
    door: NDArray[np.intp],
    grid_m: float,
    enough: int,
) -> list[tuple[Box, NDArray[np.intp]]]:
    """A box in two, by the line next to its middle that leaves none with a few doors; or nothing.

    Where doors are few a box may be cut so that one half is empty, which tells nobody's door.
    """
    west, south, east, north = box
    if len(mine) == 0:
        return []
    axes = (0, 1) if east - west >= north - south else (1, 0)
    for axis in axes:
        low, high = (west, east) if axis == 0 else (south, north)
        lines = sorted(range(low + 1, high), key=lambda line: abs(2 * line - low - high))
        for line in lines:
            below = at[mine, axis] < line * grid_m
            halves = mine[below], mine[~below]
            n_doors = [len(np.unique(door[half])) for half in halves]
            cut_off = min(n_doors) == 0
            if min(n_doors) >= enough or (cut_off and _is_worth(line, low, high)):
                if axis == 0:
                    boxes = Box(west, south, line, north), Box(line, south, east, north)
                else:
                    boxes = Box(west, south, east, line), Box(west, line, east, north)
                return list(zip(boxes, halves, strict=True))
    return []


def _is_worth(line: int, low: int, high: int) -> bool:
    """Whether a line cuts off a quarter of a side or more: less is hardly an empty place."""
    return min(line - low, high - line) * 4 >= high - low


def spots_in(cells: Ground, cell: NDArray[np.int64], luck: np.random.Generator) -> Floats:
    """A spot anywhere in each of these cells, (n, 2) metres."""
    u = luck.random((len(cell), 2))
    x_m = cells.west_m[cell] + u[:, 0] * (cells.east_m - cells.west_m)[cell]
    y_m = cells.south_m[cell] + u[:, 1] * (cells.north_m - cells.south_m)[cell]
    return np.column_stack([x_m, y_m])
