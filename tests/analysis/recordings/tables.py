"""Small tables of orders for tests: rows in many dresses."""

from pathlib import Path

import duckdb
import pytest

from analysis.recordings import RecordingError, Understood, read_orders

PLACES = "31.2290,121.4650,31.2249,121.4731"
HEADER = "order,placed_at,store,store_lat,store_lon,door_lat,door_lon"


def lines_of(*times: str, header: str = HEADER) -> list[str]:
    """A table of orders that differ in the time they were placed."""
    return [header, *(f'a{row},"{time}",Mill Pizza,{PLACES}' for row, time in enumerate(times))]


def write(folder: Path, lines: list[str], name: str = "orders.csv") -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return file


def parquet_of(file: Path, select: str) -> Path:
    """A Parquet file of what a query selects."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.sql(select).write_parquet(str(file))
    return file


def read_times(folder: Path, *times: str, **stated: str) -> Understood:
    return read_orders(write(folder, lines_of(*times)), stated=stated)


def counts(read: Understood) -> dict[tuple[str, ...], int]:
    """How many rows were left out, by why and columns."""
    return {(each.why.kind, *each.why.columns): each.n for each in read.dropped}


def minutes(folder: Path, *times: str, **stated: str) -> list[float]:
    """Minutes at which orders placed at such times are read."""
    return read_times(folder, *times, **stated).recording.placed_min.round(4).tolist()


def faults(folder: Path, file: Path, **stated: str) -> list[str]:
    """The lines of the error that reading raises, without the folder."""
    with pytest.raises(RecordingError) as caught:
        read_orders(file, stated=stated)
    return [line.replace(f"{folder}/", "") for line in str(caught.value).splitlines()]


def refused(folder: Path, *times: str, **stated: str) -> list[str]:
    return faults(folder, write(folder, lines_of(*times)), **stated)
