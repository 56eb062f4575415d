"""Days: at each midnight new needs, full shelves and today's campaigns."""

import numpy as np
from simpy.events import ProcessGenerator

from sim.daytime import DAY_MIN
from sim.flow.needs import draw_needs
from sim.market import Market


def days(market: Market) -> ProcessGenerator:
    """Live through the scenario's days; the book keeps one more page for what ends later."""
    for day in range(market.n_days):
        begin_day(market, day)
        yield market.clock.timeout(DAY_MIN)
    market.world.state["day"] = market.n_days
    market.flow.set_needs(market.world.needs[:0])


def begin_day(market: Market, day: int) -> None:
    """What changes at midnight."""
    world = market.world
    demand = market.scenario.demand
    world.state["day"] = day
    weekend = market.weekday >= 5
    world.state["weekend"] = weekend
    replenish(market)
    open_campaigns(market)
    if market.recording is None:
        hours = demand.weekend_hours if weekend else demand.weekday_hours
        factor = demand.weekend_factor if weekend else 1.0
        market.flow.set_needs(draw_needs(market.seed, world.consumers, day, factor, hours))


def replenish(market: Market) -> None:
    """Fill every shelf up to the morning's stock, and publish it."""
    stores = market.world.stores
    stores["physical_stock"] = stores["daily_stock"]
    stores["published_stock"] = stores["daily_stock"]


def open_campaigns(market: Market) -> None:
    """Ask every coupon policy for today's offer and its audience."""
    world = market.world
    world.consumers["coupons"] = 0
    world.consumers["coupons_used"] = 0
    for index, policy in enumerate(market.scenario.policies.coupons):
        offer = policy(market.view)
        bit = np.uint64(1 << index)
        world.consumers["coupons"] |= np.where(offer.eligible, bit, np.uint64(0))
        campaign = world.campaigns[index]
        campaign.today = market.weekday in policy.weekdays
        campaign.off_cents = offer.off_cents
        campaign.basket_share = offer.basket_share
        campaign.cap_cents = offer.cap_cents
        campaign.fee_share = offer.fee_share
