"""Rides and service: how fast couriers ride, how long they take at stores and at doors."""

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from analysis.calibration.estimate import Estimate, Floats, mean_of

_LEAST_ORDERS = 30
_LEAST_SPREAD_M = 100.0
_ROUNDS = 5  # of taking off what lies far from the line: bundles, in which one door waits
_FAR = 3.0  # robust standard deviations


def rides(
    moments: Mapping[str, Floats],
    way_m: Floats,
    alone: Floats,
    *,
    detour: float,
    pickup_after_min: float,
) -> list[Estimate]:
    """Speed and service times.

    Parameters
    ----------
    moments
        By name, (n_orders,) minutes; nan: unknown.
    way_m
        From store to door as the preset measures ways, without the detour, (n_orders,).
    alone
        Whether the courier had no other order in hand, (n_orders,), 1 or 0.
    detour
        Ridden over measured distance, as in the preset.
    pickup_after_min
        From the counter until the courier goes, as in the preset: where no arrival at the door is
        recorded it is taken off the time at the door.

    Riding from counter to door takes a time and the way over the speed: the slope of a line is
    the detour over the speed, its intercept the service at both ends.
    """
    found: list[Estimate] = []
    nowhere = np.full(len(way_m), np.nan)
    picked, delivered = (moments.get(name, nowhere) for name in ("picked_up", "delivered"))
    at_door, at_store = moments.get("at_door", nowhere), moments.get("at_store", nowhere)
    to_door = np.isfinite(at_door).sum() >= _LEAST_ORDERS
    took_min = (at_door if to_door else delivered) - picked
    line = straight_line(way_m[alone > 0], took_min[alone > 0])
    if line is not None:
        (start, start_error), (slope, slope_error), n = line
        if slope > 0:
            speed = detour / slope * 60 / 1000
            error = speed * slope_error / slope
            found.append(Estimate.of("couriers.speed_km_per_h", speed, error, n, "speed", log=True))
        if to_door:
            path, value = "couriers.pickup_after_min", start
        else:
            path, value = "couriers.dropoff_before_min", start - pickup_after_min
        found.append(Estimate.of(path, max(value, 0.0), start_error, n, "intercept"))
    if to_door:
        of_door = mean_of("couriers.dropoff_before_min", delivered - at_door, "drop_off")
        found += [of_door] if of_door else []
    ready = moments.get("ready", nowhere)
    waited = ~(ready <= at_store)  # for the food, or it is not known when that was ready
    at_counter = mean_of(
        "couriers.pickup_before_min", np.where(waited, np.nan, picked - at_store), "pick_up"
    )
    return found + ([at_counter] if at_counter else [])


def straight_line(
    x: Floats, y: Floats
) -> tuple[tuple[float, float], tuple[float, float], int] | None:
    """Intercept and slope, each with its error, and of how many; None: too few to tell.

    By least squares; what lies far off the line is taken off, again and again. Errors hold where
    the spread is not the same everywhere (White 1980).
    """
    known = np.isfinite(x) & np.isfinite(y)
    x, y = x[known], y[known]
    for _ in range(_ROUNDS):
        if len(x) < _LEAST_ORDERS or x.std() < _LEAST_SPREAD_M:
            return None
        design = np.column_stack([np.ones(len(x)), x])
        inverse = np.linalg.inv(design.T @ design)
        fitted = inverse @ (design.T @ y)
        left = y - design @ fitted
        usual = 1.4826 * float(np.median(np.abs(left - np.median(left))))
        near = np.abs(left) <= _FAR * usual + 1e-9
        if near.all():
            break
        x, y = x[near], y[near]
    meat = (design * left[:, None]).T @ (design * left[:, None])
    variance = inverse @ meat @ inverse
    errors = [math.sqrt(max(float(variance[i, i]), 0.0)) for i in range(2)]
    return (float(fitted[0]), errors[0]), (float(fitted[1]), errors[1]), len(x)


def alone_in_hand(
    courier: NDArray[np.int64] | None, picked_up: Floats, delivered: Floats
) -> Floats:
    """Whether each order was the only one on board from pick-up to hand-over, (n_orders,).

    Without couriers' ids every order counts as alone, and bundles stand out from the line.
    """
    alone = np.ones(len(picked_up))
    if courier is None:
        return alone
    for one in np.unique(courier[courier >= 0]):
        mine = np.flatnonzero((courier == one) & np.isfinite(picked_up) & np.isfinite(delivered))
        mine = mine[np.argsort(picked_up[mine], kind="stable")]
        begin, end = picked_up[mine], delivered[mine]
        overlap = np.zeros(len(mine), bool)
        if len(mine) > 1:
            latest = np.maximum.accumulate(end)[:-1]
            overlap[1:] |= begin[1:] < latest - 1e-6
            overlap[:-1] |= end[:-1] > begin[1:] + 1e-6
        alone[mine[overlap]] = 0
    return alone
