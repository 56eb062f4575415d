"""Kernels of the rolling horizon: routes of bundles for all open orders, planned anew each round.

A route is a chain of bundles, each of one store, for one courier who is free now or soon. Orders
are put where they cost least, taken out and put elsewhere while that pays, and whole routes change
couriers by the cheapest matching. Only what cannot wait for the next round is carried out.
"""

import math

import numpy as np
from numba import njit

from sim.agents.courier import IDLE, OFF, free
from sim.flow.travel import distance_m, whole
from sim.order import DELIVERY
from sim.policies.matching import cheapest_matching
from sim.schema import Schema

# Most orders in one route.
MOST = 16

# A courier who is free now or within the horizon.
CANDIDATE = Schema(
    ("courier", "i4", "row of the courier"),
    ("x_m", "f8", "where the courier will be free, metres east"),
    ("y_m", "f8", "where the courier will be free, metres north"),
    ("free_min", "f8", "from then on"),
    ("until_min", "f8", "no pick-up after it"),
    ("min_per_m", "f8", "pace"),
)
# An order to be planned.
TASK = Schema(
    ("order", "i4", "row of the order"),
    ("store", "i4", "row of the store"),
    ("refused_by", "i4", "courier who refused it last; -1: none"),
    ("store_x_m", "f8", "metres east"),
    ("store_y_m", "f8", "metres north"),
    ("door_x_m", "f8", "metres east"),
    ("door_y_m", "f8", "metres north"),
    ("ready_min", "f8", "when the food is there, as far as is known"),
    ("least_min", "f8", "when the food could be handed over at the earliest"),
    ("weight", "f8", "what a minute later costs"),
)
_CANDIDATE_DTYPE, _TASK_DTYPE = CANDIDATE.dtype, TASK.dtype

# Looking back, and ahead, for how busy couriers will be.
_LOOK_BACK_MIN, _LOOK_AHEAD_MIN = 30.0, 60.0
# Orders whose food is ready weigh more from so many minutes before.
_OLD_FROM_MIN = 20.0
# Least gain for which an order changes its place.
_LEAST_GAIN = 1e-6
# A matching of more routes and couriers than this would take longer than all the rest.
_MOST_PAIRS = 100_000
# Costs from here on are no costs: a pick-up would come after the shift.
_NEVER = 1e5


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
        elif not (picks and stop.x_m == x and stop.y_m == y):
            time += leg_min(travel, min_per_m, x, y, stop.x_m, stop.y_m) + before
        elif world.stops[courier_id, place - 1].is_pickup == 1:  # taken along at the counter
            time -= travel.pickup_after_min
        if picks:
            known = not math.isnan(order.ready_min)
            time = max(time, order.ready_min if known else order.predicted_ready_min)
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
        n_found += 1
    return found[:n_found]


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
    known = not math.isnan(order.ready_min)
    task.ready_min = (order.ready_min if known else order.predicted_ready_min) + later_min
    task.store, task.refused_by = order.store, order.refused_by
    task.store_x_m, task.store_y_m = store.x_m, store.y_m
    task.door_x_m, task.door_y_m = order.door_x_m, order.door_y_m
    task.least_min = task.ready_min + travel.pickup_after_min + travel.dropoff_before_min
    task.least_min += leg_min(
        travel, travel.min_per_m, store.x_m, store.y_m, order.door_x_m, order.door_y_m
    )


@njit(cache=True)
def courier_price(world, price, power, now):
    """What a courier's minute is worth now: price * (work that came / couriers on duty) ** power.

    Work is what the orders of the last half hour take when each is brought alone.
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
    return min(price * load**power, 1.0)


@njit(cache=True)
def route_cost(travel, one, orders, route, begins, size, price):
    """Cost of a route for a courier; inf where a pick-up would come after the shift.

    weighted minutes beyond the earliest hand-over + price * minutes of the shift at work
    """
    time, x, y = one.free_min, one.x_m, one.y_m
    cost, work = 0.0, 0.0
    first = 0
    while first < size:
        at = orders[route[first]]
        ready = at.ready_min
        behind = first + 1
        while behind < size and not begins[behind]:
            ready = max(ready, orders[route[behind]].ready_min)
            behind += 1
        ride = leg_min(travel, one.min_per_m, x, y, at.store_x_m, at.store_y_m)
        picked = max(time + ride + travel.pickup_before_min, ready)
        if picked > one.until_min or at.refused_by == one.courier:
            return math.inf
        started = picked - travel.pickup_before_min - ride
        x, y = at.store_x_m, at.store_y_m
        time = picked + travel.pickup_after_min
        for nth in range(first, behind):
            to = orders[route[nth]]
            time += leg_min(travel, one.min_per_m, x, y, to.door_x_m, to.door_y_m)
            time += travel.dropoff_before_min
            cost += to.weight * (time - to.least_min)
            x, y = to.door_x_m, to.door_y_m
            time += travel.dropoff_after_min
        work += max(0.0, min(time, one.until_min) - started)
        first = behind
    return cost + price * work


# Where an order is put: as a bundle of its own, at the head of a bundle, or further down in one.
_ALONE, _HEAD, _INSIDE = 0, 1, 2


@njit(cache=True)
def _with(route, begins, size, place, way, order, new_route, new_begins):
    """Copy a route with one more order."""
    for nth in range(place):
        new_route[nth], new_begins[nth] = route[nth], begins[nth]
    new_route[place], new_begins[place] = order, way != _INSIDE
    for nth in range(place, size):
        new_route[nth + 1], new_begins[nth + 1] = route[nth], begins[nth]
    if way == _HEAD:
        new_begins[place + 1] = False


@njit(cache=True)
def _bundle_size(begins, size, first):
    behind = first + 1
    while behind < size and not begins[behind]:
        behind += 1
    return behind - first


@njit(cache=True)
def _cheapest_place(travel, one, orders, order, route, begins, size, base, limit, bundle, price,
                    new_route, new_begins):  # fmt: skip
    """The place of an order in a route that costs least: (rise, place, way); -1 above `limit`."""
    best, best_place, best_way = limit, -1, _ALONE
    if size >= MOST - 1:
        return best, best_place, best_way
    store = orders[order].store
    first = 0  # of the bundle before the place
    for place in range(size + 1):
        for way in (_ALONE, _INSIDE, _HEAD):
            if way == _ALONE:
                possible = place == size or begins[place]
            elif way == _INSIDE:
                possible = (
                    place > 0
                    and orders[route[first]].store == store
                    and _bundle_size(begins, size, first) < bundle
                )
            else:
                possible = (
                    place < size
                    and begins[place]
                    and orders[route[place]].store == store
                    and _bundle_size(begins, size, place) < bundle
                )
            if not possible:
                continue
            _with(route, begins, size, place, way, order, new_route, new_begins)
            rise = route_cost(travel, one, orders, new_route, new_begins, size + 1, price) - base
            if rise < best:
                best, best_place, best_way = rise, place, way
        if place < size and begins[place]:
            first = place
    return best, best_place, best_way


@njit(cache=True)
def _cheapest_route(travel, couriers, orders, order, routes, begins, sizes, costs, radius_m,
                    bundle, price, limit, new_route, new_begins):  # fmt: skip
    """Whose route an order costs least in: (rise, candidate, place, way); -1 above `limit`."""
    best, best_row, best_place, best_way = limit, -1, -1, _ALONE
    new = orders[order]
    for row in range(len(couriers)):
        one = couriers[row]
        metres = distance_m(travel, one.x_m, one.y_m, new.store_x_m, new.store_y_m)
        if sizes[row] == 0 and metres > radius_m:
            continue
        late = one.free_min + whole(travel, metres * one.min_per_m) + travel.pickup_before_min
        late -= new.ready_min
        if late > 0.0 and late * new.weight >= best:
            continue
        rise, place, way = _cheapest_place(
            travel, one, orders, order, routes[row], begins[row], sizes[row], costs[row], best,
            bundle, price, new_route, new_begins,
        )  # fmt: skip
        if place >= 0:
            best, best_row, best_place, best_way = rise, row, place, way
    return best, best_row, best_place, best_way


@njit(cache=True)
def _put(travel, couriers, orders, order, row, place, way, routes, begins, sizes, costs, price,
         new_route, new_begins):  # fmt: skip
    size = sizes[row]
    _with(routes[row], begins[row], size, place, way, order, new_route, new_begins)
    for nth in range(size + 1):
        routes[row, nth], begins[row, nth] = new_route[nth], new_begins[nth]
    sizes[row] = size + 1
    costs[row] = route_cost(
        travel, couriers[row], orders, routes[row], begins[row], size + 1, price
    )


@njit(cache=True)
def _take_out(routes, begins, sizes, row, order):
    size = sizes[row]
    place = 0
    while routes[row, place] != order:
        place += 1
    began = begins[row, place]
    for nth in range(place, size - 1):
        routes[row, nth], begins[row, nth] = routes[row, nth + 1], begins[row, nth + 1]
    if began and place < size - 1:
        begins[row, place] = True
    sizes[row] = size - 1


@njit(cache=True)
def _match(travel, couriers, orders, routes, begins, sizes, costs, price):
    """Give each route to the courier that makes all of them cheapest; whether that changed any.

    Large fleets do without: see `_MOST_PAIRS`.
    """
    n_couriers = len(couriers)
    rows = np.flatnonzero(sizes > 0)
    if len(rows) == 0 or len(rows) * n_couriers > _MOST_PAIRS:
        return False
    matrix = np.empty((len(rows), n_couriers))
    for i in range(len(rows)):
        row = rows[i]
        for other in range(n_couriers):
            cost = costs[row]
            if other != row:
                cost = route_cost(
                    travel, couriers[other], orders, routes[row], begins[row], sizes[row], price
                )
            matrix[i, other] = min(cost, _NEVER)
    matched = cheapest_matching(matrix)
    changed = False
    for i in range(len(rows)):
        if matched[i] != rows[i]:
            changed = True
            if matrix[i, matched[i]] >= _NEVER:
                return False
    if not changed:
        return False
    old_routes, old_begins, old_sizes = routes.copy(), begins.copy(), sizes.copy()
    sizes[:] = 0
    costs[:] = 0.0
    for i in range(len(rows)):
        row, other = rows[i], matched[i]
        routes[other], begins[other] = old_routes[row], old_begins[row]
        sizes[other] = old_sizes[row]
        costs[other] = matrix[i, other]
    return True


@njit(cache=True)
def plan(travel, couriers, orders, radius_m, bundle, unplanned_cost, rounds, matches, price):
    """Routes for all orders, earliest food first: (routes, begins, sizes) by candidate.

    `routes` (n, MOST) holds rows of `orders`, `begins` (n, MOST) marks where a bundle begins.
    An order that costs more than `unplanned_cost` everywhere stays without a route.
    """
    n_couriers, n_orders = len(couriers), len(orders)
    routes, begins = np.zeros((n_couriers, MOST), np.int32), np.zeros((n_couriers, MOST), np.bool_)
    sizes, costs = np.zeros(n_couriers, np.int32), np.zeros(n_couriers)
    where = np.full(n_orders, -1, np.int32)
    new_route, new_begins = np.empty(MOST + 1, np.int32), np.empty(MOST + 1, np.bool_)
    for order in range(n_orders):
        _, row, place, way = _cheapest_route(
            travel, couriers, orders, order, routes, begins, sizes, costs, radius_m, bundle,
            price, unplanned_cost, new_route, new_begins,
        )  # fmt: skip
        if row >= 0:
            _put(travel, couriers, orders, order, row, place, way, routes, begins, sizes, costs,
                 price, new_route, new_begins)  # fmt: skip
            where[order] = row
    for _ in range(rounds):
        changed = False
        if matches and _match(travel, couriers, orders, routes, begins, sizes, costs, price):
            changed = True
            for row in range(n_couriers):
                for nth in range(sizes[row]):
                    where[routes[row, nth]] = row
        for order in range(n_orders):
            changed |= _relocate(
                travel, couriers, orders, order, where, routes, begins, sizes, costs, radius_m,
                bundle, price, unplanned_cost, new_route, new_begins,
            )  # fmt: skip
        if not changed:
            break
    return routes, begins, sizes


@njit(cache=True)
def _relocate(travel, couriers, orders, order, where, routes, begins, sizes, costs, radius_m,
              bundle, price, unplanned_cost, new_route, new_begins):  # fmt: skip
    """Take an order out of its route and put it where it costs less; whether it does anywhere."""
    row = where[order]
    saved = unplanned_cost
    if row >= 0:
        old_route, old_begins = routes[row].copy(), begins[row].copy()
        old_size, old_cost = sizes[row], costs[row]
        _take_out(routes, begins, sizes, row, order)
        costs[row] = route_cost(
            travel, couriers[row], orders, routes[row], begins[row], sizes[row], price
        )
        saved = old_cost - costs[row]
    _, other, place, way = _cheapest_route(
        travel, couriers, orders, order, routes, begins, sizes, costs, radius_m, bundle, price,
        saved - _LEAST_GAIN, new_route, new_begins,
    )  # fmt: skip
    if other >= 0:
        _put(travel, couriers, orders, order, other, place, way, routes, begins, sizes, costs,
             price, new_route, new_begins)  # fmt: skip
        where[order] = other
    elif row >= 0:
        routes[row], begins[row] = old_route, old_begins
        sizes[row], costs[row] = old_size, old_cost
    return other >= 0
