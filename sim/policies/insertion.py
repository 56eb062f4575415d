"""Kernels of dispatch: the nearest idle courier, and insertion into running routes."""

import math

import numpy as np
from numba import njit

from sim.agents.courier import IDLE, MAX_STOPS
from sim.flow.travel import distance_m, ride_min
from sim.schema import Schema

# An idle courier, with what a search for the nearest needs side by side.
_IDLE = Schema(
    ("courier", "i4", "row of the courier"),
    ("x_m", "f8", "metres east"),
    ("y_m", "f8", "metres north"),
    ("free_min", "f8", "ready to ride from then on"),
    ("until_min", "f8", "end of the shift"),
    ("speed_factor", "f8", "speed relative to the fleet's"),
)

# A courier at work, with the route planned in this round and a rectangle around its stops.
_PLAN = Schema(
    ("courier", "i4", "row of the courier"),
    ("n_stops", "i4", "stops planned"),
    ("n_orders", "i4", "orders in hand and planned"),
    ("timed", "?", "the times of its stops are known"),
    ("west_m", "f8", "westernmost stop"),
    ("east_m", "f8", "easternmost stop"),
    ("south_m", "f8", "southernmost stop"),
    ("north_m", "f8", "northernmost stop"),
)
_IDLE_DTYPE, _PLAN_DTYPE = _IDLE.dtype, _PLAN.dtype


@njit(cache=True)
def nearest_idle(offers, waiting, orders, stores, couriers, travel_rows, radius_m, now):
    """Offer each waiting order to the nearest courier with an empty route; how many offers.

    Oldest first; a courier gets one offer a round, and none for an order just refused.
    """
    travel = travel_rows[0]
    taken = np.zeros(len(couriers), np.bool_)
    n_offers = 0
    for order_id in np.sort(waiting):
        order = orders[order_id]
        store = stores[order.store]
        best, best_m = -1, radius_m
        for courier_id in range(len(couriers)):
            courier = couriers[courier_id]
            if courier.doing != IDLE or taken[courier_id] or order.refused_by == courier_id:
                continue
            metres = distance_m(travel, courier.to_x_m, courier.to_y_m, store.x_m, store.y_m)
            if metres < best_m and _in_time(travel, courier, order, metres, now):
                best, best_m = courier_id, metres
        if best >= 0:
            taken[best] = True
            _write(offers[n_offers], order_id, best, 0, 1)
            n_offers += 1
    return n_offers


@njit(cache=True)
def _in_time(travel, courier, order, metres, now):
    """Whether the pick-up would come before the end of the courier's shift."""
    arrive = max(now, courier.arrive_min) + ride_min(travel, courier.speed_factor, metres)
    pickup = max(arrive + travel.pickup_before_min, order.predicted_ready_min)
    return pickup <= courier.until_min


@njit(cache=True)
def _write(offer, order_id, courier_id, pickup_at, dropoff_at):
    offer.order = order_id
    offer.courier = courier_id
    offer.pickup_at = pickup_at
    offer.dropoff_at = dropoff_at


@njit(cache=True)
def insert_in_batch(
    offers,
    waiting,
    orders,
    stores,
    couriers,
    stops,
    travel_rows,
    radius_m,
    lead_min,
    bundle_m,
    courier_weight,
    now,
):
    """Insert the orders that are due into routes, oldest first; how many offers.

    An order goes to the idle courier who can be at the store first, or into a route that passes
    the store, whichever costs less. A route that gained an order in this round is seen with it
    by the next order.
    """
    due = _due(waiting, orders, now + lead_min)
    if len(due) == 0:
        return 0
    travel = travel_rows[0]
    idle, n_idle, busy, n_busy = _fleet(couriers, now, len(due))
    routes = np.empty((len(busy), MAX_STOPS), stops.dtype)  # as planned in this round
    done = np.empty((len(busy), MAX_STOPS))  # when each stop of them is done
    for row in range(n_busy):
        _see_route(busy[row], couriers, stops, routes, row)
    n_offers = 0
    for order_id in due:
        order = orders[order_id]
        store = stores[order.store]
        best_cost, best, best_pickup, best_dropoff = math.inf, -1, 0, 1
        nearest = _first_at_store(travel, idle, n_idle, order, store, radius_m)
        if nearest >= 0:
            best = n_busy
            courier = couriers[idle[nearest].courier]
            best_cost = _cost_alone(travel, courier, order, store, courier_weight, now)
        for row in range(n_busy):
            plan = busy[row]
            if plan.n_orders >= travel.max_orders or not _near_box(plan, store, bundle_m):
                continue
            if order.refused_by == plan.courier:
                continue
            if not _passes(travel, routes, row, plan.n_stops, store, bundle_m):
                continue
            courier = couriers[plan.courier]
            if not plan.timed:
                _time_route(travel, courier, plan, orders, routes, done, row, now)
            cost, pickup_at, dropoff_at = _best_places(
                travel, courier, plan, orders, routes, done, row, order, store,
                courier_weight, now, best_cost,
            )  # fmt: skip
            if cost < best_cost:
                best_cost, best = cost, row
                best_pickup, best_dropoff = pickup_at, dropoff_at
        if best < 0:
            continue
        if best == n_busy:
            busy[best].courier = idle[nearest].courier
            _see_route(busy[best], couriers, stops, routes, best)
            n_busy += 1
            n_idle -= 1
            idle[nearest] = idle[n_idle]
        plan = busy[best]
        _put(routes, best, plan.n_stops, best_dropoff - 1, order_id, 0)
        _put(routes, best, plan.n_stops + 1, best_pickup, order_id, 1)
        pickup, dropoff = routes[best, best_pickup], routes[best, best_dropoff]
        pickup.x_m, pickup.y_m = store.x_m, store.y_m
        dropoff.x_m, dropoff.y_m = order.door_x_m, order.door_y_m
        plan.n_stops += 2
        plan.n_orders += 1
        plan.timed = False
        _enclose(plan, store.x_m, store.y_m)
        _enclose(plan, order.door_x_m, order.door_y_m)
        _write(offers[n_offers], order_id, plan.courier, best_pickup, best_dropoff)
        n_offers += 1
    return n_offers


@njit(cache=True)
def _due(waiting, orders, until_min):
    """Waiting orders whose food is predicted by `until_min`, oldest first, (n_due,)."""
    due = np.empty(len(waiting), np.int32)
    n_due = 0
    for order_id in waiting:
        if orders[order_id].predicted_ready_min <= until_min:
            due[n_due] = order_id
            n_due += 1
    return np.sort(due[:n_due])


@njit(cache=True)
def _fleet(couriers, now, n_more):
    """Idle couriers and their number; couriers at work, with room for more, and theirs."""
    idle = np.empty(len(couriers), _IDLE_DTYPE)
    busy = np.empty(len(couriers) + n_more, _PLAN_DTYPE)
    n_idle, n_busy = 0, 0
    for row in range(len(couriers)):
        courier = couriers[row]
        if courier.doing == IDLE:
            place = idle[n_idle]
            place.courier = row
            place.x_m, place.y_m = courier.to_x_m, courier.to_y_m
            place.free_min = max(now, courier.arrive_min)
            place.until_min = courier.until_min
            place.speed_factor = courier.speed_factor
            n_idle += 1
        elif courier.doing > IDLE:
            busy[n_busy].courier = row
            n_busy += 1
    return idle, n_idle, busy, n_busy


@njit(cache=True)
def _see_route(plan, couriers, stops, routes, row):
    """Begin a courier's plan with the route as it is."""
    courier = couriers[plan.courier]
    plan.n_stops = courier.n_stops
    plan.n_orders = courier.n_orders
    plan.timed = False
    plan.west_m, plan.east_m = math.inf, -math.inf
    plan.south_m, plan.north_m = math.inf, -math.inf
    for place in range(courier.n_stops):
        stop = stops[plan.courier, place]
        routes[row, place] = stop
        _enclose(plan, stop.x_m, stop.y_m)


@njit(cache=True)
def _enclose(plan, x, y):
    """Stretch the rectangle around a route to a point."""
    plan.west_m, plan.east_m = min(plan.west_m, x), max(plan.east_m, x)
    plan.south_m, plan.north_m = min(plan.south_m, y), max(plan.north_m, y)


@njit(cache=True, inline="always")
def _near_box(plan, store, margin_m):
    """Whether a store lies within a margin of the rectangle around a route."""
    return (
        plan.west_m - margin_m <= store.x_m <= plan.east_m + margin_m
        and plan.south_m - margin_m <= store.y_m <= plan.north_m + margin_m
    )


@njit(cache=True)
def _first_at_store(travel, idle, n_idle, order, store, radius_m):
    """Place in `idle` of the courier who can be at the store first; -1: none in the radius.

    Of equals the one with the lowest row.
    """
    best, best_arrive = -1, math.inf
    for place in range(n_idle):
        courier = idle[place]
        metres = distance_m(travel, courier.x_m, courier.y_m, store.x_m, store.y_m)
        if metres > radius_m or courier.courier == order.refused_by:
            continue
        arrive = courier.free_min + ride_min(travel, courier.speed_factor, metres)
        if arrive > best_arrive:
            continue
        ready_min = order.predicted_ready_min
        x, y = courier.x_m, courier.y_m
        left = _pick_up(travel, courier, courier.free_min, x, y, store, ready_min, True)
        if left - travel.pickup_after_min > courier.until_min:
            continue
        if arrive < best_arrive or courier.courier < idle[best].courier:
            best, best_arrive = place, arrive
    return best


@njit(cache=True)
def _passes(travel, routes, row, size, store, bundle_m):
    """Whether a route comes near a store."""
    for place in range(size):
        stop = routes[row, place]
        if distance_m(travel, stop.x_m, stop.y_m, store.x_m, store.y_m) <= bundle_m:
            return True
    return False


@njit(cache=True)
def _cost_alone(travel, courier, order, store, courier_weight, now):
    """Cost of an order as an idle courier's only one: hand-over time and weighted end."""
    time = max(now, courier.arrive_min)
    x, y = courier.to_x_m, courier.to_y_m
    time = _pick_up(travel, courier, time, x, y, store, order.predicted_ready_min, True)
    time = _hand_over(travel, courier, time, store.x_m, store.y_m, order.door_x_m, order.door_y_m)
    return time - now + courier_weight * (time + travel.dropoff_after_min - now)


@njit(cache=True)
def _time_route(travel, courier, plan, orders, routes, done, row, now):
    """Note when each stop of a planned route is done."""
    time = max(now, courier.arrive_min)
    x, y = courier.to_x_m, courier.to_y_m
    for place in range(plan.n_stops):
        stop = routes[row, place]
        rides = place > 0 or courier.doing == IDLE
        time = _do_stop(travel, courier, time, x, y, stop, orders, rides)
        x, y = stop.x_m, stop.y_m
        done[row, place] = time
    plan.timed = True


@njit(cache=True)
def _best_places(
    travel, courier, plan, orders, routes, done, row, new, store, courier_weight, now, limit
):
    """The cheapest places of a new order in a route: (cost, pick-up's, hand-over's).

    cost = own hand-over time + delays of the hand-overs behind + weighted delay of the end, or
    inf where none is below `limit` and no pick-up comes after the shift. Delays only grow along
    the route, so that a branch is left as soon as they pass the limit.
    """
    best_cost, best_pickup, best_dropoff = limit, 0, 1
    n_stops = plan.n_stops
    for pickup_at in range(0 if courier.doing == IDLE else 1, n_stops + 1):
        if pickup_at == 0:
            time = max(now, courier.arrive_min)
            x, y = courier.to_x_m, courier.to_y_m
        else:
            time = done[row, pickup_at - 1]
            x, y = routes[row, pickup_at - 1].x_m, routes[row, pickup_at - 1].y_m
        time = _pick_up(travel, courier, time, x, y, store, new.predicted_ready_min, True)
        if time - travel.pickup_after_min > courier.until_min:
            break
        x, y = store.x_m, store.y_m
        delays = 0.0
        for dropoff_at in range(pickup_at + 1, n_stops + 2):
            handed = _hand_over(travel, courier, time, x, y, new.door_x_m, new.door_y_m)
            cost = handed - now + delays
            if cost < best_cost:
                cost += _delays_behind(
                    travel, courier, plan, orders, routes, done, row, dropoff_at - 1,
                    handed + travel.dropoff_after_min, new.door_x_m, new.door_y_m,
                    courier_weight, best_cost - cost,
                )  # fmt: skip
                if cost < best_cost:
                    best_cost, best_pickup, best_dropoff = cost, pickup_at, dropoff_at
            if dropoff_at > n_stops:
                break
            stop = routes[row, dropoff_at - 1]
            time = _do_stop(travel, courier, time, x, y, stop, orders, True)
            x, y = stop.x_m, stop.y_m
            if stop.is_pickup == 0:
                delays += time - done[row, dropoff_at - 1]
            elif time - travel.pickup_after_min > courier.until_min:
                break
            if delays >= best_cost:
                break
    if best_cost < limit:
        return best_cost, best_pickup, best_dropoff
    return math.inf, 0, 1


@njit(cache=True)
def _delays_behind(
    travel, courier, plan, orders, routes, done, row, first, time, x, y, courier_weight, limit
):
    """Delays of the stops from `first` on when they are begun at `time` from (x, y); or inf."""
    delays = 0.0
    for place in range(first, plan.n_stops):
        stop = routes[row, place]
        time = _do_stop(travel, courier, time, x, y, stop, orders, True)
        x, y = stop.x_m, stop.y_m
        if stop.is_pickup == 0:
            delays += time - done[row, place]
            if delays >= limit:
                return math.inf
        elif time - travel.pickup_after_min > courier.until_min:
            return math.inf
    return delays + courier_weight * (time - done[row, plan.n_stops - 1])


@njit(cache=True)
def _do_stop(travel, courier, time, x, y, stop, orders, rides):
    """When a stop of a route is done that is left for at `time` from (x, y)."""
    if stop.is_pickup == 1:
        ready_min = _ready_min(orders, stop)
        return _pick_up(travel, courier, time, x, y, stop, ready_min, rides)
    if rides:
        time = _hand_over(travel, courier, time, x, y, stop.x_m, stop.y_m)
    else:
        time += travel.dropoff_before_min
    return time + travel.dropoff_after_min


@njit(cache=True)
def _ready_min(orders, stop):
    """When the food of a pick-up is there: known, or predicted."""
    order = orders[stop.order]
    return order.predicted_ready_min if math.isnan(order.ready_min) else order.ready_min


@njit(cache=True)
def _pick_up(travel, courier, time, x, y, place, ready_min, rides):
    """When a pick-up is done; a second one at the same counter needs no parking."""
    if rides:
        metres = distance_m(travel, x, y, place.x_m, place.y_m)
        time += ride_min(travel, courier.speed_factor, metres)
    if not (rides and place.x_m == x and place.y_m == y):
        time += travel.pickup_before_min
    return max(time, ready_min) + travel.pickup_after_min


@njit(cache=True)
def _hand_over(travel, courier, time, x, y, to_x, to_y):
    """When an order is handed over at a door."""
    metres = distance_m(travel, x, y, to_x, to_y)
    return time + ride_min(travel, courier.speed_factor, metres) + travel.dropoff_before_min


@njit(cache=True)
def _put(routes, row, size, place, order_id, is_pickup):
    """Open a place in a route of `size` stops."""
    for position in range(size, place, -1):
        routes[row, position] = routes[row, position - 1]
    stop = routes[row, place]
    stop.order = order_id
    stop.is_pickup = is_pickup
