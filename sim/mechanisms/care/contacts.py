"""Contacts: what went wrong with an order, who asks for help, and what that makes up for."""

import math

from numba import njit

from sim import ledger, luck
from sim.flow.choosing import nobody_chooses
from sim.flow.composed import is_platforms, own
from sim.mechanisms.care.columns import (
    COUNTS_ROWS,
    NAME,
    NO_TROUBLE,
    OPEN_ROWS,
    PEOPLE_ROWS,
    RULES_ROW,
    TROUBLES,
    WORK_ROW,
    Stage,
    Trouble,
)
from sim.order import Cause, Channel, State, is_measured

# Items of the luck of an order: what becomes of it, who asks, how that goes on and is settled.
OF_ORDER, OF_ASKING, OF_CONTACT, OF_PROCESSING = range(4)

# Compiled code returns one kind of number.
_CANCELLED, _MISSING, _LATE, _POOR, _REFUND, _WRONG = (int(trouble) for trouble in Trouble)


@njit
def handed_over(world, order_id, _now):
    """Something may be missing, which is measured from what usually is."""
    order, rules = world.orders[order_id], own(world, NAME)[RULES_ROW][0]
    if is_platforms(world, order.channel) and not nobody_chooses(world):
        missing = 1.0 if _is_missing(world, order, rules) else 0.0
        order.reliability_score += rules.missing_weight * (rules.usual_missing_share - missing)


@njit
def _is_missing(world, order, rules):
    seed = world.state[0].seed
    return luck.luck(seed, luck.CARE, order.consumer, order.need, OF_ORDER) < rules.missing_share


@njit
def ended(world, order_id, now):
    """Whom something befell may ask for help, at once or when money does not come.

    Who has asked already is helped first; of two questions that are ahead the earlier one is asked.
    """
    order = world.orders[order_id]
    if not is_platforms(world, order.channel) or nobody_chooses(world):
        return
    rules, mine = own(world, NAME)[RULES_ROW][0], own(world, NAME)[PEOPLE_ROWS][order.consumer]
    counted = int(is_measured(order))
    trouble = trouble_of(world, order, rules, now)
    asks, delay, asks_for_money, money_is_late = luck.four(
        world.state[0].seed, luck.CARE, order.consumer, order.need, OF_ASKING
    )
    at_min = now - rules.delay_min * math.log(delay)
    if trouble != NO_TROUBLE:
        own(world, NAME)[COUNTS_ROWS][trouble].n_troubles += counted
        if asks >= own(world, NAME)[TROUBLES][trouble].contact_share:
            trouble = NO_TROUBLE
    has_refund = order.refund_cents + order.late_refund_cents > 0
    if trouble == NO_TROUBLE and has_refund and money_is_late < rules.refund_late_share:
        own(world, NAME)[COUNTS_ROWS][_REFUND].n_troubles += counted
        if asks_for_money < own(world, NAME)[TROUBLES][_REFUND].contact_share:
            trouble = _REFUND
            at_min = now + rules.refund_ask_min
    if trouble == NO_TROUBLE:
        return
    if mine.stage == Stage.NONE:
        work = own(world, NAME)[WORK_ROW][0]
        own(world, NAME)[OPEN_ROWS][work.n_open].consumer = order.consumer
        work.n_open += 1
    if mine.stage == Stage.NONE or (mine.stage == Stage.AHEAD and at_min < mine.next_min):
        mine.order, mine.trouble, mine.stage, mine.next_min = order_id, trouble, Stage.AHEAD, at_min


@njit
def trouble_of(world, order, rules, now):
    """What went wrong with an order that has ended, the worst of it; see Trouble.

    Parameters
    ----------
    world
        The columns.
    order : record of ORDER
    rules : record of RULES
    now : float
        Minutes since the run's first midnight.
    """
    if order.state == State.CANCELLED:
        return NO_TROUBLE if order.cause == Cause.NO_SHOW else _CANCELLED
    if order.state != State.FULFILLED:  # the run is over
        return NO_TROUBLE
    if order.wrong == 1:
        return _WRONG
    if _is_missing(world, order, rules):
        return _MISSING
    if order.channel == Channel.DELIVERY and now > order.promised_min + rules.late_from_min:
        return _LATE
    if order.quality_score < -rules.poor_from:
        return _POOR
    return NO_TROUBLE


@njit(cache=True)
def taken(order):
    """What trouble took from an order's score, log-odds."""
    time, quality = min(0.0, order.time_score), min(0.0, order.quality_score)
    return -(time + quality + min(0.0, order.reliability_score))


@njit(cache=True)
def compensation_cents(order, trouble):
    """What who asked is given, at most what the order cost."""
    due_cents = trouble.compensation_cents + trouble.compensation_share * order.basket_cents
    return max(0, min(ledger.paid_cents(order), round(due_cents)))


@njit(cache=True)
def given_back_share(mine, cents, rules):
    """The share of what trouble took that a contact which is over gives back.

    Parameters
    ----------
    mine : record of PEOPLE
        The contact, with its stage.
    cents : int
        Paid for it.
    rules : record of RULES
    """
    if mine.stage == Stage.LEAVING:
        return -rules.left_share
    share = rules.apology_share
    if mine.n_apologies > 0:
        share = 0.0 if cents > 0 else rules.again_share
    share += rules.money_share * cents / rules.money_cents
    fresh = 2.0 ** (-(mine.next_min - mine.arose_min) / rules.half_life_min)
    return min(1.0 + rules.paradox_share, share) * fresh
