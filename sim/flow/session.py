"""A session: a need arises, the app opens, stores are compared, one offer or none is chosen.

Here a consumer chooses: `choose` is a nested logit over store and channel, drawn as a race.
"""

import math

from numba import njit

from sim import luck
from sim.agents import consumer as consumers
from sim.agents import store as stores
from sim.flow import checkout, funnel
from sim.flow.travel import distance_m
from sim.order import DELIVERY, PICKUP, WALK_IN

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
    count[funnel.NEED] += 1
    draws = luck.four(state.seed, luck.OPENING, need.consumer, need.nth, 0)
    valid = _valid_coupons(world, consumer, minute)
    since_order_min = now - consumer.last_order_min
    opens = consumers.opening_probability(
        consumer, world.choice[0], world.choice[0].demand_factor, since_order_min, valid != 0
    )
    if draws[0] >= opens:
        return
    count[funnel.SESSION] += 1
    consumer.n_sessions += 1
    x = consumer.work_x_m if at_work else consumer.home_x_m
    y = consumer.work_y_m if at_work else consumer.home_y_m
    usual = basket_cents(world, need.consumer, need.nth)
    channel, store_id, coupon, basket = choose(
        world, need, consumer, cell, x, y, valid, usual, draws[1], now
    )
    if channel == NOTHING:
        count[funnel.CHOSE_NOTHING] += 1
        return
    count[funnel.CHOSE_DELIVERY + channel] += 1
    if channel == WALK_IN:
        order_id = checkout.new_order(world, need.consumer, need.nth, store_id, channel, x, y, now)
        world.orders[order_id].zone = world.cell_zone[cell]
        checkout.place_walk_in(world, order_id, basket, now)
        return
    if not _checks_out(world, consumer, coupon, draws[2]):
        return
    count[funnel.PAYMENT] += 1
    if draws[3] < world.choice[0].payment_failure_share:
        return
    count[funnel.PAID] += 1
    order_id = checkout.new_order(world, need.consumer, need.nth, store_id, channel, x, y, now)
    order = world.orders[order_id]
    order.zone = world.cell_zone[cell]
    fee = world.rates[0].service_fee_cents
    if channel == DELIVERY:
        store = world.stores[store_id]
        fee += checkout.delivery_fee_cents(world, store, order.distance_m, basket)
    checkout.charge(world, order_id, basket, fee, coupon)
    if channel == DELIVERY:
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
def choose(world, need, consumer, cell, x, y, valid, usual_cents, top_up_draw, now):
    """The offer chosen: (channel, store, coupon, basket), channel -1 for nothing.

    Nested logit with nests platform (delivery and pickup of all stores), walk-in and nothing
    (McFadden 1978; Train 2009, ch. 4):

        P(nest m) ~ (sum_j exp(V_j / scale)) ** scale,  P(j | m) ~ exp(V_j / scale)

    drawn as a race of exponentials: an alternative of weight w arrives after E / w, and the first
    one wins. Each E belongs to the consumer, the need and the store, so that a policy which does
    not touch an offer does not touch its luck.
    """
    state = world.state[0]
    choice = world.choice[0]
    segment = world.segments[consumer.segment]
    travel = world.travel[0]
    buffer = world.kitchen[0].safety_buffer
    minute = now % 1440.0
    platform_sum, platform_time = 0.0, math.inf
    walk_sum, walk_time = 0.0, math.inf
    best_channel, best_store, best_coupon, best_basket = NOTHING, -1, -1, 0.0
    walk_store, walk_basket = -1, 0.0
    n_shown = world.shown.shape[1]
    for place in range(-1, n_shown):
        store_id = consumer.last_store if place < 0 else world.shown[cell, place]
        if store_id < 0:
            if place < 0:
                continue
            break
        if place >= 0 and store_id == consumer.last_store:
            continue
        store = world.stores[store_id]
        if not stores.is_open(store, minute):
            continue
        metres = distance_m(travel, store.x_m, store.y_m, x, y)
        if metres > choice.radius_m:
            continue
        draws = luck.four(state.seed, luck.TASTE, need.consumer, need.nth, store_id)
        basket = usual_cents * store.price_level
        extra = basket - usual_cents
        listed = stores.is_listed(store, buffer)
        if listed:
            fee = checkout.delivery_fee_cents(world, store, metres, basket)
            coupon, gain, filled = -1, 0.0, basket
            if valid != 0:
                coupon, gain, filled = checkout.best_coupon(
                    world, valid, DELIVERY, basket, fee, top_up_draw
                )
            weight = math.exp(
                consumers.utility(
                    consumer,
                    segment.delivery_constant,
                    extra - gain,
                    fee + world.rates[0].service_fee_cents,
                    checkout.quoted_promise_min(world, store, metres),
                    store.shown_quality,
                    place < 0,
                    choice,
                )
                / choice.nest_scale
            )
            platform_sum += weight
            time = -math.log(draws[0]) / weight
            if time < platform_time:
                platform_time = time
                best_channel, best_store = DELIVERY, store_id
                best_coupon, best_basket = coupon, filled
        if metres > choice.walk_radius_m:
            continue
        walk_min = metres / choice.walk_m_per_min
        if listed:
            coupon, gain, filled = -1, 0.0, basket
            if valid != 0:
                coupon, gain, filled = checkout.best_coupon(
                    world, valid, PICKUP, basket, 0.0, top_up_draw
                )
            weight = math.exp(
                consumers.utility(
                    consumer,
                    segment.pickup_constant + choice.walking_utils,
                    extra - gain - world.rates[0].pickup_discount_cents,
                    world.rates[0].service_fee_cents,
                    max(store.quoted_min, walk_min) + choice.access_weight * walk_min,
                    store.shown_quality,
                    place < 0,
                    choice,
                )
                / choice.nest_scale
            )
            platform_sum += weight
            time = -math.log(draws[1]) / weight
            if time < platform_time:
                platform_time = time
                best_channel, best_store = PICKUP, store_id
                best_coupon, best_basket = coupon, filled
        weight = math.exp(
            consumers.utility(
                consumer,
                segment.walkin_constant + choice.walking_utils,
                extra,
                0.0,
                store.quoted_min + choice.access_weight * walk_min,
                store.shown_quality,
                place < 0,
                choice,
            )
            / choice.nest_scale
        )
        walk_sum += weight
        time = -math.log(draws[2]) / weight
        if time < walk_time:
            walk_time = time
            walk_store, walk_basket = store_id, basket
    nests = luck.four(state.seed, luck.NEST, need.consumer, need.nth, 0)
    first = -math.log(nests[0]) / math.exp(choice.nothing_constant)
    channel = NOTHING
    if platform_sum > 0.0:
        time = -math.log(nests[1]) / platform_sum**choice.nest_scale
        if time < first:
            first = time
            channel = best_channel
    if walk_sum > 0.0:
        time = -math.log(nests[2]) / walk_sum**choice.nest_scale
        if time < first:
            return WALK_IN, walk_store, -1, walk_basket
    if channel == NOTHING:
        return NOTHING, -1, -1, 0.0
    return channel, best_store, best_coupon, best_basket
