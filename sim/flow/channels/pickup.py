"""Pickup: ordered in the app, fetched by the consumer on foot."""

import math

from numba import njit

from sim import luck
from sim.agents import consumer as consumers
from sim.flow import calendar, checkout, coupons, fees, kitchen, quote, reactions
from sim.flow.calendar import EventKind
from sim.flow.parts import SalesChannel
from sim.order import Channel


@njit(cache=True)
def worth(world, session):
    """Utils of the channel itself, less when it rains."""
    return world.segments[session.consumer.segment].pickup_constant + world.outside[0].walking_utils


@njit(cache=True)
def alternative(world, session, candidate, utils):
    """Weight, coupon and basket of ordering in the app and fetching the food."""
    choice, terms = world.choice[0], world.terms[0]
    if not (candidate.listed and candidate.near and terms.pickup_offered):
        return 0.0, -1, 0.0
    held = coupons.at_store(world, session.coupons, candidate.store_id)
    coupon, gain, filled = coupons.best(
        world, held, Channel.PICKUP, candidate.basket_cents, 0.0, session.top_up_draw
    )
    gain += terms.pickup_discount_cents
    consumer = session.consumer
    store = candidate.store
    ready = kitchen.predicted_min(store, session.work_factor, session.prediction_error_min)
    wait = quote.collection_min(world, ready, candidate.metres)
    wait += choice.access_weight * quote.walk_min(world, candidate.metres)
    seen = fees.seen_cents(world, terms.service_fee_cents)
    utils = reactions.price_utils(world, utils, session, candidate, Channel.PICKUP, gain, seen)
    weight = consumers.weight(consumer, choice, utils, gain, fees.felt_cents(world, seen), wait)
    return weight, coupon, filled


@njit(cache=True)
def place(world, session, chosen):
    """A pickup that is paid goes to the kitchen; the consumer comes when it is said to be ready."""
    if not checkout.is_paid(world, session, chosen):
        return
    order_id = checkout.new_order(world, session, chosen)
    buy(world, order_id, chosen.basket_cents, chosen.coupon)
    send(world, order_id, session.now)


@njit(cache=True)
def buy(world, order_id, basket_cents, coupon):
    """Charge a pickup, with the platform's discount in force."""
    terms = world.terms[0]
    fee, discount = terms.service_fee_cents, terms.pickup_discount_cents
    checkout.charge(world, order_id, basket_cents, fee, discount, coupon)


@njit(cache=True)
def send(world, order_id, now):
    """Promise a paid pickup, give it to the kitchen, and let its consumer come."""
    order = world.orders[order_id]
    kitchen.predict(world, order_id, math.nan, now)
    ready = max(0.0, order.predicted_ready_min - now)
    order.expected_min = quote.collection_min(world, ready, order.distance_m)
    order.promised_min = now + order.expected_min
    if not checkout.send_to_kitchen(world, order_id, math.nan, now):
        return
    come(world, order_id)


@njit(cache=True)
def come(world, order_id):
    """The consumer comes when food is promised, or said to be ready if that is later, and some."""
    order = world.orders[order_id]
    delay = luck.exponential(world.state[0].seed, luck.COLLECTION, order.consumer, order.need, 1)
    come_min = max(order.promised_min, order.predicted_ready_min)
    come_min += delay * world.patience[0].collect_delay_min
    calendar.push(world, come_min, EventKind.AT_STORE, order_id, 0)


CHANNEL = SalesChannel(name="pickup", nest="app", worth=worth, alternative=alternative, place=place)
