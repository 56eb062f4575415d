"""A round of dispatch: the waiting list tidied, orders offered, and accepted or refused."""

from numba import njit

from sim import luck
from sim.agents import courier as couriers
from sim.agents import odds
from sim.agents.courier import Doing
from sim.flow import kitchen, moments, moves, pay, reactions, route
from sim.flow.cancel import cancel
from sim.flow.travel import distance_m, handling_min, ride_min
from sim.order import Cause, is_at_store, is_measured

# So many offers of an order have draws of their own; one beyond them has a draw of the next need's.
_OWN_DRAWS = 64


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
        if _accepts(world, offer.order, offer.courier, now):
            _take(world, offer, now)
            accepted += 1
        else:
            order.refused_by = offer.courier
            courier.refused_min = now
    tidy_waiting(world, now)
    return accepted


@njit(cache=True)
def _accepts(world, order_id, courier_id, now):
    rules, order = world.acceptance[0], world.orders[order_id]
    courier = world.couriers[courier_id]
    attempt = order.offers
    order.offers += 1
    courier.n_offers += is_measured(order)
    if rules.always:
        return True
    store = world.stores[order.store]
    travel = world.travel[0]
    x, y, _ = couriers.free(courier, travel, now)
    to_store_m = distance_m(travel, x, y, store.x_m, store.y_m)
    extra_min = ride_min(world, courier.speed_factor, to_store_m + order.distance_m)
    pay_cents = pay.order_pay_cents(world, order)
    utils = couriers.acceptance_utils(
        courier, pay_cents, extra_min, handling_min(travel), courier.n_orders, rules
    )
    utils = reactions.acceptance_utils(world, utils, courier_id, order_id)
    item = order.need * _OWN_DRAWS + attempt
    draw = luck.luck(world.state[0].seed, luck.ACCEPTANCE, courier_id, order.consumer, item)
    if draw < odds.logistic(utils):
        return True
    courier.n_refusals += is_measured(order)
    return False


@njit(cache=True)
def _take(world, offer, now):
    order = world.orders[offer.order]
    courier = world.couriers[offer.courier]
    store = world.stores[order.store]
    order.courier = offer.courier
    order.assigned_min = now + world.acceptance[0].response_min
    stops = world.stops[offer.courier]
    route.insert(stops, courier, offer.pickup_at, offer.order, 1, store.x_m, store.y_m)
    route.insert(stops, courier, offer.dropoff_at, offer.order, 0, order.door_x_m, order.door_y_m)
    courier.n_orders += 1
    if courier.doing == Doing.IDLE:
        if couriers.on_a_move(courier, now):
            courier.busy_since_min = max(now, courier.depart_min)
            if not world.travel[0].finish_moves:
                moves.stop_move(world, courier, now)
        else:
            courier.busy_since_min = max(now, courier.arrive_min)
        courier.moving = 0
        route.ride(world, offer.courier, max(order.assigned_min, courier.arrive_min))
    elif offer.pickup_at == 0:
        route.turn(world, offer.courier, now)
    moments.accepted(world, offer.order, now)
