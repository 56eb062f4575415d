"""A courier's route: rides from stop to stop, waits at the counter, picks up, hands over."""

import math

from numba import njit

from sim.agents import courier as couriers
from sim.agents.courier import Doing
from sim.flow import calendar, ending, moments, pay, reactions, waiting
from sim.flow.calendar import EventKind
from sim.flow.travel import distance_m, ride_min
from sim.order import Cause, Channel, State, is_measured


@njit(cache=True)
def work_stop(world, courier_id, now):
    """Do what there is to do at the first stop of the route, and go on."""
    travel = world.travel[0]
    courier = world.couriers[courier_id]
    stop = world.stops[courier_id, 0]
    if stop.is_pickup == 0:
        _hand_over(world, courier_id, now)
        ride(world, courier_id, now + travel.dropoff_after_min)
        return
    store_id = world.orders[stop.order].store
    while courier.n_stops > 0 and world.stops[courier_id, 0].is_pickup == 1:
        order_id = world.stops[courier_id, 0].order
        order = world.orders[order_id]
        if order.store != store_id:
            break
        if now > courier.until_min:
            give_back(world, courier_id, order_id)
            continue
        if math.isnan(order.at_store_min):
            order.at_store_min = now
        if order.state != State.READY:
            courier.doing = Doing.WAITING
            return
        order.state = State.PICKED_UP
        order.picked_up_min = now
        courier.on_board += 1
        _remove(world.stops[courier_id], courier, 0)
        moments.picked_up(world, order_id, now)
    ride(world, courier_id, now + travel.pickup_after_min)


@njit(cache=True)
def order_ready(world, order_id, now):
    """Food came out: a courier who waits for it goes on."""
    order = world.orders[order_id]
    if order.channel == Channel.DELIVERY and order.courier != -1:
        courier = world.couriers[order.courier]
        if courier.doing == Doing.WAITING and world.stops[order.courier, 0].order == order_id:
            work_stop(world, order.courier, now)


@njit(cache=True)
def withdraw(world, order_id, now):
    """Take an order that is not on board from its courier, who goes on with the rest."""
    order = world.orders[order_id]
    courier_id = order.courier
    courier = world.couriers[courier_id]
    order.courier = -1
    if not _drop_stops(world, courier_id, order_id):
        return
    if courier.doing == Doing.WAITING:
        next_is_here = courier.n_stops > 0 and _same_store(world, courier_id, order)
        if next_is_here:
            work_stop(world, courier_id, now)
        else:
            ride(world, courier_id, now)
        return
    turn(world, courier_id, now)


@njit(cache=True)
def insert(stops, courier, at, order_id, is_pickup, x_m, y_m):
    """Put a stop into a route.

    Parameters
    ----------
    stops : (MAX_STOPS,) of STOP
        The courier's.
    courier : record of COURIER
    at : int
        How many stops come before it.
    order_id : int
        Row of the order.
    is_pickup : int
        1 pick-up at the store, 0 hand-over at the door.
    x_m, y_m : float
        Where it is, metres east and north.
    """
    for row in range(courier.n_stops, at, -1):
        stops[row] = stops[row - 1]
    stop = stops[at]
    stop.order = order_id
    stop.is_pickup = is_pickup
    stop.x_m = x_m
    stop.y_m = y_m
    courier.n_stops += 1


@njit(cache=True)
def ride(world, courier_id, depart_min):
    """Start the leg to the first stop of the route, or end the work when there is none."""
    travel = world.travel[0]
    courier = world.couriers[courier_id]
    courier.leg_id += 1
    if courier.n_stops == 0:
        _rest(world, courier_id, depart_min)
        return
    stop = world.stops[courier_id, 0]
    metres = distance_m(travel, courier.to_x_m, courier.to_y_m, stop.x_m, stop.y_m)
    courier.from_x_m = courier.to_x_m
    courier.from_y_m = courier.to_y_m
    courier.to_x_m = stop.x_m
    courier.to_y_m = stop.y_m
    courier.depart_min = depart_min
    courier.arrive_min = depart_min + ride_min(world, courier.speed_factor, metres)
    courier.doing = Doing.RIDING
    courier.ridden_m += metres
    if courier.on_board == 0:
        courier.empty_m += metres
    before = travel.pickup_before_min
    if stop.is_pickup == 0:
        before = reactions.door_min(world, travel.dropoff_before_min, stop.order)
    calendar.push(world, courier.arrive_min + before, EventKind.AT_STOP, courier_id, courier.leg_id)


@njit(cache=True)
def turn(world, courier_id, now):
    """Leave the current leg where it is, and ride on to the first stop left."""
    travel = world.travel[0]
    courier = world.couriers[courier_id]
    x, y = couriers.position(courier, now)
    unridden_m = distance_m(travel, x, y, courier.to_x_m, courier.to_y_m)
    courier.ridden_m -= unridden_m
    if courier.on_board == 0:
        courier.empty_m -= unridden_m
    courier.to_x_m = x
    courier.to_y_m = y
    ride(world, courier_id, max(now, courier.depart_min))


@njit(cache=True)
def give_back(world, courier_id, order_id):
    """A courier past the end of the shift picks nothing up: the order waits for another."""
    order = world.orders[order_id]
    _drop_stops(world, courier_id, order_id)
    order.assigned_min = math.nan
    order.at_store_min = math.nan
    waiting.wait_for_courier(world, order_id)


@njit(cache=True)
def go_home(world, courier_id):
    """The work is done."""
    courier = world.couriers[courier_id]
    courier.doing = Doing.OFF
    pay.pay_shift(world, courier_id)


@njit(cache=True)
def _rest(world, courier_id, now):
    """The route is empty: wait here for the next order, or go home after some overtime."""
    courier = world.couriers[courier_id]
    courier.busy_min += now - courier.busy_since_min
    courier.depart_min = now
    courier.arrive_min = now
    if now < courier.until_min:
        courier.doing = Doing.IDLE
        return
    courier.on_shift_min += now - max(courier.until_min, courier.busy_since_min)
    go_home(world, courier_id)


@njit(cache=True)
def _hand_over(world, courier_id, now):
    courier = world.couriers[courier_id]
    order_id = world.stops[courier_id, 0].order
    order = world.orders[order_id]
    _remove(world.stops[courier_id], courier, 0)
    courier.on_board -= 1
    courier.n_orders -= 1
    pay.pay_order(world, courier, order)
    if reactions.found(world, True, order_id):
        courier.n_delivered += is_measured(order)
        ending.fulfil(world, order_id, now)
    else:
        ending.give_up(world, order_id, Cause.NOT_FOUND, now)


@njit(cache=True)
def _drop_stops(world, courier_id, order_id):
    """Take an order that is not on board out of a route; whether the first stop went."""
    courier = world.couriers[courier_id]
    stops = world.stops[courier_id]
    first_went = False
    for row in range(courier.n_stops - 1, -1, -1):
        if stops[row].order == order_id:
            first_went = row == 0
            _remove(stops, courier, row)
    courier.n_orders -= 1
    return first_went


@njit(cache=True)
def _remove(stops, courier, at):
    courier.n_stops -= 1
    for row in range(at, courier.n_stops):
        stops[row] = stops[row + 1]


@njit(cache=True)
def _same_store(world, courier_id, order):
    stop = world.stops[courier_id, 0]
    return stop.is_pickup == 1 and world.orders[stop.order].store == order.store
