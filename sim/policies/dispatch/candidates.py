"""Candidates: who is free when and where, as far as is known now."""

import numpy as np
from numba import njit

from sim.agents.courier import Doing, free, shift_of
from sim.flow.kitchen import known_ready_min
from sim.policies.dispatch.riding import leg_min, pace
from sim.schema import Schema

# A courier who is free now or within the horizon.
CANDIDATE = Schema(
    ("courier", "i4", "row of the courier"),
    ("x_m", "f8", "where the courier will be free, metres east"),
    ("y_m", "f8", "where the courier will be free, metres north"),
    ("free_min", "f8", "from then on"),
    ("until_min", "f8", "no pick-up after it"),
    ("min_per_m", "f8", "pace"),
    ("penalty_min", "f8", "what each order costs more with this courier, 0 or more"),
)
_CANDIDATE_DTYPE = CANDIDATE.dtype


@njit(cache=True)
def candidates(world, horizon_min, now):
    """Couriers who can begin something within the horizon, by row: (n,) of CANDIDATE."""
    travel, day = world.travel[0], world.state[0].day
    found = np.empty(len(world.couriers), _CANDIDATE_DTYPE)
    n_found = 0
    for row in range(len(world.couriers)):
        courier, one = world.couriers[row], found[n_found]
        if courier.doing == Doing.OFF:
            one.free_min, one.until_min = shift_of(courier, day)
            one.x_m, one.y_m = courier.start_x_m, courier.start_y_m
            if one.free_min <= now:
                continue
        elif courier.doing == Doing.IDLE:
            one.x_m, one.y_m, one.free_min = free(courier, travel, now)
            one.until_min = courier.until_min
        else:
            one.free_min, one.x_m, one.y_m = free_again(world, row, now)
            one.until_min = courier.until_min
        if one.free_min > now + horizon_min:
            continue
        if one.free_min + travel.pickup_before_min > one.until_min:
            continue
        one.courier = row
        one.min_per_m = pace(world.outside[0], courier)
        one.penalty_min = 0.0
        n_found += 1
    return found[:n_found]


@njit(cache=True)
def free_again(world, courier_id, now):
    """When and where a courier will have done all there is to do: (minute, x, y)."""
    travel, courier = world.travel[0], world.couriers[courier_id]
    time, x, y = max(now, courier.arrive_min), courier.to_x_m, courier.to_y_m
    min_per_m = pace(world.outside[0], courier)
    for nth in range(courier.n_stops):
        stop = world.stops[courier_id, nth]
        order = world.orders[stop.order]
        picks = stop.is_pickup == 1
        before = travel.pickup_before_min if picks else travel.dropoff_before_min
        if nth == 0:  # on the way, or there
            time = max(now, courier.arrive_min + before)
        elif (
            picks
            and world.stops[courier_id, nth - 1].is_pickup == 1
            and (stop.x_m == x and stop.y_m == y)
        ):  # taken along at the counter
            time -= travel.pickup_after_min
        else:
            time += leg_min(travel, min_per_m, x, y, stop.x_m, stop.y_m) + before
        if picks:
            time = max(time, known_ready_min(order))
            time += travel.pickup_after_min
        else:
            time += travel.dropoff_after_min
        x, y = stop.x_m, stop.y_m
    return time, x, y
