"""Pacing: a budget spent evenly over days, and over each of them, by how many get the coupon.

A controller with a memory of one day (`sim.agenda.Pace`). Each midnight it gives the day its part
of what is left, and lets so many have the coupon that this part lasts for the day: as many as
yesterday, times what there is for today over what yesterday would have cost, had its budget not run
out:

    share <- clip(share * budget today / spent yesterday * needs until then / all needs)

Throttling who takes part, not what they get, is how platforms pace budgets of advertising (Agarwal,
Ghosh, Wei and You 2014).
"""

import numpy as np

from sim.agenda import Pace
from sim.daytime import DAY_MIN, SATURDAY, by_minute, within
from sim.policies.coupon_policy import CouponPolicy
from sim.policies.family import Applicable

# So that a campaign never ends for good by being too dear on one day.
_LEAST = 0.01


def share(market: Applicable, policy: CouponPolicy, nth: int, left_cents: float) -> float:
    """Of those meant for a campaign, the share who get it today; its day's budget is put in force.

    Parameters
    ----------
    market
        In which the day begins.
    policy, nth
        The campaign, and its row.
    left_cents
        Of yesterday's budget.
    """
    campaign, agenda = market.world.campaigns[nth], market.agenda
    before = agenda.paces.get(nth, Pace())
    if campaign.budget_left_cents < np.inf:
        part = campaign.budget_left_cents // days_left(market, policy)
        campaign.day_left_cents = min(campaign.day_left_cents, part)
    today = float(campaign.day_left_cents)
    found = before.share
    if before.is_on:
        came = needs_share(market, nth) if left_cents <= 0 else 1.0
        would_have_cost = (before.budget_cents - left_cents) / max(came, _LEAST)
        found = found * today / would_have_cost if would_have_cost > 0 else 1.0
        found = min(1.0, max(_LEAST, found))
    agenda.paces[nth] = Pace(found, today, bool(campaign.today) and today > 0)
    return found


def days_left(market: Applicable, policy: CouponPolicy) -> int:
    """Days on which a campaign holds from today on, at least one."""
    scenario = market.scenario
    days = range(int(market.world.state["day"][0]), scenario.days)
    return max(1, sum(scenario.weekday(day) in policy.weekdays for day in days))


def needs_share(market: Applicable, nth: int) -> float:
    """Of yesterday's needs within a campaign's hours, the share before its last coupon was used."""
    world, demand = market.world, market.scenario.demand
    weekend = (market.weekday - 1) % 7 >= SATURDAY
    rates = by_minute(demand.hours(weekend))
    campaign = world.campaigns[nth]
    minutes = np.arange(int(DAY_MIN))
    inside = within(minutes, campaign.from_min, campaign.to_min)
    placed = world.orders[: int(world.state["n_orders"][0])]
    used = placed["placed_min"][placed["coupon"] == nth]
    midnight = market.now_min - DAY_MIN
    came = minutes < used.max(initial=midnight) - midnight
    total = rates[inside].sum()
    return float(rates[inside & came].sum() / total) if total > 0 else 1.0
