"""Positions of a recording: from degrees to metres, and none of them out of town."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.recordings.sheet import Sheet, Way

Points = NDArray[np.float64]  # (n, 2): metres east and north, or degrees of latitude and longitude

# A city is at most 200 km wide; half of it, with room for the margin around.
FARTHEST_M = 99_000.0

_EARTH_RADIUS_M = 6_371_008.8


def projected(degrees: Points, middle: Points) -> Points:
    """Metres from the middle: the local equirectangular projection.

    x = R cos(latitude of the middle) * longitude, y = R * latitude, both relative to the middle;
    over a city the error stays below 0.1 % of the distance.
    """
    north, east = np.radians(degrees - middle).T
    narrowing = np.cos(np.radians(middle[0]))
    return _EARTH_RADIUS_M * np.column_stack([narrowing * east, north])


def middle_of(*groups: Points) -> Points:
    """The median of the known positions, (2,): a few wrong ones do not move it."""
    points = np.concatenate(groups)
    known = points[np.isfinite(points).all(axis=1)]
    return np.asarray(np.median(known, axis=0) if len(known) else np.zeros(2))


def note_far(
    sheet: Sheet, columns: Way, points: Points, middle: Points, rows: Sequence[int]
) -> None:
    """Note each point, metres, too far from the middle for one city; `rows` (n,) tell of it."""
    away_m = np.abs(points - middle).max(axis=1, initial=0)
    for point in np.flatnonzero(away_m > FARTHEST_M).tolist():
        problem = (
            f"{away_m[point] / 1000:.0f} km from the middle of the recording; "
            f"must be within {FARTHEST_M / 1000:.0f} km"
        )
        sheet.note(rows[point], columns, problem)
