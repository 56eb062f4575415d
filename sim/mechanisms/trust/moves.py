"""What trust and tracking move, and what moves trust."""

import math

from numba import njit

from sim.flow.choosing import nobody_chooses
from sim.flow.composed import is_platforms, own
from sim.ledger import paid_cents
from sim.mechanisms.trust.stock import NAME, PEOPLE, RULES_ROW, gap, kept
from sim.order import Cause, Channel, State


@njit
def opening_utils(world, utils, consumer_id, now):
    """Who trusts the app less opens it less."""
    rules = own(world, NAME)[RULES_ROW][0]
    return utils + rules.opening_weight * gap(world, consumer_id, now)


@njit
def channel_utils(world, utils, session, channel):
    """Who trusts the app less orders less by it."""
    if not is_platforms(world, channel):
        return utils
    rules = own(world, NAME)[RULES_ROW][0]
    return utils + rules.app_weight * gap(world, session.consumer_id, session.now)


@njit
def expected_wait(world, wait_min, _session, _candidate):
    """Minutes that one can follow are felt less."""
    rules = own(world, NAME)[RULES_ROW][0]
    return wait_min * (1.0 - rules.tracking_wait * _better_tracking(world))


@njit
def endurance(world, endurance, order_id):
    """Who sees a delivery come gives it up less."""
    if world.orders[order_id].channel != Channel.DELIVERY:
        return endurance
    rules = own(world, NAME)[RULES_ROW][0]
    return endurance * math.exp(rules.tracking_patience * _better_tracking(world))


@njit
def ended(world, order_id, now):
    """What became of an order of the app moves its consumer's trust."""
    order = world.orders[order_id]
    if not is_platforms(world, order.channel) or nobody_chooses(world):
        return
    rules = own(world, NAME)[RULES_ROW][0]
    moved = rules.usual_loss - _lost(order, rules, now)
    if order.channel == Channel.DELIVERY and order.state == State.FULFILLED:
        moved += rules.tracking_gain * _better_tracking(world)
    before = gap(world, order.consumer, now)
    own(world, NAME)[PEOPLE][order.consumer].gap = kept(before + moved, rules)


@njit(cache=True)
def _lost(order, rules, now):
    """Trust that an order takes that ends now, after money back."""
    lost = 0.0
    if order.cause == Cause.NO_COURIER or order.cause == Cause.REFUSED:
        lost = rules.failure_drop
    elif order.cause == Cause.OUT_OF_STOCK:
        lost = rules.phantom_drop
    elif order.channel == Channel.DELIVERY and now > order.promised_min + rules.late_min:
        lost = rules.late_drop
    if lost == 0.0:
        return 0.0
    back = (order.refund_cents + order.late_refund_cents) / max(1, paid_cents(order))
    return lost * (1.0 - rules.refund_restores * min(1.0, back))


@njit
def _better_tracking(world):
    """Quality of tracking beyond the usual."""
    return world.terms[0].tracking - own(world, NAME)[RULES_ROW][0].usual_tracking
