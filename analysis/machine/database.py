"""DuckDB, as everything here uses it."""

import itertools
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.machine.stops import deaf

if TYPE_CHECKING:
    import duckdb

_PIECES = itertools.count()


@contextmanager
def database(*, n_threads: int | None = 1) -> Iterator["duckdb.DuckDBPyConnection"]:
    """A database in memory of one piece of work's own, through which no signal comes.

    Parameters
    ----------
    n_threads
        One, where several workers may be at it at a time; None: as many as there are processors.
    """
    catalog = f"piece_{next(_PIECES)}"
    with deaf(), _engine(n_threads).cursor() as connection:
        connection.execute("SET enable_progress_bar = false")  # it would print among our words
        connection.execute(f"ATTACH ':memory:' AS {catalog}; USE {catalog}")
        try:
            yield connection
        finally:
            connection.execute(f"USE memory; DETACH {catalog}")


@cache
def _engine(n_threads: int | None) -> "duckdb.DuckDBPyConnection":
    """What all pieces of work of a process share: to begin it takes longer than many of them.

    It keeps nothing of the files that it read: those of ten thousand runs would fill the memory.
    """
    import duckdb  # slow to import, and seldom needed

    config: dict[str, Any] = {"enable_external_file_cache": False}
    return duckdb.connect(config=config if n_threads is None else config | {"threads": n_threads})


def of_system(error: "duckdb.IOException", file: Path) -> Exception:
    """What the system said, such as that the disk is full, without what DuckDB says around it."""
    number = re.search(r'"errno":"(\d+)"', str(error))
    return OSError(int(number[1]), os.strerror(int(number[1])), str(file)) if number else error
