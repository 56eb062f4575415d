"""Kernels of dispatch: the nearest idle courier, and insertion into running routes."""

import math

import numpy as np
from numba import njit

from sim.agents.courier import IDLE, MAX_STOPS, OFF
from sim.flow.travel import distance_m, ride_min


@njit(cache=True)
def nearest_idle(offers, waiting, orders, stores, couriers, travel_rows, radius_m, now):
    """Offer each waiting order to the nearest courier with an empty route; how many offers.

    Oldest first; a courier gets one offer a round, and none for an order just refused.
    """
    travel = travel_rows[0]
    taken = np.zeros(len(couriers), np.bool_)
    n_offers = 0
    for order_id in waiting:
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

    A route that gained an order in this round is seen with it by the next order.
    """
    travel = travel_rows[0]
    plan_of = np.full(len(couriers), -1, np.int32)
    plans = np.zeros((len(waiting), MAX_STOPS), stops.dtype)
    sizes = np.zeros(len(waiting), np.int32)
    n_offers = 0
    for order_id in np.sort(waiting):
        order = orders[order_id]
        if order.predicted_ready_min - now > lead_min:
            continue
        store = stores[order.store]
        best_cost, best, best_pickup, best_dropoff = math.inf, -1, 0, 1
        idle, idle_arrive = -1, math.inf
        for courier_id in range(len(couriers)):
            courier = couriers[courier_id]
            if courier.doing == OFF or order.refused_by == courier_id:
                continue
            plan = plan_of[courier_id]
            if courier.doing == IDLE and plan < 0:
                x, y = courier.to_x_m, courier.to_y_m
                metres = distance_m(travel, x, y, store.x_m, store.y_m)
                arrive = max(now, courier.arrive_min)
                arrive += ride_min(travel, courier.speed_factor, metres)
                if metres <= radius_m and arrive < idle_arrive and arrive < courier.until_min:
                    idle, idle_arrive = courier_id, arrive
                continue
            route = stops[courier_id] if plan < 0 else plans[plan]
            size = courier.n_stops if plan < 0 else sizes[plan]
            if courier.n_orders + (size - courier.n_stops) // 2 >= travel.max_orders:
                continue
            if not _passes(travel, route, size, store, bundle_m):
                continue
            first = 0 if courier.doing == IDLE else 1
            before = _cost(
                travel, courier, route, size, orders, order, store, -1, -1,
                courier_weight, now, math.inf,
            )  # fmt: skip
            for pickup_at in range(first, size + 1):
                for dropoff_at in range(pickup_at + 1, size + 2):
                    cost = _cost(
                        travel, courier, route, size + 2, orders, order, store, pickup_at,
                        dropoff_at, courier_weight, now, best_cost + before,
                    )  # fmt: skip
                    cost -= before
                    if cost < best_cost:
                        best_cost, best = cost, courier_id
                        best_pickup, best_dropoff = pickup_at, dropoff_at
        if idle >= 0:
            cost = _cost(
                travel, couriers[idle], stops[idle], 2, orders, order, store, 0, 1,
                courier_weight, now, best_cost,
            )  # fmt: skip
            if cost < best_cost:
                best_cost, best, best_pickup, best_dropoff = cost, idle, 0, 1
        if best < 0:
            continue
        plan = plan_of[best]
        if plan < 0:
            plan = n_offers
            plan_of[best] = plan
            sizes[plan] = couriers[best].n_stops
            plans[plan] = stops[best]
        _put(plans[plan], sizes[plan], best_dropoff - 1, order_id, 0)
        _put(plans[plan], sizes[plan] + 1, best_pickup, order_id, 1)
        plans[plan, best_pickup].x_m, plans[plan, best_pickup].y_m = store.x_m, store.y_m
        plans[plan, best_dropoff].x_m = order.door_x_m
        plans[plan, best_dropoff].y_m = order.door_y_m
        sizes[plan] += 2
        _write(offers[n_offers], order_id, best, best_pickup, best_dropoff)
        n_offers += 1
    return n_offers


@njit(cache=True)
def _passes(travel, route, size, store, bundle_m):
    """Whether a route comes near a store."""
    for place in range(size):
        stop = route[place]
        if distance_m(travel, stop.x_m, stop.y_m, store.x_m, store.y_m) <= bundle_m:
            return True
    return False


@njit(cache=True)
def _cost(
    travel,
    courier,
    route,
    size,
    orders,
    new,
    store,
    pickup_at,
    dropoff_at,
    courier_weight,
    now,
    limit,
):
    """Sum of hand-over times, and the weighted end, of a route with a new order put in.

    Places -1 mean the route as it is. Minutes from now; inf when a pick-up would come after the
    shift, or as soon as `limit` is passed.
    """
    time = max(now, courier.arrive_min)
    x, y = courier.to_x_m, courier.to_y_m
    moving = courier.doing != IDLE
    total = 0.0
    for place in range(size):
        is_pickup, ready_min = False, 0.0
        if place == pickup_at:
            is_pickup, ready_min = True, new.predicted_ready_min
            to_x, to_y = store.x_m, store.y_m
        elif place == dropoff_at:
            to_x, to_y = new.door_x_m, new.door_y_m
        else:
            at = place
            if pickup_at >= 0:
                at -= (place > pickup_at) + (place > dropoff_at)
            stop = route[at]
            is_pickup = stop.is_pickup == 1
            if is_pickup:
                order = orders[stop.order]
                ready_min = order.ready_min
                if math.isnan(ready_min):
                    ready_min = order.predicted_ready_min
            to_x, to_y = stop.x_m, stop.y_m
        same_place = to_x == x and to_y == y
        if place > 0 or not moving:
            time += ride_min(
                travel, courier.speed_factor, distance_m(travel, x, y, to_x, to_y)
            )
        if is_pickup:
            if not (same_place and place > 0):
                time += travel.pickup_before_min
            time = max(time, ready_min)
            if time > courier.until_min:
                return math.inf
            time += travel.pickup_after_min
        else:
            time += travel.dropoff_before_min
            total += time - now
            time += travel.dropoff_after_min
        if total > limit:
            return math.inf
        x, y = to_x, to_y
    return total + courier_weight * (time - now)


@njit(cache=True)
def _put(route, size, place, order_id, is_pickup):
    """Open a place in a route of `size` stops."""
    for position in range(size, place, -1):
        route[position] = route[position - 1]
    route[place].order = order_id
    route[place].is_pickup = is_pickup
