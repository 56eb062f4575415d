"""Workbooks (.xlsx), read by openpyxl where that is installed."""

import datetime as dt
import io
import warnings
from pathlib import Path
from typing import Any

from analysis.recordings.delimited import clean, sheet_of
from analysis.recordings.faults import refused
from analysis.recordings.sheet import Row, Sheet
from analysis.scenario_file.faults import Place

_EXACT = 1e16  # spreadsheets keep 15 digits: what is longer shows that it was cut off


def read_workbook(content: bytes, file: Path, name: str | None) -> Sheet:
    """The table of a workbook: on the sheet of that name, or on the only one that has rows."""
    source = str(file)
    try:
        from openpyxl import load_workbook
    except ModuleNotFoundError:
        problem = (
            "is a workbook, for which openpyxl is needed: pip install openpyxl, or save as CSV"
        )
        raise refused(source, problem) from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and rules, which no cell depends on
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            tables = {sheet.title: _rows(sheet, source) for sheet in book.worksheets}
    except Exception as error:  # a torn workbook fails in the depths of XML and zip
        raise refused(source, f"cannot be read as a workbook: {error}") from None
    filled = {title: rows for title, rows in tables.items() if rows}
    if name is not None and name not in tables:
        raise refused(source, f"has no sheet '{name}'; its sheets: {', '.join(tables)}")
    if name is None and len(filled) > 1:
        names = ", ".join(filled)
        raise refused(source, f'has several sheets with rows ({names}): say sheet = "..." of one')
    rows = filled.get(name, []) if name is not None else next(iter(filled.values()), [])
    if not rows:
        raise refused(source, "is empty; the first line must name the columns")
    header, *body = rows
    n_columns = len(header[1])
    even = [(place, cells + [""] * (n_columns - len(cells))) for place, cells in body]
    return sheet_of(source, header[1], even)


def _rows(sheet: Any, source: str) -> list[Row]:
    rows: list[Row] = []
    for line, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = [_cell(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            rows.append((Place(source, line), cells))
    return rows


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        nearest_ms = value + dt.timedelta(microseconds=500)  # days are kept as fractions
        return nearest_ms.isoformat(" ", "milliseconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value)) if abs(value) < _EXACT else f"{value:.5E}"
    return clean(str(value))
