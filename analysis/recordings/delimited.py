"""Delimited text, where lines count: which character separates, and cells of rows."""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from analysis.recordings.encodings import CUT, MARK
from analysis.recordings.faults import refused
from analysis.recordings.guesses import guessed
from analysis.recordings.sheet import Row, Sheet
from analysis.scenario_file.faults import Place

SEPARATORS = (",", ";", "\t", "|")

_TOLD = re.compile(r"\"?sep=(.)\"?\r?\n")
_SPACES = f"{MARK}\u200b"  # not seen, and not taken off with other white space
_MOST_TITLES = 10  # lines above the header
_ENOUGH_NAMES = 3  # of columns, which no row of data holds
_LONGEST_CELL = 1 << 20
_ENDLESS = "unexpected end of data"  # as the csv module says it


def separator_of(text: str) -> str:
    """The character that cuts the first line into most cells; a comma if none does."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    counts = {mark: len(next(csv.reader([first], delimiter=mark), [])) for mark in SEPARATORS}
    return max(counts, key=counts.__getitem__)


def read_cells(text: str, file: Path, separator: str | None) -> Sheet:
    """The sheet of a text whose first line names the columns; None: the separator is found."""
    source = str(file)
    told = _TOLD.match(text)  # a line for spreadsheets, kept empty so that lines count on
    text = text[told.end() :] if told else text
    separator = separator or (told and told[1]) or separator_of(text)
    text = f"\n{text}" if told else text
    header, *body = _rows(text, source, separator) or [(Place(source), [])]
    if not header[1]:
        raise refused(source, "is empty; the first line must name the columns")
    return sheet_of(source, header[1], body)


def sheet_of(source: str, header: Sequence[str], body: Sequence[Row]) -> Sheet:
    """The sheet of a header, whose names must differ, and rows."""
    twice = [name for name, count in Counter(header).items() if count > 1 and name]
    if twice:
        raise refused(source, f"names a column twice: {', '.join(twice)}", 1)
    _check_first(source, header, body)
    named = [name or f"(column {column})" for column, name in enumerate(header, start=1)]
    return Sheet(source, named, body)


def _check_first(source: str, header: Sequence[str], body: Sequence[Row]) -> None:
    """Refuse a title above the line that names the columns, as spreadsheets have one."""
    if guessed(header):
        return
    for place, cells in body[:_MOST_TITLES]:
        if len(guessed(cells)) >= _ENOUGH_NAMES:
            problem = f"line {place.line} seems to name the columns; take out what is above it"
            raise refused(source, problem, 1)


def clean(cell: str) -> str:
    """A cell without the white space around it, seen or not."""
    return cell.strip().strip(_SPACES).strip()


def _rows(text: str, source: str, separator: str) -> list[Row]:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    tidy = str.strip if text.isascii() else clean  # the same there, and as quick again
    rows: list[Row] = []
    before = 0  # lines of whole rows
    try:
        for row in reader:
            line = reader.line_num
            if line > before + 1 and rows and _swallows(row, separator, len(rows[0][1])):
                raise refused(source, "a quotation mark is not closed, and swallows lines", line)
            cells = list(map(tidy, row))
            before = line
            if any(cells):
                rows.append((Place(source, line), cells))
    except csv.Error as error:
        line = reader.line_num
        if _ENDLESS not in str(error):
            raise refused(source, f"cannot be split into cells: {error}", line) from None
        if not rows or before + 1 != line:
            problem = "a quotation mark is not closed, and swallows lines"
            raise refused(source, problem, before + 1) from None
        # The file was cut off within quotation marks of its last line.
        rows.append((Place(source, line), _cells_before_the_last(text, separator)))
    else:
        if text.endswith(CUT) and len(rows) > 1:
            rows[-1][1].pop()
    return rows


def _cells_before_the_last(text: str, separator: str) -> list[str]:
    """Of the last line."""
    return next(csv.reader([text.splitlines()[-1]], delimiter=separator))[:-1]


def _swallows(row: Sequence[str], separator: str, n_columns: int) -> bool:
    """Whether a cell holds what looks like whole rows: an open quotation mark, closed far below."""
    return n_columns > 1 and any(
        line.count(separator) >= n_columns - 1
        for cell in row
        if "\n" in cell
        for line in cell.splitlines()
    )
