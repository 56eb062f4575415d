"""The past: what everyone has ordered, and made of it, before the first day.

People do not begin as strangers. Each has lived through some weeks of orders, at the rate and with
the experiences that the model itself brings in the long run (`python -m tests.benchmarks.past`
measures both), remembered by the very equation of the run. No policy has a part in it, so that
every scenario of a comparison begins with the same people.
"""

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim import luck
from sim.agents import consumer as consumers_
from sim.agents import odds
from sim.daytime import DAY_MIN, HOUR_MIN, SATURDAY
from sim.flow import moments, reactions
from sim.flow.entry import pointer
from sim.flow.prefetch import row_of
from sim.flow.world import World
from sim.schema import Schema
from sim.settings import Settings

# What the draws of a past go by.
PAST = Schema(
    ("days", "f8", "how long it is"),
    ("lasting_sd", "f8", "of what all experiences of one consumer share"),
    ("first_day", "i8", "of the run, from which it reaches back"),
    ("first_weekday", "i8", "of day 0, 0 Monday"),
)

# People from now whose lists of stores are asked for.
_AHEAD = 4

# Items of a consumer's draws: the orders, and what all of one's experiences share.
_ORDER, _LASTING = 0, 1


def live_past(world: World, scenario: Settings) -> None:
    """Give all consumers their satisfaction, loyalty, last order and its store.

    The past ends where the run begins, which may be before day 0.
    """
    demand, past = scenario.demand, scenario.past
    if past.days == 0:
        return
    hours = np.cumsum([demand.weekday_hours, demand.weekend_hours], axis=1)
    hours /= hours[:, -1:]
    _live(
        pointer(world),
        orders_per_need(scenario),
        hours,
        np.array(past.felt),
        PAST.row(
            days=float(past.days),
            lasting_sd=past.lasting_sd,
            first_day=-scenario.warmup_days,
            first_weekday=demand.first_weekday,
        ),
    )


def orders_per_need(scenario: Settings) -> NDArray[np.float64]:  # (n_segments,)
    """Orders of the past for each need of a weekday, by segment, on the mean day of a week."""
    each = np.array([segment.orders_per_need for segment in scenario.consumers.segments])
    return np.asarray(each * (5 + 2 * scenario.demand.weekend_factor) / 7)


@njit(cache=True)
def _live(world, orders_per_need, hours, felt, past):
    """Live everyone's past from the last order back to the first.

    Orders come as a Poisson process. Experiences are independent of one another, so that the order
    in which they are remembered is as good as the reverse.

    Parameters
    ----------
    world
        The columns, of which those of consumers are changed.
    orders_per_need
        Orders for each need, on the mean day of a week, by segment, (n_segments,).
    hours
        Cumulated shares of the hours on weekdays and at the weekend, (2, 24).
    felt
        Quantiles of what is felt after an order, evenly spaced from 0 to 1, (n_quantiles,).
    past
        Row of PAST, (1,).
    """
    seed, choice = world.state[0].seed, world.choice[0]
    days, first_weekday = past[0].days, past[0].first_weekday
    first_day = past[0].first_day
    offers = _offers(world.stores)
    for who in range(len(world.consumers)):
        consumer = world.consumers[who]
        if who + _AHEAD < len(world.consumers):
            later = world.consumers[who + _AHEAD]
            row_of(world.shown, later.home_cell)
            row_of(world.shown, later.work_cell)
        rate = consumer.needs_per_day * orders_per_need[consumer.segment]
        lasting = past[0].lasting_sd * luck.normal(seed, luck.PAST, who, 0, _LASTING)
        days_ago, nth = 0.0, 0
        while rate > 0.0:
            gap, felt_draw, hour_draw, store_draw = luck.four(seed, luck.PAST, who, nth, _ORDER)
            days_ago -= math.log(gap) / rate
            if days_ago >= days:
                break
            if nth == 0:
                day = first_day - 1 - int(days_ago)
                weekday = (first_weekday + day) % 7
                minute = _minute(hours[int(weekday >= SATURDAY)], hour_draw)
                consumer.last_order_min = day * DAY_MIN + minute
                in_hours = choice.work_start_min <= minute < choice.work_end_min
                at_work = weekday < SATURDAY and in_hours
                cell = consumer.work_cell if at_work else consumer.home_cell
                consumer.last_store = _store(world, offers, who, cell, store_draw)
            consumers_.remember(consumer, _felt(felt, felt_draw, lasting), world.satisfaction[0])
            moments.lived(world, who, nth, days_ago, felt_draw)
            nth += 1


@njit(cache=True)
def _minute(cumulated, uniform):
    """Minute of the day by the hours' cumulated shares (24,), even within an hour."""
    hour = min(np.searchsorted(cumulated, uniform, side="right"), 23)
    before = cumulated[hour - 1] if hour > 0 else 0.0
    return HOUR_MIN * (hour + (uniform - before) / (cumulated[hour] - before))


@njit(cache=True)
def _felt(quantiles, uniform, lasting):
    """Satisfaction after one order: the quantile of a uniform, moved by what lasts; 1 to 5."""
    return min(5.0, max(1.0, quantile(quantiles, uniform) + lasting))


@njit(cache=True)
def quantile(quantiles, share):
    """Below which a share in (0, 1) lies, of evenly spaced quantiles, straight between them."""
    position = share * (len(quantiles) - 1)
    below = int(position)
    step = quantiles[below + 1] - quantiles[below]
    return quantiles[below] + (position - below) * step


@njit(cache=True)
def _offers(stores):
    """Price level and shown quality of each store, (n_stores, 2): what a choice looks at, no more.

    All together they stay near the processor, which whole rows of a large city do not.
    """
    offers = np.empty((len(stores), 2))
    for store_id in range(len(stores)):
        offers[store_id, 0] = stores[store_id].price_level
        offers[store_id, 1] = stores[store_id].shown_quality
    return offers


@njit(cache=True)
def _store(world, offers, who, cell, uniform):
    """One of the stores of a cell's list in proportion to what its food is worth; -1: none is.

    Waiting and fees are left out: they depend on policies.

    Parameters
    ----------
    world
        The columns.
    offers : (n_stores, 2) float
        Price level and shown quality of each store.
    who, cell : int
        The consumer, and where he was.
    uniform : float
        The draw.
    """
    consumer, choice, listed = world.consumers[who], world.choice[0], world.shown[cell]
    usual_cents = world.segments[consumer.segment].basket_mean_cents
    count = 0
    while count < len(listed) and listed[count] >= 0:
        count += 1
    if count == 0:
        return -1
    utils = np.empty(count)
    for rank in range(count):
        price_level, quality = offers[listed[rank]]
        extra_cents = usual_cents * (price_level - 1.0)
        utils[rank] = consumers_.store_utility(consumer, choice, extra_cents, quality, False)
    utils = reactions.remembered_utils(world, utils, who, listed[:count])
    total, cumulated = 0.0, utils
    for rank in range(count):
        total += odds.exp(utils[rank] * choice.per_scale)
        cumulated[rank] = total
    return listed[min(np.searchsorted(cumulated, uniform * total, side="right"), count - 1)]
