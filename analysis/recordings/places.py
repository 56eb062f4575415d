"""Positions of a recording: from degrees to metres, and none of them out of town."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.recordings.sheet import Allowed, Sheet, Way, quoted

Points = NDArray[np.float64]  # (n, 2): metres east and north, or degrees of latitude and longitude

# A city is at most 200 km wide; half of it, with room for the margin around.
FARTHEST_M = 99_000.0

_EARTH_RADIUS_M = 6_371_008.8
_SCALES = {"degrees": 1, "degrees_e6": 10**6, "degrees_e7": 10**7, "metres": 1, "kilometres": 1e-3}
_QUARTER, _HALF_CIRCLE = 90, 180  # degrees
_CLOSE_M = 50.0
_ENOUGH = 20  # rows, to judge them together
_ENDLESS = 1e15  # what is larger has no median to speak of
_MOST_M = 1e8  # beyond it metres of a plane are none of the earth


def read_points(sheet: Sheet, columns: Way, positions: str) -> Points:
    """Positions of every row, in degrees or metres, (n_rows, 2); notes what is none."""
    scale = _SCALES[positions]
    if _note_other_unit(sheet, columns, positions):
        return np.full((sheet.n_rows, 2), np.nan)
    cells = [sheet.numbers(*pair) for pair in zip(columns, _allowed(positions), strict=True)]
    points: Points = np.column_stack(cells) / scale
    return points


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


def note_turned(sheet: Sheet, columns: Way, points: Points, others: Points) -> bool:
    """Note degrees of which latitude and longitude have changed places, as the others tell."""
    here, there = middle_of(points), middle_of(others)
    away_m, turned_m = (
        float(np.abs(projected(each[np.newaxis], there)).max()) for each in (here, here[::-1])
    )
    if not turned_m < FARTHEST_M < away_m:
        return False
    shown = ", ".join(quoted(sheet.columns[name][0]) for name in columns)
    problem = f"{shown} seem to have changed places: the first must be the latitude"
    sheet.note_column(columns, problem)
    return True


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
        sheet.note(rows[point], columns, problem, "far")


def note_close(sheet: Sheet, columns: Way, *groups: Points) -> None:
    """Note metres that differ by no more than those of a town do in degrees or kilometres."""
    points = np.concatenate(groups)
    known = points[np.isfinite(points).all(axis=1)]
    if len(known) >= 2 * _ENOUGH and 0 < np.ptp(known, axis=0).max(initial=0) < _CLOSE_M:
        problem = f"all stores and doors lie within {_CLOSE_M:.0f} m"
        options = "if these are degrees, name them ..._lat and ..._lon; or say --positions"
        sheet.note_column(columns, f"{problem}; {options} kilometres, or metres if they are")


def _note_other_unit(sheet: Sheet, columns: Way, positions: str) -> bool:
    """Note columns of which most cells are plainly in another unit, or in each other's place."""
    known = [
        [value for value in map(sheet.number, sheet.columns[name]) if abs(value) < _ENDLESS]
        for name in columns
    ]
    if not all(known):
        return False
    first, second = (float(np.median(np.abs(values))) for values in known)
    shown = ", ".join(quoted(sheet.columns[name][0]) for name in columns)
    problem = ""
    if positions == "degrees" and first > _HALF_CIRCLE:
        problem = f"{shown} are no degrees; if they are 10^-6 degrees, say --positions degrees_e6"
    elif positions == "degrees" and first > _QUARTER and second <= _QUARTER:
        problem = f"{shown} seem to have changed places: the first must be the latitude"
    elif positions in ("degrees_e6", "degrees_e7") and max(first, second) <= _HALF_CIRCLE:
        problem = f"{shown} are degrees already, not {positions}; say --positions degrees"
    if problem:
        sheet.note_column(columns, problem)
    return bool(problem)


def _allowed(positions: str) -> tuple[Allowed, Allowed]:
    if positions == "metres":
        return (Allowed("metres", -_MOST_M, _MOST_M),) * 2
    if positions == "kilometres":
        return (Allowed("kilometres", -_MOST_M / 1000, _MOST_M / 1000),) * 2
    scale = _SCALES[positions]
    unit = "degrees" if scale == 1 else f"10^-{positions[-1]} degrees"
    return (
        Allowed(f"{unit} of latitude, {-90 * scale} to {90 * scale}", -90 * scale, 90 * scale),
        Allowed(f"{unit} of longitude, {-180 * scale} to {180 * scale}", -180 * scale, 180 * scale),
    )
