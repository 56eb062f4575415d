"""Who foresees a need, and what is ordered ahead for it: promised, held back, sent in time."""

import math
from typing import Any

import numpy as np
from numba import njit

from sim import luck
from sim.daytime import DAY_MIN, HOUR_MIN
from sim.flow import (
    booking,
    checkout,
    coupons,
    quote,
    session,
)
from sim.flow.calendar import Due
from sim.flow.channels import delivery, pickup
from sim.flow.composed import own
from sim.flow.funnel import Step
from sim.flow.needs import merged
from sim.order import Channel, State
from sim.schema import Rows, Schema
from sim.settings.preorder import Preorder

NAME = "preorder"

# A row for each consumer, of the latest order ahead.
PLAN = Schema(("wanted_min", "f8", "when the need arises that it is for; -inf: there is none"))
RULES = Schema(
    ("foreseen_share", "f8", "of needs, foreseen by who orders ahead"),
    ("least_lead_min", "f8", "how long before, at least"),
    ("most_lead_min", "f8", "how long before, at most"),
    ("pad_min", "f8", "minutes for which a delivery is planned before its wished time"),
)
PLANS, RULES_ROW = range(2)


def rows(scenario: Any) -> tuple[Rows, ...]:
    """No plans; and the rules."""
    settings: Preorder = scenario.mechanisms.preorder
    plans = PLAN.empty(scenario.consumers.count)
    plans["wanted_min"] = -math.inf
    return plans, RULES.row(**settings.model_dump(exclude={"enabled"}))


def needs(market: Any, drawn: Rows) -> Rows:
    """The needs of a day, and beside them those that are foreseen, when they are."""
    rules = own(market.world, NAME)[RULES_ROW]
    day_min = float(market.world.state["day"][0]) * DAY_MIN
    return merged(drawn, _foreseen(market.seed, drawn, day_min, rules))


@njit(cache=True)
def _foreseen(seed, drawn, day_min, rules):
    """Needs that are foreseen on the same day, each at the moment at which it is, in their order.

    Parameters
    ----------
    seed : int
        Of the run.
    drawn : records of NEED, (n_needs,)
        The day's.
    day_min : float
        When the day began.
    rules : records of RULES, (1,)
    """
    least, most = rules[0].least_lead_min, rules[0].most_lead_min
    which = np.zeros(len(drawn), np.bool_)
    found = drawn.copy()
    for row in range(len(drawn)):
        need = found[row]
        draw, lead, _, _ = luck.four(seed, luck.FORESIGHT, need.consumer, need.nth, 0)
        need.at_min -= least + lead * (most - least)
        which[row] = draw < rules[0].foreseen_share and need.at_min >= day_min
    return found[which]


@njit
def is_met(world, met, need):
    """A need for which food is under way, or booked, is met."""
    return met or own(world, NAME)[PLANS][need.consumer].wanted_min == need.wanted_min


@njit
def foreseen(world, need, now):
    """Who foresees a need looks at the app as if it were time, and orders ahead or waits.

    The look is counted if something comes of it; else it is taken again when the need arises, with
    the same luck.
    """
    if own(world, NAME)[PLANS][need.consumer].wanted_min > now:  # one plan at a time
        return
    state, consumer = world.state[0], world.consumers[need.consumer]
    midnight = state.day * DAY_MIN
    valid = coupons.valid_bits(world, consumer, now - midnight)
    draws = luck.four(state.seed, luck.OPENING, need.consumer, need.nth, 0)
    if draws[0] >= session.opening_share(world, need.consumer, valid, now):
        return
    minute = need.wanted_min - midnight
    at = session.whereabouts(world, consumer, minute)
    claimed = coupons.claimed_bits(world, valid, need.consumer)
    looks = session.opened(world, need, minute, at, claimed, draws, now)
    chosen = session.decide(world, looks)
    delivered = chosen.channel == Channel.DELIVERY
    if not (delivered or chosen.channel == Channel.PICKUP):
        return
    if not (
        checkout.reaches_payment(world, looks, chosen) and checkout.payment_succeeds(world, looks)
    ):
        return
    steps = world.funnel[consumer.segment, int((now - midnight) // HOUR_MIN), at.zone]
    for step in (Step.NEED, Step.SESSION, Step.PAYMENT, Step.PAID):
        steps[step] += 1
    steps[Step.CHOSE_DELIVERY if delivered else Step.CHOSE_PICKUP] += 1
    consumer.n_sessions += 1
    _order(world, looks, chosen, need.wanted_min)


@njit
def _order(world, looks, chosen, wanted_min):
    """An order that is paid now, for later."""
    order_id = checkout.new_order(world, looks, chosen)
    order, now = world.orders[order_id], looks.now
    order.wanted_min = order.promised_min = wanted_min
    own(world, NAME)[PLANS][order.consumer].wanted_min = wanted_min
    world.consumers[order.consumer].last_order_min = wanted_min
    before_min = 0.0
    if order.channel == Channel.DELIVERY:
        delivery.buy(world, order_id, chosen.basket_cents, chosen.coupon)
        before_min = quote.expected_min(world, 0.0, order.distance_m)
        before_min += own(world, NAME)[RULES_ROW][0].pad_min
    else:
        pickup.buy(world, order_id, chosen.basket_cents, chosen.coupon)
    order.expected_min = wanted_min - now
    if checkout.set_aside(world, order_id, now):
        booking.book(world, order_id, wanted_min - before_min, now)


@njit
def due(world, order_id, leg, now):
    """The store looks at its queue; once it begins, a courier is looked for, or somebody comes."""
    order = world.orders[order_id]
    ours = order.channel == Channel.DELIVERY or order.channel == Channel.PICKUP
    if not ours or leg != Due.KITCHEN or order.state != State.BOOKED:
        return
    if booking.look(world, order_id, now):
        booking.set_off(world, order_id, now)
