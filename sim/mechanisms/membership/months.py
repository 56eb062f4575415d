"""Months of membership: who is a member when the run begins, fees by day, renewals.

At each midnight a member owes a thirtieth of the fee of a month, and every thirtieth midnight after
joining may cancel instead.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from sim import ledger, luck
from sim.agents import odds
from sim.daytime import DAY_MIN
from sim.flow import past
from sim.flow.choosing import nobody_chooses
from sim.flow.composed import own
from sim.flow.world import World
from sim.ledger import Account, Kind
from sim.mechanisms.membership.columns import (
    COUNTS,
    MONTH_DAYS,
    NAME,
    PEOPLE,
    RULES,
)
from sim.mechanisms.membership.moves import joining_share
from sim.schema import Rows
from sim.settings.membership import Membership
from sim.turns import Process, Turn, at_each, midnights

Floats = NDArray[np.float64]
# Months before the run in which members of its beginning may have joined.
_PAST_MONTHS = 12
# What is drawn of them.
_ORDER, _SINCE = 0, 1


def rows(scenario: Any) -> tuple[Rows, ...]:
    """Nobody is a member yet; counts, and the rules."""
    settings: Membership = scenario.mechanisms.membership
    counts = min(1.0, settings.fee_month_cents / settings.sunk_cents)
    told = settings.model_dump(include={column.name for column in RULES.columns})
    rules = RULES.row(
        **told
        | {
            "saving_per_min": 1 / (settings.rate_memory_days * DAY_MIN),
            "sunk_utils": settings.sunk_utils * counts,
            "sunk_per_min": 1 / (settings.sunk_days * DAY_MIN),
            "habit_per_min": 1 / (settings.habit_days * DAY_MIN),
        }
    )
    people = PEOPLE.empty(scenario.consumers.count)
    people["saving_min"] = people["habit_min"] = -scenario.warmup_days * DAY_MIN
    return people, COUNTS.empty(1), rules


def live_past(world: World, scenario: Any) -> None:
    """What membership would have saved people, who is a member, since when and with what habit.

    Members are drawn as they join.
    """
    if nobody_chooses(world):
        return
    settings: Membership = scenario.mechanisms.membership
    consumers, (people, _, _) = world.consumers, own(world, NAME)
    rate = consumers["needs_per_day"] * past.orders_per_need(scenario)[consumers["segment"]]
    above = np.array([_share_above(kind, settings) for kind in scenario.consumers.segments])
    spared = above[consumers["segment"]] * settings.fee_off_share * settings.usual_fee_cents
    people["saving"] = rate * settings.usual_delivery_share * spared
    n_members = round(settings.member_share * len(people))
    if n_members > 0:
        first = _who_joins_first(world, rate)[:n_members]
        draws = luck.uniforms(int(world.state["seed"][0]), luck.MEMBERS, len(people), _SINCE)
        months = np.searchsorted(_tenures(settings), draws[first, 0], side="right")
        days_ago = scenario.warmup_days + MONTH_DAYS * (months + draws[first, 1])
        people["member"][first] = True
        people["since_min"][first] = -days_ago * DAY_MIN
        grown = settings.habit_gain * settings.habit_days * rate[first]
        people["habit"][first] = grown / (1 + grown)


def _who_joins_first(world: World, rate: Floats) -> NDArray[np.intp]:
    """Consumers in a random order, in proportion to how often they order and then would join.

    Such an order is that of log(u) / weight (Efraimidis and Spirakis 2006).
    """
    people, _, rules = own(world, NAME)
    sensitivities = world.consumers["price_sensitivity"]
    eager = [
        often * joining_share(saving, sensitivity, rules[0])
        for often, saving, sensitivity in zip(rate, people["saving"], sensitivities, strict=True)
    ]
    draws = luck.uniforms(int(world.state["seed"][0]), luck.MEMBERS, len(people), _ORDER)
    turn = np.log(draws[:, 0]) / np.maximum(eager, 1e-300)
    return np.argsort(-turn, kind="stable")


def _share_above(kind: Any, settings: Membership) -> float:
    """Of a segment's baskets, lognormal, those from which on members save."""
    if settings.over_cents == 0:
        return 1.0
    far = math.log(kind.basket_mean_cents / settings.over_cents)
    if kind.basket_sigma == 0:
        return float(far >= 0)
    return float(ndtr(far / kind.basket_sigma - kind.basket_sigma / 2))


def _tenures(settings: Membership) -> Floats:  # (_PAST_MONTHS,)
    """Shares of members by whole months since they joined, cumulated, if as many join each day."""
    left = np.array([retained(settings, months) for months in range(_PAST_MONTHS)])
    return np.asarray(np.cumsum(left) / left.sum())


def retained(settings: Membership, months: int) -> float:
    """Share of those who joined who are still there after so many renewals, gains being usual.

    The shifted beta-geometric of Fader and Hardie 2007: product of stay / (leave + stay), where
    stay grows by 1 with each renewal.
    """
    stay = settings.stay_weight + np.arange(months)
    return float(np.prod(stay / (settings.leave_weight + stay)))


def leaving_share(settings: Membership, renewals: Floats, gain_utils: Floats) -> Floats:
    """Probability of cancelling at the renewal of this number, from 1, by what a month saves.

    logistic(log(leave / (stay + renewals - 1)) - weight * (gain - usual gain)): inertia grows with
    each renewal.
    """
    usual = math.log(settings.leave_weight) - np.log(settings.stay_weight + renewals - 1)
    more = settings.gain_weight * (gain_utils - settings.usual_gain_utils)
    return np.asarray(1 / (1 + np.exp(np.minimum(more - usual, odds.MOST))))


def process(market: Any) -> Process | None:
    """Renewals and fees, at each midnight."""
    if market.recording is not None:
        return None

    def midnight(_nth: int) -> None:
        renew(market)
        charge(market)

    return Process(NAME, Turn.STOCK, at_each(midnights(market.first_day, market.n_days)), midnight)


def renew(market: Any) -> None:
    """Whose month is over stays, or cancels; what costs nothing is kept for ever."""
    settings: Membership = market.scenario.mechanisms.membership
    world, now_min = market.world, market.now_min
    people, counts, _ = own(world, NAME)
    days = np.floor((now_min - people["since_min"]) / DAY_MIN)
    due = np.flatnonzero(people["member"] & (days > 0) & (days % MONTH_DAYS == 0))
    if settings.fee_month_cents == 0 or len(due) == 0:
        return
    mine = people[due]
    kept = np.exp(-(now_min - mine["saving_min"]) / (settings.rate_memory_days * DAY_MIN))
    gain_cents = MONTH_DAYS * mine["saving"] * kept - settings.fee_month_cents
    gain_utils = world.consumers["price_sensitivity"][due] * gain_cents
    share = leaving_share(settings, days[due] // MONTH_DAYS, gain_utils)
    state = world.state[0]
    draws = luck.uniforms(int(state.seed), luck.RENEWAL, len(people), int(state.day))
    left = due[draws[due, 0] < share]
    people["member"][left] = False
    if now_min >= 0:
        counts["n_left"] += len(left)


def charge(market: Any) -> None:
    """A day's part of everybody's fee, in whole cents of all together."""
    settings: Membership = market.scenario.mechanisms.membership
    world = market.world
    people, counts, _ = own(world, NAME)
    n_members = int(np.count_nonzero(people["member"]))
    cents = round(n_members * settings.fee_month_cents / MONTH_DAYS)
    page = int(world.state[0].page)
    ledger.enter(world.book, page, Kind.MEMBER_FEE, Account.CONSUMER, Account.PLATFORM, cents)
    if market.now_min >= 0:
        counts["fee_cents"] += cents
        counts["member_days"] += n_members
        counts["other_days"] += len(people) - n_members
