"""What the platform promises, and what couriers accept."""

import numpy as np

from analysis.calibration.estimate import Estimate, Floats, mean_of, share_of

_FIXED_SD_MIN = 0.75  # promises that differ less are one time for all
_PUNCTUAL_MIN = 1 / 60  # rounding of recorded moments


def promise(placed: Floats, promised: Floats | None, delivered: Floats | None) -> list[Estimate]:
    """The promise rule: a fixed time, or the share of orders that are meant to be on time.

    All (n_orders,) minutes; nan: unknown.
    """
    if promised is None or np.isfinite(promised).sum() < 2:
        return []
    quoted = promised - placed
    if np.nanstd(quoted) < _FIXED_SD_MIN:
        found = mean_of("policies.promise.minutes", quoted, "promise_fixed")
        return [found] if found else []
    if delivered is None:
        return []
    known = np.isfinite(promised) & np.isfinite(delivered)
    in_time = int((delivered[known] <= promised[known] + _PUNCTUAL_MIN).sum())
    found = share_of("policies.promise.quantile", in_time, int(known.sum()), "promise_quantile")
    return [found] if found and 0 < found.value < 1 else []


def accepted_share(offers: Floats | None, delivered: Floats | None) -> Estimate | None:
    """Offers that were taken, of all that were made for orders that were delivered."""
    if offers is None:
        return None
    known = np.isfinite(offers)
    if delivered is not None:
        known &= np.isfinite(delivered)
    n_orders, n_offers = int(known.sum()), int(offers[known].sum())
    return share_of("", n_orders, n_offers, "acceptance")
