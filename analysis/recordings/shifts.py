"""Couriers' shifts beside a table of orders: who works from when to when, every day alike."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.recordings.files import Stated, read_sheet
from analysis.recordings.mapping import Shifts
from analysis.recordings.moments import read_column
from analysis.recordings.places import Points, note_far, projected, read_points
from analysis.recordings.sheet import Allowed, Sheet, raise_faults
from analysis.recordings.time_forms import CLOCKS
from sim.daytime import DAY_MIN
from sim.recording import RecordedCouriers

_OF_DAY = Allowed(f"minutes of the day, 0 to {DAY_MIN - 1:.0f}, or 18:30", 0, DAY_MIN - 1)
_OFF = Allowed("minutes from midnight, 0 to 2880, or 18:30", 0, 2 * DAY_MIN)


def read_shifts(
    folder: Path, shifts: Shifts, stores_m: Points, middle: Points, *, in_degrees: bool
) -> RecordedCouriers:
    """The couriers of a shifts file.

    Parameters
    ----------
    folder
        Where a relative path begins.
    shifts
        The file, and which of its columns says what.
    stores_m
        Stores, (n_stores, 2) metres: where couriers without a position begin, one after another.
    middle
        The middle of the orders, (2,), degrees or metres.
    in_degrees
        Whether the orders' positions are degrees; those of couriers must be alike.
    """
    sheet = read_sheet(folder / shifts.file, Stated())
    for column in (shifts.courier, shifts.on, shifts.off):
        sheet.require((column,))
    axes = (shifts.lat, shifts.lon) if in_degrees else (shifts.x_m, shifts.y_m)
    located = axes[0] is not None and axes[1] is not None
    if not located and any((shifts.lat, shifts.lon, shifts.x_m, shifts.y_m)):
        wanted = "lat and lon" if in_degrees else "x_m and y_m"
        sheet.note_header(f"positions must be as those of the orders: state {wanted}")
    columns = tuple(axis for axis in axes if axis is not None)
    for column in columns:
        sheet.require((column,))
    if not sheet.header_is_right:
        raise_faults(sheet)
    names = sheet.unique_names(shifts.courier, "the name of a courier, who has one shift a day")
    on_min = _minutes(sheet, shifts.on, _OF_DAY)
    off_min = _minutes(sheet, shifts.off, _OFF)
    off_min = np.where(off_min <= on_min, off_min + DAY_MIN, off_min)  # over midnight
    for row in np.flatnonzero(off_min - on_min >= DAY_MIN).tolist():
        sheet.note(row, (shifts.on, shifts.off), "a shift must be shorter than a day")
    if located:
        starts_m = read_points(sheet, columns, "degrees" if in_degrees else "metres")
        if in_degrees:
            starts_m, middle = projected(starts_m, middle), np.zeros(2)
        note_far(sheet, columns, starts_m, middle, range(len(starts_m)))
    else:
        starts_m = stores_m[np.arange(sheet.n_rows) % len(stores_m)]
    raise_faults(sheet)
    return RecordedCouriers(names, starts_m[:, 0], starts_m[:, 1], on_min, off_min)


def _minutes(sheet: Sheet, column: str, allowed: Allowed) -> NDArray[np.float64]:
    """Minutes of the day, from a column of numbers or of times such as 18:30."""
    if not any(":" in cell or "：" in cell for cell in sheet.columns[column]):
        return sheet.numbers(column, allowed)
    clocks = read_column(sheet, column, CLOCKS, "a time of day such as 18:30").moments
    return np.array([m.hour * 60 + m.minute + m.second / 60 if m else np.nan for m in clocks])
