"""Uplift: what a coupon would bring of a person and cost, by the model's own choice.

    uplift = needs a day * mean of [P(opens, seeing it) * P(orders with it)
                                    - P(opens) * P(orders without it)]
    cost   = needs a day * mean of  P(opens, seeing it) * P(orders with it) * saving

The mean is over a few needs that stand for the day: moments at which as many come before as after
within the coupon's hours, baskets and top-ups from low to high. P(orders) is that of the nested
logit over all stores in sight, with whatever mechanisms make of it, at the moment it is asked for:
midnight, when kitchens are idle. The saving is that on the usual basket at the usual fee; who has
not claimed the coupon is reminded by it and saves nothing. What is lost at the checkout, of either,
is left out. Nothing is changed by asking: rows of mechanisms are put back as they were.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim import luck
from sim.agents import consumer as consumers
from sim.agents import odds
from sim.daytime import DAY_MIN, by_minute, within
from sim.flow import coupons, fees, race, session
from sim.flow.choosing import Session
from sim.flow.parts import Taker
from sim.flow.world import World
from sim.schema import Rows, Schema

# A need that stands for others: its minute of the day, its basket as a standard normal, its top-up.
TYPICAL = Schema(
    ("minute", "f8", "of the day"),
    ("basket_z", "f8", "standard normal quantile of its basket"),
    ("top_up_draw", "f8", "uniform"),
)


def of_everyone(
    world: World,
    columns: Any,
    nth: int,
    audience: NDArray[np.bool_],
    needs: Any,
    share: float,
    now: float,
) -> NDArray[np.float64]:
    """Orders a day more by the nth campaign, and cents a day it costs, (n_consumers, 2).

    Parameters
    ----------
    world, columns
        The columns, and as compiled code takes them.
    nth
        Row of the campaign, whose terms of the day are in force.
    audience
        Whom it is asked of, (n_consumers,); nan of others.
    needs
        Rows of TYPICAL, which stand for the needs of a day.
    share
        Of a day's needs, those within the campaign's hours.
    now
        Minutes since the run's first midnight.
    """
    found = np.full((len(audience), 2), np.nan)
    takers = world.parts.takers
    nests = [world.parts.nests.index(channel.nest) for channel in world.parts.channels]
    is_platforms = np.zeros(len(world.parts.nests), np.bool_)
    is_platforms[[nest for nest, by in zip(nests, takers, strict=True) if by == Taker.PLATFORM]] = 1
    tables = list(_tables(world.own))
    kept = [table.copy() for table in tables]
    _ask(columns, nth, audience, needs, is_platforms, share, now, found)
    for table, before in zip(tables, kept, strict=True):
        table[:] = before
    return found


def _tables(own: Any) -> Iterator[Rows]:
    """Every table of every part: each part has one, or a tuple of them."""
    for part in own:
        yield from part if isinstance(part, tuple) else (part,)


@njit(cache=True)
def _ask(world, nth, audience, needs, is_platforms, share, now, found):
    """Fill in uplift and cost of everyone in the audience.

    Parameters
    ----------
    world
        The columns.
    nth : int
        Row of the campaign.
    audience : array of bool, (n_consumers,)
        Whom it is asked of.
    needs : records of TYPICAL
        Which stand for the needs of a day.
    is_platforms : array of bool, (n_nests,)
        Nests of what the platform sells.
    share : float
        Of a day's needs, those that they stand for.
    now : float
        Minutes since the run's first midnight.
    found : array of float, (n_consumers, 2)
        Orders and cents a day, which are written.
    """
    for who in range(len(audience)):
        if not audience[who]:
            continue
        rate = share * world.consumers[who].needs_per_day / len(needs)
        claimed = coupons.claimed_bits(world, 1 << nth, who)
        seen = session.opening_share(world, who, 1 << nth, now)
        unseen = session.opening_share(world, who, 0, now)
        orders, cents = 0.0, 0.0
        for row in range(len(needs)):
            need = needs[row]
            with_it = without = order_share(world, who, need, 0, is_platforms, now)
            if claimed != 0:
                with_it = order_share(world, who, need, claimed, is_platforms, now)
                cents += seen * with_it * usual_saving_cents(world, who, nth, need)
            orders += seen * with_it - unseen * without
        found[who, 0] = rate * orders
        found[who, 1] = rate * cents


@njit(cache=True)
def order_share(world, who, need, claimed, is_platforms, now):
    """The probability that who looks for food finds it on the platform.

    Parameters
    ----------
    world
        The columns.
    who : int
        The consumer.
    need : record of TYPICAL
        A need that stands for others.
    claimed : int
        Bits of the campaigns that can be used.
    is_platforms : array of bool, (n_nests,)
        Nests of what the platform sells.
    now : float
        Minutes since the run's first midnight.
    """
    choice, consumer = world.choice[0], world.consumers[who]
    looks = Session(
        who,
        consumer,
        0,
        now,
        need.minute,
        session.whereabouts(world, consumer, need.minute),
        claimed,
        usual_basket_cents(world, consumer.segment, need),
        1.0,
        0.0,
        need.top_up_draw,
        0.5,
        0.5,
    )
    session.choose(world, looks)
    ours = 0.0
    for row in range(len(world.race)):
        if is_platforms[row]:
            ours += race.nest_weight(world.race[row], choice.nest_scale)
    if ours == 0:  # there may be no outside option either
        return 0.0
    nothing_weight = odds.exp(choice.nothing_constant)
    return ours / race.total_weight(world.race, nothing_weight, choice.nest_scale)


@njit(cache=True)
def usual_basket_cents(world, segment_row, need):
    """The basket of a typical need, at mean prices."""
    segment = world.segments[segment_row]
    return segment.basket_mean_cents * luck.lognormal(segment.basket_sigma, need.basket_z)


@njit(cache=True)
def usual_saving_cents(world, who, nth, need):
    """What the coupon takes off such a basket, filled up if it is, at the fee around the home."""
    consumer, campaign = world.consumers[who], world.campaigns[nth]
    fee = fees.usual_cents(world, consumer)
    basket = usual_basket_cents(world, consumer.segment, need)
    gap = campaign.over_cents - basket
    if gap > 0.0:
        saving = coupons.saving_cents(campaign, campaign.over_cents, fee)
        beyond = consumers.topped_up_cents(world.choice[0], saving, gap, need.top_up_draw)
        return saving if beyond >= 0.0 else 0.0
    return coupons.saving_cents(campaign, basket, fee)


def typical_needs(hours: Any, from_min: float, to_min: float, n: int) -> tuple[Any, float]:
    """Needs that stand for those of a day, (n,) of TYPICAL, and for what share of a day's needs.

    Parameters
    ----------
    hours
        Shares of a day's needs by hour, (24,).
    from_min, to_min
        The hours they fall into; a window that passes midnight has two parts of the day.
    n
        How many.
    """
    from scipy import special

    inside = within(np.arange(int(DAY_MIN)), from_min, to_min)
    rates = by_minute(hours)
    share = float(rates[inside].sum() / rates.sum())
    came = np.cumsum(np.where(inside, rates, 0.0))
    needs = TYPICAL.empty(n)
    spread = (np.arange(n) + 0.5) / n
    if came[-1] > 0:
        needs["minute"] = np.searchsorted(came, spread * came[-1])
    # Steps that are prime to n let every third go with every other.
    needs["basket_z"] = special.ndtri(spread[np.arange(n) * 3 % n])
    needs["top_up_draw"] = spread[np.arange(n) * 5 % n]
    return needs, share
