"""The checkout: a chosen offer becomes an order, with its coupon, its money and its promise."""

import math

from numba import njit

from sim import ledger, luck
from sim.agents import consumer as consumers
from sim.flow import calendar, ending, kitchen, waiting
from sim.flow.calendar import EventKind
from sim.flow.travel import distance_m, ride_min
from sim.order import Cause, Channel, State

# A metre in kilometres.
KM = 0.001


@njit(cache=True)
def delivery_fee_cents(world, store, metres, basket_cents):
    """The delivery fee in force in the store's zone, without coupon."""
    rates = world.rates[0]
    if rates.free_over_cents > 0 and basket_cents >= rates.free_over_cents:
        return 0.0
    tariff = world.tariff[store.zone]
    far_km = max(0.0, metres * KM - rates.fee_free_km)
    return tariff.base_cents + tariff.per_km_cents * far_km


@njit(cache=True)
def expected_min(world, store, metres):
    """Click-to-door that the store's quote and the ride make up, without padding."""
    travel = world.travel[0]
    handling = travel.pickup_after_min + travel.dropoff_before_min
    return store.quoted_min + handling + ride_min(travel, 1.0, metres)


@njit(cache=True)
def quoted_promise_min(world, store, metres):
    """The delivery time shown to the consumer."""
    estimate = world.rates[0].estimate_weight * expected_min(world, store, metres)
    return world.tariff[store.zone].pad_min + estimate


@njit(cache=True)
def is_valid(world, consumer, index, minute_of_day):
    """Whether campaign `index` is offered to this consumer at this minute."""
    campaign = world.campaigns[index]
    bit = 1 << index
    return (
        campaign.today
        and consumer.coupons & bit != 0
        and consumer.coupons_used & bit == 0
        and campaign.from_min <= minute_of_day < campaign.to_min
        and campaign.budget_left_cents > 0.0
    )


@njit(cache=True)
def saving_cents(campaign, basket_cents, fee_cents):
    """What a coupon takes off a basket that qualifies."""
    off = campaign.off_cents + campaign.basket_share * basket_cents
    return min(off, campaign.cap_cents, basket_cents) + campaign.fee_share * fee_cents


@njit(cache=True)
def best_coupon(world, valid, channel, basket_cents, fee_cents, top_up_draw):
    """The coupon worth most for an offer: (campaign or -1, gain in cents, basket to reach).

    A basket just below a threshold may be filled up: the gain then lacks the part of the added
    items that the consumer would not have paid for.
    """
    best, best_gain, best_basket = -1, 0.0, basket_cents
    choice = world.choice[0]
    for index in range(len(world.campaigns)):
        if not valid >> index & 1:
            continue
        campaign = world.campaigns[index]
        if not (campaign.delivery if channel == Channel.DELIVERY else campaign.pickup):
            continue
        basket = max(basket_cents, campaign.over_cents)
        gap = basket - basket_cents
        saving = saving_cents(campaign, basket, fee_cents)
        gain = saving - choice.top_up_loss_share * gap
        if gap > 0.0 and top_up_draw >= consumers.top_up_probability(choice, saving, gap):
            continue
        if gain > best_gain:
            best, best_gain, best_basket = index, gain, basket
    return best, best_gain, best_basket


@njit(cache=True)
def new_order(world, consumer_id, nth, store_id, channel, door_x, door_y, now):
    """A fresh row, with who, what, where and when; returns its number."""
    state = world.state[0]
    order_id = state.n_orders
    state.n_orders += 1
    state.n_open += 1
    consumer = world.consumers[consumer_id]
    store = world.stores[store_id]
    order = world.orders[order_id]
    order.consumer = consumer_id
    order.need = nth
    order.store = store_id
    order.courier = -1
    order.channel = channel
    order.state = State.PLACED
    order.coupon = -1
    order.segment = consumer.segment
    order.refused_by = -1
    order.next_in_queue = -1
    order.door_x_m = door_x
    order.door_y_m = door_y
    order.distance_m = distance_m(world.travel[0], store.x_m, store.y_m, door_x, door_y)
    order.placed_min = now
    order.cooking_min = math.nan
    order.ready_min = math.nan
    order.assigned_min = math.nan
    order.at_store_min = math.nan
    order.picked_up_min = math.nan
    order.ended_min = math.nan
    order.service_min = kitchen.preparation_min(world, store, consumer_id, nth)
    consumer.n_orders += 1
    consumer.last_store = store_id
    consumer.last_order_min = now
    store.n_orders += 1
    return order_id


@njit(cache=True)
def charge(world, order_id, basket_cents, fee_cents, coupon):
    """Put prices and the coupon on an order, and let the consumer pay."""
    rates = world.rates[0]
    state = world.state[0]
    order = world.orders[order_id]
    order.basket_cents = round(basket_cents)
    order.fee_cents = round(fee_cents)
    discount = 0
    if order.channel == Channel.PICKUP:
        discount = min(rates.pickup_discount_cents, order.basket_cents)
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
        campaign.n_used += 1
        if campaign.once_a_day:
            consumer = world.consumers[order.consumer]
            consumer.coupons_used |= 1 << coupon
    order.commission_cents = round(rates.commission_share * order.basket_cents)
    ledger.book_payment(world.book, state.day, order, rates.payment_fee_share)


@njit(cache=True)
def send_to_kitchen(world, order_id, recorded_ready_min, now):
    """The paid order reaches the store: it is cooked, unless the shelf says otherwise."""
    state = world.state[0]
    order = world.orders[order_id]
    store = world.stores[order.store]
    if world.kitchen[0].stock_enabled:
        store.published_stock -= 1
        if store.physical_stock <= 0:
            sell_out(world, order_id, now)
            return False
        store.physical_stock -= 1
    if math.isnan(recorded_ready_min):
        order.predicted_ready_min = kitchen.predicted_ready_min(world, store, order, now)
        kitchen.join(world, order_id, now)
    else:
        order.service_min = math.nan
        order.predicted_ready_min = recorded_ready_min
        kitchen.take_over(world, order_id, recorded_ready_min, now)
    patience = world.patience[0]
    if patience.enabled:
        draw = luck.exponential(state.seed, luck.PATIENCE, order.consumer, order.need)
        mean = patience.promise_ratio * (order.promised_min - now)
        calendar.push(
            world,
            now + consumers.weibull(draw, patience.weibull_shape, mean),
            EventKind.IMPATIENT,
            order_id,
            0,
        )
    return True


@njit(cache=True)
def sell_out(world, order_id, now):
    """The shelf is empty although the app said otherwise: cancel, and tell the store's staff."""
    state = world.state[0]
    store = world.stores[world.orders[order_id].store]
    store.n_sold_out += 1
    state.told_store = world.orders[order_id].store
    ending.give_up(world, order_id, Cause.OUT_OF_STOCK, now)


@njit(cache=True)
def place_delivery(world, order_id, recorded_ready_min, now):
    """A paid delivery goes to the kitchen and to dispatch at once."""
    order = world.orders[order_id]
    store = world.stores[order.store]
    order.expected_min = expected_min(world, store, order.distance_m)
    order.promised_min = now + quoted_promise_min(world, store, order.distance_m)
    if send_to_kitchen(world, order_id, recorded_ready_min, now):
        waiting.wait_for_courier(world, order_id)


@njit(cache=True)
def place_pickup(world, order_id, now):
    """A paid pickup goes to the kitchen; the consumer comes when it is said to be ready."""
    order = world.orders[order_id]
    store = world.stores[order.store]
    patience = world.patience[0]
    walk_min = order.distance_m / world.choice[0].walk_m_per_min
    order.expected_min = max(store.quoted_min, walk_min)
    order.promised_min = now + order.expected_min
    if not send_to_kitchen(world, order_id, math.nan, now):
        return
    delay = luck.exponential(world.state[0].seed, luck.COLLECTION, order.consumer, order.need, 1)
    come_min = max(order.promised_min, order.predicted_ready_min)
    come_min += delay * patience.collect_delay_min
    calendar.push(world, come_min, EventKind.AT_STORE, order_id, 0)


@njit(cache=True)
def place_walk_in(world, order_id, basket_cents, now):
    """A consumer sets out for the store without an app order."""
    order = world.orders[order_id]
    store = world.stores[order.store]
    order.basket_cents = round(basket_cents)
    walk_min = order.distance_m / world.choice[0].walk_m_per_min
    order.expected_min = walk_min + store.quoted_min
    order.promised_min = now + order.expected_min
    calendar.push(world, now + walk_min, EventKind.AT_STORE, order_id, 0)
