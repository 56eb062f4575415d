"""A run condensed to what comparisons and figures need: a few kilobytes, counts and sums."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.kpis import Kpis
from analysis.kpis.breakdown import Breakdown
from analysis.kpis.parts import Table, deliveries, is_late, platform_orders, waited_for
from analysis.kpis.waits import click_to_door_min
from sim.flow.funnel import STEPS
from sim.order import State
from sim.result import RunResult

WAIT_BINS = 181  # one for each minute from 0; the last holds all from 180 on
FUNNEL_STEPS = (*STEPS, "fulfilled")  # the last: platform orders handed over or collected

_MINUTES_PER_HOUR = 60.0
_HOURS = 24

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class RunSummary:
    """One run. Hours are hours of the day, added up over days; zones are the consumer's."""

    seed: int
    days: int
    segments: tuple[str, ...]
    kpis: Kpis
    door_counts: Counts  # (WAIT_BINS,) click-to-door of fulfilled deliveries
    funnel: Counts  # (n_segments, n_steps) by FUNNEL_STEPS
    money_cents: Counts  # (n_kinds, n_accounts) gained in the run
    hour_orders: Counts  # (24,) platform orders by hour of ordering
    hour_delivered: Counts  # (24,) fulfilled deliveries by hour of ordering
    hour_door_min: Floats  # (24,) sum of their click-to-door
    hour_late: Counts  # (24,) those later than promised
    hour_idle: Floats  # (24,) mean idle couriers; NaN without samples
    by_segment: Floats  # (n_segments, n_summed) by analysis.kpis.breakdown.SUMMED
    by_zone: Floats  # (n_zones_y, n_zones_x, n_summed)
    by_day: Floats  # (n_days, n_summed)


def summarise(result: RunResult, kpis: Kpis) -> RunSummary:
    """The summary of a run whose KPIs are known."""
    placed, delivered = platform_orders(result), waited_for(deliveries(result))
    late = delivered[is_late(delivered)]
    door_min = click_to_door_min(result)
    parts = Breakdown(result)
    return RunSummary(
        seed=result.seed,
        days=result.days,
        segments=result.segments,
        kpis=kpis,
        door_counts=_histogram(door_min),
        funnel=_funnel(result),
        money_cents=result.book.sum(axis=0),
        hour_orders=np.bincount(_hour(placed), minlength=_HOURS),
        hour_delivered=np.bincount(_hour(delivered), minlength=_HOURS),
        hour_door_min=_sums(_hour(delivered), door_min),
        hour_late=np.bincount(_hour(late), minlength=_HOURS),
        hour_idle=_hourly_idle(result),
        by_segment=parts.by_segment(),
        by_zone=parts.by_zone(),
        by_day=parts.by_day(),
    )


def to_json(summary: RunSummary) -> dict[str, Any]:
    """The summary as plain lists and numbers; NaN becomes None."""
    return {field.name: _plain(getattr(summary, field.name)) for field in fields(summary)}


def from_json(values: dict[str, Any]) -> RunSummary:
    """The summary that `to_json` made these values of, equal to the bit."""
    arrays = {Counts: np.int64, Floats: np.float64}
    read = {
        field.name: np.array(values[field.name], arrays[field.type])
        for field in fields(RunSummary)
        if field.type in arrays
    }
    return RunSummary(**(values | read | {"segments": tuple(values["segments"])}))


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        plain = value.astype(object)
        plain[np.isnan(value)] = None
        return plain.tolist()
    return value.tolist() if isinstance(value, np.ndarray) else value


def _histogram(waits_min: Floats) -> Counts:
    """Counts by whole minutes."""
    bins = np.clip(waits_min, 0, WAIT_BINS - 1).astype(np.int64)
    return np.bincount(bins, minlength=WAIT_BINS)


def _funnel(result: RunResult) -> Counts:
    placed = platform_orders(result)
    ended_well = placed["segment"][placed["state"] == State.FULFILLED]
    fulfilled = np.bincount(ended_well, minlength=len(result.segments))
    return np.column_stack((result.funnel.sum(axis=(1, 2)), fulfilled))


def _hour(orders: Table) -> Counts:
    """Hour of the day at which each order was placed."""
    hours: Counts = (orders["placed_min"] // _MINUTES_PER_HOUR).astype(np.int64) % _HOURS
    return hours


def _hourly_idle(result: RunResult) -> Floats:
    """Idle couriers of the city, mean over samples, by hour of the day."""
    city = result.timeline.groupby("at_min")["idle_couriers"].sum()
    hour = (city.index.to_numpy() // _MINUTES_PER_HOUR).astype(np.int64) % _HOURS
    samples = np.bincount(hour, minlength=_HOURS)
    means = np.full(_HOURS, np.nan)
    np.divide(_sums(hour, city.to_numpy()), samples, out=means, where=samples > 0)
    return means


def _sums(hour: Counts, values: Floats) -> Floats:
    """Sums by hour of the day, (24,)."""
    return np.asarray(np.bincount(hour, values, _HOURS), np.float64)
