"""Points: a share of what is paid comes back as points, which pay for later orders or are lost.

Rows 59 and 81, «线上线下顾客数据整合», «积分互通»: one record of a customer, points that go
everywhere.

    earned             = earn_share * what was paid, when an order is handed over
    used               = all points, at most the price, by `use_share` of orders of who has enough
    utils of a channel += price_sensitivity * felt_share * (to be earned + to be used)
    log-odds of opening += near_utils * min(1, points / use_from)

A point is a cent. Points hold where the customer is known: in the app, and in the store too where
`policies.crm_integrated` says so. They are felt to be worth less than money (Soman 2003: a medium
hides what it buys). The nearer a reward is, the more is bought (Kivetz, Urminsky and Zheng 2006).
All are lost when none was earned or used for `expire_days`.

The platform bears them all, and owes them from the moment they are earned: then they are booked as
`points`, in full, and given back when they are lost. So days bear the cost of their own orders, and
points not used yet are no gain. They pay in place of money: what an order costs stays the same, and
an order that failed is paid back in money.
"""

from typing import Any

import numpy as np
from numba import njit

from sim import ledger, luck
from sim.daytime import DAY_MIN
from sim.flow.choosing import nobody_chooses
from sim.flow.composed import is_known, is_platforms, own
from sim.flow.parts import Effect, Mechanism
from sim.ledger import Account, Kind, paid_cents
from sim.order import Channel, is_measured
from sim.schema import Rows, Schema
from sim.settings.points import Points
from sim.turns import Process, Turn, at_each, midnights

NAME = "points"

# A row for each consumer.
PURSE = Schema(
    ("points", "i8", "at hand, each worth a cent"),
    ("moved_min", "f8", "when some were earned or used last"),
)
# One row, of the days that count.
COUNTS = Schema(
    ("earned", "i8", "points earned"),
    ("used", "i8", "points used"),
    ("expired", "i8", "points lost"),
)
RULES = Schema(
    ("earn_share", "f8", "of what is paid"),
    ("use_from", "i8", "points that can be used"),
    ("use_share", "f8", "of who has so many uses them"),
    ("felt_share", "f8", "of their worth that is felt"),
    ("near_utils", "f8", "log-odds of opening the app of who has enough"),
)
_PEOPLE, _COUNTS, _RULES = range(3)


def rows(scenario: Any) -> tuple[Rows, ...]:
    """Nobody has points yet; counts, and the rules."""
    settings: Points = scenario.mechanisms.points
    told = settings.model_dump(exclude={"enabled", "expire_days", "use_from_cents"})
    rules = RULES.row(**told, use_from=settings.use_from_cents)
    return PURSE.empty(scenario.consumers.count), COUNTS.empty(1), rules


@njit
def opening_utils(world, utils, consumer_id, _now):
    """Who is near a reward looks for food in the app."""
    mine, rules = own(world, NAME)[_PEOPLE][consumer_id], own(world, NAME)[_RULES][0]
    return utils + rules.near_utils * min(1.0, mine.points / rules.use_from)


@njit
def channel_utils(world, utils, session, channel):
    """A channel in which it is known who buys is worth those to be earned and used there."""
    if not is_known(world, channel):
        return utils
    rules = own(world, NAME)[_RULES][0]
    cents = rules.earn_share * session.basket_cents
    cents += usable(world, session.consumer_id, session.nth, session.basket_cents)
    return utils + session.consumer.price_sensitivity * rules.felt_share * cents


@njit
def usable(world, consumer_id, nth, price_cents):
    """Points that a consumer would use on an order for this need: all that fit, or none."""
    mine, rules = own(world, NAME)[_PEOPLE][consumer_id], own(world, NAME)[_RULES][0]
    if mine.points < rules.use_from:
        return 0.0
    if luck.luck(world.state[0].seed, luck.POINTS, consumer_id, nth) >= rules.use_share:
        return 0.0
    return min(float(mine.points), price_cents)


@njit
def placed(world, order_id, now):
    """An order of the app is paid at once, with points or without."""
    order = world.orders[order_id]
    if is_platforms(world, order.channel):
        _use(world, order, now)


@njit
def handed_over(world, order_id, now):
    """Points are earned on what was kept of the price; in the store it is paid only now."""
    order = world.orders[order_id]
    if order.channel == Channel.WALK_IN:
        _use(world, order, now)
    if not (_counts(world, order) and is_known(world, order.channel)):
        return
    mine, rules = own(world, NAME)[_PEOPLE][order.consumer], own(world, NAME)[_RULES][0]
    earned = round(rules.earn_share * (paid_cents(order) - order.late_refund_cents))
    mine.points += earned
    mine.moved_min = now
    own(world, NAME)[_COUNTS][0].earned += earned
    payer, payee = Account.PLATFORM, Account.CONSUMER
    ledger.post(world.book, world.state[0].page, Kind.POINTS, payer, payee, earned)


@njit
def _use(world, order, now):
    """Pay with points, if the consumer wants to: they were booked when they were earned."""
    if not (_counts(world, order) and is_known(world, order.channel)):
        return
    used = int(usable(world, order.consumer, order.need, float(paid_cents(order))))
    if used > 0:
        mine = own(world, NAME)[_PEOPLE][order.consumer]
        mine.points -= used
        mine.moved_min = now
        own(world, NAME)[_COUNTS][0].used += used


@njit(cache=True)
def _counts(world, order):
    """Whether an order can have points: from day 0 on, where orders are chosen."""
    return is_measured(order) and not nobody_chooses(world)


def process(market: Any) -> Process | None:
    """Points are lost at midnight."""
    if market.recording is not None:
        return None
    settings: Points = market.scenario.mechanisms.points

    def expire(_nth: int) -> None:
        people, counts, _ = own(market.world, NAME)
        idle_min = market.now_min - people["moved_min"]
        lost = (people["points"] > 0) & (idle_min >= settings.expire_days * DAY_MIN)
        points = int(people["points"][lost].sum())
        people["points"][lost] = 0
        counts["expired"] += points
        page, payer, payee = int(market.world.state[0].page), Account.CONSUMER, Account.PLATFORM
        ledger.enter(market.world.book, page, Kind.POINTS, payer, payee, points)

    return Process(NAME, Turn.STOCK, at_each(midnights(0, market.n_days)), expire)


def kpis(result: Any) -> dict[str, float | None]:
    """Points earned, used and lost, and those that are owed at the end."""
    people, (counts,), _ = result.own[NAME]
    return {
        "points_earned_cents_per_day": float(counts["earned"] / result.days),
        "points_used_cents_per_day": float(counts["used"] / result.days),
        "points_lost_cents_per_day": float(counts["expired"] / result.days),
        "points_owed_cents": int(np.sum(people["points"])),
    }


MECHANISM = Mechanism(
    name=NAME,
    about="a share of what is paid comes back as points, which pay for later orders or are lost",
    effects=(
        Effect(
            rows=(81,),
            term_zh="积分",
            term="points bring orders",
            lever="mechanisms.points.enabled",
            metric="orders_per_day",
            direction="+",
            evidence="Kivetz, Urminsky and Zheng 2006: more is bought the nearer a reward is",
        ),
        Effect(
            rows=(81,),
            term_zh="积分成本",
            term="more points for what is paid are a larger debt",
            lever="mechanisms.points.earn_share",
            metric="points_owed_cents",
            direction="+",
            evidence="arithmetic: used is a part of what is earned",
            change=("0.01", "0.05"),
            scenario="points-everywhere",
        ),
        Effect(
            rows=(59, 81),
            term_zh="积分互通、线上线下顾客数据整合",
            term="points that hold in the store too bring people there",
            lever="policies.crm_integrated",
            metric="walkin_share",
            direction="+",
            evidence="theory: a discount of one channel draws buyers from the others",
            scenario="points-everywhere",
        ),
    ),
    settings=Points,
    rows=rows,
    process=process,
    kpis=kpis,
    opening_utils=opening_utils,
    channel_utils=channel_utils,
    placed=placed,
    handed_over=handed_over,
)
