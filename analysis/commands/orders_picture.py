"""A recording as a picture of characters: orders by hour, and where they come from and go to.

No door can be told apart: shades are of blocks that hold at least five.
"""

import numpy as np
from numpy.typing import NDArray

from analysis.recordings.privacy import blocks as blocks_of
from sim.recording import Recording

_WIDTH, _HEIGHT = 56, 18
_BAR = 40
_SHADES = {True: " ░▒▓█", False: " .:*#"}
_STORE = {True: "●", False: "O"}
_BLOCK = {True: "█", False: "#"}


def hours(recording: Recording, *, blocks: bool) -> list[str]:
    """A line for each hour of the day with orders, and a bar of how many."""
    counts = np.bincount((recording.placed_min // 60 % 24).astype(int), minlength=24)
    busy = np.flatnonzero(counts)
    return [
        f"{hour:02d}:00 {counts[hour]:6d} {_BLOCK[blocks] * _bar(counts[hour], counts.max())}"
        for hour in range(int(busy[0]), int(busy[-1]) + 1)
    ]


def town(recording: Recording, *, blocks: bool) -> list[str]:
    """A map, north above: orders by shades, stores by dots; its true proportions, twice as wide."""
    width_m, height_m = recording.extent
    per_column_m = max(width_m / _WIDTH, height_m / (2 * _HEIGHT))
    density = _density(recording, per_column_m)
    stores = _counted(recording.store_x_m, recording.store_y_m, per_column_m)
    shades = _SHADES[blocks]
    shade = np.ceil(4 * density / (density.max() or 1.0)).astype(int)
    lines = []
    for row in reversed(range(len(shade))):
        cells = [
            _STORE[blocks] if stores[row, column] else shades[shade[row, column]]
            for column in range(shade.shape[1])
        ]
        lines.append("".join(cells).rstrip())
    return lines


def _density(recording: Recording, per_column_m: float) -> NDArray[np.float64]:
    """Orders per square kilometre in the middle of each character of the map, the south first."""
    x_m = (np.arange(_WIDTH + 1) + 0.5) * per_column_m
    y_m = (np.arange(_HEIGHT + 1) + 0.5) * 2 * per_column_m
    density = np.zeros((len(y_m), len(x_m)))
    for each in blocks_of(recording):
        inside_x = (x_m >= each.west_m) & (x_m < each.east_m)
        inside_y = (y_m >= each.south_m) & (y_m < each.north_m)
        density[np.ix_(inside_y, inside_x)] = each.per_km2
    return density


def _counted(
    x_m: NDArray[np.float64], y_m: NDArray[np.float64], per_column_m: float
) -> NDArray[np.int64]:
    """Points in each character of the map, (rows, columns), the south first."""
    counts = np.zeros((_HEIGHT + 1, _WIDTH + 1), np.int64)
    rows = (y_m // (2 * per_column_m)).astype(int)
    np.add.at(counts, (rows, (x_m // per_column_m).astype(int)), 1)
    return counts


def _bar(count: int, most: int) -> int:
    """The length of a bar, at least one character for at least one order."""
    return -(-_BAR * int(count) // int(most))
