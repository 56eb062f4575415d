"""Contacts: what went wrong with an order, who asks for help, and what that makes up for."""

import math

import numpy as np
from numba import njit

from sim import ledger, luck
from sim.agents import consumer as consumers_
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
from sim.schema import Rows

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


def due(people: Rows, open_rows: Rows, until_min: float, *, ahead: bool) -> list[int]:
    """Whose contact arises, or ends, by such a time: rows of PEOPLE in order of their moments.

    Parameters
    ----------
    people, open_rows
        Rows of PEOPLE, and of OPEN (n_open,).
    until_min
        The time.
    ahead
        Of contacts that are ahead; else of those that are under way.
    """
    if len(open_rows) == 0:  # as mostly, and it is asked every few minutes
        return []
    rows = open_rows["consumer"]
    stage, next_min = people["stage"][rows], people["next_min"][rows]
    moves = stage == Stage.AHEAD if ahead else stage > Stage.AHEAD
    found = np.flatnonzero(moves & (next_min <= until_min))
    in_order = np.lexsort((rows[found], next_min[found]))
    return [int(row) for row in rows[found[in_order]]]


def still_open(people: Rows, open_rows: Rows) -> Rows:
    """Of rows of OPEN (n_open,), those whose contact is not over yet."""
    is_open = people["stage"][open_rows["consumer"]] != Stage.NONE
    return np.asarray(open_rows[is_open])


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


@njit(cache=True)
def close(orders, consumers, people, troubles, rules, feel, who):
    """A contact is over: its money, what trouble took and what was given back of it.

    The order is judged anew, and satisfaction and loyalty move by the difference, as if it had been
    felt at first.

    Parameters
    ----------
    orders
        Rows of ORDER (n_orders,).
    consumers
        Rows of CONSUMER (n_consumers,), which are changed, as those of orders are.
    people
        Rows of PEOPLE (n_consumers,), likewise.
    troubles, rules
        Rows of TROUBLE (n_troubles,) and of RULES (1,).
    feel
        Row of the scenario's `satisfaction` (1,).
    who : int
        Whose contact it is.
    """
    mine, consumer = people[who], consumers[who]
    order, trouble = orders[mine.order], troubles[mine.trouble]
    helps = mine.stage == Stage.HELPED
    if mine.stage == Stage.HELPED_BY_BOT:
        helps = rules[0].bot_compensates
    cents = compensation_cents(order, trouble) if helps else 0
    lost = taken(order)
    share = given_back_share(mine, cents, rules[0])
    mine.n_apologies += int(mine.stage != Stage.LEAVING)
    mine.stage = Stage.NONE
    before = order.satisfaction
    order.reliability_score += lost * (share - rules[0].usual_share)
    order.satisfaction = consumers_.satisfaction(order, feel[0])
    consumers_.amend(consumer, before, order.satisfaction, feel[0])
    return cents, lost, lost * share
