"""Delivery: ordered in the app, brought by a courier."""

import math

from numba import njit

from sim.agents import consumer as consumers
from sim.flow import (
    checkout,
    coupons,
    fees,
    free_delivery,
    kitchen,
    min_order,
    quote,
    reactions,
    waiting,
)
from sim.flow.free_delivery import Filled
from sim.flow.parts import SalesChannel
from sim.order import Channel


@njit(cache=True)
def worth(world, session):
    """Utils of the channel itself."""
    return world.segments[session.consumer.segment].delivery_constant


@njit(cache=True)
def alternative(world, session, candidate, utils):
    """Weight, coupon and basket of having a store's food brought."""
    if not (candidate.listed and candidate.delivered):
        return 0.0, -1, 0.0
    store, metres, consumer = candidate.store, candidate.metres, session.consumer
    choice, terms = world.choice[0], world.terms[0]
    basket = min_order.reached(
        choice, candidate.basket_cents, terms.min_order_cents, session.top_up_draw
    )
    if basket == min_order.TOO_FAR:
        return 0.0, -1, 0.0
    fee = quote.delivery_fee_cents(world, session.consumer_id, store, metres, basket)
    held = coupons.at_store(world, session.coupons, candidate.store_id)
    coupon, gain, filled = coupons.best(
        world, held, Channel.DELIVERY, basket, fee, session.top_up_draw
    )
    if fee > 0.0 and basket < terms.free_over_cents:
        as_it_is = Filled(coupon, gain, filled, fee)
        coupon, gain, filled, fee = free_delivery.filled_up(
            world, session, candidate, basket, held, as_it_is
        )
    seen = fees.seen_cents(world, fee + terms.service_fee_cents)
    ready = kitchen.predicted_min(store, session.work_factor, session.prediction_error_min)
    promise = quote.promise_min(world, store, ready, metres)
    wait = reactions.expected_wait(world, promise, session, candidate)
    utils = reactions.price_utils(world, utils, session, candidate, Channel.DELIVERY, gain, seen)
    felt = fees.felt_cents(world, seen)
    lost = min_order.lost_share(choice, session.top_up_draw)
    gain -= lost * (basket - candidate.basket_cents)
    weight = consumers.weight(consumer, choice, utils, gain, felt, wait)
    return weight, coupon, filled


@njit(cache=True)
def place(world, session, chosen):
    """A delivery that is paid goes to the kitchen and to dispatch at once."""
    if not checkout.is_paid(world, session, chosen):
        return
    order_id = checkout.new_order(world, session, chosen)
    buy(world, order_id, chosen.basket_cents, chosen.coupon)
    send(world, order_id, math.nan, session.now)


@njit(cache=True)
def buy(world, order_id, basket_cents, coupon):
    """Charge a delivery, at the fee in force."""
    order = world.orders[order_id]
    store = world.stores[order.store]
    who, metres = order.consumer, order.distance_m
    fee = quote.delivery_fee_cents(world, who, store, metres, basket_cents)
    fee += world.terms[0].service_fee_cents
    checkout.charge(world, order_id, basket_cents, fee, 0, coupon)


@njit(cache=True)
def send(world, order_id, recorded_ready_min, now):
    """Promise a paid delivery, and give it to the kitchen and to dispatch."""
    order = world.orders[order_id]
    store = world.stores[order.store]
    kitchen.predict(world, order_id, recorded_ready_min, now)
    ready = max(0.0, order.predicted_ready_min - now)
    order.expected_min = quote.expected_min(world, ready, order.distance_m)
    order.promised_min = now + quote.promise_min(world, store, ready, order.distance_m)
    if checkout.send_to_kitchen(world, order_id, recorded_ready_min, now):
        waiting.wait_for_courier(world, order_id)


CHANNEL = SalesChannel(
    name="delivery", nest="app", worth=worth, alternative=alternative, place=place
)
