"""A table as it was written: cells of text, the line of each row, and what is wrong with them."""

import difflib
import math
from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.recordings.faults import RecordingError
from analysis.scenario_file.faults import Fault, Place

Way = tuple[str, ...]  # columns that say one thing together

_LONGEST_VALUE = 60
_ALIKE = 0.75  # of the letters: a misspelling; less, and it may be a column of the user's own


class Allowed(NamedTuple):
    """What a column of numbers may hold: in words, and as bounds."""

    words: str
    least: float = -math.inf
    most: float = math.inf
    whole: bool = False
    may_be_empty: bool = False


class Sheet:
    """Columns of text by name; reading them notes faults, which `raise_faults` raises."""

    def __init__(
        self, source: str, header: Sequence[str], rows: Sequence[tuple[int, list[str]]]
    ) -> None:
        self.source = source
        self.faults: list[Fault] = []
        self.header_is_right = True
        full = [(line, row) for line, row in rows if self._fills(header, line, row)]
        self.lines = [line for line, _ in full]
        cells = list(zip(*(row for _, row in full), strict=True)) or [()] * len(header)
        self.columns: dict[str, tuple[str, ...]] = dict(zip(header, cells, strict=True))

    def note(self, row: int, columns: Way, problem: str) -> None:
        """Note a fault of a cell, or of several in a row."""
        values = ", ".join(_quoted(self.columns[name][row]) for name in columns)
        place = Place(self.source, self.lines[row])
        self.faults.append(Fault(place, problem, ", ".join(columns), values))

    def note_header(self, problem: str) -> None:
        """Note a fault of the line that names the columns."""
        self.header_is_right = False
        self.faults.append(Fault(Place(self.source, 1), problem))

    def used(self, ways: Sequence[Way]) -> list[Way]:
        """Those of several ways to say one thing of which the sheet has a column."""
        return [way for way in ways if not self.columns.keys().isdisjoint(way)]

    def require(self, *ways: Way) -> Way:
        """The way, of several to say one thing, that the sheet uses; notes what it lacks."""
        used = self.used(ways)
        if not used:
            self.note_header(f"no column {' or '.join(map(_listed, ways))}{self._here()}")
            return ways[0]
        if len(used) > 1:
            self.note_header(f"{' and '.join(map(_listed, used))} say the same; keep one")
        for name in used[0]:
            if name not in self.columns:
                self.note_header(f"no column '{name}'{self._here()}")
        return used[0]

    def note_misspelt(self, known: Collection[str]) -> None:
        """Note each column whose name is almost that of a known one which is not there."""
        absent = [name for name in known if name not in self.columns]
        for name in self.columns:
            alike = difflib.get_close_matches(name.lower(), absent, n=1, cutoff=_ALIKE)
            if alike and name not in known:
                self.note_header(f"no column is named '{name}'; did you mean '{alike[0]}'?")

    def numbers(self, column: str, allowed: Allowed) -> NDArray[np.float64]:
        """A column of numbers, (n_rows,); nan where a cell is empty or wrong."""
        cells = self.columns[column]
        values = np.array([_number(cell) for cell in cells], np.float64)
        right = np.isfinite(values) & (values >= allowed.least) & (values <= allowed.most)
        if allowed.whole:
            right[right] = values[right] % 1 == 0
        for row in np.flatnonzero(~right).tolist():
            if cells[row]:
                why = "not a number; " if np.isnan(values[row]) else ""
                self.note(row, (column,), f"{why}must be {allowed.words}")
            elif not allowed.may_be_empty:
                self.note(row, (column,), f"empty; must be {allowed.words}")
        return np.where(right, values, np.nan)

    def names(self, column: str, words: str) -> tuple[str, ...]:
        """A column of names, (n_rows,), none of them empty."""
        cells = self.columns[column]
        for row, cell in enumerate(cells):
            if not cell:
                self.note(row, (column,), f"empty; must be {words}")
        return cells

    def unique_names(self, column: str, words: str) -> tuple[str, ...]:
        """A column of names, (n_rows,), none of them empty or twice."""
        cells = self.names(column, words)
        first: dict[str, int] = {}
        for row, cell in enumerate(cells):
            if cell and first.setdefault(cell, row) != row:
                self.note(row, (column,), f"stands on line {self.lines[first[cell]]} already")
        return cells

    def _fills(self, header: Sequence[str], line: int, row: list[str]) -> bool:
        if len(row) != len(header):
            problem = f"number of cells is {len(row)}, but the header names {len(header)}"
            self.faults.append(Fault(Place(self.source, line), problem))
        return len(row) == len(header)

    def _here(self) -> str:
        return f"; the header has {', '.join(self.columns)}"


def raise_faults(*sheets: Sheet) -> None:
    """Raise all that was noted, sheet by sheet and by line."""
    faults: list[Fault] = []
    for sheet in sheets:
        faults += sorted(sheet.faults, key=lambda fault: fault.place.line or 0)
    if faults:
        raise RecordingError(faults)


def _listed(way: Way) -> str:
    return ", ".join(f"'{name}'" for name in way)


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return math.nan


def _quoted(value: str) -> str:
    return repr(value if len(value) <= _LONGEST_VALUE else value[: _LONGEST_VALUE - 1] + "…")
