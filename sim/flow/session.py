"""A session: a need arises, the app opens, stores are compared, one offer or none is chosen.

Here a consumer chooses: `choose` is a nested logit over store and channel, drawn as a race.
"""

import math

from numba import njit

from sim import luck
from sim.agents import consumer as consumers
from sim.agents import store as stores
from sim.flow import checkout
from sim.flow.funnel import Step
from sim.flow.travel import distance_m
from sim.order import Channel

NOTHING = -1


@njit(cache=True)
def meet_need(world, need, now):
    """Live through one need, from its arising to an order or to nothing."""
    state = world.state[0]
    consumer = world.consumers[need.consumer]
    minute = now - state.day * 1440.0
    at_work = not state.weekend and _is_working_hour(world.choice[0], minute)
    cell = consumer.work_cell if at_work else consumer.home_cell
    count = world.funnel[consumer.segment, int(minute // 60.0), world.cell_zone[cell]]
    count[Step.NEED] += 1
    draws = luck.four(state.seed, luck.OPENING, need.consumer, need.nth, 0)
    valid = _valid_coupons(world, consumer, minute)
    since_order_min = now - consumer.last_order_min
    opens = consumers.opening_probability(
        consumer, world.choice[0], world.choice[0].demand_factor, since_order_min, valid != 0
    )
    if draws[0] >= opens:
        return
    count[Step.SESSION] += 1
    consumer.n_sessions += 1
    x = consumer.work_x_m if at_work else consumer.home_x_m
    y = consumer.work_y_m if at_work else consumer.home_y_m
    usual = basket_cents(world, need.consumer, need.nth)
    channel, store_id, coupon, basket = choose(
        world, need, consumer, cell, x, y, valid, usual, draws[1], minute
    )
    if channel == NOTHING:
        count[Step.CHOSE_NOTHING] += 1
        return
    count[Step.CHOSE_DELIVERY + channel] += 1
    if channel == Channel.WALK_IN:
        order_id = checkout.new_order(world, need.consumer, need.nth, store_id, channel, x, y, now)
        world.orders[order_id].zone = world.cell_zone[cell]
        checkout.place_walk_in(world, order_id, basket, now)
        return
    if not _checks_out(world, consumer, coupon, draws[2]):
        return
    count[Step.PAYMENT] += 1
    if draws[3] < world.choice[0].payment_failure_share:
        return
    count[Step.PAID] += 1
    order_id = checkout.new_order(world, need.consumer, need.nth, store_id, channel, x, y, now)
    order = world.orders[order_id]
    order.zone = world.cell_zone[cell]
    fee = world.rates[0].service_fee_cents
    if channel == Channel.DELIVERY:
        store = world.stores[store_id]
        fee += checkout.delivery_fee_cents(world, store, order.distance_m, basket)
    checkout.charge(world, order_id, basket, fee, coupon)
    if channel == Channel.DELIVERY:
        checkout.place_delivery(world, order_id, math.nan, now)
    else:
        checkout.place_pickup(world, order_id, now)


@njit(cache=True)
def _is_working_hour(choice, minute):
    return choice.work_start_min <= minute < choice.work_end_min


@njit(cache=True)
def _valid_coupons(world, consumer, minute):
    """Bits of the campaigns that this consumer can use now."""
    valid = 0
    if consumer.coupons != 0:
        for index in range(len(world.campaigns)):
            if checkout.is_valid(world, consumer, index, minute):
                valid |= 1 << index
    return valid


@njit(cache=True)
def basket_cents(world, consumer_id, nth):
    """What this consumer would usually spend on this need, at mean prices (lognormal)."""
    segment = world.segments[world.consumers[consumer_id].segment]
    sigma = segment.basket_sigma
    draw = luck.normal(world.state[0].seed, luck.BASKET, consumer_id, nth)
    return segment.basket_mean_cents * math.exp(sigma * draw - 0.5 * sigma * sigma)


@njit(cache=True)
def _checks_out(world, consumer, coupon, draw):
    choice = world.choice[0]
    friction = world.segments[consumer.segment].friction
    conditions = world.campaigns[coupon].n_conditions if coupon >= 0 else 0.0
    return draw < consumers.checkout_probability(choice, friction, conditions)


@njit(cache=True)
def choose(world, need, consumer, cell, x, y, valid, usual_cents, top_up_draw, minute):
    """The offer chosen: (channel, store, coupon, basket), channel -1 for nothing.

    Nested logit with nests platform (delivery and pickup of all stores), walk-in and nothing
    (McFadden 1978; Train 2009, ch. 4):

        P(nest m) ~ (sum_j exp(V_j / scale)) ** scale,  P(j | m) ~ exp(V_j / scale)

    drawn as a race of exponentials: an alternative of weight w arrives after E / w, and the first
    one wins. Each E belongs to the consumer, the need and the store, so that a policy which does
    not touch an offer does not touch its luck.
    """
    seed = world.state[0].seed
    choice = world.choice[0]
    app_sum, app_first = 0.0, math.inf
    walk_sum, walk_first = 0.0, math.inf
    app_channel, app_store, app_coupon, app_basket = NOTHING, -1, -1, 0.0
    walk_store, walk_basket = -1, 0.0
    last_store = consumer.last_store
    # Radii are straight, ways are ridden.
    radius_m = choice.radius_m * world.travel[0].detour
    walk_radius_m = choice.walk_radius_m * world.travel[0].detour
    for place in range(-1, world.shown.shape[1]):
        store_id = last_store if place < 0 else world.shown[cell, place]
        if store_id < 0 or (place >= 0 and store_id == last_store):
            continue
        store = world.stores[store_id]
        metres = distance_m(world.travel[0], store.x_m, store.y_m, x, y)
        if metres > radius_m or not stores.is_open(store, minute):
            continue
        draws = luck.four(seed, luck.TASTE, need.consumer, need.nth, store_id)
        basket = usual_cents * store.price_level
        # What every channel of this store shares: price against the usual, rating, habit.
        shared = consumers.store_utility(
            consumer, choice, basket - usual_cents, store.shown_quality, place < 0
        )
        near = metres <= walk_radius_m
        if stores.is_listed(store, world.kitchen[0].safety_buffer):
            weight, coupon, filled = _delivery_offer(
                world, consumer, store, metres, shared, basket, valid, top_up_draw
            )
            app_sum += weight
            time = _arrival(draws[0], weight, app_first)
            if time < app_first:
                app_first = time
                app_channel, app_store, app_coupon = Channel.DELIVERY, store_id, coupon
                app_basket = filled
            if near:
                weight, coupon, filled = _pickup_offer(
                    world, consumer, store, metres, shared, basket, valid, top_up_draw
                )
                app_sum += weight
                time = _arrival(draws[1], weight, app_first)
                if time < app_first:
                    app_first = time
                    app_channel, app_store, app_coupon = Channel.PICKUP, store_id, coupon
                    app_basket = filled
        if near:
            weight = _walk_in_offer(world, consumer, store, metres, shared)
            walk_sum += weight
            time = _arrival(draws[2], weight, walk_first)
            if time < walk_first:
                walk_first, walk_store, walk_basket = time, store_id, basket
    draws = luck.four(seed, luck.NEST, need.consumer, need.nth, 0)
    scale = choice.nest_scale
    first = _arrival(draws[0], math.exp(choice.nothing_constant), math.inf)
    app_time, walk_time = math.inf, math.inf
    # A nest whose offers all weigh so little that none arrives is no nest.
    if app_store >= 0:
        app_time = _arrival(draws[1], app_sum**scale, first)
    if walk_store >= 0:
        walk_time = _arrival(draws[2], walk_sum**scale, min(first, app_time))
    if walk_time < min(first, app_time):
        return Channel.WALK_IN, walk_store, -1, walk_basket
    if app_time < first:
        return app_channel, app_store, app_coupon, app_basket
    return NOTHING, -1, -1, 0.0


@njit(cache=True)
def _arrival(uniform, weight, limit):
    """When an alternative of a weight arrives in the race; inf when not before `limit`.

    -log(u) >= 1 - u spares most logarithms.
    """
    if weight <= 0.0 or 1.0 - uniform >= limit * weight:
        return math.inf
    return -math.log(uniform) / weight


@njit(cache=True, inline="always")
def _delivery_offer(world, consumer, store, metres, shared, basket, valid, top_up_draw):
    """Weight, coupon and basket of having a store's food brought."""
    fee = checkout.delivery_fee_cents(world, store, metres, basket)
    coupon, gain, filled = -1, 0.0, basket
    if valid != 0:
        coupon, gain, filled = checkout.best_coupon(
            world, valid, Channel.DELIVERY, basket, fee, top_up_draw
        )
    constant = world.segments[consumer.segment].delivery_constant
    fees = fee + world.rates[0].service_fee_cents
    wait = checkout.quoted_promise_min(world, store, metres)
    weight = consumers.weight(consumer, world.choice[0], shared + constant, gain, fees, wait)
    return weight, coupon, filled


@njit(cache=True)
def _pickup_offer(world, consumer, store, metres, shared, basket, valid, top_up_draw):
    """Weight, coupon and basket of ordering in the app and fetching the food."""
    choice, rates = world.choice[0], world.rates[0]
    coupon, gain, filled = -1, 0.0, basket
    if valid != 0:
        coupon, gain, filled = checkout.best_coupon(
            world, valid, Channel.PICKUP, basket, 0.0, top_up_draw
        )
    gain += rates.pickup_discount_cents
    walk = metres / choice.walk_m_per_min
    constant = world.segments[consumer.segment].pickup_constant + choice.walking_utils
    wait = max(store.quoted_min, walk) + choice.access_weight * walk
    weight = consumers.weight(
        consumer, choice, shared + constant, gain, rates.service_fee_cents, wait
    )
    return weight, coupon, filled


@njit(cache=True)
def _walk_in_offer(world, consumer, store, metres, shared):
    """Weight of going to the store without the app."""
    choice = world.choice[0]
    constant = world.segments[consumer.segment].walkin_constant + choice.walking_utils
    wait = store.quoted_min + choice.access_weight * metres / choice.walk_m_per_min
    return consumers.weight(consumer, choice, shared + constant, 0.0, 0.0, wait)
