"""Consumers: the needs of a day as one process, and a session for each."""

import math
from dataclasses import replace
from types import SimpleNamespace

from simpy import Interrupt

from sim import luck
from sim.flow.funnel import Step
from sim.flow.parameters import Shown
from sim.order import Channel
from tests.reference import checkout, preorder, reservation, rival, street
from tests.reference.coupons import claimed_campaigns, ladder, saving_cents, valid_campaigns
from tests.reference.luck import Key, four, usual_basket_cents
from tests.reference.mechanisms import at_moment, reaction, told
from tests.reference.offers import Session, choose, due_cents, hidden_cents
from tests.reference.plain import consumers
from tests.reference.timing import NEED


def needs(flow, rows):
    """Live through the needs of a day, one after the other, until a new day interrupts."""
    on_record = len(flow.rows.recorded) > 0  # their moments are one float short at times
    meet = meet_record if on_record else meet_need
    try:
        for need in rows:
            yield flow.env.at(need.at_min, NEED)
            if need.consumer < 0:
                street.pass_by(flow, need)
            elif need.wanted_min > need.at_min and not on_record:
                foresee_need(flow, need)
            elif not reaction(flow, "is_met", False, need):
                meet(flow, need)
    except Interrupt:
        return


def meet_need(flow, need):
    """Perhaps open the app, perhaps find something, perhaps order."""
    consumer = flow.rows.consumers[need.consumer]
    key = Key(need.consumer, need.nth)
    minute = flow.now - flow.day * 1440.0
    valid = valid_campaigns(flow, consumer, minute)
    opening, top_up, checkout_draw, payment = four(flow, luck.OPENING, key)
    session = _session(flow, key, minute, valid, top_up)
    steps = _steps(flow, session, minute)
    steps[Step.NEED] += 1
    if opening >= _opening_share(flow, session, valid):
        return
    steps[Step.SESSION] += 1
    consumer.n_sessions += 1
    offer, chosen, hidden = _decide(flow, session)
    steps[_step_of(flow, offer)] += 1
    if offer is None:
        return
    if offer.channel == rival.channel(flow):
        if checkout_draw >= _share_without_coupon(flow, session):
            return
        if payment >= flow.rows.choice[0].payment_failure_share:
            before_min, cell = consumer.last_order_min, session.cell
            order = checkout.new_order(flow, key, offer.store, offer.channel, cell, session.place)
            consumer.last_order_min = before_min
            rival.charge(order, offer.basket_cents)
            checkout.place(order)
        return
    reserves = reservation.is_on(flow) and offer.channel == reservation.channel(flow)
    if reservation.has_deposit(flow) if reserves else offer.channel != Channel.WALK_IN:
        counted = 0 if reserves else 1  # the funnel is of baskets
        if checkout_draw >= _payment_share(flow, session, chosen, hidden):
            return
        steps[Step.PAYMENT] += counted
        if payment < _failing_share(flow, session):
            return
        steps[Step.PAID] += counted
    order = checkout.new_order(flow, key, offer.store, offer.channel, session.cell, session.place)
    if reserves:
        checkout.reserve(order, offer.basket_cents)
    elif offer.channel == Channel.WALK_IN:
        checkout.set_out(order, offer.basket_cents)
    else:
        checkout.charge(order, offer.basket_cents, offer.coupon)
        checkout.place(order)


def foresee_need(flow, need):
    """Perhaps order ahead what one would order if it were time, at the place where one will be."""
    if preorder.plan(flow, need.consumer).wanted_min > flow.now:
        return
    consumer, midnight = flow.rows.consumers[need.consumer], flow.day * 1440.0
    key = Key(need.consumer, need.nth)
    valid = valid_campaigns(flow, consumer, flow.now - midnight)
    opening, top_up, checkout_draw, payment = four(flow, luck.OPENING, key)
    session = _session(flow, key, need.wanted_min - midnight, valid, top_up)
    if opening >= _opening_share(flow, session, valid):
        return
    offer, chosen, hidden = _decide(flow, session)
    if offer is None or offer.channel not in (Channel.DELIVERY, Channel.PICKUP):
        return
    if checkout_draw >= _payment_share(flow, session, chosen, hidden):
        return
    if payment < _failing_share(flow, session):
        return
    steps = _steps(flow, session, flow.now - midnight)
    for step in (Step.NEED, Step.SESSION, _step_of(flow, offer), Step.PAYMENT, Step.PAID):
        steps[step] += 1
    consumer.n_sessions += 1
    order = checkout.new_order(flow, key, offer.store, offer.channel, session.cell, session.place)
    order.row.wanted_min = order.row.promised_min = need.wanted_min
    checkout.charge(order, offer.basket_cents, offer.coupon)
    checkout.order_ahead(order)


def _session(flow, key, minute, valid, top_up_draw):
    """What is looked at, at a minute of the day: at work in working hours of weekdays."""
    choice, consumer = flow.rows.choice[0], flow.rows.consumers[key.consumer]
    works = choice.work_start_min <= minute < choice.work_end_min and not flow.state.weekend
    base = "work" if works else "home"
    return Session(
        key=key,
        consumer=consumer,
        cell=consumer[f"{base}_cell"],
        place=(consumer[f"{base}_x_m"], consumer[f"{base}_y_m"]),
        minute=minute,
        valid=claimed_campaigns(flow, key, valid),
        basket_cents=usual_basket_cents(flow, key),
        top_up_draw=top_up_draw,
    )


def _steps(flow, session, minute):
    """Counts of the funnel, of the hour in which it happens."""
    zone = flow.rows.cell_zone[session.cell]
    return flow.rows.funnel[session.consumer.segment, int(minute // 60), zone]


def _opening_share(flow, session, seen):
    """How probable it is that the app is opened by one who sees these campaigns."""
    consumer, world = session.consumer, flow.rows
    since_order_min = flow.now - consumer.last_order_min
    shift = float(world.segments[consumer.segment].opening_shift)
    moved = reaction(flow, "opening_utils", shift, int(session.key.consumer), flow.now)
    demand = world.outside[0].demand_factor
    return consumers.opening_probability(
        consumer,
        world.choice[0],
        moved,
        demand,
        since_order_min,
        _worth_cents(flow, consumer, seen),
    )


def _worth_cents(flow, consumer, seen):
    """What the best of these campaigns takes off a usual basket and fee, less what it takes."""
    world = flow.rows
    basket_cents = world.segments[consumer.segment].basket_mean_cents
    fee_cents = world.tariff[world.cell_zone[consumer.home_cell]].base_cents
    worths = [0.0]
    for nth in seen:
        campaign = world.campaigns[nth]
        for over_cents, _ in ladder(campaign):
            filled_cents = max(basket_cents, over_cents)
            saving = saving_cents(campaign, filled_cents, fee_cents)
            added_cents = filled_cents - basket_cents
            worths.append(saving - world.choice[0].top_up_loss_share * added_cents)
    return max(worths)


def _decide(flow, session):
    """The offer taken, or None, as mechanisms are told of it, and its fees that were not seen."""
    at_moment(flow, "session_opened", told(flow, session))
    offer = _at_checkout(flow, session, choose(flow, session))
    chosen, hidden = _as_chosen(offer), hidden_cents(flow, session, offer)
    at_moment(flow, "chose", told(flow, session), chosen, hidden)
    return offer, chosen, hidden


def _at_checkout(flow, session, offer):
    """The offer with the coupon that it turns out to have there."""
    if offer is None or offer.coupon < 0:
        return offer
    campaign = flow.rows.campaigns[offer.coupon]
    saving = saving_cents(campaign, offer.basket_cents, due_cents(flow, session, offer))
    who, what = told(flow, session), _as_chosen(offer)
    coupon = reaction(flow, "coupon_used", offer.coupon, who, what, saving)
    return replace(offer, coupon=coupon)


def _step_of(flow, offer):
    """The step of the funnel that counts such a choice."""
    if offer is None:
        return Step.CHOSE_NOTHING
    parts = flow.world.parts
    return parts.steps.index(f"chose_{parts.channel_names[offer.channel]}")


def _share_without_coupon(flow, session):
    """Who gets through the steps of an app that shows its fees in parts."""
    friction = flow.rows.segments[session.consumer.segment].friction
    return consumers.checkout_probability(flow.rows.choice[0], friction, 0.0)


def _payment_share(flow, session, chosen, hidden):
    """Who gets through the steps, and is not repelled by fees not seen before."""
    choice = flow.rows.choice[0]
    friction = flow.rows.segments[session.consumer.segment].friction
    friction = reaction(flow, "friction", friction, int(session.key.consumer))
    if flow.rows.rates[0].fees_shown == Shown.ALL_IN:
        friction *= 1.0 - choice.unseen_total_share
    n_conditions = flow.rows.campaigns[chosen.coupon].n_conditions if chosen.coupon >= 0 else 0.0
    share = consumers.checkout_probability(choice, friction, n_conditions)
    if hidden > 0.0:
        repelled = choice.surprise_weight * session.consumer.price_sensitivity * hidden
        share *= math.exp(-repelled)
    return reaction(flow, "paying_share", share, told(flow, session), chosen)


def _failing_share(flow, session):
    """Of payments as this one, how many fail."""
    share = flow.rows.choice[0].payment_failure_share
    return reaction(flow, "payment_failure", share, told(flow, session))


def _as_chosen(offer):
    """What mechanisms are told of a choice."""
    if offer is None:
        return SimpleNamespace(channel=-1, store_id=-1, coupon=-1, basket_cents=0.0)
    return SimpleNamespace(
        channel=int(offer.channel),
        store_id=offer.store,
        coupon=offer.coupon,
        basket_cents=offer.basket_cents,
    )


def meet_record(flow, need):
    """Place an order as it was recorded."""
    record = flow.rows.recorded[need.nth]
    if flow.rows.stores[record.store].closed:
        return
    flow.env.turn_to(record.placed_min)  # the need may be one float early, even on the day before
    flow.state.day = record.placed_min // 1440.0
    consumer = flow.rows.consumers[need.consumer]
    key = Key(need.consumer, 0)
    home = consumer.home_x_m, consumer.home_y_m
    order = checkout.new_order(flow, key, record.store, Channel.DELIVERY, consumer.home_cell, home)
    basket = record.basket_cents or usual_basket_cents(flow, key) * order.store.price_level
    checkout.charge(order, basket, -1)
    checkout.place(order, record.ready_min)
