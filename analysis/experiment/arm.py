"""An arm: one scenario of a comparison, its replications, and what figures draw of them together.

The statistics of a comparison, KPI by KPI, are in `analysis.experiment.compare`; how one run is
condensed is in `analysis.experiment.summary`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.experiment.campaigns import Campaign
from analysis.experiment.changed import Changed
from analysis.experiment.summary import Counts, Floats, RunSummary
from analysis.kpis import Kpis
from analysis.kpis.breakdown import PARTS, value

_OF = {parts.kpi: parts for parts in PARTS}


@dataclass(frozen=True, eq=False)
class ArmData:
    """What the figures of a report need of one arm: its runs, in the order of their seeds.

    What is derived is per day, or NaN where it has no value, such as a mean over no orders.
    """

    label: str  # short and unique in the comparison: "free-delivery"
    title: str  # what people read, its own in the comparison
    why: str  # why one would ask; may be empty
    runs: tuple[RunSummary, ...]  # (n_replications,), at least one
    changed: Changed | None  # against the base arm; None for the base arm itself
    campaigns: tuple[Campaign, ...] = ()  # its coupon campaigns, in the order of the scenario
    weekly: bool = False  # some of its policies are in force on some weekdays alone
    some_days: tuple[int, ...] = ()  # on which alone what differs from the base is in force

    @property
    def days(self) -> int:
        """Days of each run."""
        return self.runs[0].days

    @property
    def seeds(self) -> tuple[int, ...]:
        """(n_replications,)."""
        return tuple(run.seed for run in self.runs)

    @property
    def kpis(self) -> tuple[Kpis, ...]:
        """(n_replications,) every KPI of each run."""
        return tuple(run.kpis for run in self.runs)

    @property
    def segments(self) -> tuple[str, ...]:
        """(n_segments,) names."""
        return self.runs[0].segments

    @property
    def door_counts(self) -> Counts:
        """Fulfilled deliveries by minutes of click-to-door, all runs, (WAIT_BINS,)."""
        return self._total(lambda run: run.door_counts)

    @property
    def orders_per_hour(self) -> Floats:
        """Platform orders in an hour of the mean day, (n_replications, 24)."""
        return self._each(lambda run: run.hour_orders) / self.days

    @property
    def door_min_by_hour(self) -> Floats:
        """Mean click-to-door by hour of ordering, (n_replications, 24)."""
        return self._per_delivery_of_an_hour(lambda run: run.hour_door_min)

    @property
    def late_share_by_hour(self) -> Floats:
        """Late among fulfilled deliveries by hour of ordering, (n_replications, 24)."""
        return self._per_delivery_of_an_hour(lambda run: run.hour_late)

    @property
    def idle_by_hour(self) -> Floats:
        """Mean idle couriers on shift, whole city, (n_replications, 24)."""
        return self._each(lambda run: run.hour_idle)

    @property
    def zone_orders_per_day(self) -> Floats:
        """Platform orders by the consumer's zone, mean over runs, (n_zones_y, n_zones_x)."""
        mean: Floats = self.zone_orders_by_run.mean(axis=0)
        return mean

    @property
    def zone_late_share(self) -> Floats:
        """Late among fulfilled deliveries, mean over runs, (n_zones_y, n_zones_x)."""
        by_run = self.zone_late_by_run
        known = np.isfinite(by_run)
        return _ratio(np.where(known, by_run, 0.0).sum(axis=0), known.sum(axis=0))

    @property
    def zone_orders_by_run(self) -> Floats:
        """Platform orders a day by the consumer's zone, (n_replications, n_zones_y, n_zones_x)."""
        return self.by_zone("orders_per_day")

    @property
    def zone_late_by_run(self) -> Floats:
        """Late among fulfilled deliveries, (n_replications, n_zones_y, n_zones_x)."""
        return self.by_zone("late_share")

    def by_segment(self, kpi: str) -> Floats:
        """A KPI by segment, (n_replications, n_segments); those of `breakdown.PARTS`."""
        return value(self._each(lambda run: run.by_segment), _OF[kpi])

    def by_zone(self, kpi: str) -> Floats:
        """A KPI by zone of the consumer, (n_replications, n_zones_y, n_zones_x)."""
        return value(self._each(lambda run: run.by_zone), _OF[kpi])

    def by_day(self, kpi: str, days_together: int = 1) -> Floats:
        """A KPI by day, or by so many days together, (n_replications, n_periods).

        A rest of days at the end is left out.
        """
        sums = self._each(lambda run: run.by_day)
        n_periods = self.days // days_together
        periods = sums[:, : n_periods * days_together].reshape(
            len(sums), n_periods, days_together, -1
        )
        return value(periods.sum(axis=2), _OF[kpi])

    def _each(self, of: Callable[[RunSummary], NDArray[np.int64 | np.float64]]) -> Floats:
        """A figure of each run, (n_replications, ...)."""
        return np.array([of(run) for run in self.runs], np.float64)

    def _total(self, of: Callable[[RunSummary], Counts]) -> Counts:
        """A count of all runs together."""
        total: Counts = np.sum([of(run) for run in self.runs], axis=0, dtype=np.int64)
        return total

    def _per_delivery_of_an_hour(self, of: Callable[[RunSummary], Counts | Floats]) -> Floats:
        return _ratio(self._each(of), self._each(lambda run: run.hour_delivered))


def _ratio(parts: NDArray[np.int64 | np.float64], wholes: NDArray[np.int64 | np.float64]) -> Floats:
    """Element by element; NaN over nothing."""
    shares = np.full(parts.shape, np.nan)
    np.divide(parts, wholes, out=shares, where=wholes > 0)
    return shares
