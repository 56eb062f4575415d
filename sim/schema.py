"""Columns: a population is one structured array, and its dtype is its documented schema."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.void]


class Column(NamedTuple):
    """One column: its name (unit included), NumPy format and meaning."""

    name: str
    format: str
    meaning: str


class Schema:
    """The columns of one table, in order."""

    def __init__(self, *columns: tuple[str, str, str]) -> None:
        self.columns = tuple(Column(*column) for column in columns)
        fields = np.dtype([(c.name, c.format) for c in self.columns], align=True)
        self.dtype = np.dtype((np.record, fields))  # rows have attributes, compiled or not

    def empty(self, count: int) -> Rows:
        """Rows of zeros, (count,)."""
        return np.zeros(count, self.dtype)


def record(**values: float | bool) -> Rows:
    """One row, (1,), whose columns are the given values: parameters for compiled code."""
    formats = {bool: "?", int: "i8", float: "f8"}
    fields = np.dtype([(name, formats[type(v)]) for name, v in values.items()], align=True)
    row = np.zeros(1, np.dtype((np.record, fields)))
    for name, value in values.items():
        row[name] = value
    return row


def grown(rows: Rows, capacity: int) -> Rows:
    """A copy with room for `capacity` rows; the new rows are zero."""
    larger = np.zeros((capacity, *rows.shape[1:]), rows.dtype)
    larger[: len(rows)] = rows
    return larger
