"""DuckDB, as everything here uses it."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.machine.stops import deaf

if TYPE_CHECKING:
    import duckdb


@contextmanager
def database(*, n_threads: int | None = 1) -> Iterator["duckdb.DuckDBPyConnection"]:
    """A database in memory, for one piece of work, through which no signal comes.

    Parameters
    ----------
    n_threads
        One, where several workers may be at it at a time; None: as many as there are processors.
    """
    import duckdb  # slow to import, and seldom needed

    config: dict[str, Any] = {} if n_threads is None else {"threads": n_threads}
    with deaf(), duckdb.connect(config=config) as connection:
        connection.execute("SET enable_progress_bar = false")  # it would print among our words
        yield connection


def of_system(error: "duckdb.IOException", file: Path) -> Exception:
    """What the system said, such as that the disk is full, without what DuckDB says around it."""
    number = re.search(r'"errno":"(\d+)"', str(error))
    return OSError(int(number[1]), os.strerror(int(number[1])), str(file)) if number else error
