"""What is fitted by simulation, and the figures that tell it: what became of orders."""

import numpy as np

from analysis.calibration.fitted import Fitted
from analysis.calibration.matching import Target, Unknown, means_and_errors
from analysis.calibration.reading import Observed
from sim.scenario import Scenario

_COUNT = "couriers.count"
_ACCEPTANCE = "couriers.acceptance.constant"
_FACTORS = (0.4, 2.5)  # of as many couriers as would be usual
_LOGITS = 2.0  # about the preset's
_LEAST_ORDERS = 30
# What a model that is right but for what it leaves out may be off by: of waits as a share.
_OF_MEAN, _OF_P90, _OF_REFUSALS = 0.05, 0.08, 0.01


def unknowns_of(observed: Observed, fitted: Fitted, scenario: Scenario) -> list[Unknown]:
    """Settings that simulation has to tell; none where no figure would tell them."""
    found = []
    if fitted.supply is None and _waits(observed) is not None:
        count = scenario.couriers.count
        low, high = (max(1, round(factor * count)) for factor in _FACTORS)
        found.append(Unknown(_COUNT, low, high, whole=True))
    if fitted.acceptance is not None and not scenario.couriers.acceptance.always:
        usual = scenario.couriers.acceptance.constant
        found.append(Unknown(_ACCEPTANCE, usual - _LOGITS, usual + _LOGITS))
    return found


def targets_of(observed: Observed, fitted: Fitted, unknowns: list[Unknown]) -> list[Target]:
    """The figures that tell them."""
    paths = {each.path for each in unknowns}
    found = []
    waits = _waits(observed)
    if _COUNT in paths and waits is not None:
        mean, error = means_and_errors(waits)
        found.append(Target("click_to_door_mean_min", mean, error, _OF_MEAN * mean))
        p90 = float(np.quantile(waits, 0.9))
        of_p90 = 1.7 * float(waits.std()) / len(waits) ** 0.5  # of a quantile in a normal tail
        found.append(Target("click_to_door_p90_min", p90, of_p90, _OF_P90 * p90))
    if _ACCEPTANCE in paths and fitted.acceptance is not None:
        share = fitted.acceptance
        found.append(Target("refusal_share", 1 - share.value, share.error, _OF_REFUSALS))
    return found


def _waits(observed: Observed) -> "np.ndarray[tuple[int], np.dtype[np.float64]] | None":
    """From click to door, minutes, of orders that were delivered; None: too few."""
    delivered = observed.moments.get("delivered")
    if delivered is None:
        return None
    waits = delivered - observed.moments["placed"]
    waits = waits[np.isfinite(waits)]
    return waits if len(waits) >= _LEAST_ORDERS else None
