"""What the rolling horizon plans with: who is free when, which orders wait, what a minute costs."""

from typing import NamedTuple

import numpy as np
from numba import njit

from sim.agents.courier import IDLE, OFF, free
from sim.flow.kitchen import known_ready_min
from sim.flow.travel import distance_m, whole
from sim.order import DELIVERY
from sim.schema import Schema


class Rules(NamedTuple):
    """The parameters of the policy, in its words: see `sim.policies.dispatch.RollingHorizon`."""

    radius_m: float
    every_min: float
    horizon_min: float
    bundle_orders: int
    courier_price: float
    price_power: float
    old_weight: float
    late_weight: float
    fairness_weight: float
    refusal_cost_min: float
    repeat_min: float
    repeat_weight: float
    unplanned_cost: float
    rounds: int
    matching: bool
    send_ahead: bool
    early_min: float
    split_moves: bool
    latest_orders: int
    second_weight: float
    least_gain_min: float
    last_move_min: float


# A courier who is free now or within the horizon.
CANDIDATE = Schema(
    ("courier", "i4", "row of the courier"),
    ("x_m", "f8", "where the courier will be free, metres east"),
    ("y_m", "f8", "where the courier will be free, metres north"),
    ("free_min", "f8", "from then on"),
    ("until_min", "f8", "no pick-up after it"),
    ("min_per_m", "f8", "pace"),
    ("charge_min", "f8", "what each order costs more with this courier, 0 or more"),
)
# An order to be planned.
TASK = Schema(
    ("order", "i4", "row of the order; -1: only expected"),
    ("store", "i4", "row of the store"),
    ("refused_by", "i4", "courier who refused it last; -1: none"),
    ("store_x_m", "f8", "metres east"),
    ("store_y_m", "f8", "metres north"),
    ("door_x_m", "f8", "metres east"),
    ("door_y_m", "f8", "metres north"),
    ("ready_min", "f8", "when the food is there, as far as is known"),
    ("least_min", "f8", "when the food could be handed over at the earliest"),
    ("promised_min", "f8", "when it was promised"),
    ("weight", "f8", "what a minute later costs"),
)
_CANDIDATE_DTYPE, _TASK_DTYPE = CANDIDATE.dtype, TASK.dtype

# Looking back, and ahead, for how busy couriers will be.
_LOOK_BACK_MIN, _LOOK_AHEAD_MIN = 30.0, 60.0
# Orders whose food is ready weigh more from so many minutes before.
_OLD_FROM_MIN = 20.0
# Offers of an average courier that stand behind what is known of each.
_PRIOR_OFFERS = 10.0
# Earnings of less than this say little about a courier's day, minutes on duty.
_LEAST_ON_DUTY_MIN = 60.0


@njit(cache=True, inline="always")
def leg_min(travel, min_per_m, x_m, y_m, to_x_m, to_y_m):
    """Riding time between two points."""
    return whole(travel, distance_m(travel, x_m, y_m, to_x_m, to_y_m) * min_per_m)


@njit(cache=True)
def free_again(world, courier_id, now):
    """When and where a courier will have done all there is to do: (minute, x, y)."""
    travel, courier = world.travel[0], world.couriers[courier_id]
    time, x, y = max(now, courier.arrive_min), courier.to_x_m, courier.to_y_m
    min_per_m = travel.min_per_m / courier.speed_factor
    for place in range(courier.n_stops):
        stop = world.stops[courier_id, place]
        order = world.orders[stop.order]
        picks = stop.is_pickup == 1
        before = travel.pickup_before_min if picks else travel.dropoff_before_min
        if place == 0:  # on the way, or there
            time = max(now, courier.arrive_min + before)
        elif (
            picks
            and world.stops[courier_id, place - 1].is_pickup == 1
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


@njit(cache=True)
def candidates(world, horizon_min, now):
    """Couriers who can begin something within the horizon, by row: (n,) of CANDIDATE."""
    travel, day = world.travel[0], world.state[0].day
    found = np.empty(len(world.couriers), _CANDIDATE_DTYPE)
    n_found = 0
    for row in range(len(world.couriers)):
        courier, one = world.couriers[row], found[n_found]
        if courier.doing == OFF:
            on_min = day * 1440.0 + courier.on_min
            length_min = courier.off_min - courier.on_min
            one.free_min, one.x_m, one.y_m = on_min, courier.start_x_m, courier.start_y_m
            one.until_min = on_min + (length_min if length_min > 0.0 else length_min + 1440.0)
            if on_min <= now:
                continue
        elif courier.doing == IDLE:
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
        one.min_per_m = travel.min_per_m / courier.speed_factor
        one.charge_min = 0.0
        n_found += 1
    return found[:n_found]


@njit(cache=True)
def charge(world, found, rules, now):
    """Charge candidates who earn well or may refuse for each order, in place.

    fairness_weight * pay per hour on duty / the candidates' mean
    + refusal_cost_min * (1 / odds of acceptance - 1)
    """
    if rules.fairness_weight > 0.0:
        hourly = np.empty(len(found))
        for row in range(len(found)):
            hourly[row] = _hourly_cents(world.couriers[found[row].courier], now)
        mean = max(hourly.mean(), 1.0) if len(found) > 0 else 1.0
        for row in range(len(found)):
            found[row].charge_min += rules.fairness_weight * hourly[row] / mean
    if rules.refusal_cost_min > 0.0:
        usual = _usual_acceptance(world)
        for row in range(len(found)):
            odds = acceptance_odds(world.couriers[found[row].courier], usual)
            found[row].charge_min += rules.refusal_cost_min * (1.0 / odds - 1.0)


@njit(cache=True)
def _hourly_cents(courier, now):
    """Pay per hour of the running shift."""
    if courier.doing == OFF:
        return 0.0
    return 60.0 * courier.shift_earned_cents / max(now - courier.since_min, _LEAST_ON_DUTY_MIN)


@njit(cache=True)
def _usual_acceptance(world):
    """Share of the offers that the fleet took, seen through one offer taken."""
    n_offers, n_refusals = 1.0, 0.0
    for row in range(len(world.couriers)):
        n_offers += world.couriers[row].n_offers
        n_refusals += world.couriers[row].n_refusals
    return (n_offers - n_refusals) / n_offers


@njit(cache=True)
def acceptance_odds(courier, usual):
    """Posterior mean of a courier's acceptance, of a beta prior around the fleet's mean."""
    taken = courier.n_offers - courier.n_refusals
    return (taken + _PRIOR_OFFERS * usual) / (courier.n_offers + _PRIOR_OFFERS)


@njit(cache=True)
def tasks(world, old_weight, repeat_min, repeat_weight, now):
    """What is to be planned, by the time the food is ready: (n,) of TASK.

    The orders that wait for a courier, and, as what is to be expected, the orders of the last
    `repeat_min` minutes once more: so much later, with a weight of their own, and with row -1.
    """
    waiting = np.sort(world.waiting[: world.state[0].n_waiting])
    n_placed = world.state[0].n_orders
    first = n_placed
    while first > 0 and world.orders[first - 1].placed_min > now - repeat_min:
        first -= 1
    unsorted = np.empty(len(waiting) + n_placed - first, _TASK_DTYPE)
    n_tasks = 0
    for order_id in waiting:
        task = unsorted[n_tasks]
        _describe(world, task, world.orders[order_id], 0.0)
        task.order = order_id
        task.weight = 1.0 + old_weight * max(0.0, now + _OLD_FROM_MIN - task.ready_min)
        n_tasks += 1
    for order_id in range(n_placed - 1, first - 1, -1):
        order = world.orders[order_id]
        if order.channel == DELIVERY:
            task = unsorted[n_tasks]
            _describe(world, task, order, repeat_min)
            task.order, task.refused_by = -1, -1
            task.store = -1 - n_tasks  # bundled with nothing
            task.weight = repeat_weight
            n_tasks += 1
    ready_min = np.empty(n_tasks)
    for row in range(n_tasks):
        ready_min[row] = unsorted[row].ready_min
    sequence = np.argsort(ready_min, kind="mergesort")
    found = np.empty(n_tasks, _TASK_DTYPE)
    for row in range(n_tasks):
        found[row] = unsorted[sequence[row]]
    return found


@njit(cache=True)
def _describe(world, task, order, later_min):
    """From where to where an order goes, and when it could be there, so many minutes later."""
    travel, store = world.travel[0], world.stores[order.store]
    task.ready_min = known_ready_min(order) + later_min
    task.promised_min = order.promised_min + later_min
    task.store, task.refused_by = order.store, order.refused_by
    task.store_x_m, task.store_y_m = store.x_m, store.y_m
    task.door_x_m, task.door_y_m = order.door_x_m, order.door_y_m
    task.least_min = task.ready_min + travel.pickup_after_min + travel.dropoff_before_min
    task.least_min += leg_min(
        travel, travel.min_per_m, store.x_m, store.y_m, order.door_x_m, order.door_y_m
    )


@njit(cache=True)
def courier_price(world, rules, now):
    """What a courier's minute is worth now, one at most.

    price * (work that came / couriers on duty) ** power, where work is what the orders of the last
    half hour take when each is brought alone.
    """
    travel, day = world.travel[0], world.state[0].day
    on_duty = 0.0
    for row in range(len(world.couriers)):
        courier = world.couriers[row]
        begin, end = courier.since_min, courier.until_min
        if courier.doing == OFF:
            begin = day * 1440.0 + courier.on_min
            length_min = courier.off_min - courier.on_min
            end = begin + (length_min if length_min > 0.0 else length_min + 1440.0)
        overlap = min(end, now + _LOOK_AHEAD_MIN) - max(begin, now)
        on_duty += max(0.0, overlap) / _LOOK_AHEAD_MIN
    service_min = travel.pickup_before_min + travel.pickup_after_min
    service_min += travel.dropoff_before_min + travel.dropoff_after_min
    work_min = 0.0
    row = world.state[0].n_orders - 1
    while row >= 0 and world.orders[row].placed_min > now - _LOOK_BACK_MIN:
        if world.orders[row].channel == DELIVERY:
            ride = whole(travel, world.orders[row].distance_m * travel.min_per_m)
            work_min += service_min + 2.0 * ride
        row -= 1
    load = work_min / _LOOK_BACK_MIN / max(on_duty, 1.0)
    return min(rules.courier_price * load**rules.price_power, 1.0)
