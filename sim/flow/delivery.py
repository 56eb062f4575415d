"""Couriers at work: offers, routes of several stops, waits at the counter, hand-overs, shifts."""

import math

from numba import njit

from sim import luck
from sim.agents import courier as couriers
from sim.agents.courier import Doing
from sim.flow import calendar, ending, kitchen, moves, pay
from sim.flow.calendar import EventKind
from sim.flow.travel import distance_m, ride_min
from sim.order import Cause, Channel, State, is_at_store
from sim.schema import Schema

# What a dispatch policy returns, a row for each order it wants to give away.
OFFER = Schema(
    ("order", "i4", "row of the order"),
    ("courier", "i4", "row of the courier"),
    ("pickup_at", "i4", "place of the pick-up in the courier's route as it is then"),
    ("dropoff_at", "i4", "place of the hand-over, counted with the pick-up in place"),
)


@njit(cache=True)
def wait_for_courier(world, order_id):
    """Put a delivery on the list that dispatch works on."""
    state = world.state[0]
    order = world.orders[order_id]
    order.courier = -1
    if order.listed == 0:
        order.listed = 1
        world.waiting[state.n_waiting] = order_id
        state.n_waiting += 1


@njit(cache=True)
def tidy_waiting(world, now):
    """Close up the waiting list, give up orders whose food waited too long; how many still wait."""
    state = world.state[0]
    kept = 0
    for position in range(state.n_waiting):
        order_id = world.waiting[position]
        order = world.orders[order_id]
        waits = order.courier == -1 and is_at_store(order.state)
        if waits and now - kitchen.known_ready_min(order) >= world.patience[0].no_courier_min:
            cancel(world, order_id, Cause.NO_COURIER, now)
            waits = False
        if waits:
            world.waiting[kept] = order_id
            kept += 1
        else:
            order.listed = 0
    state.n_waiting = kept
    return kept


@njit(cache=True)
def cancel(world, order_id, cause, now):
    """Give an order up wherever it stands: in the queue, with a courier, or nowhere."""
    order = world.orders[order_id]
    if order.state == State.PLACED:
        kitchen.leave_queue(world, order_id)
    if order.courier != -1:
        withdraw(world, order_id, now)
    ending.give_up(world, order_id, cause, now)


@njit(cache=True)
def make_offers(world, offers, now):
    """Offer orders to couriers in the given order; the accepted ones enter their routes.

    A courier who refuses is left alone for the rest of the round. Returns the number accepted.
    """
    accepted = 0
    for row in range(len(offers)):
        offer = offers[row]
        order = world.orders[offer.order]
        courier = world.couriers[offer.courier]
        taken = order.courier != -1 or not is_at_store(order.state)
        if taken or courier.refused_min == now:
            continue
        if _accepts(world, order, offer.courier, now):
            _take(world, offer, now)
            accepted += 1
        else:
            order.refused_by = offer.courier
            courier.refused_min = now
    tidy_waiting(world, now)
    return accepted


@njit(cache=True)
def _accepts(world, order, courier_id, now):
    rules = world.accept[0]
    courier = world.couriers[courier_id]
    attempt = order.offers
    order.offers += 1
    courier.n_offers += 1
    if rules.always:
        return True
    store = world.stores[order.store]
    travel = world.travel[0]
    x, y, _ = couriers.free(courier, travel, now)
    to_store_m = distance_m(travel, x, y, store.x_m, store.y_m)
    extra_min = ride_min(travel, courier.speed_factor, to_store_m + order.distance_m)
    pay_cents = pay.order_pay_cents(world, order)
    probability = couriers.acceptance_probability(
        courier, pay_cents, extra_min, courier.n_orders, rules
    )
    item = order.need * 64 + attempt
    draw = luck.luck(world.state[0].seed, luck.ACCEPTANCE, courier_id, order.consumer, item)
    if draw < probability:
        return True
    courier.n_refusals += 1
    return False


@njit(cache=True)
def _take(world, offer, now):
    order = world.orders[offer.order]
    courier = world.couriers[offer.courier]
    store = world.stores[order.store]
    order.courier = offer.courier
    order.assigned_min = now + world.accept[0].response_min
    stops = world.stops[offer.courier]
    _insert(stops, courier, offer.pickup_at, offer.order, 1, store.x_m, store.y_m)
    _insert(stops, courier, offer.dropoff_at, offer.order, 0, order.door_x_m, order.door_y_m)
    courier.n_orders += 1
    if courier.doing == Doing.IDLE:
        if couriers.on_a_move(courier, now):
            courier.busy_since_min = max(now, courier.depart_min)
            if not world.travel[0].finish_moves:
                moves.stop_move(world, courier, now)
        else:
            courier.busy_since_min = max(now, courier.arrive_min)
        courier.moving = 0
        _ride(world, offer.courier, max(order.assigned_min, courier.arrive_min))
    elif offer.pickup_at == 0:
        _turn(world, offer.courier, now)


@njit(cache=True)
def _insert(stops, courier, place, order_id, is_pickup, x_m, y_m):
    for position in range(courier.n_stops, place, -1):
        stops[position] = stops[position - 1]
    stop = stops[place]
    stop.order = order_id
    stop.is_pickup = is_pickup
    stop.x_m = x_m
    stop.y_m = y_m
    courier.n_stops += 1


@njit(cache=True)
def _remove(stops, courier, place):
    courier.n_stops -= 1
    for position in range(place, courier.n_stops):
        stops[position] = stops[position + 1]


@njit(cache=True)
def _ride(world, courier_id, depart_min):
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
    courier.arrive_min = depart_min + ride_min(travel, courier.speed_factor, metres)
    courier.doing = Doing.RIDING
    courier.ridden_m += metres
    if courier.on_board == 0:
        courier.empty_m += metres
    before = travel.pickup_before_min if stop.is_pickup == 1 else travel.dropoff_before_min
    calendar.push(world, courier.arrive_min + before, EventKind.AT_STOP, courier_id, courier.leg_id)


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
    _go_home(world, courier_id)


@njit(cache=True)
def _go_home(world, courier_id):
    """The work is done."""
    courier = world.couriers[courier_id]
    courier.doing = Doing.OFF
    pay.settle_shift(world, courier)


@njit(cache=True)
def work_stop(world, courier_id, now):
    """Do what there is to do at the first stop of the route, and go on."""
    travel = world.travel[0]
    courier = world.couriers[courier_id]
    stop = world.stops[courier_id, 0]
    if stop.is_pickup == 0:
        _hand_over(world, courier_id, now)
        _ride(world, courier_id, now + travel.dropoff_after_min)
        return
    store_id = world.orders[stop.order].store
    while courier.n_stops > 0 and world.stops[courier_id, 0].is_pickup == 1:
        order_id = world.stops[courier_id, 0].order
        order = world.orders[order_id]
        if order.store != store_id:
            break
        if now > courier.until_min:
            _give_back(world, courier_id, order_id)
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
    _ride(world, courier_id, now + travel.pickup_after_min)


@njit(cache=True)
def _hand_over(world, courier_id, now):
    courier = world.couriers[courier_id]
    order_id = world.stops[courier_id, 0].order
    order = world.orders[order_id]
    _remove(world.stops[courier_id], courier, 0)
    courier.on_board -= 1
    courier.n_orders -= 1
    courier.n_delivered += 1
    pay.pay_order(world, courier, order)
    ending.fulfil(world, order_id, now)


@njit(cache=True)
def _drop_stops(world, courier_id, order_id):
    """Take an order that is not on board out of a route; whether the first stop went."""
    courier = world.couriers[courier_id]
    stops = world.stops[courier_id]
    first_went = False
    for place in range(courier.n_stops - 1, -1, -1):
        if stops[place].order == order_id:
            first_went = place == 0
            _remove(stops, courier, place)
    courier.n_orders -= 1
    return first_went


@njit(cache=True)
def _give_back(world, courier_id, order_id):
    """A courier past the end of the shift picks nothing up: the order waits for another."""
    order = world.orders[order_id]
    _drop_stops(world, courier_id, order_id)
    order.assigned_min = math.nan
    order.at_store_min = math.nan
    wait_for_courier(world, order_id)


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
            _ride(world, courier_id, now)
        return
    _turn(world, courier_id, now)


@njit(cache=True)
def _same_store(world, courier_id, order):
    stop = world.stops[courier_id, 0]
    return stop.is_pickup == 1 and world.orders[stop.order].store == order.store


@njit(cache=True)
def _turn(world, courier_id, now):
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
    _ride(world, courier_id, max(now, courier.depart_min))


@njit(cache=True)
def order_ready(world, order_id, now):
    """Food came out: a courier who waits for it goes on."""
    order = world.orders[order_id]
    if order.channel == Channel.DELIVERY and order.courier != -1:
        courier = world.couriers[order.courier]
        if courier.doing == Doing.WAITING and world.stops[order.courier, 0].order == order_id:
            work_stop(world, order.courier, now)


@njit(cache=True)
def start_shift(world, courier_id, until_min, now):
    """A courier comes on duty, or goes on from a shift that ends now or ran late.

    Who comes from home begins where the courier's shifts begin.
    """
    courier = world.couriers[courier_id]
    if courier.doing == Doing.OFF:
        courier.doing = Doing.IDLE
        courier.moving = 0
        if courier.until_min != now:
            courier.to_x_m = courier.start_x_m
            courier.to_y_m = courier.start_y_m
        courier.arrive_min = max(now, courier.arrive_min)
        courier.depart_min = courier.arrive_min
    else:
        courier.on_shift_min += now - max(courier.until_min, courier.busy_since_min)
        pay.settle_shift(world, courier)
    courier.until_min = until_min
    courier.since_min = now
    courier.shift_earned_cents = 0


@njit(cache=True)
def end_shift(world, courier_id, now):
    """A courier's shift is over: what is on board is delivered, the rest is given back."""
    courier = world.couriers[courier_id]
    courier.until_min = now
    courier.on_shift_min += now - courier.since_min
    if courier.doing == Doing.IDLE:
        if couriers.on_a_move(courier, now):
            moves.stop_move(world, courier, now)
        _go_home(world, courier_id)
    else:
        _give_back_all(world, courier_id, now)


@njit(cache=True)
def close_shift(world, courier_id, now):
    """The run is over: what is open of a shift ends and is paid, whatever is still on board."""
    courier = world.couriers[courier_id]
    if courier.until_min >= now:
        end_shift(world, courier_id, now)
    if courier.doing != Doing.OFF:
        pay.settle_shift(world, courier)


@njit(cache=True)
def _give_back_all(world, courier_id, now):
    """Give back all that is not yet on board, and go on with the rest."""
    courier = world.couriers[courier_id]
    was_next = courier.n_stops > 0 and world.stops[courier_id, 0].is_pickup == 1
    place = 0
    while place < courier.n_stops:
        stop = world.stops[courier_id, place]
        if stop.is_pickup == 1:
            _give_back(world, courier_id, stop.order)
        else:
            place += 1
    if was_next:
        _turn(world, courier_id, now)
