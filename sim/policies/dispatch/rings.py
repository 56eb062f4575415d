"""Points by square, searched from the inside out: a search costs what lies near it.

The squares are laid over the points themselves, a few points in each, so that it makes no
difference how large the city around them is.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.policies.dispatch.nearby import Squares, column, heads, line

# Points in a square, where they lie evenly.
_IN_A_SQUARE = 4.0
# Squares in a row, at most.
_MOST_SQUARES = 256.0


class Rings(NamedTuple):
    """Points by square."""

    area: Squares
    west_m: float
    south_m: float
    first: NDArray[np.int32]  # (n_squares,) a point of each square; -1: none
    following: NDArray[np.int32]  # (n_points,) another point of the same square; -1: none


@njit(cache=True)
def rings(points):
    """The squares of points, (n,) of a schema with x_m and y_m."""
    west_m, east_m, south_m, north_m = _corners(points)
    width_m, height_m = east_m - west_m, north_m - south_m
    side_m = max(1.0, math.sqrt(width_m * height_m * _IN_A_SQUARE / max(len(points), 1)))
    side_m = max(side_m, max(width_m, height_m) / _MOST_SQUARES)
    area = Squares(side_m, int(width_m / side_m) + 1, int(height_m / side_m) + 1)
    found = Rings(area, west_m, south_m, heads(area), np.empty(len(points), np.int32))
    for row in range(len(points) - 1, -1, -1):
        add(found, row, points[row].x_m, points[row].y_m)
    return found


@njit(cache=True)
def _corners(points):
    west_m, east_m, south_m, north_m = math.inf, -math.inf, math.inf, -math.inf
    for row in range(len(points)):
        x_m, y_m = points[row].x_m, points[row].y_m
        west_m, east_m = min(west_m, x_m), max(east_m, x_m)
        south_m, north_m = min(south_m, y_m), max(north_m, y_m)
    if len(points) == 0:
        return 0.0, 0.0, 0.0, 0.0
    return west_m, east_m, south_m, north_m


@njit(cache=True)
def square_of(found, x_m, y_m):
    """The square of a position; who is outside counts to the border."""
    area = found.area
    return line(area, y_m - found.south_m) * area.n_x + column(area, x_m - found.west_m)


@njit(cache=True)
def add(found, row, x_m, y_m):
    """Put a point into its square."""
    square = square_of(found, x_m, y_m)
    found.following[row] = found.first[square]
    found.first[square] = row


@njit(cache=True)
def take_away(found, row, x_m, y_m):
    """Take a point out of the square of its position."""
    square = square_of(found, x_m, y_m)
    if found.first[square] == row:
        found.first[square] = found.following[row]
        return
    before = found.first[square]
    while found.following[before] != row:
        before = found.following[before]
    found.following[before] = found.following[row]


@njit(cache=True)
def n_rings(found):
    """Rings around a square that hold all there are."""
    return max(found.area.n_x, found.area.n_y)


@njit(cache=True)
def in_ring(found, middle, ring, rows):
    """Write the points in a ring around a square into `rows`, (n_points,); how many they are."""
    n_rows = 0
    for nth in range(max(1, 8 * ring)):
        square = _ring_square(found.area, middle, ring, nth)
        row = found.first[square] if square >= 0 else -1
        while row >= 0:
            rows[n_rows] = row
            n_rows += 1
            row = found.following[row]
    return n_rows


@njit(cache=True)
def _ring_square(area, middle, ring, nth):
    """The nth square of a ring around a square, or -1 beyond the border."""
    side, step = (nth // (2 * ring), nth % (2 * ring)) if ring > 0 else (0, 0)
    x, y = middle % area.n_x, middle // area.n_x
    if side == 0:
        x, y = x - ring + step, y - ring
    elif side == 1:
        x, y = x + ring, y - ring + step
    elif side == 2:
        x, y = x + ring - step, y + ring
    else:
        x, y = x - ring, y + ring - step
    if x < 0 or y < 0 or x >= area.n_x or y >= area.n_y:
        return -1
    return y * area.n_x + x


@njit(cache=True)
def least_way_m(travel, found, ring):
    """No way from the square in the middle to a ring is shorter."""
    return max(0, ring - 1) * found.area.side_m * travel.detour
