"""Cells of a city's tables: times of day, yes or no, names of a few."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from analysis.recordings.faults import not_found, refused
from analysis.recordings.files import Stated, read_sheet
from analysis.recordings.numerals import comma_is_decimal
from analysis.recordings.opening import unreadable
from analysis.recordings.sheet import Allowed, Sheet, is_absent
from analysis.recordings.time_forms import CLOCKS
from analysis.scenario_file.faults import did_you_mean
from sim.daytime import DAY_MIN

Known = tuple[float | None, ...]

_YES = {"1", "true", "yes", "y", "t", "是", "1.0"}
_NO = {"0", "false", "no", "n", "f", "否", "0.0"}
_MIDNIGHT = ("24:00", "24:00:00", "24：00")


def opened(file: Path, what: str) -> Sheet:
    """The sheet of a file; a table of text, Parquet, or a workbook."""
    try:
        if not file.exists():
            raise not_found(file)
        if file.is_dir():
            raise refused(str(file), f"is a folder; name the table of {what} in it")
        sheet = read_sheet(file, Stated())
    except OSError as error:
        raise unreadable(file, error) from None
    cells = (cell for column in sheet.columns.values() for cell in column)
    sheet.comma_is_decimal = comma_is_decimal(cells)
    return sheet


def numbers(sheet: Sheet, column: str | None, allowed: Allowed) -> Known:
    """A column of numbers, None where a cell is empty; nothing without a column."""
    if column is None:
        return ()
    values = sheet.numbers(column, allowed._replace(may_be_empty=True))
    return tuple(None if np.isnan(value) else float(value) for value in values)


def times(sheet: Sheet, column: str | None) -> Known:
    """A column of times of day, minutes after midnight; 24:00 is the end of the day."""
    return _read(sheet, column, _minute, "a time of day, 00:00 to 24:00, or empty")


def flags(sheet: Sheet, column: str | None) -> Known:
    """A column of yes and no, 1 and 0."""
    known = {**dict.fromkeys(_YES, 1.0), **dict.fromkeys(_NO, 0.0)}
    return _read(sheet, column, lambda cell: known.get(cell.lower()), "yes, no or empty")


def chosen(sheet: Sheet, column: str | None, known: Mapping[str, int], words: str) -> Known:
    """A column of one of a few names, as their numbers."""

    def read(cell: str) -> float | None:
        return known.get(cell.lower())

    return _read(sheet, column, read, words, list(known))


def _read(
    sheet: Sheet,
    column: str | None,
    read: Callable[[str], float | None],
    words: str,
    known: Sequence[str] = (),
) -> Known:
    if column is None:
        return ()
    values: list[float | None] = []
    for row, cell in enumerate(sheet.columns[column]):
        value = None if is_absent(cell) else read(cell)
        if value is None and not is_absent(cell):
            guess = did_you_mean(cell, known) if known else "; "
            sheet.note(row, (column,), f"must be {words}{guess.rstrip('; ')}")
        values.append(value)
    return tuple(values)


def _minute(cell: str) -> float | None:
    if cell in _MIDNIGHT:
        return DAY_MIN
    moment = next((found for form in CLOCKS if (found := form.read(cell))), None)
    return None if moment is None else moment.hour * 60.0 + moment.minute
