"""Moves: rides of idle couriers to where they wait for the next order."""

import numpy as np
from numba import njit

from sim.agents import courier as couriers
from sim.agents.courier import Doing
from sim.flow.requests import MOVED
from sim.flow.travel import distance_m, ride_min

_MOVED_DTYPE = MOVED.dtype


@njit(cache=True)
def move(world, moves, now):
    """Send idle couriers to waiting places; the moves made, (n_made,) of MOVED.

    A move is left out for somebody who is not idle, who is there or on the way there already, or
    whose last move must be finished first.
    """
    travel = world.travel[0]
    made = np.empty(len(moves), _MOVED_DTYPE)
    n_made = 0
    for row in range(len(moves)):
        wanted = moves[row]
        courier = world.couriers[wanted.courier]
        if courier.doing != Doing.IDLE:
            continue
        if courier.to_x_m == wanted.x_m and courier.to_y_m == wanted.y_m:
            continue
        if couriers.on_a_move(courier, now):
            if travel.finish_moves:
                continue
            stop_move(world, courier, now)
        _begin_move(world, courier, wanted, now)
        done = made[n_made]
        done.courier = wanted.courier
        done.depart_min = courier.depart_min
        done.x_m, done.y_m = wanted.x_m, wanted.y_m
        n_made += 1
    return made[:n_made]


@njit(cache=True)
def _begin_move(world, courier, wanted, now):
    """Ride from where one is to a waiting place."""
    travel = world.travel[0]
    metres = distance_m(travel, courier.to_x_m, courier.to_y_m, wanted.x_m, wanted.y_m)
    courier.from_x_m, courier.from_y_m = courier.to_x_m, courier.to_y_m
    courier.to_x_m, courier.to_y_m = wanted.x_m, wanted.y_m
    courier.depart_min = max(now, courier.arrive_min)
    courier.arrive_min = courier.depart_min + ride_min(world, courier.speed_factor, metres)
    courier.ridden_m += metres
    courier.empty_m += metres
    courier.moving = 1


@njit(cache=True)
def stop_move(world, courier, now):
    """Leave the ride to a waiting place where it is."""
    x, y = couriers.position(courier, now)
    unridden_m = distance_m(world.travel[0], x, y, courier.to_x_m, courier.to_y_m)
    courier.ridden_m -= unridden_m
    courier.empty_m -= unridden_m
    courier.to_x_m, courier.to_y_m = x, y
    courier.arrive_min = max(now, courier.depart_min)
    courier.moving = 0
