"""Batch insertion: orders go into running routes, or to who is at the store first."""

import math
from typing import Literal, NamedTuple

import numpy as np
from numba import njit
from pydantic import Field

from sim.agents.courier import Doing, free, is_busy
from sim.flow.delivery import OFFER
from sim.flow.entry import Resolved
from sim.flow.kitchen import known_ready_min
from sim.flow.travel import distance_m, whole
from sim.policies.dispatch import nearby
from sim.policies.dispatch.contract import Decision, DispatchPolicy
from sim.policies.view import MarketView
from sim.schema import Schema

# A courier at work, with the route planned in this round once somebody has asked for it.
_PLAN = Schema(
    ("courier", "i4", "row of the courier"),
    ("n_stops", "i4", "stops planned"),
    ("n_orders", "i4", "orders in hand and planned"),
    ("asked_by", "i4", "the order that looked at it last; -1: none"),
    ("copied", "?", "its route is in the table of routes"),
    ("timed", "?", "the times of its stops are known"),
    ("min_per_m", "f8", "the courier's pace"),
)
# A stop of a plan: begun `leg_min` after the one before was left, and left `after_min` after it.
_PLACE = Schema(
    ("order", "i4", "row of the order"),
    ("is_pickup", "i4", "1 pick-up, 0 hand-over"),
    ("x_m", "f8", "metres east"),
    ("y_m", "f8", "metres north"),
    ("leg_min", "f8", "ride and parking"),
    ("ready_min", "f8", "not done before; -inf: at any time"),
    ("promised_min", "f8", "by then it was promised; inf at a store"),
    ("after_min", "f8", "from the pick-up or hand-over until the courier goes on"),
    ("left_min", "f8", "when the courier goes on"),
)
# A stop of a plan, in the list of its square.
_PASS = Schema(
    ("plan", "i4", "row of the plan"),
    ("next", "i4", "the next stop in the square; -1: none"),
    ("x_m", "f8", "metres east"),
    ("y_m", "f8", "metres north"),
)
_PLAN_DTYPE, _PLACE_DTYPE, _PASS_DTYPE = _PLAN.dtype, _PLACE.dtype, _PASS.dtype
_OFFER_DTYPE = OFFER.dtype


class _Weights(NamedTuple):
    """What minutes cost beside those until the hand-overs."""

    courier: float  # a courier's minute
    late: float  # a minute beyond the promise


# Squares no smaller than this, metres.
_LEAST_SIDE_M = 250.0


@njit(cache=True)
def insert_in_batch(world, radius_m, lead_min, bundle_m, courier_weight, late_weight, now):
    """Insert the orders that are due into routes, oldest first; (n_offers,) of OFFER.

    An order goes to the idle courier who can be at the store first, or into a route that passes
    the store, whichever costs less. A route that gained an order in this round is seen with it
    by the next order.
    """
    due = _due(world, now + lead_min)
    n_due = len(due)
    offers = np.empty(n_due, _OFFER_DTYPE)
    if n_due == 0:
        return offers
    travel, couriers = world.travel[0], world.couriers
    weights = _Weights(courier_weight, late_weight)
    # Who is off a route by no more than bundle_m has a stop in this square or the next.
    area = nearby.squares(world, max(bundle_m / travel.detour, _LEAST_SIDE_M))
    idle, first_idle = nearby.idle_couriers(world, area, now)
    factor = nearby.fastest(idle)
    plans, n_plans, passes, n_passes, first_pass = _plans(world, area, n_due)
    # Routes as of this round. Most rows are never touched, and cost no memory.
    routes = np.empty((len(plans), 2 * travel.max_orders), _PLACE_DTYPE)
    n_offers = 0
    for order_id in due:
        order = world.orders[order_id]
        store = world.stores[order.store]
        best_cost, best, best_pickup, best_dropoff = math.inf, -1, 0, 1
        nearest = nearby.best_idle(
            world, area, idle, first_idle, factor, order, radius_m, True, now
        )
        if nearest >= 0:
            best = n_plans
            courier = couriers[idle[nearest].courier]
            best_cost = _cost_alone(travel, courier, order, store, weights, now)
        x, y = nearby.column(area, store.x_m), nearby.line(area, store.y_m)
        for j in range(max(0, y - 1), min(area.n_y, y + 2)):
            for i in range(max(0, x - 1), min(area.n_x, x + 2)):
                at = first_pass[j * area.n_x + i]
                while at >= 0:
                    stop = passes[at]
                    at = stop.next
                    row = stop.plan
                    plan = plans[row]
                    if plan.asked_by == order_id or plan.n_orders >= travel.max_orders:
                        continue
                    metres = distance_m(travel, stop.x_m, stop.y_m, store.x_m, store.y_m)
                    if metres > bundle_m or order.refused_by == plan.courier:
                        continue
                    plan.asked_by = order_id
                    courier = couriers[plan.courier]
                    if not plan.copied:
                        _copy_route(world, plan, routes, row)
                    if not plan.timed:
                        _time_route(travel, courier, plan, routes, row, now)
                    cost, pickup_at, dropoff_at = _best_places(
                        travel, courier, plan, routes, row, order, store, weights, now,
                        best_cost,
                    )  # fmt: skip
                    if cost < best_cost:
                        best_cost, best = cost, row
                        best_pickup, best_dropoff = pickup_at, dropoff_at
        if best < 0:
            continue
        if best == n_plans:
            _begin_plan(world, plans[best], idle[nearest].courier)
            plans[best].copied = True
            n_plans += 1
            idle[nearest].courier = -1
        plan = plans[best]
        _open_place(routes, best, plan.n_stops, best_dropoff - 1)
        _open_place(routes, best, plan.n_stops + 1, best_pickup)
        _fill_place(world, routes[best, best_pickup], order_id, 1, store.x_m, store.y_m)
        door = routes[best, best_dropoff]
        _fill_place(world, door, order_id, 0, order.door_x_m, order.door_y_m)
        plan.n_stops += 2
        plan.n_orders += 1
        plan.timed = False
        _pass_by(area, passes, n_passes, first_pass, best, store.x_m, store.y_m)
        _pass_by(area, passes, n_passes + 1, first_pass, best, order.door_x_m, order.door_y_m)
        n_passes += 2
        offer = offers[n_offers]
        offer.order, offer.courier = order_id, plan.courier
        offer.pickup_at, offer.dropoff_at = best_pickup, best_dropoff
        n_offers += 1
    return offers[:n_offers]


@njit(cache=True)
def _due(world, until_min):
    """Waiting orders whose food is predicted by `until_min`, oldest first, (n_due,)."""
    n_waiting = world.state[0].n_waiting
    due = np.empty(n_waiting, np.int32)
    n_due = 0
    for place in range(n_waiting):
        order_id = world.waiting[place]
        if known_ready_min(world.orders[order_id]) <= until_min:
            due[n_due] = order_id
            n_due += 1
    return np.sort(due[:n_due])


@njit(cache=True)
def _plans(world, area, n_more):
    """Couriers at work with a hand free, and the stops of their routes by square.

    Both tables have room for `n_more` orders; rows that are never touched cost no memory.
    """
    first = nearby.heads(area)
    couriers, max_orders = world.couriers, world.travel[0].max_orders
    most = len(couriers) + n_more
    plans = np.empty(most, _PLAN_DTYPE)
    passes = np.empty(2 * max_orders * most, _PASS_DTYPE)
    n_plans, n_passes = 0, 0
    for row in range(len(couriers)):
        courier = couriers[row]
        if not is_busy(courier.doing) or courier.n_orders >= max_orders:
            continue
        _begin_plan(world, plans[n_plans], row)
        for place in range(courier.n_stops):
            stop = world.stops[row, place]
            _pass_by(area, passes, n_passes, first, n_plans, stop.x_m, stop.y_m)
            n_passes += 1
        n_plans += 1
    return plans, n_plans, passes, n_passes, first


@njit(cache=True)
def _begin_plan(world, plan, courier_id):
    """A courier's plan begins with the route as it is."""
    courier = world.couriers[courier_id]
    plan.courier = courier_id
    plan.n_stops = courier.n_stops
    plan.n_orders = courier.n_orders
    plan.asked_by = -1
    plan.copied = False
    plan.timed = False
    plan.min_per_m = world.travel[0].min_per_m / courier.speed_factor


@njit(cache=True)
def _pass_by(area, passes, row, first, plan, x_m, y_m):
    """Note a stop of a plan in the list of its square."""
    stop = passes[row]
    square = nearby.line(area, y_m) * area.n_x + nearby.column(area, x_m)
    stop.plan = plan
    stop.x_m, stop.y_m = x_m, y_m
    stop.next = first[square]
    first[square] = row


@njit(cache=True)
def _copy_route(world, plan, routes, row):
    """Put a courier's route into the table of routes."""
    for place in range(plan.n_stops):
        stop = world.stops[plan.courier, place]
        _fill_place(world, routes[row, place], stop.order, stop.is_pickup, stop.x_m, stop.y_m)
    plan.copied = True


@njit(cache=True)
def _fill_place(world, place, order_id, is_pickup, x_m, y_m):
    """Write a stop into its place; the times come when the route is timed."""
    travel, order = world.travel[0], world.orders[order_id]
    place.order = order_id
    place.is_pickup = is_pickup
    place.x_m, place.y_m = x_m, y_m
    if is_pickup == 1:
        place.ready_min = known_ready_min(order)
        place.promised_min = math.inf
        place.after_min = travel.pickup_after_min
    else:
        place.ready_min = -math.inf
        place.promised_min = order.promised_min
        place.after_min = travel.dropoff_after_min


@njit(cache=True)
def _open_place(routes, row, size, place):
    """Move the stops from `place` on in a route of `size` stops."""
    for position in range(size, place, -1):
        routes[row, position] = routes[row, position - 1]


@njit(cache=True)
def _cost_alone(travel, courier, order, store, weights, now):
    """Cost of an order as an idle courier's only one: hand-over time, lateness, weighted end."""
    min_per_m = travel.min_per_m / courier.speed_factor
    x, y, time = free(courier, travel, now)
    time += _to_store(travel, min_per_m, x, y, store)
    time = max(time, known_ready_min(order)) + travel.pickup_after_min
    time += _to_door(travel, min_per_m, store.x_m, store.y_m, order.door_x_m, order.door_y_m)
    late = max(0.0, time - order.promised_min)
    end_min = time + travel.dropoff_after_min - now
    return time - now + weights.late * late + weights.courier * end_min


@njit(cache=True)
def _time_route(travel, courier, plan, routes, row, now):
    """Note the legs of a planned route, and when each of its stops is left."""
    x, y, time = free(courier, travel, now)
    for nth in range(plan.n_stops):
        place = routes[row, nth]
        if nth == 0 and courier.doing != Doing.IDLE:  # on the way already
            before = travel.pickup_before_min if place.is_pickup else travel.dropoff_before_min
            place.leg_min = before
        else:
            place.leg_min = _leg(travel, plan.min_per_m, x, y, place)
        time = max(time + place.leg_min, place.ready_min) + place.after_min
        place.left_min = time
        x, y = place.x_m, place.y_m
    plan.timed = True


@njit(cache=True, inline="always")
def _best_places(travel, courier, plan, routes, row, new, store, weights, now, limit):
    """The cheapest places of a new order in a route: (cost, pick-up's, hand-over's).

    cost = own hand-over time + delays of the hand-overs behind + weighted minutes of both beyond
    the promise + weighted delay of the end, or inf where none is below `limit` and no pick-up
    comes after the shift. Delays only grow along the route, so that a branch is left as soon as
    they pass the limit.
    """
    best_cost, best_pickup, best_dropoff = limit, 0, 1
    pace = plan.min_per_m
    n_stops = plan.n_stops
    door_x, door_y = new.door_x_m, new.door_y_m
    direct_min = _to_door(travel, pace, store.x_m, store.y_m, door_x, door_y)
    ready_min = known_ready_min(new)
    for pickup_at in range(0 if courier.doing == Doing.IDLE else 1, n_stops + 1):
        if pickup_at == 0:
            x, y, left = free(courier, travel, now)
            left += _to_store(travel, pace, x, y, store)
        else:
            before = routes[row, pickup_at - 1]
            left = before.left_min + _to_store(travel, pace, before.x_m, before.y_m, store)
        picked = max(left, ready_min)
        left = picked + travel.pickup_after_min
        if picked > courier.until_min or left + direct_min - now >= best_cost:
            break
        x, y = store.x_m, store.y_m
        delays = 0.0
        for dropoff_at in range(pickup_at + 1, n_stops + 2):
            handed = left + _to_door(travel, pace, x, y, door_x, door_y)
            cost = handed - now + delays + weights.late * max(0.0, handed - new.promised_min)
            if cost < best_cost:
                # The hand-overs behind, and the end.
                time = handed + travel.dropoff_after_min
                delay = 0.0
                for behind in range(dropoff_at - 1, n_stops):
                    place = routes[row, behind]
                    if behind == dropoff_at - 1:
                        time += _leg(travel, pace, door_x, door_y, place)
                    else:
                        time += place.leg_min
                    time = max(time, place.ready_min)
                    if place.is_pickup == 1 and time > courier.until_min:
                        cost = math.inf
                    time += place.after_min
                    delay = time - place.left_min
                    if place.is_pickup == 0:
                        cost += delay + weights.late * _more_late(place, delay)
                    if cost >= best_cost:
                        break
                if dropoff_at > n_stops:
                    delay = time - routes[row, n_stops - 1].left_min
                cost += weights.courier * delay
                if cost < best_cost:
                    best_cost, best_pickup, best_dropoff = cost, pickup_at, dropoff_at
            if dropoff_at > n_stops:
                break
            place = routes[row, dropoff_at - 1]
            if dropoff_at == pickup_at + 1:
                left += _leg(travel, pace, x, y, place)
            else:
                left += place.leg_min
            left = max(left, place.ready_min)
            if place.is_pickup == 1 and left > courier.until_min:
                break
            left += place.after_min
            x, y = place.x_m, place.y_m
            if place.is_pickup == 0:
                delay = left - place.left_min
                delays += delay + weights.late * _more_late(place, delay)
            if left - now + delays >= best_cost:
                break
    if best_cost < limit:
        return best_cost, best_pickup, best_dropoff
    return math.inf, 0, 1


@njit(cache=True, inline="always")
def _more_late(place, delay):
    """Minutes beyond the promise that the delay of a stop adds."""
    slack = place.promised_min - (place.left_min - place.after_min)
    return max(0.0, delay - max(0.0, slack))


@njit(cache=True)
def _leg(travel, min_per_m, x, y, place):
    """Ride and parking to a stop of a route from (x, y)."""
    if place.is_pickup == 1:
        return _to_store(travel, min_per_m, x, y, place)
    return _to_door(travel, min_per_m, x, y, place.x_m, place.y_m)


@njit(cache=True)
def _to_store(travel, min_per_m, x, y, store):
    """Ride and parking to a store; a second pick-up at the same counter needs none."""
    if store.x_m == x and store.y_m == y:
        return 0.0
    minutes = distance_m(travel, x, y, store.x_m, store.y_m) * min_per_m
    return whole(travel, minutes) + travel.pickup_before_min


@njit(cache=True)
def _to_door(travel, min_per_m, x, y, to_x, to_y):
    """Ride, parking and the way up to a door."""
    minutes = distance_m(travel, x, y, to_x, to_y) * min_per_m
    return whole(travel, minutes) + travel.dropoff_before_min


_insert_in_batch = Resolved(insert_in_batch)


class BatchInsertion(DispatchPolicy):
    """Orders nearly ready are inserted where they delay all hand-overs least.

    Each round takes the orders whose food is due within `lead_min`, oldest first, and looks at
    idle couriers in the radius and at routes that pass the store within `bundle_m`. The cost of
    a place in a route is

        rise of the sum of hand-over times + late_weight * rise of the sum of minutes late
        + courier_weight * rise of the route's duration
    """

    use: Literal["batch_insertion"] = "batch_insertion"
    lead_min: float = Field(
        8, ge=0, description="so long before the food is ready orders are looked at"
    )
    bundle_m: float = Field(700, ge=0, description="largest way off a route to another store")
    courier_weight: float = Field(0.5, ge=0, description="a courier's minute in a consumer's")
    late_weight: float = Field(1, ge=0, description="a minute beyond the promise, on top")

    def __call__(self, view: MarketView) -> Decision:
        return Decision(
            _insert_in_batch(
                view.columns,
                self.radius_m,
                self.lead_min,
                self.bundle_m,
                self.courier_weight,
                self.late_weight,
                view.now_min,
            )
        )
