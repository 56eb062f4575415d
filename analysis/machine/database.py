"""DuckDB, as everything here uses it."""

import itertools
import os
import re
import sys
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


def unnamed(path: Path) -> str | None:
    """Why DuckDB, to which names of files are UTF-8, cannot be told of a path; None: it can."""
    try:
        if os.fsencode(path) == os.fspath(path).encode("utf-8"):
            return None
    except UnicodeEncodeError:
        pass
    encoding = sys.getfilesystemencoding()
    if encoding == "utf-8":
        return f"{path} is no UTF-8 text, as paths of tables have to be"
    return (
        f"{path} cannot be told in UTF-8, as paths of tables have to be, since names of files are "
        f"{encoding} in this locale; name it in ASCII, or choose a locale of UTF-8, such as "
        "LC_ALL=C.UTF-8"
    )
