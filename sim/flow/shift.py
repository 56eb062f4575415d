"""Shifts: a courier comes on duty, goes off duty, and is paid what the guarantee lacks."""

from numba import njit

from sim.agents import courier as couriers
from sim.agents.courier import Doing
from sim.flow import moves, pay, route
from sim.flow.travel import distance_m, ride_min


@njit(cache=True)
def start_shift(world, courier_id, until_min, now):
    """A courier comes on duty, or goes on from a shift that ends now or ran late.

    Who has had the time to ride home begins there, where the courier's shifts begin; who has not
    begins where the shift before ended. Who is not done at the last door of that one has those
    minutes, counted beforehand, in this shift.
    """
    courier = world.couriers[courier_id]
    if courier.doing == Doing.OFF:
        courier.doing = Doing.IDLE
        courier.moving = 0
        late_min = max(0.0, courier.arrive_min - now)
        courier.on_shift_min -= late_min
        if _can_be_home(world, courier, now):
            courier.to_x_m = courier.start_x_m
            courier.to_y_m = courier.start_y_m
        courier.arrive_min = max(now, courier.arrive_min)
        courier.depart_min = courier.arrive_min
    else:
        courier.on_shift_min += now - max(courier.until_min, courier.busy_since_min)
        pay.pay_shift(world, courier_id)
    courier.until_min = until_min
    courier.since_min = now
    courier.shift_earned_cents = 0


@njit(cache=True)
def _can_be_home(world, courier, now):
    """Whether a courier off duty has had the time to ride home since the last shift."""
    x_m, y_m = courier.to_x_m, courier.to_y_m
    metres = distance_m(world.travel[0], x_m, y_m, courier.start_x_m, courier.start_y_m)
    left_min = max(courier.until_min, courier.arrive_min)
    return left_min + ride_min(world, courier.speed_factor, metres) <= now


@njit(cache=True)
def end_shift(world, courier_id, now):
    """A courier's shift is over: what is on board is delivered, the rest is given back."""
    courier = world.couriers[courier_id]
    courier.until_min = now
    courier.on_shift_min += now - courier.since_min
    if courier.doing == Doing.IDLE:
        if couriers.on_a_move(courier, now):
            moves.stop_move(world, courier, now)
        route.go_home(world, courier_id)
    else:
        _give_back_all(world, courier_id, now)


@njit(cache=True)
def close_shift(world, courier_id, now):
    """The run is over: what is open of a shift ends and is paid, whatever is still on board."""
    courier = world.couriers[courier_id]
    if courier.until_min >= now:
        end_shift(world, courier_id, now)
    if courier.doing != Doing.OFF:
        pay.pay_shift(world, courier_id)


@njit(cache=True)
def _give_back_all(world, courier_id, now):
    """Give back all that is not yet on board, and go on with the rest."""
    courier = world.couriers[courier_id]
    was_next = courier.n_stops > 0 and world.stops[courier_id, 0].is_pickup == 1
    row = 0
    while row < courier.n_stops:
        stop = world.stops[courier_id, row]
        if stop.is_pickup == 1:
            route.give_back(world, courier_id, stop.order)
        else:
            row += 1
    if was_next:
        route.turn(world, courier_id, now)
