"""Rides and service: how fast couriers ride, how long they take at stores and at doors."""

import math
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from analysis.calibration.estimate import Estimate, Floats, mean_of

_LEAST_ORDERS = 30
_LEAST_COURIERS, _LEAST_RIDES = 5, 5
_LEAST_SPREAD_M = 100.0
_ROUNDS = 5  # of taking off what lies far from the line: bundles, in which one door waits
_FAR = 3.0  # robust standard deviations
_MOST_M_PER_MIN = 2000.0  # 120 km/h: where longer ways take no longer than that, no speed is told


def rides(
    moments: Mapping[str, Floats],
    way_m: Floats,
    alone: Floats,
    courier: NDArray[np.int64] | None = None,
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
    courier
        Who had each order, (n_orders,); None: unknown.
    detour
        Ridden over measured distance, as in the preset.
    pickup_after_min
        From the counter until the courier goes, as in the preset: where no arrival at the door is
        recorded it is taken off the time at the door.

    Riding from counter to door takes a time and the way over the speed: the slope of a line is
    the detour over the speed, its intercept the service at both ends.
    """
    nowhere = np.full(len(way_m), np.nan)
    at_store, picked, at_door, delivered, ready = (
        moments.get(name, nowhere)
        for name in ("at_store", "picked_up", "at_door", "delivered", "ready")
    )
    to_door = bool(np.isfinite(at_door).sum() >= _LEAST_ORDERS)
    took_min = (at_door if to_door else delivered) - picked
    line = _line(way_m, took_min, courier, of=alone > 0)
    found: list[Estimate | None] = []
    if line is not None:
        found += _speed_and_service(line, detour, None if to_door else pickup_after_min)
    if to_door:
        found.append(mean_of("couriers.dropoff_before_min", delivered - at_door, "drop_off"))
    waited = ~(ready <= at_store)  # for the food, or it is not known when that was ready
    at_counter = np.where(waited, np.nan, picked - at_store)
    found.append(mean_of("couriers.pickup_before_min", at_counter, "pick_up"))
    return [each for each in found if each is not None]


Line = tuple[tuple[float, float], tuple[float, float], int, int]
"""Minutes where the way is 0, and metres a minute, each with its error; of how many rides, and
degrees of freedom."""


def _line(
    way_m: Floats, took_min: Floats, courier: NDArray[np.int64] | None, *, of: NDArray[np.bool_]
) -> Line | None:
    """The line of some rides, by couriers where that can be told; None: none is told."""
    x, y = way_m[of], took_min[of]
    return lines_of_couriers(x, y, None if courier is None else courier[of]) or straight_line(x, y)


def _speed_and_service(
    line: Line, detour: float, pickup_after_min: float | None
) -> Iterator[Estimate]:
    """What the line of rides from counter to door tells.

    `pickup_after_min` is taken off its intercept, which then holds the time at the door too; None:
    it ends where the courier arrives.
    """
    (start, start_error), (pace, pace_error), n, freedom = line
    speed, error = (detour * 60 / 1000 * each for each in (pace, pace_error))
    path = "couriers.speed_km_per_h"
    yield Estimate.of(path, speed, error, n, "speed", log=True, freedom=freedom)
    if pickup_after_min is None:
        path, value = "couriers.pickup_after_min", start
    else:
        path, value = "couriers.dropoff_before_min", start - pickup_after_min
    yield Estimate.of(path, max(value, 0.0), start_error, n, "intercept", freedom=freedom)


def lines_of_couriers(x: Floats, y: Floats, courier: NDArray[np.int64] | None) -> Line | None:
    """The line of minutes y over metres x whose slope is each courier's own; None: none is told.

    All have one intercept: what is left of their minutes once each's own slope through 0 is taken
    out. The speed is the mean of couriers': faster ones may get the longer ways.
    """
    if courier is None:
        return None
    known = np.isfinite(x) & np.isfinite(y) & (courier >= 0)
    rides_of = [known & (courier == one) for one in np.unique(courier[known])]
    rides_of = [mine for mine in rides_of if mine.sum() >= _LEAST_RIDES and x[mine].std() > 0]
    if len(rides_of) < _LEAST_COURIERS:
        return None

    def beyond(mine: NDArray[np.bool_], of: Floats) -> float:
        own, ways = of[mine], x[mine]
        return float((own - ways * (ways @ own) / (ways @ ways)).sum())

    weight = sum(beyond(mine, np.ones(len(x))) for mine in rides_of)
    start = sum(beyond(mine, y) for mine in rides_of) / weight
    left = np.array([beyond(mine, y - start) for mine in rides_of])
    squares = np.array([x[mine] @ x[mine] for mine in rides_of])
    products = np.array([x[mine] @ (y[mine] - start) for mine in rides_of])
    if (products * _MOST_M_PER_MIN <= squares).any():
        return None
    paces = squares / products
    error = float(paces.std(ddof=1)) / math.sqrt(len(paces))
    n = int(sum(mine.sum() for mine in rides_of))
    start_error = math.sqrt(float((left**2).sum())) / weight
    return (start, start_error), (float(paces.mean()), error), n, len(paces) - 1


def straight_line(x: Floats, y: Floats) -> Line | None:
    """The line of minutes y over metres x; None: too few to tell, or longer ways take no longer.

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
    slope = float(fitted[1])
    if slope * _MOST_M_PER_MIN <= 1:
        return None
    return (float(fitted[0]), errors[0]), (1 / slope, errors[1] / slope**2), len(x), len(x) - 2


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
