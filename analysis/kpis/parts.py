"""Parts of the order table that several KPIs speak of."""

from typing import Any, overload

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from sim.flow.parts import Taker
from sim.order import Channel, State, is_ahead
from sim.result import RunResult
from sim.schema import Rows

# What an order is scored by, a column `NAME_score` each.
SCORED = ("price", "time", "quality", "ease", "reliability")

# Differences of times below it are rounding, not lateness.
ROUNDING_MIN = 1e-9


class Orders:
    """Some orders of a run, whose columns are taken out of the table when they are asked for.

    A row has some three hundred bytes, and a figure looks at a few columns: to copy whole rows for
    each figure took most of the time of all figures.
    """

    def __init__(self, table: Rows, rows: NDArray[np.intp]) -> None:
        self._table = table
        self._rows = rows

    @classmethod
    def where(cls, table: Rows, which: NDArray[np.bool_]) -> "Orders":
        """Those of a table (n_orders,) of which something is true."""
        return cls(table, np.flatnonzero(which))

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, asked: str) -> NDArray[Any]: ...
    @overload
    def __getitem__(self, asked: NDArray[Any]) -> "Orders": ...
    def __getitem__(self, asked: str | NDArray[Any]) -> "NDArray[Any] | Orders":
        """A column, (n,), or those among them that a mask or their places name."""
        if isinstance(asked, str):
            column: NDArray[Any] = self._table[asked][self._rows]
            return column
        return Orders(self._table, self._rows[asked])


# Orders of which columns are read.
Table = Rows | Orders


def platform_orders(result: RunResult) -> Orders:
    """Orders that are the platform's, such as deliveries and pickups."""
    return Orders.where(result.orders, taken_by(result, Taker.PLATFORM))


def taken_by(result: RunResult, taker: Taker) -> NDArray[np.bool_]:
    """Which orders are whose, (n_orders,)."""
    found: NDArray[np.bool_] = result.parts.takers[result.orders["channel"]] == taker
    return found


def of_channel(result: RunResult, channel: int) -> Orders:
    """Orders of one channel, however they ended."""
    return Orders.where(result.orders, result.orders["channel"] == channel)


def fulfilled(result: RunResult, channel: int) -> Orders:
    """Orders of one channel that reached the consumer."""
    orders = of_channel(result, channel)
    found: Orders = orders[orders["state"] == State.FULFILLED]
    return found


def deliveries(result: RunResult) -> Orders:
    """Orders handed over at the door."""
    return fulfilled(result, Channel.DELIVERY)


def waited_for(orders: Orders) -> Orders:
    """Those that were wanted as soon as may be: nobody waits for what is ordered ahead."""
    found: Orders = orders[~is_ahead(orders)]
    return found


def lateness_min(delivered: Table) -> NDArray[np.float64]:
    """Actual minus promised moment."""
    late: NDArray[np.float64] = delivered["ended_min"] - delivered["promised_min"]
    return late


def is_late(delivered: Table) -> NDArray[np.bool_]:
    """After the promised moment."""
    return lateness_min(delivered) > ROUNDING_MIN


def part_stars(result: RunResult, orders: Table, part: str) -> NDArray[np.float64]:
    """Stars that orders would have got if all but one of `SCORED` had been as expected, 1 to 5."""
    score = result.scenario.satisfaction.constant + orders[f"{part}_score"]
    stars: NDArray[np.float64] = 1.0 + 4.0 * expit(score)
    return stars
