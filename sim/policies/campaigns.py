"""Campaigns as compiled code reads them: what is fixed about each coupon policy of a scenario."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim import luck
from sim.daytime import minutes
from sim.flow.world import CAMPAIGN
from sim.policies.coupon_policy import CouponPolicy
from sim.policies.issuing import limit
from sim.schema import Rows
from sim.settings.hours import ALL_DAY


def campaigns(scenario: Any, channels: Sequence[str]) -> Rows:
    """What is fixed about each campaign, (n_campaigns,) of CAMPAIGN; offers come at midnight.

    Campaigns name their channels; a channel's number is its place among the market's.
    """
    policies = scenario.policies.coupons
    rows = CAMPAIGN.empty(len(policies))
    for row, policy in zip(rows, policies, strict=True):
        row.over_cents = policy.over_cents
        row.from_min, row.to_min = (minutes(clock) for clock in policy.window)
        row.channels = _bits(policy.channels, channels)
        row.once_a_day = policy.uses_per_day == 1
        row.claim_share = scenario.choice.claim_share
        if policy.claim_share is not None:
            row.claim_share = policy.claim_share
        if not policy.show_final_price:
            row.n_conditions = n_conditions(policy, len(rows))
        row.budget_left_cents = limit(policy.budget_cents)
        row.day_left_cents = limit(policy.daily_budget_cents)
        row.platform_share = policy.funded_by.platform
        row.store_share = policy.funded_by.store
        row.n_steps = len(policy.further_steps)
        for nth, step in enumerate(policy.further_steps, 2):
            row[f"over_{nth}_cents"], row[f"off_{nth}_cents"] = step.over_cents, step.off_cents
    return rows


def n_conditions(policy: CouponPolicy, n_campaigns: int) -> int:
    """Rules of a coupon: threshold, hours, stores, each further step, that it is not alone."""
    return (
        (policy.over_cents > 0)
        + (policy.window != ALL_DAY)
        + (bool(policy.stores) or policy.store_share < 1)
        + len(policy.further_steps)
        + (n_campaigns > 1)
    )


def scope(scenario: Any, n_stores: int) -> NDArray[np.int64]:
    """Bit c for each campaign that holds at a store, (n_stores,); who takes part is the city's."""
    bits = np.zeros(n_stores, np.int64)
    for nth, policy in enumerate(scenario.policies.coupons):
        holds = np.ones(n_stores, np.bool_)
        if policy.stores:
            holds = np.isin(np.arange(n_stores), policy.stores)
        if policy.store_share < 1:
            draws = luck.uniforms(scenario.city.seed, luck.PARTNERS, n_stores, nth)[:, 0]
            holds &= draws < policy.store_share
        bits |= np.where(holds, 1 << nth, 0)
    return bits


def _bits(names: Sequence[str], channels: Sequence[str]) -> int:
    """Bit c for each channel named, of number c."""
    for name in names:
        if name not in channels:
            known = ", ".join(channels)
            raise ValueError(f"policies.coupons: no channel named '{name}'; known: {known}")
    return sum(1 << channels.index(name) for name in set(names))
