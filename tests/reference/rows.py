"""Rows of the columns as plain Python objects: read in a twentieth of a microsecond, not in six.

The memory is that of the arrays: what either side writes, the other one sees.
"""

from ctypes import Structure
from functools import cache, cached_property

import numpy as np

from sim.flow.world import World


def tables(world: World) -> World:
    """The same world with a `Table` in place of every structured array."""
    return World._make(_table(column) for column in world)


def _table(column):
    """A world also holds its parts, as they are, and a tuple of the rows that they brought."""
    if type(column) is tuple:
        return tuple(map(_table, column))
    is_structured = isinstance(column, np.ndarray) and column.dtype.names is not None
    return Table(column) if is_structured else column


class Table(dict):
    """A structured array, of which rows by number and columns by name are made once."""

    def __init__(self, array):
        super().__init__()
        self._array = array
        self._row_type = None if array.ndim > 1 else _row_type(array.dtype)

    def __missing__(self, key):
        """A column is the array's own; of two dimensions, a row is a table too."""
        if isinstance(key, str):
            made = self._array[key]
        elif isinstance(key, tuple):
            made = self[key[0]][key[1]]
        elif self._row_type is None:
            made = Table(self._array[key])
        else:
            made = self._row_type.from_buffer(self._array, key * self._array.itemsize)
            vars(made).update(_cells=self._cells, _row=int(key))
        self[key] = made
        return made

    @cached_property
    def _cells(self):
        """The columns to write into, and what makes of a value one that they take."""
        columns = {name: self._array[name] for name in self._array.dtype.names}
        return {
            name: (memoryview(column), float if column.dtype.kind == "f" else int)
            for name, column in columns.items()
        }

    def __len__(self):
        return len(self._array)

    def __iter__(self):
        return map(self.__getitem__, range(len(self)))


@cache
def _row_type(dtype):
    """The class of a table's rows, which lie in memory as C lays them out: so do NumPy's."""
    fields = [(name, np.ctypeslib.as_ctypes_type(dtype[name])) for name in dtype.names]
    made = type("Row", (_Row,), {"_fields_": fields})
    assert [getattr(made, name).offset for name in dtype.names] == [
        dtype.fields[name][1] for name in dtype.names
    ]
    return made


class _Row(Structure):
    def __setattr__(self, name, value):
        """Whole numbers are cut as NumPy cuts them; one too large is refused, as it is there."""
        cells, plain = self._cells[name]
        cells[self._row] = plain(value)

    def __getitem__(self, name):
        return getattr(self, name)

    def __setitem__(self, name, value):
        setattr(self, name, value)
