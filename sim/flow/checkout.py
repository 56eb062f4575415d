"""The checkout: a chosen offer is paid, and becomes an order with its coupon and its money."""

import math

from numba import njit

from sim import ledger
from sim.agents import consumer as consumers
from sim.flow import ending, fees, kitchen, moments, news, patience, reactions, shelf, worth
from sim.flow.choosing import count
from sim.flow.coupons import saving_cents
from sim.flow.funnel import Step
from sim.flow.news import News
from sim.flow.travel import distance_m
from sim.order import Cause, State


@njit(cache=True)
def is_paid(world, session, chosen):
    """Whether a consumer who chose something in the app pays it; steps on the way are counted."""
    if not reaches_payment(world, session, chosen):
        return False
    count(world, session, Step.PAYMENT)
    if not payment_succeeds(world, session):
        return False
    count(world, session, Step.PAID)
    return True


@njit(cache=True)
def reaches_payment(world, session, chosen):
    """Whether a consumer who chose something in the app gets through to its payment."""
    choice = world.choice[0]
    friction = worth.friction(world, session.consumer.segment, session.consumer_id)
    friction = fees.friction(world, friction)
    conditions = world.campaigns[chosen.coupon].n_conditions if chosen.coupon >= 0 else 0.0
    share = consumers.checkout_probability(choice, friction, conditions)
    share *= fees.staying_share(world, session, chosen)
    share = reactions.paying_share(world, share, session, chosen)
    return session.checkout_draw < share


@njit(cache=True)
def payment_succeeds(world, session):
    """Whether a payment that is tried goes through."""
    usual = world.choice[0].payment_failure_share
    return session.payment_draw >= reactions.payment_failure(world, usual, session)


@njit(cache=True)
def new_order(world, session, chosen):
    """A row for what a session has chosen; returns its number."""
    who, nth, now = session.consumer_id, session.nth, session.now
    return write_order(world, who, nth, chosen.store_id, chosen.channel, session.at, now)


@njit(cache=True)
def write_order(world, consumer_id, nth, store_id, channel, at, now):
    """A fresh row of a consumer, who remembers having ordered; returns its number.

    Parameters
    ----------
    world
        The columns.
    consumer_id, nth : int
        The consumer, and the number of the need.
    store_id, channel : int
        What was chosen.
    at : Place
        Where the consumer is.
    now : float
        Minutes since the run's first midnight.
    """
    consumer = world.consumers[consumer_id]
    order_id = write_row(world, consumer_id, consumer.segment, nth, store_id, channel, at, now)
    consumer.n_orders += 1
    consumer.last_store = store_id
    consumer.last_order_min = now
    return order_id


@njit(cache=True)
def write_row(world, who, segment, nth, store_id, channel, at, now):
    """A fresh row, with who, what, where and when; returns its number.

    Parameters
    ----------
    world
        The columns.
    who, segment, nth : int
        The consumer or stranger, of which segment, and the number of the need.
    store_id, channel : int
        What was chosen.
    at : Place
        Where they are.
    now : float
        Minutes since the run's first midnight.
    """
    state = world.state[0]
    order_id = state.n_orders
    state.n_orders += 1
    state.n_open += 1
    store = world.stores[store_id]
    order = world.orders[order_id]
    order.consumer = who
    order.need = nth
    order.store = store_id
    order.courier = -1
    order.channel = channel
    order.state = State.PLACED
    order.coupon = -1
    order.segment = segment
    order.weather = state.weather
    order.refused_by = -1
    order.next_in_queue = -1
    order.zone = at.zone
    order.door_x_m = at.x_m
    order.door_y_m = at.y_m
    order.distance_m = distance_m(world.travel[0], store.x_m, store.y_m, at.x_m, at.y_m)
    order.placed_min = now
    order.wanted_min = now
    order.cooking_min = math.nan
    order.ready_min = math.nan
    order.assigned_min = math.nan
    order.at_store_min = math.nan
    order.picked_up_min = math.nan
    order.ended_min = math.nan
    order.service_min = store.preparation_min * kitchen.work_factor(world, who, nth)
    store.n_orders += 1
    return order_id


@njit(cache=True)
def charge(world, order_id, basket_cents, fee_cents, discount_cents, coupon):
    """Put prices and the coupon on an order, and let the consumer pay.

    Parameters
    ----------
    world
        The columns.
    order_id : int
        Row of the order.
    basket_cents, fee_cents : float
        Food, and delivery and service fee without coupon; they become whole cents here.
    discount_cents : int
        The platform's discount for this channel, at most the basket.
    coupon : int
        Row of the campaign; -1: none.
    """
    terms = world.terms[0]
    state = world.state[0]
    order = world.orders[order_id]
    order.basket_cents = round(basket_cents)
    order.fee_cents = round(fee_cents)
    discount = min(discount_cents, order.basket_cents)
    order.platform_discount_cents = discount
    if coupon >= 0:
        campaign = world.campaigns[coupon]
        saving = round(saving_cents(campaign, order.basket_cents - discount, order.fee_cents))
        order.coupon = coupon
        order.store_discount_cents = round(saving * campaign.store_share)
        # Of the sum, so that rounding never charges who funds nothing.
        shared = round(saving * (campaign.store_share + campaign.platform_share))
        platform_cents = shared - order.store_discount_cents
        order.sponsor_discount_cents = saving - platform_cents - order.store_discount_cents
        order.platform_discount_cents += platform_cents
        campaign.budget_left_cents -= saving
        campaign.day_left_cents -= saving
        campaign.n_used += 1
        if campaign.once_a_day:
            consumer = world.consumers[order.consumer]
            consumer.coupons_used |= 1 << coupon
    order.commission_cents = commission_cents(world, order)
    page = ledger.page_of(world.book, state.page, order)
    ledger.book_payment(world.book, page, order, terms.payment_fee_share)


@njit(cache=True)
def commission_cents(world, order):
    """What the platform takes of an order's food: maybe less from a small store."""
    terms = world.terms[0]
    share = terms.commission_share
    if world.stores[order.store].small:
        share = terms.small_commission_share
    return round(share * order.basket_cents)


@njit(cache=True)
def send_to_kitchen(world, order_id, recorded_ready_min, now):
    """The promised order reaches the store: whether it is cooked now.

    It is not where the shelf is empty, or a mechanism holds it, which sends it on when it is time.
    """
    if not set_aside(world, order_id, now):
        return False
    if math.isnan(recorded_ready_min):
        if reactions.held(world, False, order_id, now):
            return False
        kitchen.join(world, order_id, now)
    else:
        kitchen.take_over(world, order_id, recorded_ready_min, now)
    patience.begin(world, order_id, now)
    return True


@njit(cache=True)
def set_aside(world, order_id, now):
    """The promised order reaches the store: whether there is a portion for it."""
    order = world.orders[order_id]
    store = world.stores[order.store]
    moments.placed(world, order_id, now)
    shelf.reserve(world, store)
    if reactions.supplied(world, shelf.take(world, store, order), order_id):
        return True
    sell_out(world, order_id, now)
    return False


@njit(cache=True)
def sell_out(world, order_id, now):
    """The shelf is empty although the app said otherwise: cancel, and tell the store's staff."""
    news.announce(world, News.SOLD_OUT, world.orders[order_id].store, now)
    ending.give_up(world, order_id, Cause.OUT_OF_STOCK, now)
