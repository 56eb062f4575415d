"""Coupons that bring people to the app or back to it: what the best one is worth to each of them.

A coupon counts that one has when a day ends and has not used, if it holds on the weekday that
comes: who comes for it at midnight can use it on the day he comes. It is worth what it takes off
the basket that is usual in the consumer's segment, at the fee around his home, less what filling
the basket up to it loses (`sim.flow.coupons.usual_worth_cents`); no more than what is left of its
budget or a day's budget pays. Its terms are those of the day, whoever wrote its policy.

It is looked at before midnight: at minute 0 all campaigns begin anew, while people are who they
were.
"""

from typing import Any

import numpy as np

from sim.flow import coupons
from sim.schema import Rows


def look_at_offers(market: Any, people: Rows) -> None:
    """Write down, as a day ends, what coupons are worth to whom at its midnight."""
    world, policies = market.world, market.scenario.policies.coupons
    if not policies:  # nothing is worth anything, as it was from the first
        return
    consumers, campaigns = world.consumers, world.campaigns.copy()
    on = for_first = 0
    for nth, policy in enumerate(policies):
        if (market.weekday + 1) % 7 in policy.weekdays:
            on |= 1 << nth
            for_first |= int(campaigns[nth].first_order) << nth
        budget = policy.daily_budget_cents
        campaigns[nth].day_left_cents = np.inf if budget is None else budget
    held = (consumers["coupons"] & ~consumers["coupons_used"]).astype(np.int64)
    baskets = world.segments["basket_mean_cents"][consumers["segment"]]
    fees = world.tariff["base_cents"][world.cell_zone[consumers["home_cell"]]]
    loss_share = float(world.choice["top_up_loss_share"][0])
    for name, bits in (("first_cents", for_first), ("held_cents", on)):
        people[name] = coupons.most_worth_to_each_cents(
            campaigns, held & bits, baskets, fees, loss_share
        )
