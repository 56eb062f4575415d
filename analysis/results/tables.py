"""The tables of a run, with names in place of codes, as DuckDB writes them to Parquet."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.kpis.parts import ROUNDING_MIN, taken_by
from analysis.machine.database import database, of_system
from sim import ledger
from sim.agents.courier import DOINGS
from sim.daytime import DAY_MIN
from sim.flow.parts import Taker
from sim.ledger import Account
from sim.order import CAUSES, STATES, Channel, State, is_ahead
from sim.result import RunResult
from sim.schema import Rows


def tables(result: RunResult) -> dict[str, pd.DataFrame]:
    """Every table by name. What has no value is null."""
    return {name: table.copy() for name, table in _each(result)}


def _each(result: RunResult) -> Iterator[tuple[str, pd.DataFrame]]:
    """Every table, one after the other, of the run's own rows: a megacity's take a gigabyte."""
    segments = {"segment": result.segments}
    channels = result.parts.channel_names
    yield (
        "orders",
        _named(result.orders, channel=channels, state=STATES, cause=CAUSES, **segments),
    )
    yield "consumers", _named(result.consumers, **segments)
    yield "couriers", _named(result.couriers, doing=DOINGS)
    yield "stores", _named(result.stores)
    yield "funnel", _funnel(result)
    yield "timeline", result.timeline
    yield "days", _days(result)
    yield "ledger", _ledger(result)
    yield "campaigns", _named(result.campaigns)


def write_tables(folder: Path, result: RunResult) -> None:
    """Write each table as one Parquet file."""
    with database() as connection:
        for name, table in _each(result):
            try:
                _write(connection, folder / f"{name}.parquet", table)
            except duckdb.IOException as error:
                raise of_system(error, folder / f"{name}.parquet") from None
            del table  # before the next is made


def _write(connection: duckdb.DuckDBPyConnection, file: Path, _written: pd.DataFrame) -> None:
    """Write a table, which DuckDB finds by its name here: to register it takes two fifths more."""
    path = str(file).replace("'", "''")
    connection.execute(f"COPY _written TO '{path}' (FORMAT parquet)")


def _named(rows: Rows, **names: Sequence[str]) -> pd.DataFrame:
    """The columns of a structured array; those in `names` hold codes."""
    columns = {name: rows[name] for name in rows.dtype.names or ()}
    for column, categories in names.items():
        columns[column] = pd.Categorical.from_codes(rows[column], list(categories))
    return pd.DataFrame(columns, copy=False)


def _funnel(result: RunResult) -> pd.DataFrame:
    """Rows where the count is not zero."""
    segment, hour, zone, step = np.nonzero(result.funnel)
    return pd.DataFrame(
        {
            "segment": pd.Categorical.from_codes(segment, list(result.segments)),
            "hour": hour,
            "zone": zone,
            "step": pd.Categorical.from_codes(step, list(result.parts.steps)),
            "count": result.funnel[segment, hour, zone, step],
        }
    )


def _ledger(result: RunResult) -> pd.DataFrame:
    """Rows where something was gained or lost; day n of n days: after the last midnight."""
    day, kind, account = np.nonzero(result.book)
    return pd.DataFrame(
        {
            "day": day,
            "kind": pd.Categorical.from_codes(kind, list(ledger.KINDS)),
            "account": pd.Categorical.from_codes(account, list(ledger.ACCOUNTS)),
            "cents": result.book[day, kind, account],
        }
    )


def _days(result: RunResult) -> pd.DataFrame:
    """A row for each day: orders by the day they were placed, money by the day it was booked.

    The last row holds what was settled after the last midnight.
    """
    orders, n_days = result.orders, len(result.book)
    day = (orders["placed_min"] // DAY_MIN).astype(np.int64)

    def counted(of: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.bincount(day[of], minlength=n_days)

    platform = taken_by(result, Taker.PLATFORM)
    fulfilled = orders["state"] == State.FULFILLED
    delivered = fulfilled & (orders["channel"] == Channel.DELIVERY)
    waited = delivered & ~is_ahead(orders)
    late = waited & (orders["ended_min"] - orders["promised_min"] > ROUNDING_MIN)
    door_min = (orders["ended_min"] - orders["placed_min"])[waited]
    sums_min = np.bincount(day[waited], weights=door_min, minlength=n_days)
    kept = result.book.sum(axis=1)  # (n_days + 1, n_accounts)
    return pd.DataFrame(
        {
            "day": np.arange(n_days),
            "orders": counted(platform),
            "walkin_orders": counted(orders["channel"] == Channel.WALK_IN),
            "fulfilled_orders": counted(platform & fulfilled),
            "delivered_orders": counted(delivered),
            "late_orders": counted(late),
            "click_to_door_mean_min": pd.Series(sums_min) / counted(waited),
            "platform_cents": kept[:, Account.PLATFORM],
            "store_cents": kept[:, Account.STORE],
            "courier_cents": kept[:, Account.COURIER],
        }
    )
