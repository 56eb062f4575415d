"""Where rules are found broken: when an order is promised or settled, and a shift is paid."""

from numba import njit

from sim.daytime import HOUR_MIN
from sim.flow.composed import is_platforms, own
from sim.mechanisms.regulation.columns import (
    COUNTS,
    FINES,
    LIMITS,
    NAME,
    OFFERS,
    PEOPLE,
    Rule,
    record,
)
from sim.order import Channel, is_measured

# What a promise may fall short of a floor by rounding, minutes.
_ROUNDING_MIN = 1e-6


@njit
def placed(world, order_id, _now):
    """An order is paid and promised: neither cheaper than others' nor sooner than may be."""
    order, limits = world.orders[order_id], own(world, NAME)[LIMITS][0]
    if not is_measured(order):
        return
    if limits.in_channels and is_cheaper_elsewhere(world, order):
        _broken(world, Rule.CHANNELS)
    if limits.for_all and order.coupon >= 0 and not is_for_all(world, order.coupon):
        _broken(world, Rule.PEOPLE)
    if order.channel == Channel.DELIVERY:
        floor_min = limits.promise_min + limits.promise_per_km_min * order.distance_m / 1000.0
        if order.promised_min - order.placed_min < floor_min - _ROUNDING_MIN:
            _broken(world, Rule.PROMISE)


@njit
def handed_over(world, order_id, _now):
    """An order is settled with its store: the commission is no higher than may be."""
    order, cap = world.orders[order_id], own(world, NAME)[LIMITS][0].commission_cap
    counts = is_measured(order) and is_platforms(world, order.channel)
    if counts and order.commission_cents > round(min(cap, 1.0) * order.basket_cents):
        _broken(world, Rule.COMMISSION)


@njit
def guarantee_cents(world, cents, courier_id):
    """A shift is paid: no less than what the work in hand is worth by the law.

    Work that goes on beyond the shift, and what it brings, are of the next one.
    """
    state, limits = world.state[0], own(world, NAME)[LIMITS][0]
    if state.day < 0:  # hours of work are counted anew from minute 0 on
        return cents
    courier, person = world.couriers[courier_id], own(world, NAME)[PEOPLE][courier_id]
    busy_min = courier.busy_min - person.paid_busy_min
    person.paid_busy_min = courier.busy_min
    due_cents = limits.pay_per_hour_cents * busy_min / HOUR_MIN
    if max(cents, courier.shift_earned_cents) < round(due_cents):
        _broken(world, Rule.PAY)
    return cents


@njit
def is_cheaper_elsewhere(world, order):
    """Whether food was cheaper by its channel than by the other one of the app."""
    terms = world.terms[0]
    if not terms.pickup_offered:
        return False
    if order.channel == Channel.PICKUP and terms.pickup_discount_cents > 0:
        return True
    if order.coupon < 0:
        return False
    campaign = world.campaigns[order.coupon]
    both = (1 << Channel.DELIVERY) | (1 << Channel.PICKUP)
    is_off_food = campaign.off_cents > 0.0 or campaign.basket_share > 0.0
    return is_off_food and campaign.channels & both != both


@njit
def is_for_all(world, campaign_id):
    """Whether everybody is offered a coupon today; looked at once a day."""
    offer, day = own(world, NAME)[OFFERS][campaign_id], world.state[0].day
    if offer.looked_day != day:
        offer.looked_day = day
        offer.for_all = True
        bit = 1 << int(campaign_id)
        for who in range(len(world.consumers)):
            if world.consumers[who].coupons & bit == 0:
                offer.for_all = False
                break
    return offer.for_all


@njit
def _broken(world, rule):
    """A rule is found broken, today."""
    tables, state = own(world, NAME), world.state[0]
    record(tables[FINES], tables[COUNTS], world.book, state.day, state.page, rule)
