"""An arm: one scenario of a comparison, its replications pooled into what figures draw.

The statistics of a comparison, KPI by KPI, are in `analysis.experiment.compare`; how one run is
condensed is in `analysis.experiment.summary`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.experiment.changed import Changed
from analysis.experiment.summary import RunSummary
from analysis.kpis import Kpis

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class ArmData:
    """What the figures of a report need of one arm.

    Replications stand in the order of `seeds`. Waits are minutes on the grid of
    `analysis.experiment.summary`: entry m of a histogram counts waits in [m, m + 1), the last
    entry all from 180 on. Steps of the funnel are `summary.FUNNEL_STEPS`, kinds and accounts of
    money `sim.ledger.KINDS` and `ACCOUNTS`. NaN stands for what has no value, such as a mean over
    no orders.
    """

    label: str  # short and unique in the comparison: "free-delivery"
    title: str  # the scenario's title, one sentence
    why: str  # why one would ask; may be empty
    days: int  # days of each run
    seeds: tuple[int, ...]  # (n_replications,)
    kpis: tuple[Kpis, ...]  # (n_replications,) every KPI of each run, see analysis.kpis.KPIS
    segments: tuple[str, ...]  # (n_segments,) names
    door_counts: Counts  # (181,) click-to-door of fulfilled deliveries, all runs
    pickup_counts: Counts  # (181,) waits of fulfilled pickups in the store, all runs
    walkin_counts: Counts  # (181,) waits of fulfilled walk-ins in the store, all runs
    door_quantiles_min: Floats  # (n_replications, n_quantiles) of click-to-door, summary.QUANTILES
    funnel: Counts  # (n_segments, n_steps) summed over runs
    money_cents_per_day: Floats  # (n_kinds, n_accounts) gained, mean over runs; columns of parties
    orders_per_hour: Floats  # (n_replications, 24) platform orders in an hour of the day, mean day
    door_min_by_hour: Floats  # (n_replications, 24) mean click-to-door by hour of ordering
    late_share_by_hour: Floats  # (n_replications, 24) of fulfilled deliveries, by hour of ordering
    waiting_by_hour: Floats  # (n_replications, 24) mean orders that wait for a courier, whole city
    idle_by_hour: Floats  # (n_replications, 24) mean idle couriers on shift, whole city
    zone_orders_per_day: Floats  # (n_zones_y, n_zones_x) platform orders by the consumer's zone
    zone_late_share: Floats  # (n_zones_y, n_zones_x) of fulfilled deliveries; row 0 is the south
    changed: Changed | None  # against the base arm; None for the base arm itself

    @property
    def funnel_totals(self) -> Counts:  # (n_steps,)
        """The funnel of all segments together."""
        totals: Counts = self.funnel.sum(axis=0)
        return totals


def pool(
    label: str,
    title: str,
    why: str,
    summaries: Sequence[RunSummary],
    changed: Changed | None = None,
) -> ArmData:
    """Pool the summaries of an arm's runs, at least one, in the order of their seeds."""
    runs = sorted(summaries, key=lambda run: run.seed)
    days = runs[0].days
    delivered = np.array([run.hour_delivered for run in runs])
    zone_orders = np.array([run.zone_orders for run in runs])
    return ArmData(
        label=label,
        title=title,
        why=why,
        days=days,
        seeds=tuple(run.seed for run in runs),
        kpis=tuple(run.kpis for run in runs),
        segments=runs[0].segments,
        door_counts=_total([run.door_counts for run in runs]),
        pickup_counts=_total([run.pickup_counts for run in runs]),
        walkin_counts=_total([run.walkin_counts for run in runs]),
        door_quantiles_min=np.array([run.door_quantiles_min for run in runs]),
        funnel=_total([run.funnel for run in runs]),
        money_cents_per_day=np.mean([run.money_cents for run in runs], axis=0) / days,
        orders_per_hour=np.array([run.hour_orders for run in runs]) / days,
        door_min_by_hour=_ratio(np.array([run.hour_door_min for run in runs]), delivered),
        late_share_by_hour=_ratio(np.array([run.hour_late for run in runs]), delivered),
        waiting_by_hour=np.array([run.hour_waiting for run in runs]),
        idle_by_hour=np.array([run.hour_idle for run in runs]),
        zone_orders_per_day=zone_orders.mean(axis=0) / days,
        zone_late_share=_ratio(
            _total([run.zone_late for run in runs]), _total([run.zone_delivered for run in runs])
        ),
        changed=changed,
    )


def _total(counts: Sequence[Counts]) -> Counts:
    total: Counts = np.sum(counts, axis=0, dtype=np.int64)
    return total


def _ratio(parts: NDArray[np.int64 | np.float64], wholes: Counts) -> Floats:
    """Element by element; NaN over nothing."""
    shares = np.full(parts.shape, np.nan)
    np.divide(parts, wholes, out=shares, where=wholes > 0)
    return shares
