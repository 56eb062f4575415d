"""Reads one city of DHRD, the Delivery Hero Recommendation Dataset (Assylbekov and others 2023).

Its tables are told by their columns: orders with a row for each product of an order, vendors with
chain and cuisine, products. They have no promise, no delivery time, and prices without a unit.
Geohashes have five digits, cells of 4.9 km: wider than most deliveries, so that they tell no way.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from analysis.machine.database import database, unnamed
from analysis.recordings.faults import not_found, refused
from analysis.validation.purchases import Purchases

if TYPE_CHECKING:
    import duckdb

ORDERS = ("customer_id", "order_time", "day_of_week", "order_day", "order_id", "vendor_id")
VENDORS = ("vendor_id", "chain_id", "primary_cuisine")
_TABLES = (".csv", ".txt", ".tsv", ".gz", ".parquet")
_MOST_CUISINES = 8
_CLOCK = r"^(\d{1,2}):([0-5]\d)(?:$|:)"
_WEEKDAY = r"^([0-6])(?:\.0)?$"
_DAY = r"^(\d{1,4})(?:\.0|\s+days?\b.*)?$"  # of months: four digits are more than enough
# Texts without a mark of none; a row of an order that says otherwise than the others is no order.
_BOUGHT = """
CREATE TABLE bought AS
WITH lines AS (
    SELECT {order_id} AS order_id, {customer_id} AS customer_id, {vendor_id} AS vendor_id,
        {order_day} AS order_day, {day_of_week} AS day_of_week, {order_time} AS order_time
    FROM {orders}
), whole AS (
    SELECT order_id, min(customer_id) AS customer_id, min(vendor_id) AS vendor_id,
        TRY_CAST(regexp_extract(min(order_day), '{day}', 1) AS INTEGER) AS day,
        (TRY_CAST(regexp_extract(min(day_of_week), '{weekday}', 1) AS INTEGER) + 6) % 7 AS weekday,
        TRY_CAST(regexp_extract(min(order_time), '{clock}', 1) AS INTEGER) * 60.0
            + TRY_CAST(regexp_extract(min(order_time), '{clock}', 2) AS INTEGER) AS minute,
        count(*) AS n_lines
    FROM lines
    WHERE order_id IS NOT NULL
    GROUP BY order_id
    HAVING min(customer_id) = max(customer_id) AND min(vendor_id) = max(vendor_id)
        AND min(order_day) = max(order_day) AND min(day_of_week) = max(day_of_week)
        AND min(order_time) = max(order_time)
)
SELECT dense_rank() OVER (ORDER BY customer_id) - 1 AS customer,
    dense_rank() OVER (ORDER BY vendor_id) - 1 AS store, vendor_id, day, weekday, minute, n_lines
FROM whole
WHERE day IS NOT NULL AND minute < 1440 AND weekday IS NOT NULL
"""
_CHAINS = """
SELECT count(*) FILTER (size > 1) / count(*)::DOUBLE,
    coalesce(sum(n) FILTER (size > 1), 0) / greatest(sum(n), 1)::DOUBLE
FROM (
    SELECT count(DISTINCT vendor_id) OVER (PARTITION BY coalesce(chain, vendor_id)) AS size, n
    FROM (
        SELECT CAST(v.vendor_id AS VARCHAR) AS vendor_id,
            any_value(nullif(CAST(v.chain_id AS VARCHAR), '')) AS chain, count(b.store) AS n
        FROM {vendors} v LEFT JOIN bought b ON CAST(b.vendor_id AS VARCHAR)
            = CAST(v.vendor_id AS VARCHAR)
        GROUP BY 1
    )
)
"""
_CUISINES = """
SELECT primary_cuisine, count(*) AS n
FROM bought b JOIN {vendors} v ON CAST(b.vendor_id AS VARCHAR) = CAST(v.vendor_id AS VARCHAR)
WHERE primary_cuisine IS NOT NULL GROUP BY 1 ORDER BY n DESC, 1
"""


@dataclass(frozen=True, eq=False)
class Data:
    """One city of the dataset."""

    source: Path
    bought: Purchases
    n_lines: np.ndarray  # (n_orders,) products of each order
    # Orders without a customer, a vendor or a time that can be read, or whose rows contradict one
    # another, and rows of no order.
    n_left_out: int
    chain_share: float | None  # of vendors, those of a chain with several here; None: no table
    chain_order_share: float | None  # of orders
    cuisines: tuple[tuple[str, float], ...]  # and their share of the orders, the largest first


def read(folder: Path) -> Data:
    """The tables of a folder.

    Raises
    ------
    RecordingError
        It is no folder, or holds no table of orders, or several.
    """
    import duckdb  # slow to import, and seldom needed

    if not folder.exists():
        raise not_found(folder)
    if not folder.is_dir():
        raise refused(str(folder), "is no folder; name the one that holds the tables of a city")
    if wrong := unnamed(folder):
        raise refused(str(folder), wrong.removeprefix(f"{folder} "))
    with database(n_threads=None) as connection:
        tables, unread = _tables(connection, folder)
        if "orders" not in tables:
            wanted = "; ".join((f"with columns {', '.join(ORDERS)}", *unread))
            raise refused(str(folder), f"holds no table of orders, {wanted}")
        try:
            columns = {name: _text(name) for name in ORDERS}
            forms = {"clock": _CLOCK, "weekday": _WEEKDAY, "day": _DAY}
            connection.execute(_BOUGHT.format(orders=tables["orders"], **columns, **forms))
            return _data(connection, folder, tables)
        except duckdb.Error as error:
            problem = str(error).splitlines()[0]
            raise refused(str(folder), f"its tables cannot be read: {problem}") from None


def _tables(
    connection: "duckdb.DuckDBPyConnection", folder: Path
) -> tuple[dict[str, str], list[str]]:
    """How a query names the tables of the folder, by what they tell; and files that are none."""
    import duckdb

    found: dict[str, list[Path]] = {}
    unread: list[str] = []
    for file in sorted(folder.iterdir()):
        if file.is_file() and file.suffix.lower() in _TABLES:
            try:
                header = set(_header(connection, file))
            except duckdb.Error as error:
                unread.append(f"{file.name} cannot be read: {str(error).splitlines()[0]}")
                continue
            for kind, wanted in (("orders", ORDERS), ("vendors", VENDORS)):
                if header >= set(wanted):
                    found.setdefault(kind, []).append(file)
    for kind, files in found.items():
        if len(files) > 1:
            names = ", ".join(file.name for file in files)
            raise refused(str(folder), f"{names} all tell of {kind}; keep one city in the folder")
    return {kind: _scan(files[0]) for kind, files in found.items()}, unread


def _header(connection: "duckdb.DuckDBPyConnection", file: Path) -> Iterator[str]:
    yield from (row[0] for row in connection.execute(f"DESCRIBE FROM {_scan(file)}").fetchall())


def _scan(file: Path) -> str:
    path = str(file).replace("'", "''")
    if file.suffix.lower() == ".parquet":
        return f"read_parquet('{path}')"
    # All as text: identifiers are hexadecimal, and some look like numbers.
    return f"read_csv('{path}', header = true, all_varchar = true)"


def _text(column: str) -> str:
    """A column as text, of which an empty cell and "nan" say nothing."""
    cell = f"trim(CAST({column} AS VARCHAR))"
    return f"CASE WHEN lower({cell}) IN ('', 'nan', 'none', 'null') THEN NULL ELSE {cell} END"


def _data(connection: "duckdb.DuckDBPyConnection", folder: Path, tables: Mapping[str, str]) -> Data:
    columns = connection.execute(
        "SELECT customer, store, day, weekday, minute, n_lines FROM bought"
    ).fetchnumpy()
    if not len(columns["day"]):
        raise refused(str(folder), "none of its orders has a customer, a vendor and a time")
    day = columns["day"].astype(np.int64)
    n_orders, n_of_none = _row(
        connection,
        f"SELECT count(DISTINCT {_text('order_id')}), "
        f"count(*) FILTER ({_text('order_id')} IS NULL) FROM {tables['orders']}",
    )
    chains: tuple[float | None, ...] = (None, None)
    cuisines: list[tuple[str, int]] = []
    if "vendors" in tables:
        chains = _row(connection, _CHAINS.format(vendors=tables["vendors"]))
        cuisines = connection.execute(_CUISINES.format(vendors=tables["vendors"])).fetchall()
    total = sum(n for _, n in cuisines)
    return Data(
        folder,
        Purchases(
            day - day.min(),
            columns["minute"].astype(np.float64),
            columns["weekday"].astype(np.int64),
            columns["customer"].astype(np.int64),
            columns["store"].astype(np.int64),
        ),
        columns["n_lines"].astype(np.int64),
        int(n_orders or 0) - len(day) + int(n_of_none or 0),
        chains[0],
        chains[1],
        tuple((name, n / total) for name, n in cuisines[:_MOST_CUISINES]),
    )


def _row(connection: "duckdb.DuckDBPyConnection", query: str) -> tuple[float | None, ...]:
    found = connection.execute(query).fetchone()
    assert found is not None
    return tuple(found)
