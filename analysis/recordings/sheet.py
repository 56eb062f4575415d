"""A table as it was written: cells of text, the line of each row, and what is wrong with them."""

import difflib
import math
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.recordings.faults import RecordingError
from analysis.recordings.left_out import Why, Wrong
from analysis.recordings.numerals import is_cut_off, number, plain_name, with_point, without_money
from analysis.scenario_file.faults import Fault, Place

Way = tuple[str, ...]  # columns that say one thing together
Row = tuple[Place, list[str]]

_LONGEST_VALUE = 60
_MOST_NAMED = 40  # columns, in one line
_ALIKE = 0.75  # of the letters: a misspelling; less, and it may be a column of the user's own
_SPREADSHEET_ERRORS = frozenset(
    {"#ref!", "#value!", "#name?", "#div/0!", "#null!", "#num!", "#spill!", "#calc!"}
)
CUT_OFF = "a spreadsheet has cut off its digits; export the column as text"
_ABSENT = frozenset({"", "nan", "null", "none", "na", "n/a", "nat", "<na>", "#n/a", "\\n", "-"})


class Allowed(NamedTuple):
    """What a column of numbers may hold: in words, and as bounds."""

    words: str
    least: float = -math.inf
    most: float = math.inf
    whole: bool = False
    may_be_empty: bool = False


class Sheet:
    """Columns of text by name; reading them notes faults, which `raise_faults` raises."""

    def __init__(self, source: str, header: Sequence[str], rows: Sequence[Row]) -> None:
        self.source = source
        self.faults: list[Fault] = []
        self.faulty_rows: dict[int, Why] = {}  # with the first problem of each
        self.header_is_right = True
        self.comma_is_decimal: bool | None = None  # in numbers; None: it is not known
        self.encoding: str | None = None  # of text
        self.zones: dict[str, str] = {}  # of columns of moments, where the file says it
        self.torn = [_torn(place, row, header) for place, row in rows if len(row) != len(header)]
        self.faults += self.torn
        full = [(place, row) for place, row in rows if len(row) == len(header)]
        self.places = [place for place, _ in full]
        cells = list(zip(*(row for _, row in full), strict=True)) or [()] * len(header)
        self.columns: dict[str, tuple[str, ...]] = dict(zip(header, cells, strict=True))

    @property
    def n_rows(self) -> int:
        """Rows with as many cells as the header."""
        return len(self.places)

    @property
    def header(self) -> str:
        """The names of the columns as messages show them, of very many the first."""
        names = [shortened(name) for name in self.columns]
        more = len(names) - _MOST_NAMED
        return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")

    def only(self, rows: Iterable[int]) -> "Sheet":
        """A sheet of some of the rows, and none of the faults."""
        kept = list(rows)
        cells = [[column[row] for column in self.columns.values()] for row in kept]
        places = [self.places[row] for row in kept]
        sheet = Sheet(self.source, list(self.columns), list(zip(places, cells, strict=True)))
        sheet.comma_is_decimal = self.comma_is_decimal
        sheet.encoding, sheet.zones = self.encoding, self.zones
        return sheet

    def note(self, row: int, columns: Way, problem: str, kind: Wrong = "unreadable") -> None:
        """Note a fault of a cell, or of several in a row."""
        values = ", ".join(quoted(self.columns[name][row]) for name in columns)
        self.faults.append(Fault(self.places[row], problem, ", ".join(columns), values))
        self.faulty_rows.setdefault(row, Why(kind, columns))

    def note_header(self, problem: str) -> None:
        """Note a fault of the line that names the columns."""
        self.header_is_right = False
        self.faults.append(Fault(Place(self.source, 1), problem))

    def note_column(self, columns: Way, problem: str) -> None:
        """Note a fault of whole columns, which no row is to blame for."""
        self.faults.append(Fault(Place(self.source), problem, ", ".join(columns)))

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

    def note_misspelt(self, known: Collection[str], used: Collection[str] = ()) -> None:
        """Note each column whose name is almost that of a known one which is not there.

        Columns that are `used` are meant, whatever they are called.
        """
        absent = [name for name in known if name not in self.columns]
        for name in self.columns:
            alike = difflib.get_close_matches(name.lower(), absent, n=1, cutoff=_ALIKE)
            if alike and name not in known and name not in used:
                self.note_header(f"no column is named '{name}'; did you mean '{alike[0]}'?")

    def numbers(self, column: str, allowed: Allowed, *, money: bool = False) -> NDArray[np.float64]:
        """A column of numbers, (n_rows,); nan where a cell is empty or wrong.

        `money`: the sign of a currency may stand beside them.
        """
        cells = self.columns[column]
        bare = map(without_money, cells) if money else cells
        read = number if self.comma_is_decimal is None else self.number
        values = np.array([read(cell) for cell in bare], np.float64)
        right = np.isfinite(values) & (values >= allowed.least) & (values <= allowed.most)
        if allowed.whole:
            right[right] = values[right] % 1 == 0
        for row in np.flatnonzero(~right).tolist():
            if allowed.may_be_empty and is_absent(cells[row]):
                continue
            why = "not a number; " if np.isnan(values[row]) else ""
            self.note(row, (column,), f"{why if cells[row] else 'empty; '}must be {allowed.words}")
        return np.where(right, values, np.nan)

    def names(self, column: str, words: str) -> tuple[str, ...]:
        """A column of names, (n_rows,), none of them empty; see `plain_name`."""
        cells = self.columns[column]
        for row, cell in enumerate(cells):
            if is_absent(cell):
                why = "says that there is none" if cell else "empty"
                self.note(row, (column,), f"{why}; must be {words}")
            elif cell.lower() in _SPREADSHEET_ERRORS:
                self.note(row, (column,), f"an error of a spreadsheet; must be {words}")
            elif is_cut_off(cell):  # of what were many names it may have made one
                self.note(row, (column,), f"{CUT_OFF}; must be {words}")
        return tuple(map(plain_name, cells))

    def unique_names(self, column: str, words: str) -> tuple[str, ...]:
        """A column of names, (n_rows,), none of them empty or twice."""
        cells = self.names(column, words)
        first: dict[str, int] = {}
        for row, cell in enumerate(cells):
            if is_absent(cell) or is_cut_off(cell):  # noted already
                continue
            if first.setdefault(cell, row) != row:
                problem = f"stands on {self.line_of(first[cell])} already"
                self.note(row, (column,), problem, "twice")
        return cells

    def line_of(self, row: int) -> str:
        """How a message names the row: its line, and its file if that is only a part."""
        source, line = self.places[row]
        return f"line {line}" if source == self.source else f"line {line} of {source}"

    def number(self, cell: str) -> float:
        """The number that a cell writes; nan if it writes none."""
        return number(with_point(cell, self.comma_is_decimal))

    def _here(self) -> str:
        return f"; the header has {self.header}"


def raise_faults(*sheets: Sheet) -> None:
    """Raise all that was noted, sheet by sheet and by line."""
    faults: list[Fault] = []
    for sheet in sheets:
        faults += sorted(sheet.faults, key=_position)
    if faults:
        raise RecordingError(faults)


def _position(fault: Fault) -> tuple[str, float]:
    """By file and line; what no line is to blame for comes after all lines."""
    return fault.place.source, fault.place.line or math.inf


def is_absent(cell: str) -> bool:
    """Whether a cell says that there is nothing, in one of the ways in which programs say so."""
    return cell.lower() in _ABSENT


def quoted(value: str) -> str:
    """A cell as messages show it."""
    return repr(shortened(value))


def shortened(value: str) -> str:
    """A cell, of a very long one the beginning."""
    return value if len(value) <= _LONGEST_VALUE else value[: _LONGEST_VALUE - 1] + "…"


def _torn(place: Place, row: Sequence[str], header: Sequence[str]) -> Fault:
    return Fault(place, f"number of cells is {len(row)}, but the header names {len(header)}")


def _listed(way: Way) -> str:
    return ", ".join(f"'{name}'" for name in way)
