"""A map cut into rectangles none of which holds just a few doors.

It is cut in two, and each part again, along lines of a grid, as long as both halves hold enough
doors or one of them holds none: across the longer side if that does, nearest to its middle.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FEWEST_DOORS = 5  # different ones among which one may hide


class Part(NamedTuple):
    """A rectangle by its sides, in lines of the grid, and the doors in it."""

    west: int
    south: int
    east: int
    north: int
    doors: NDArray[np.intp]  # rows of `cells`


def halved(
    cells: NDArray[np.int64],
    n_cells: tuple[int, int],
    enough: int = FEWEST_DOORS,
    empty_share: float = 0.0,
) -> list[Part]:
    """The parts of a map, empty ones too; what lies west or south comes first.

    Parameters
    ----------
    cells
        Column and row of the cell that each door is in, (n_doors, 2).
    n_cells
        Columns and rows of the grid.
    enough
        Doors of a part that a cut leaves, if it is not empty.
    empty_share
        A line that cuts off an empty half is at least so far from both ends, of the side.
    """
    parts: list[Part] = []
    left = [Part(0, 0, *n_cells, np.arange(len(cells)))]
    while left:
        part = left.pop()
        halves = _halves(part, cells, enough, empty_share)
        if halves:
            left += reversed(halves)
        else:
            parts.append(part)
    return parts


def _halves(
    part: Part, cells: NDArray[np.int64], enough: int, empty_share: float
) -> tuple[Part, ...]:
    """A part in two, or nothing where no line will do."""
    if not len(part.doors):
        return ()
    wide = part.east - part.west >= part.north - part.south
    for axis in (0, 1) if wide else (1, 0):
        low, high = (part.west, part.east) if axis == 0 else (part.south, part.north)
        at = cells[part.doors, axis]
        line = _line(at, low, high, enough, empty_share)
        if line is not None:
            first, second = part.doors[at < line], part.doors[at >= line]
            if axis == 0:
                return part._replace(east=line, doors=first), part._replace(west=line, doors=second)
            return part._replace(north=line, doors=first), part._replace(south=line, doors=second)
    return ()


def _line(
    at: NDArray[np.int64], low: int, high: int, enough: int, empty_share: float
) -> int | None:
    """The line nearest to the middle with enough doors on both sides, or none on one of them."""
    lines = np.arange(low + 1, high)
    before = np.searchsorted(np.sort(at), lines, side="left")
    fewer = np.minimum(before, len(at) - before)
    beyond = np.minimum(lines - low, high - lines)
    good = (fewer >= enough) | ((fewer == 0) & (beyond >= empty_share * (high - low)))
    if not good.any():
        return None
    return int(min(lines[good], key=lambda line: abs(2 * line - low - high)))
