"""A session: a need arises, the app opens, stores are compared, one alternative or none is chosen.

Here a consumer chooses: `choose` lets every channel of every store in reach enter a race.
"""

from numba import njit

from sim import luck
from sim.agents import consumer as consumers
from sim.agents import odds
from sim.agents import store as stores
from sim.daytime import DAY_MIN, HOUR_MIN
from sim.flow import channels, coupons, fees, kitchen, moments, race, reactions, shelf, worth
from sim.flow.choosing import NOTHING, Candidate, Chosen, Session, count, place, wide
from sim.flow.funnel import Step
from sim.flow.travel import distance_m


@njit(cache=True)
def meet_need(world, need, now):
    """Live through one need, from its arising to an order or to nothing."""
    state = world.state[0]
    consumer = world.consumers[need.consumer]
    minute = now - state.day * DAY_MIN
    at = whereabouts(world, consumer, minute)
    steps = world.funnel[consumer.segment, int(minute // HOUR_MIN), at.zone]
    steps[Step.NEED] += 1
    draws = luck.four(state.seed, luck.OPENING, need.consumer, need.nth, 0)
    valid = coupons.valid_bits(world, consumer, minute)
    if draws[0] >= opening_share(world, need.consumer, valid, now):
        return
    steps[Step.SESSION] += 1
    consumer.n_sessions += 1
    claimed = coupons.claimed_bits(world, valid, need.consumer)
    session = opened(world, need, minute, at, claimed, draws, now)
    chosen = decide(world, session)
    if chosen.channel == NOTHING:
        count(world, session, Step.CHOSE_NOTHING)
    else:
        channels.place(world, session, chosen)


@njit(cache=True)
def opening_share(world, consumer_id, valid, now):
    """The probability that a consumer opens the app for a need, who sees these coupons."""
    consumer, choice = world.consumers[consumer_id], world.choice[0]
    segment = world.segments[consumer.segment]
    since_order_min = now - consumer.last_order_min
    worth_cents = 0.0
    if valid != 0:
        basket_cents = segment.basket_mean_cents
        fee_cents = fees.usual_cents(world, consumer)
        worth_cents = coupons.most_worth_cents(
            world.campaigns, valid, basket_cents, fee_cents, choice.top_up_loss_share
        )
    moved = reactions.opening_utils(world, segment.opening_shift, consumer_id, now)
    demand_factor = world.outside[0].demand_factor
    return consumers.opening_probability(
        consumer, choice, moved, demand_factor, since_order_min, worth_cents
    )


@njit(cache=True, inline="always")
def opened(world, need, minute, at, claimed, draws, now):
    """The session of a need; written into its callers, since no record can be returned.

    Parameters
    ----------
    world
        The columns.
    need : record of NEED
        Whose it is, and its number.
    minute : float
        Of the day, in which stores have to be open.
    at : Place
        Where the consumer is then.
    claimed : int
        Bits of the campaigns that can be used now.
    draws : tuple of float
        Of the opening, the top-up, the checkout and the payment.
    now : float
        Minutes since the run's first midnight.
    """
    return Session(
        wide(need.consumer),
        world.consumers[need.consumer],
        wide(need.nth),
        now,
        minute,
        at,
        claimed,
        basket_cents(world, need.consumer, need.nth),
        kitchen.work_factor(world, need.consumer, need.nth),
        kitchen.prediction_error_min(world, need.consumer, need.nth),
        draws[1],
        draws[2],
        draws[3],
    )


@njit(cache=True)
def decide(world, session):
    """Look at everything, and take one alternative or nothing."""
    moments.session_opened(world, session)
    chosen = at_checkout(world, session, choose(world, session))
    moments.chose(world, session, chosen, fees.hidden_cents(world, session, chosen))
    return chosen


@njit(cache=True)
def at_checkout(world, session, chosen):
    """What was chosen, with the coupon if that holds at the checkout."""
    if chosen.coupon < 0:
        return chosen
    fee = fees.due_cents(world, session, chosen)
    saving = coupons.saving_cents(world.campaigns[chosen.coupon], chosen.basket_cents, fee)
    coupon = reactions.coupon_used(world, chosen.coupon, session, chosen, saving)
    return Chosen(chosen.channel, chosen.store_id, coupon, chosen.basket_cents)


@njit(cache=True)
def whereabouts(world, consumer, minute):
    """At work in working hours of weekdays, else at home."""
    choice = world.choice[0]
    working = choice.work_start_min <= minute < choice.work_end_min
    if working and not world.state[0].weekend:
        cell = consumer.work_cell
        return place(cell, world.cell_zone[cell], consumer.work_x_m, consumer.work_y_m)
    cell = consumer.home_cell
    return place(cell, world.cell_zone[cell], consumer.home_x_m, consumer.home_y_m)


@njit(cache=True)
def basket_cents(world, consumer_id, nth):
    """What this consumer would usually spend on this need, at mean prices."""
    return usual_cents(world, world.consumers[consumer_id].segment, consumer_id, nth)


@njit(cache=True)
def usual_cents(world, segment_id, who, nth):
    """What somebody of a segment would usually spend on a need, at mean prices (lognormal)."""
    segment = world.segments[segment_id]
    draw = luck.normal(world.state[0].seed, luck.BASKET, who, nth)
    return segment.basket_mean_cents * luck.lognormal(segment.basket_sigma, draw)


@njit(cache=True)
def choose(world, session):
    """The alternative chosen, or nothing: for each store in reach each channel enters the race."""
    seed = world.state[0].seed
    choice = world.choice[0]
    last_store = session.consumer.last_store
    # Radii are straight, ways are ridden.
    radius_m = choice.radius_m * world.travel[0].detour
    walk_radius_m = choice.walk_radius_m * world.travel[0].detour
    worth.of_channels(world, session)
    race.begin(world.race)
    for rank in range(-1, world.shown.shape[1]):
        store_id = last_store
        if rank >= 0:
            store_id = reactions.listed(world, world.shown[session.at.cell, rank], session, rank)
        if store_id < 0 or (rank >= 0 and store_id == last_store):
            continue
        store = world.stores[store_id]
        metres = distance_m(world.travel[0], store.x_m, store.y_m, session.at.x_m, session.at.y_m)
        if metres > radius_m or not stores.is_open(store, session.minute):
            continue
        basket = session.basket_cents * store.price_level
        ours = rank < choice.n_listed  # else a rival alone has it on a list
        candidate = Candidate(
            store_id,
            store,
            metres,
            ours and metres <= world.tariff[store.zone].radius_m * world.travel[0].detour,
            ours and metres <= walk_radius_m,
            shelf.is_offered(world, store),
            basket,
            worth.of_store(world, session, store_id, metres, basket),
            luck.four(seed, luck.TASTE, session.consumer_id, session.nth, store_id),
        )
        channels.enter(world, session, candidate)
    nothing_weight = odds.exp(choice.nothing_constant)
    return race.finish(
        world, world.race, session.consumer_id, session.nth, nothing_weight, choice.nest_scale
    )
