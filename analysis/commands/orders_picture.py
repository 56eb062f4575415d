"""A recording as a picture of characters: orders by hour, and where they come from and go to."""

import numpy as np
from numpy.typing import NDArray

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
    """A map, north above: doors by shades, stores by dots; its true proportions, twice as wide."""
    width_m, height_m = recording.extent
    per_column_m = max(width_m / _WIDTH, height_m / (2 * _HEIGHT))
    doors = _counted(recording.door_x_m, recording.door_y_m, per_column_m)
    stores = _counted(recording.store_x_m, recording.store_y_m, per_column_m)
    shades = _SHADES[blocks]
    most = max(int(doors.max()), 1)
    lines = []
    for row in reversed(range(max(len(doors), 1))):
        cells = [
            _STORE[blocks] if stores[row, column] else shades[-(-4 * doors[row, column] // most)]
            for column in range(doors.shape[1])
        ]
        lines.append("".join(cells).rstrip())
    return lines


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
