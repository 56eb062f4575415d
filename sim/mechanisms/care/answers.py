"""Answers: contacts arise, are answered or not, and end, each at its own moment; compiled."""

import math
from typing import Any, NamedTuple

import numpy as np
from numba import njit

from sim import ledger, luck
from sim.agents import consumer as consumers_
from sim.ledger import Account, Kind
from sim.mechanisms.care.agents import begins_min
from sim.mechanisms.care.columns import (
    COUNTS_ROWS,
    OPEN_ROWS,
    PEOPLE_ROWS,
    RULES_ROW,
    SERVERS,
    TROUBLES,
    WORK_ROW,
    Stage,
)
from sim.mechanisms.care.contacts import (
    OF_CONTACT,
    OF_PROCESSING,
    compensation_cents,
    given_back_share,
    taken,
)
from sim.order import is_measured


class Desks(NamedTuple):
    """Desks, one after the other, and the bot that comes before them."""

    shares: Any  # (n_desks,) of contacts, added up
    patience_min: Any  # (n_desks,) mean
    handle_min: Any  # (n_desks,) mean
    ends: Any  # (n_desks,) rows of SERVER up to each one's last
    until_duty: Any  # (24, n_servers) hours, see `hours_until_duty`
    processing_min: float  # mean, from the end of the talk until it is settled
    bot_share: float  # of contacts, that it settles
    bot_min: float
    bot_cents: int


@njit(cache=True)
def live(world, tables, desks, now_min, until_min):
    """What has happened to contacts since the last time, in its order.

    Parameters
    ----------
    world
        The market's columns.
    tables
        Rows of care, see its columns.
    desks : Desks
    now_min : float
        Contacts that were ahead have arisen by now.
    until_min : float
        Those under way are over if they end by then.
    """
    people, work = tables[PEOPLE_ROWS], tables[WORK_ROW][0]
    rows = tables[OPEN_ROWS][: work.n_open]
    for who in due(people, rows, now_min, True):
        arise(world, tables, desks, who)
    for who in due(people, rows, until_min, False):
        settle(world, tables, who)
    work.n_open = keep_open(people, rows)


@njit(cache=True)
def due(people, open_rows, until_min, ahead):
    """Whose contact arises, or ends, by such a time: rows of PEOPLE in order of their moments.

    Parameters
    ----------
    people
        Rows of PEOPLE (n_consumers,).
    open_rows
        Rows of OPEN (n_open,).
    until_min : float
        The time.
    ahead : bool
        Of contacts that are ahead; else of those that are under way.
    """
    found, n_found = np.empty(len(open_rows), np.int64), 0
    for nth in range(len(open_rows)):
        who = open_rows[nth].consumer
        mine = people[who]
        moves = mine.stage == Stage.AHEAD if ahead else mine.stage > Stage.AHEAD
        if moves and mine.next_min <= until_min:
            place = n_found  # they are few: each is put behind those before it
            while place > 0 and _is_before(people, who, found[place - 1]):
                found[place] = found[place - 1]
                place -= 1
            found[place] = who
            n_found += 1
    return found[:n_found]


@njit(cache=True)
def _is_before(people, one, other):
    """Whether a contact moves before another; of two at one moment, the one of the lower row."""
    if people[one].next_min == people[other].next_min:
        return one < other
    return people[one].next_min < people[other].next_min


@njit(cache=True)
def keep_open(people, open_rows):
    """Bring those whose contact is not over to the front of rows of OPEN (n_open,); how many."""
    n_left = 0
    for nth in range(len(open_rows)):
        if people[open_rows[nth].consumer].stage != Stage.NONE:
            open_rows[n_left].consumer = open_rows[nth].consumer
            n_left += 1
    return n_left


@njit(cache=True)
def arise(world, tables, desks, who):
    """Somebody asks: the bot answers, or an agent, or nobody before he leaves.

    Parameters
    ----------
    world, tables, desks
        As in `live`.
    who : int
        Row of PEOPLE.
    """
    mine = tables[PEOPLE_ROWS][who]
    order, counts = world.orders[mine.order], tables[COUNTS_ROWS][mine.trouble]
    seed, counted = world.state[0].seed, int(is_measured(order))
    by_bot, way, patience, handling = luck.four(
        seed, luck.CARE, order.consumer, order.need, OF_CONTACT
    )
    processing = luck.exponential(seed, luck.CARE, order.consumer, order.need, OF_PROCESSING)
    mine.arose_min = mine.next_min
    counts.n_contacts += counted
    if desks.bot_share > 0.0:
        page = ledger.page_of(world.book, world.state[0].page, order)
        cents = desks.bot_cents
        ledger.post(world.book, page, Kind.CARE, Account.PLATFORM, Account.AGENT, cents)
        mine.next_min += desks.bot_min
        if by_bot < desks.bot_share:
            mine.stage = Stage.HELPED_BY_BOT
            counts.n_bot += counted
            counts.answer_min += counted * desks.bot_min
            return
    desk = min(np.searchsorted(desks.shares, way, side="right"), len(desks.shares) - 1)
    first = desks.ends[desk - 1] if desk > 0 else 0
    asked_min, patience_min = mine.next_min, -desks.patience_min[desk] * math.log(patience)
    handle_min = -desks.handle_min[desk] * math.log(handling)
    servers = tables[SERVERS][first : desks.ends[desk]]
    until_duty = desks.until_duty[:, first : desks.ends[desk]]
    begins = begins_min(servers, until_duty, asked_min, patience_min, handle_min)
    if begins == math.inf:
        mine.stage, mine.next_min = Stage.LEAVING, asked_min + patience_min
        counts.n_left += counted
        return
    mine.stage = Stage.HELPED
    mine.next_min = begins + handle_min + desks.processing_min * processing
    counts.answer_min += counted * (begins - mine.arose_min)
    if begins >= 0.0:
        tables[WORK_ROW][0].busy_min += handle_min


@njit(cache=True)
def settle(world, tables, who):
    """A contact is over: its money, what trouble took and what was given back of it.

    The order is judged anew, and satisfaction and loyalty move by the difference, as if it had been
    felt at first.

    Parameters
    ----------
    world, tables
        As in `live`.
    who : int
        Row of PEOPLE.
    """
    mine, rules = tables[PEOPLE_ROWS][who], tables[RULES_ROW][0]
    order, counts = world.orders[mine.order], tables[COUNTS_ROWS][mine.trouble]
    answered = mine.stage != Stage.LEAVING
    helps = mine.stage == Stage.HELPED
    if mine.stage == Stage.HELPED_BY_BOT:
        helps = rules.bot_compensates
    cents = compensation_cents(order, tables[TROUBLES][mine.trouble]) if helps else 0
    lost, share = taken(order), given_back_share(mine, cents, rules)
    mine.n_apologies += int(answered)
    mine.stage = Stage.NONE
    feel, before = world.satisfaction[0], order.satisfaction
    order.reliability_score += lost * (share - rules.usual_share)
    order.satisfaction = consumers_.satisfaction(order, feel)
    consumers_.amend(world.consumers[who], before, order.satisfaction, feel)
    page = ledger.page_of(world.book, world.state[0].page, order)
    ledger.post(world.book, page, Kind.COMPENSATION, Account.PLATFORM, Account.CONSUMER, cents)
    if is_measured(order):
        counts.n_settled += int(answered)
        counts.settled_min += mine.next_min - mine.arose_min if answered else 0.0
        counts.taken += lost
        counts.given_back += lost * share
        counts.compensation_cents += cents
