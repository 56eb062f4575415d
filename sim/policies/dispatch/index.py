"""Points by square, searched from the inside out: a search costs what lies near it.

The one spatial index of dispatch. Its squares are laid over the city, or over the points themselves
with a few points in each; either way a search costs the same in a large city as in a small one of
the same density.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

# Points in a square, where the squares are laid over the points and these lie evenly.
_IN_A_SQUARE = 4.0
# Squares in a row, at most.
_MOST_SQUARES = 256.0


class Index(NamedTuple):
    """Points by square: a list for each square, linked through the points."""

    side_m: float
    n_x: int  # squares from west to east
    n_y: int  # squares from south to north
    west_m: float
    south_m: float
    first: NDArray[np.int32]  # (n_squares,) a point of each square; -1: none
    following: NDArray[np.int32]  # (capacity,) another point of the same square; -1: none


@njit(cache=True)
def city_index(world, side_m, capacity):
    """The squares of the city, of about a side, without points; room for so many."""
    city = world.grid[0]
    width_m, height_m = city.cell_m * city.n_cells_x, city.cell_m * city.n_cells_y
    return _squares(side_m, width_m, height_m, 0.0, 0.0, capacity)


@njit(cache=True)
def index_of(points):
    """The squares of points, (n,) of a schema with x_m and y_m, and the points in them."""
    west_m, east_m, south_m, north_m = _corners(points)
    width_m, height_m = east_m - west_m, north_m - south_m
    side_m = max(1.0, math.sqrt(width_m * height_m * _IN_A_SQUARE / max(len(points), 1)))
    index = _squares(side_m, width_m, height_m, west_m, south_m, len(points))
    for row in range(len(points) - 1, -1, -1):
        add(index, row, points[row].x_m, points[row].y_m)
    return index


@njit(cache=True)
def _squares(side_m, width_m, height_m, west_m, south_m, capacity):
    """Empty squares over a rectangle.

    Parameters
    ----------
    side_m
        Wanted side of a square, metres; larger where there would be too many squares.
    width_m, height_m
        Of the rectangle, metres.
    west_m, south_m
        Its corner, metres.
    capacity
        Most points.
    """
    side_m = max(side_m, max(width_m, height_m) / _MOST_SQUARES)
    n_x, n_y = int(width_m / side_m) + 1, int(height_m / side_m) + 1
    first = np.full(n_x * n_y, -1, np.int32)
    return Index(side_m, n_x, n_y, west_m, south_m, first, np.empty(capacity, np.int32))


@njit(cache=True)
def _corners(points):
    """West, east, south and north of all points; of none, 0."""
    west_m, east_m, south_m, north_m = math.inf, -math.inf, math.inf, -math.inf
    for row in range(len(points)):
        x_m, y_m = points[row].x_m, points[row].y_m
        west_m, east_m = min(west_m, x_m), max(east_m, x_m)
        south_m, north_m = min(south_m, y_m), max(north_m, y_m)
    if len(points) == 0:
        return 0.0, 0.0, 0.0, 0.0
    return west_m, east_m, south_m, north_m


@njit(cache=True, forceinline=True)
def square_of(index, x_m, y_m):
    """The square of a position; who is outside counts to the border."""
    x = int(min(max((x_m - index.west_m) / index.side_m, 0.0), index.n_x - 1.0))
    y = int(min(max((y_m - index.south_m) / index.side_m, 0.0), index.n_y - 1.0))
    return y * index.n_x + x


@njit(cache=True)
def add(index, row, x_m, y_m):
    """Put a point into its square, before those that are there."""
    square = square_of(index, x_m, y_m)
    index.following[row] = index.first[square]
    index.first[square] = row


@njit(cache=True)
def take_away(index, row, x_m, y_m):
    """Take a point out of the square of its position."""
    square = square_of(index, x_m, y_m)
    if index.first[square] == row:
        index.first[square] = index.following[row]
        return
    before = index.first[square]
    while index.following[before] != row:
        before = index.following[before]
    index.following[before] = index.following[row]


@njit(cache=True)
def n_rings(index):
    """Rings around a square that hold all there are."""
    return max(index.n_x, index.n_y)


@njit(cache=True)
def in_ring(index, middle, ring, rows):
    """Write the points in a ring around a square into `rows`, (n_points,); how many they are.

    Side by side, from the south-west corner round: who breaks ties by whom it meets first depends
    on it.
    """
    x, y = middle % index.n_x - ring, middle // index.n_x - ring
    if ring == 0:
        return _in_square(index, x, y, rows, 0)
    n_rows = 0
    dx, dy = 1, 0
    for _ in range(4):
        for _ in range(2 * ring):
            n_rows = _in_square(index, x, y, rows, n_rows)
            x, y = x + dx, y + dy
        dx, dy = -dy, dx
    return n_rows


@njit(cache=True, forceinline=True)
def _in_square(index, x, y, rows, n_rows):
    """Write the points of a square, if there is one, behind those found so far; how many then.

    Parameters
    ----------
    index
        `Index`.
    x, y
        Column and line of the square; there is none beyond the border.
    rows
        (n_points,) where they are written.
    n_rows
        How many stand there already.
    """
    if x >= 0 and y >= 0 and x < index.n_x and y < index.n_y:
        row = index.first[y * index.n_x + x]
        while row >= 0:
            rows[n_rows] = row
            n_rows += 1
            row = index.following[row]
    return n_rows


@njit(cache=True)
def around(index, middle, rows):
    """Write the points in a square and its neighbours into `rows`; how many they are.

    Line by line from the south-west: who breaks ties by whom it meets first depends on it.
    """
    n_rows = 0
    x, y = middle % index.n_x, middle // index.n_x
    for j in range(y - 1, y + 2):
        for i in range(x - 1, x + 2):
            n_rows = _in_square(index, i, j, rows, n_rows)
    return n_rows


@njit(cache=True)
def least_way_m(travel, index, ring):
    """No way from the square in the middle to a ring is shorter."""
    return max(0, ring - 1) * index.side_m * travel.detour
