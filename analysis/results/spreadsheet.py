"""CSV as spreadsheets open it: in their encoding, and with no cell that they would carry out."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import TextIO

# Excel takes a file for the system's own encoding unless it begins with this.
_BYTE_ORDER_MARK = "\ufeff"

# What begins a formula, or hides its beginning (OWASP, CSV Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Cell = str | int | float | None


def as_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Cell]]) -> str:
    """A table with a header; None is an empty cell. Text alone is quoted against formulas."""
    text = io.StringIO()
    write_csv(text, columns, ([row.get(name) for name in columns] for row in rows))
    return text.getvalue()


def write_csv(stream: TextIO, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write a table as `as_csv` has it, row by row."""
    stream.write(_BYTE_ORDER_MARK)
    writer = csv.writer(stream, lineterminator="\n")
    for row in chain([columns], rows):
        writer.writerow([_harmless(cell) for cell in row])


def _harmless(cell: Cell) -> Cell:
    """The cell; text that a spreadsheet would take for a formula begins with an apostrophe."""
    is_formula = isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA)
    return f"'{cell}" if is_formula else cell
