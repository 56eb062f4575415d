"""A round of the rolling horizon: plan everything, carry out what cannot wait."""

from typing import NamedTuple

import numpy as np
from numba import njit

from sim.agents.courier import Doing
from sim.flow.entry import Resolved
from sim.flow.requests import MOVE, OFFER
from sim.policies.dispatch.candidates import candidates
from sim.policies.dispatch.riding import leg_min
from sim.policies.dispatch.rolling_horizon import coverage, planning, prices
from sim.policies.dispatch.rolling_horizon.plans import Plan
from sim.policies.dispatch.rolling_horizon.routes import Problem, Terms, bundle_end, route_end
from sim.policies.dispatch.rolling_horizon.rules import Rules
from sim.policies.dispatch.tasks import tasks

# In a large fleet each round looks at a part of the idle couriers: so many candidates a part, and
# so many parts at most.
_TO_A_PART, _MOST_PARTS = 400, 8

_OFFER_DTYPE, _MOVE_DTYPE, _END_DTYPE = OFFER.dtype, MOVE.dtype, coverage.END.dtype

# What becomes of the first bundle of a route.
_WAITS, _IS_SENT, _IS_GIVEN = 0, 1, 2


class _Round(NamedTuple):
    """What is known in this round."""

    rules: Rules
    problem: Problem
    plan: Plan
    now: float


@njit(cache=True)
def roll(world, rules, now):
    """What is done in this round: (n_offers,) of OFFER and (n_moves,) of MOVE.

    A bundle is given away when its courier, told at the next round, would pick it up later. Where
    couriers may be sent ahead, one who has to leave is sent to the store without the order, and
    given the bundle there at the last moment; so that orders which come meanwhile change the plan.
    A courier whose route begins with an order that is only expected waits.
    """
    travel = world.travel[0]
    couriers = candidates(world, rules.horizon_min, now)
    prices.penalise(world, couriers, rules, now)
    repeat_min = 0.0 if rules.send_ahead else rules.repeat_min
    orders = tasks(world, rules.old_weight, repeat_min, rules.repeat_weight, now)
    offers = np.empty(len(orders), _OFFER_DTYPE)
    moves = np.empty(len(couriers), _MOVE_DTYPE)
    if len(couriers) == 0:
        return offers[:0], moves[:0]
    terms = Terms(
        prices.courier_price(world, rules, now),
        rules.late_weight,
        min(rules.bundle_orders, travel.max_orders),
        rules.radius_m,
        rules.unplanned_cost,
    )
    problem = Problem(travel, couriers, orders, terms)
    this = _Round(rules, problem, planning.plan(problem, rules.rounds, rules.matching), now)
    n_offers, n_moves = 0, 0
    for row in range(len(couriers)):
        action, size = _first_step(world, this, row)
        if action == _IS_GIVEN:
            _give(world, this, row, offers[n_offers : n_offers + size])
            n_offers += size
        elif action == _IS_SENT:
            _send(
                moves[n_moves], world, rules, couriers[row], orders[this.plan.routes[row, 0]].store
            )
            n_moves += 1
    if rules.send_ahead and rules.latest_orders > 0:
        n_moves = _cover(world, this, moves, n_moves)
    return offers[:n_offers], moves[:n_moves]


@njit(cache=True)
def _first_step(world, this, row):
    """What becomes of the first bundle of a candidate, and how many orders it has."""
    travel, rules, plan, now = world.travel[0], this.rules, this.plan, this.now
    one, orders = this.problem.couriers[row], this.problem.orders
    off_duty = world.couriers[one.courier].doing == Doing.OFF
    if plan.sizes[row] == 0 or off_duty or one.free_min >= now + rules.every_min:
        return _WAITS, 0
    first = orders[plan.routes[row, 0]]
    if first.order < 0:
        return _WAITS, 0
    size, ready_min = bundle_end(orders, plan.routes[row], plan.begins[row], plan.sizes[row], 0)
    way_min = leg_min(travel, one.min_per_m, one.x_m, one.y_m, first.store_x_m, first.store_y_m)
    is_there = first.store_x_m == one.x_m and first.store_y_m == one.y_m
    ahead = rules.send_ahead and not is_there
    spare_min = ready_min - travel.pickup_before_min - way_min - now
    if spare_min - (rules.early_min if ahead else 0.0) >= rules.every_min:
        return _WAITS, 0
    if ahead:
        return (_WAITS if one.free_min > now else _IS_SENT), 0
    in_hand = world.couriers[one.courier].n_orders
    if in_hand > 0 and in_hand + size > travel.max_orders:
        return _WAITS, 0
    return _IS_GIVEN, size


@njit(cache=True)
def _give(world, this, row, offers):
    """Offer the first orders of a candidate's route as a bundle: as many as there are `offers`."""
    orders, route = this.problem.orders, this.plan.routes[row]
    courier = this.problem.couriers[row].courier
    n_stops = world.couriers[courier].n_stops
    for nth in range(len(offers)):
        offer = offers[nth]
        offer.order = orders[route[nth]].order
        offer.courier = courier
        offer.pickup_at = n_stops + nth
        offer.dropoff_at = n_stops + 2 * nth + 1


@njit(cache=True)
def _send(move, world, rules, one, store):
    """Send a courier to a store, by others on the way where rides cannot be broken off.

    Parameters
    ----------
    move
        The record of `sim.flow.requests.MOVE` to be written.
    world
        The market's columns.
    rules
        `Rules` of the policy.
    one
        The courier, a record of `CANDIDATE`.
    store
        Row of the store.
    """
    if rules.split_moves and world.travel[0].finish_moves:
        store = coverage.first_hop(world, one, store)
    move.courier = one.courier
    move.x_m, move.y_m = world.stores[store].x_m, world.stores[store].y_m


@njit(cache=True)
def _cover(world, this, moves, n_moves):
    """Move couriers without a plan, one after the other; the number of moves so far."""
    rules, couriers, now = this.rules, this.problem.couriers, this.now
    demand = coverage.expected_orders(world, rules.latest_orders, len(couriers))
    if len(demand) == 0:
        return n_moves
    ends = _ends(this)
    cover = coverage.cover_of(world.travel, demand, ends)
    n_parts = min(_MOST_PARTS, 1 + len(couriers) // _TO_A_PART)
    for row in range(len(couriers)):
        one = couriers[row]
        if ends[row].stays or world.couriers[one.courier].doing != Doing.IDLE:
            continue
        if (one.courier + int(now)) % n_parts != 0:
            continue
        to_row = coverage.where_to_wait(cover, row, rules)
        if to_row < 0:
            continue
        to = demand[to_row]
        in_min = leg_min(world.travel[0], one.min_per_m, one.x_m, one.y_m, to.x_m, to.y_m)
        coverage.come_to(cover, row, to, in_min)
        _send(moves[n_moves], world, rules, one, to.store)
        n_moves += 1
    return n_moves


@njit(cache=True)
def _ends(this):
    """When and where candidates are free after what is planned for them, (n,) of END."""
    rules, problem, plan, now = this.rules, this.problem, this.plan, this.now
    couriers = problem.couriers
    ends = np.empty(len(couriers), _END_DTYPE)
    for row in range(len(couriers)):
        one, end = couriers[row], ends[row]
        time, end.x_m, end.y_m = route_end(
            problem.travel,
            one,
            problem.orders,
            plan.routes[row],
            plan.begins[row],
            plan.sizes[row],
        )
        leaves_soon = one.until_min < now + rules.last_move_min
        end.in_min = np.inf if leaves_soon else time - now
        end.min_per_m = one.min_per_m
        end.stays = leaves_soon or plan.sizes[row] > 0 or one.free_min > now
    return ends


plan_and_carry_out = Resolved(roll)
