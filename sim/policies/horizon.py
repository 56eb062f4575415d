"""A round of the rolling horizon: plan everything, carry out what cannot wait."""

import numpy as np
from numba import njit

from sim.agents.courier import IDLE, OFF
from sim.flow.delivery import MOVE, OFFER
from sim.policies import coverage, rolling
from sim.policies.rolling import leg_min

# Ways from couriers to stores that a round looks at, to find where to wait.
_MOST_WAYS = 40_000_000

_OFFER_DTYPE, _MOVE_DTYPE, _END_DTYPE = OFFER.dtype, MOVE.dtype, coverage.END.dtype


@njit(cache=True)
def roll(
    world,
    radius_m,
    every_min,
    horizon_min,
    bundle,
    price,
    power,
    old_weight,
    repeat_min,
    repeat_weight,
    unplanned_cost,
    rounds,
    matches,
    sends,
    early_min,
    n_latest,
    second_weight,
    least_gain_min,
    last_move_min,
    now,
):
    """What is done in this round: (n_offers,) of OFFER and (n_moves,) of MOVE.

    A bundle is given away when its courier, told at the next round, would pick it up later. Where
    couriers may be sent ahead, one who has to leave is sent to the store without the order, and
    given the bundle there at the last moment; so that orders which come meanwhile change the plan.
    A courier whose route begins with an order that is only expected waits.
    """
    travel = world.travel[0]
    couriers = rolling.candidates(world, horizon_min, now)
    orders = rolling.tasks(world, old_weight, repeat_min, repeat_weight, now)
    offers = np.empty(len(orders), _OFFER_DTYPE)
    moves = np.empty(len(couriers), _MOVE_DTYPE)
    if len(couriers) == 0:
        return offers[:0], moves[:0]
    minute_price = rolling.courier_price(world, price, power, now)
    bundle = min(bundle, travel.max_orders)
    routes, begins, sizes = rolling.plan(
        travel, couriers, orders, radius_m, bundle, unplanned_cost, rounds, matches, minute_price
    )
    ends = np.empty(len(couriers), _END_DTYPE)
    n_offers, n_moves = 0, 0
    for row in range(len(couriers)):
        one = couriers[row]
        end = ends[row]
        _route_end(travel, one, orders, routes[row], begins[row], sizes[row], end, now)
        leaves_soon = one.until_min < now + last_move_min
        end.stays = leaves_soon or sizes[row] > 0 or one.free_min > now
        if leaves_soon:
            end.in_min = np.inf
        off_duty = world.couriers[one.courier].doing == OFF
        if sizes[row] == 0 or off_duty or one.free_min >= now + every_min:
            continue
        first = orders[routes[row, 0]]
        if first.order < 0:
            continue
        size, ready_min = 1, first.ready_min
        while size < sizes[row] and not begins[row, size]:
            ready_min = max(ready_min, orders[routes[row, size]].ready_min)
            size += 1
        way_min = leg_min(travel, one.min_per_m, one.x_m, one.y_m, first.store_x_m, first.store_y_m)
        is_there = first.store_x_m == one.x_m and first.store_y_m == one.y_m
        ahead = sends and not is_there
        spare_min = ready_min - travel.pickup_before_min - way_min - now
        if spare_min - (early_min if ahead else 0.0) >= every_min or (ahead and one.free_min > now):
            continue
        if ahead:
            store = first.store
            if travel.finish_moves:
                store = coverage.first_hop(world, one, store)
            _send(moves[n_moves], world, one.courier, store)
            n_moves += 1
            continue
        in_hand = world.couriers[one.courier].n_orders
        if in_hand > 0 and in_hand + size > travel.max_orders:
            continue
        n_stops = world.couriers[one.courier].n_stops
        for nth in range(size):
            offer = offers[n_offers]
            offer.order = orders[routes[row, nth]].order
            offer.courier = one.courier
            offer.pickup_at = n_stops + nth
            offer.dropoff_at = n_stops + 2 * nth + 1
            n_offers += 1
    if sends and n_latest > 0:
        n_moves = _cover(
            world, couriers, ends, moves, n_moves, n_latest, second_weight, least_gain_min, now
        )
    return offers[:n_offers], moves[:n_moves]


@njit(cache=True)
def _send(move, world, courier_id, store_id):
    move.courier = courier_id
    move.x_m, move.y_m = world.stores[store_id].x_m, world.stores[store_id].y_m


@njit(cache=True)
def _route_end(travel, one, orders, route, begins, size, end, now):
    """When and where a candidate is free after a planned route."""
    time, x, y = one.free_min, one.x_m, one.y_m
    first = 0
    while first < size:
        at = orders[route[first]]
        ready = at.ready_min
        behind = first + 1
        while behind < size and not begins[behind]:
            ready = max(ready, orders[route[behind]].ready_min)
            behind += 1
        time += leg_min(travel, one.min_per_m, x, y, at.store_x_m, at.store_y_m)
        time = max(time + travel.pickup_before_min, ready) + travel.pickup_after_min
        x, y = at.store_x_m, at.store_y_m
        for nth in range(first, behind):
            to = orders[route[nth]]
            time += leg_min(travel, one.min_per_m, x, y, to.door_x_m, to.door_y_m)
            time += travel.dropoff_before_min + travel.dropoff_after_min
            x, y = to.door_x_m, to.door_y_m
        first = behind
    end.in_min, end.x_m, end.y_m = time - now, x, y


@njit(cache=True)
def _cover(world, couriers, ends, moves, n_moves, n_latest, second_weight, least_gain_min, now):
    """Move couriers without a plan, one after the other; the number of moves so far."""
    travel = world.travel[0]
    demand = coverage.latest_stores(world, n_latest)
    if len(demand) == 0:
        return n_moves
    # In a large fleet, each round looks at another part of it.
    n_parts = 1 + len(couriers) * len(couriers) * len(demand) // _MOST_WAYS
    for row in range(len(couriers)):
        one, end = couriers[row], ends[row]
        if end.stays or world.couriers[one.courier].doing != IDLE:
            continue
        if (one.courier + int(now)) % n_parts != 0:
            continue
        store = coverage.waiting_store(
            world, couriers, ends, row, demand, second_weight, least_gain_min
        )
        if store < 0:
            continue
        to = world.stores[store]
        end.x_m, end.y_m = to.x_m, to.y_m
        end.in_min = leg_min(travel, one.min_per_m, one.x_m, one.y_m, to.x_m, to.y_m)
        if travel.finish_moves:
            store = coverage.first_hop(world, one, store)
        _send(moves[n_moves], world, one.courier, store)
        n_moves += 1
    return n_moves
