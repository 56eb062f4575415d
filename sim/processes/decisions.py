"""Decisions: the platform's policies decide again at their intervals."""

from collections.abc import Callable

import numpy as np

from sim.clock import Turn
from sim.market import Market
from sim.processes.days import midnights
from sim.processes.process import Process, at_each, every


def pricing(market: Market) -> Process:
    """Put the tariff in force."""
    policy = market.scenario.policies.pricing

    def price() -> None:
        tariff = policy(market.view)
        market.world.tariff["base_cents"] = tariff.base_cents
        market.world.tariff["per_km_cents"] = tariff.per_km_cents
        market.world.rates["fee_free_km"] = tariff.free_km

    return _decision("pricing", policy.every_min, price)


def campaigns(market: Market) -> Process:
    """At each midnight, ask every coupon policy for today's offer and its audience."""

    def open_campaigns(_nth: int) -> None:
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

    moments = at_each(midnights(market.n_days))
    return Process("campaigns", Turn.DECISIONS, moments, open_campaigns)


def promise(market: Market) -> Process:
    """Put the way of quoting in force."""
    policy = market.scenario.policies.promise

    def quote() -> None:
        promised = policy(market.view)
        market.world.tariff["pad_min"] = promised.pad_min
        market.world.rates["estimate_weight"] = promised.estimate_weight

    return _decision("promise", policy.every_min, quote)


def pay(market: Market) -> Process:
    """Put the couriers' rates in force."""
    policy = market.scenario.policies.pay

    def set_rates() -> None:
        rates = policy(market.view)
        row = market.world.rates
        row["pay_order_cents"] = rates.order_cents
        row["pay_per_km_cents"] = rates.per_km_cents
        row["pay_free_km"] = rates.free_km
        row["hourly_guarantee_cents"] = rates.hourly_guarantee_cents

    return _decision("pay", policy.every_min, set_rates)


def _decision(name: str, every_min: float, decide: Callable[[], None]) -> Process:
    """A policy asked at the start and at every interval."""
    return Process(name, Turn.DECISIONS, every(every_min, 0.0), lambda _nth: decide())
