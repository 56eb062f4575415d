"""A run by segment, by zone and by day: sums from which KPIs of these parts follow.

A KPI of a part is defined as that of the whole; parts put together give the whole.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.kpis.parts import (
    SCORED,
    Orders,
    deliveries,
    is_late,
    part_stars,
    platform_orders,
    waited_for,
)
from analysis.kpis.waits import click_to_door_min
from sim.daytime import DAY_MIN
from sim.flow.funnel import Step
from sim.ledger import Account
from sim.order import State
from sim.result import RunResult

Sums = NDArray[np.float64]

# What is added up; NaN where it is not known by that part.
SUMMED = (
    "sessions",
    "orders",
    "cancelled",
    "delivered",
    "door_min",  # of the delivered
    "late",  # of the delivered
    "rated",
    "stars",  # of the rated
    *(f"{part}_stars" for part in SCORED),  # of the rated, for one part of satisfaction
    "platform_cents",  # by day alone: an order's money is not booked by consumer
    "days",
)


class Parts(NamedTuple):
    """A KPI of a part: one sum over another."""

    kpi: str
    part: str
    whole: str


PARTS = (
    Parts("orders_per_day", "orders", "days"),
    Parts("conversion_share", "orders", "sessions"),
    Parts("click_to_door_mean_min", "door_min", "delivered"),
    Parts("late_share", "late", "delivered"),
    Parts("cancelled_share", "cancelled", "orders"),
    Parts("satisfaction_mean", "stars", "rated"),
    *(Parts(f"satisfaction_{part}_mean", f"{part}_stars", "rated") for part in SCORED),
    Parts("platform_contribution_cents_per_day", "platform_cents", "days"),
)


class Breakdown:
    """A run of which parts are told: what is added up is taken off its orders once."""

    def __init__(self, result: RunResult) -> None:
        self._result = result
        orders, delivered = platform_orders(result), waited_for(deliveries(result))
        rated = orders[orders["satisfaction"] > 0]
        self._added: dict[str, tuple[Orders, NDArray[np.generic] | None]] = {
            "orders": (orders, None),
            "cancelled": (orders[orders["state"] == State.CANCELLED], None),
            "delivered": (delivered, None),
            "door_min": (delivered, click_to_door_min(result)),
            "late": (delivered[is_late(delivered)], None),
            "rated": (rated, None),
            "stars": (rated, rated["satisfaction"]),
            **{f"{part}_stars": (rated, part_stars(result, rated, part)) for part in SCORED},
        }

    def by_segment(self) -> Sums:
        """Sums by segment of the consumer, (n_segments, n_summed)."""
        result = self._result
        sessions = result.funnel[..., Step.SESSION].sum(axis=(1, 2))
        sums = self._sums(lambda orders: orders["segment"], len(result.segments))
        return _table(sums | {"sessions": sessions}, result.days)

    def by_zone(self) -> Sums:
        """Sums by zone of the consumer, (n_zones_y, n_zones_x, n_summed); row 0 is the south."""
        result = self._result
        sessions = result.funnel[..., Step.SESSION].sum(axis=(0, 1))
        sums = self._sums(lambda orders: orders["zone"], result.n_zones_y * result.n_zones_x)
        table = _table(sums | {"sessions": sessions}, result.days)
        return table.reshape(result.n_zones_y, result.n_zones_x, len(SUMMED))

    def by_day(self) -> Sums:
        """Sums by day of ordering, (n_days, n_summed); money by the day on which it moves.

        What moves after the last midnight counts for the last day.
        """
        result, last = self._result, self._result.days - 1
        sums = self._sums(
            lambda orders: np.minimum(orders["placed_min"] // DAY_MIN, last).astype(np.int64),
            result.days,
        )
        platform_cents = result.book[:, :, Account.PLATFORM].sum(axis=1).astype(np.float64)
        platform_cents[-2] += platform_cents[-1]
        unknown = np.full(result.days, np.nan)
        money = {"sessions": unknown, "platform_cents": platform_cents[:-1]}
        return _table(sums | money, days=1)

    def _sums(self, part: Callable[[Orders], NDArray[np.integer]], n: int) -> dict[str, Sums]:
        """What is added up, by the part of each order, (n,) each."""
        part_of = {id(orders): part(orders) for orders, _ in self._added.values()}
        return {
            name: np.bincount(part_of[id(orders)], weights, n).astype(np.float64)
            for name, (orders, weights) in self._added.items()
        }


def value(sums: Sums, parts: Parts) -> Sums:
    """The KPI of each part, (...,) of (..., n_summed); NaN over nothing."""
    part, whole = (sums[..., SUMMED.index(name)] for name in (parts.part, parts.whole))
    found = np.full(part.shape, np.nan)
    np.divide(part, whole, out=found, where=whole > 0)
    return found


def _table(sums: dict[str, Sums], days: int) -> Sums:
    n = len(sums["orders"])
    usual = {"platform_cents": np.full(n, np.nan), "days": np.full(n, float(days))}
    return np.column_stack([(usual | sums)[name] for name in SUMMED]).astype(np.float64)
