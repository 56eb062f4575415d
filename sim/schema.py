"""Columns: a population is one structured array, and its dtype is its documented schema."""

from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

# Rows of a structured array; their fields are columns.
Rows = NDArray[Any]


class Column(NamedTuple):
    """One column: its name (unit included), NumPy format and meaning."""

    name: str
    format: str
    meaning: str


class Record(np.record):  # type: ignore[misc] # NumPy lets it be inherited from, its stubs do not
    """A row; its columns are attributes, which `np.record` looks up in twice the time."""

    __getattribute__ = np.void.__getattribute__

    def __getattr__(self, name: str) -> Any:
        try:
            return np.void.__getitem__(self, name)
        except ValueError:
            raise AttributeError(f"a row has no column '{name}'", name=name, obj=self) from None

    def __setattr__(self, name: str, value: Any) -> None:
        np.void.__setitem__(self, name, value)


class Schema:
    """The columns of one table, in order."""

    def __init__(self, *columns: tuple[str, str, str]) -> None:
        self.columns = tuple(Column(*column) for column in columns)
        self.dtype = _record_type([(c.name, c.format) for c in self.columns])

    def empty(self, count: int) -> Rows:
        """Rows of zeros, (count,)."""
        return np.zeros(count, self.dtype)

    def row(self, **values: float | bool) -> Rows:
        """One row of parameters, (1,): a value for each column."""
        names = {column.name for column in self.columns}
        if values.keys() != names:
            wrong = ", ".join(sorted(values.keys() ^ names))
            raise ValueError(f"a row needs a value for each of its columns, and no more: {wrong}")
        row = self.empty(1)
        for name, value in values.items():
            row[name] = value
        return row


def _record_type(fields: list[tuple[str, str]]) -> np.dtype[np.void]:
    """A dtype whose rows have attributes, compiled or not."""
    for name, _ in fields:
        if hasattr(np.record, name):
            raise ValueError(f"a column cannot be named '{name}': records have an attribute of it")
    return np.dtype((Record, np.dtype(fields, align=True)))


def packed(rows: Rows) -> Rows:
    """The same rows one behind the other, as compiled code takes them: `rows[::-1]` are not."""
    flags = rows.flags
    return rows if flags.c_contiguous and flags.aligned and flags.writeable else rows.copy()


def grown(rows: NDArray[Any], capacity: int) -> NDArray[Any]:
    """A copy with room for `capacity` rows; the new rows are zero."""
    larger = np.zeros((capacity, *rows.shape[1:]), rows.dtype)
    larger[: len(rows)] = rows
    return larger


def names_of(codes: type[IntEnum]) -> tuple[str, ...]:
    """The names of the codes of a column, as tables show them; a code is its place among them."""
    return tuple(code.name.lower() for code in codes)
