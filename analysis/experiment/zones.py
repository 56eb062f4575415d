"""Zones: what changes in each part of the city, with intervals over replications."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analysis.experiment.arm import ArmData
from analysis.experiment.compare import CONFIDENCE
from analysis.experiment.summary import Floats


@dataclass(frozen=True, eq=False)
class ZoneChange:
    """The paired difference of each zone, (n_zones_y, n_zones_x); NaN: unknown."""

    mean: Floats
    low: Floats  # 95 % interval by Student's t; NaN from a single replication
    high: Floats

    @property
    def clear(self) -> NDArray[np.bool_]:
        """Where the interval excludes zero; of a single replication, wherever it is known."""
        alone = np.isfinite(self.mean) & np.isnan(self.low)
        return alone | (self.low > 0) | (self.high < 0)


def orders_change(base: ArmData, arm: ArmData) -> ZoneChange:
    """Change in platform orders a day by the consumer's zone."""
    return zone_change(*_paired(base, arm, base.zone_orders_by_run, arm.zone_orders_by_run))


def late_change(base: ArmData, arm: ArmData) -> ZoneChange:
    """Change in the share of fulfilled deliveries that are late by the consumer's zone."""
    return zone_change(*_paired(base, arm, base.zone_late_by_run, arm.zone_late_by_run))


def zone_change(base: Floats, other: Floats) -> ZoneChange:
    """The difference of pairs of runs, (n_pairs, n_zones_y, n_zones_x) each.

    A pair without a value in a zone, such as a share of no deliveries, is left out there.
    """
    known = np.isfinite(other - base)
    n_pairs = known.sum(axis=0)
    differences = np.where(known, other - base, 0.0)
    mean = np.full(n_pairs.shape, np.nan)
    np.divide(differences.sum(axis=0), n_pairs, out=mean, where=n_pairs > 0)
    squares = np.where(known, (differences - mean) ** 2, 0.0).sum(axis=0)
    half = np.full(n_pairs.shape, np.nan)
    several = n_pairs > 1
    n = n_pairs[several]
    error = np.sqrt(squares[several] / (n - 1) / n)
    half[several] = stats.t.ppf((1 + CONFIDENCE) / 2, n - 1) * error
    return ZoneChange(mean, mean - half, mean + half)


def _paired(
    base: ArmData, arm: ArmData, base_values: Floats, arm_values: Floats
) -> tuple[Floats, Floats]:
    """Values of the runs whose seed both arms have."""
    _, of_base, of_arm = np.intersect1d(base.seeds, arm.seeds, return_indices=True)
    return base_values[of_base], arm_values[of_arm]
