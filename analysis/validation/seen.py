"""A run as facts are read off it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.kpis import Kpis
from analysis.kpis.measure import measure
from analysis.kpis.numbers import ratio
from analysis.kpis.parts import (
    Orders,
    deliveries,
    is_late,
    lateness_min,
    of_channel,
    waited_for,
)
from sim.daytime import DAY_MIN
from sim.order import Channel
from sim.result import RunResult

# 10:30 to 14:00 and 17:00 to 21:00, the windows of which published figures speak.
PEAKS_MIN = ((630, 840), (1020, 1260))

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Seen:
    """One run, and the parts of it that facts speak of."""

    result: RunResult
    kpis: Kpis
    ordered: Orders  # deliveries, however they ended, those ordered ahead too
    came: Orders  # handed over, and wanted as soon as may be
    late_min: Floats  # of these: hand-over minus promise, (n_came,)
    late: Flags  # (n_came,)


def seen(result: RunResult) -> Seen:
    """A run as facts are read off it."""
    came = waited_for(deliveries(result))
    ordered = of_channel(result, Channel.DELIVERY)
    return Seen(result, measure(result), ordered, came, lateness_min(came), is_late(came))


def at_peak(orders: Orders) -> Flags:
    """Which were ordered at a meal, (n_orders,)."""
    minute = orders["placed_min"] % DAY_MIN
    within = [(minute >= start) & (minute < end) for start, end in PEAKS_MIN]
    return np.asarray(np.logical_or.reduce(within), np.bool_)


def straight_km(run: Seen) -> Floats:
    """From store to door, (n_came,)."""
    return np.asarray(run.came["distance_m"] / run.result.scenario.couriers.detour / 1000)


def ready_after_min(run: Seen) -> Floats:
    """From ordering to food on the counter, (n_came,)."""
    return np.asarray(run.came["ready_min"] - run.came["placed_min"])


def hour_of(orders: Orders) -> NDArray[np.int64]:
    """Hour of the day at which each was ordered, (n_orders,)."""
    return np.asarray(orders["placed_min"] % DAY_MIN // 60, np.int64)


def tenth_by_distance(run: Seen) -> NDArray[np.int64]:
    """Of the way from store to door: the nearest tenth, 0, to the farthest, 9, (n_came,)."""
    ends = np.quantile(run.came["distance_m"], np.arange(1, 10) / 10)
    return np.asarray(np.searchsorted(ends, run.came["distance_m"], side="left"), np.int64)


def over(part: float | None, whole: float | None) -> float | None:
    """One figure over another, where both are known."""
    return None if part is None or whole is None else ratio(part, whole)
