"""The rival's channel: what its deliveries are worth, and how an order sets out."""

import math

from numba import njit

from sim.agents import consumer as consumers
from sim.flow import checkout, kitchen, reactions, shelf
from sim.flow.composed import number_of, own
from sim.flow.parts import SalesChannel, Taker
from sim.flow.travel import ride_min
from sim.mechanisms.rival import columns
from sim.mechanisms.rival.columns import CHANNEL as CHANNEL_NAME
from sim.mechanisms.rival.columns import NAME, PEOPLE, RULES_ROW, STORES


@njit
def worth(world, session):
    """Utils of the channel itself: of any delivery, and what the rival has beside."""
    rules = own(world, NAME)[RULES_ROW][0]
    return world.segments[session.consumer.segment].delivery_constant + rules.constant


@njit
def alternative(world, session, candidate, utils):
    """Weight and basket of having a store's food brought by the rival.

    A store that the platform refuses, or that has left it, sells there as before.
    """
    mine = own(world, NAME)[PEOPLE][session.consumer_id]
    lists = own(world, NAME)[STORES][candidate.store_id].listed
    if not (mine.has_rivals and lists and shelf.takes_orders(world, candidate.store)):
        return 0.0, -1, 0.0
    basket, choice = candidate.basket_cents, world.choice[0]
    fee = columns.fee_cents(world, candidate.metres)
    gain = columns.discount_cents(world, basket + fee)
    ready = kitchen.predicted_min(
        candidate.store, session.work_factor, session.prediction_error_min
    )
    wait = columns.promise_min(world, expected_min(world, ready, candidate.metres))
    number = number_of(world, CHANNEL_NAME)
    utils = reactions.price_utils(world, utils, session, candidate, number, gain, fee)
    felt = choice.fee_salience * fee
    return consumers.weight(session.consumer, choice, utils, gain, felt, wait), -1, basket


@njit
def expected_min(world, ready_min, metres):
    """Click to door without delay, of food said to be ready so long after the order."""
    return ready_min + way_min(world, metres)


@njit
def way_min(world, metres):
    """From the counter to the door, with couriers who go at once."""
    travel, rules = world.travel[0], own(world, NAME)[RULES_ROW][0]
    handling = travel.pickup_after_min + travel.dropoff_before_min
    return handling + rules.way_factor * ride_min(world, 1.0, metres)


@njit
def place(world, session, chosen):
    """An order of the rival's is paid there, and goes to the kitchen among all others.

    Its checkout loses as many as one of the platform's in which no coupon is used.
    """
    friction = world.segments[session.consumer.segment].friction
    if session.checkout_draw >= consumers.checkout_probability(world.choice[0], friction, 0.0):
        return
    if session.payment_draw < world.choice[0].payment_failure_share:
        return
    who = world.consumers[session.consumer_id]
    before_min = who.last_order_min
    order_id = checkout.new_order(world, session, chosen)
    # Who orders with a rival has not ordered here: coupons and talk go by the last order.
    who.last_order_min = before_min
    own(world, NAME)[PEOPLE][session.consumer_id].ordered_min = session.now
    charge(world, order_id, chosen.basket_cents)
    promise(world, order_id, session.now)
    checkout.send_to_kitchen(world, order_id, math.nan, session.now)


@njit
def charge(world, order_id, basket_cents):
    """What an order costs with the rival, in whole cents."""
    order = world.orders[order_id]
    order.basket_cents = round(basket_cents)
    order.fee_cents = round(columns.fee_cents(world, order.distance_m))
    due_cents = float(order.basket_cents + order.fee_cents)
    order.platform_discount_cents = round(columns.discount_cents(world, due_cents))
    share = own(world, NAME)[RULES_ROW][0].commission_share
    order.commission_cents = round(share * order.basket_cents)


@njit
def promise(world, order_id, now):
    """The store says when the food will be ready, and the rival when it will be there."""
    order = world.orders[order_id]
    kitchen.predict(world, order_id, math.nan, now)
    ready = max(0.0, order.predicted_ready_min - now)
    order.expected_min = expected_min(world, ready, order.distance_m)
    order.promised_min = now + columns.promise_min(world, order.expected_min)


CHANNEL = SalesChannel(
    name=CHANNEL_NAME,
    nest=NAME,
    worth=worth,
    alternative=alternative,
    place=place,
    taker=Taker.RIVAL,
    through_app=False,
)
