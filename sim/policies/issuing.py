"""Issuing: a campaign's offer of the day put in force, and into whose hands it comes.

Compiled code knows two bits of each consumer: he has the coupon, and he has used it. Here, at each
midnight, they are set: whoever is addressed and targeted gets one; one that was not used is kept
until it expires; and nobody gets another before `every_days` are over. Who does not have the app is
shown it only, on every day, also between its weekdays: his is issued on the day he comes.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.flow.world import OFFERED, Sent
from sim.policies import pacing, targeting
from sim.policies.coupon_policy import CouponPolicy, CouponTerms
from sim.policies.family import Applicable
from sim.schema import Rows

# Nobody has got one yet.
_NEVER = -1_000_000
# Needs that stand for a day's in what a coupon is expected to bring.
_TYPICAL_NEEDS = 8

Flags = NDArray[np.bool_]


def issue(market: Applicable, policy: CouponPolicy, terms: CouponTerms, nth: int) -> None:
    """Put today's offer of a campaign in force, for whom it is meant."""
    consumers, campaign = market.world.consumers, market.world.campaigns[nth]
    left = float(campaign.day_left_cents)  # of yesterday's budget
    _begin_day(market, policy, nth)
    offer(market, terms, nth)
    campaign.first_order = policy.audience.first_order or _is_first(terms.eligible, consumers)
    draws = _draws(market, policy, nth)
    chosen, held_out = _targeted(market, policy, terms.eligible, draws, nth)
    has_app = ~_without_app(market)
    meant = chosen & ~held_out
    if _is_held_for_days(policy):
        meant &= campaign.today | ~has_app
    if policy.pacing == "even":
        meant &= draws[:, targeting.PACED] < pacing.share(market, policy, nth, left)
    issued = _hand_out(market, policy, meant, has_app, nth)
    day = int(market.world.state["day"][0])
    if day < 0:  # in a warm-up
        return
    bit = np.uint64(1 << nth)
    holds = consumers["coupons"] & ~consumers["coupons_used"] & bit != 0
    offered = market.agenda.offered[day, nth]
    for column in OFFERED.columns:
        if column.name in campaign.dtype.names:
            offered[column.name] = campaign[column.name]
    holds, held_out = holds & has_app, held_out & has_app
    offered.n_eligible = np.count_nonzero(holds)
    offered.n_issued = np.count_nonzero(issued & has_app) if campaign.today else 0
    offered.n_held_out = np.count_nonzero(held_out)
    if policy.targeting.holdout_share > 0:
        market.agenda.sent[day, nth] = Sent(np.packbits(holds), np.packbits(held_out))


def _is_first(eligible: Flags, consumers: Rows) -> bool:
    """Whether an audience is of people who have never ordered alone, while others have."""
    ordered = ~np.isneginf(consumers["last_order_min"])
    return bool(ordered.any() and eligible.any() and not (eligible & ordered).any())


def _without_app(market: Applicable) -> Flags:
    """Who does not have the app, (n_consumers,)."""
    from sim.mechanisms.talk.daily import without_app  # compiled

    return without_app(market.world)


def _begin_day(market: Applicable, policy: CouponPolicy, nth: int) -> None:
    """Whether a campaign is on today, and what there is for the day."""
    campaign = market.world.campaigns[nth]
    campaign.today = market.weekday in policy.weekdays
    campaign.last_night = (market.weekday - 1) % 7 in policy.weekdays
    campaign.day_left_cents = limit(policy.daily_budget_cents)


def limit(budget_cents: int | None) -> float:
    """A budget in cents; inf: none."""
    return np.inf if budget_cents is None else budget_cents


def _is_held_for_days(policy: CouponPolicy) -> bool:
    """Whether it is remembered who got it when; one of a day is given out at each midnight."""
    return policy.valid_days > 1 or policy.every_days is not None


def offer(market: Applicable, terms: CouponTerms, nth: int) -> None:
    """Put what a campaign takes off today in force."""
    campaign = market.world.campaigns[nth]
    campaign.off_cents, campaign.basket_share = terms.off_cents, terms.basket_share
    campaign.cap_cents, campaign.fee_share = terms.cap_cents, terms.fee_share


def _hand_out(
    market: Applicable, policy: CouponPolicy, meant: Flags, has_app: Flags, nth: int
) -> Flags:
    """Give the coupon to whom it is meant for and take those back that are used or have expired.

    Who got it now, or was shown it without having the app, (n_consumers,).
    """
    consumers, bit = market.world.consumers, np.uint64(1 << nth)
    today = int(market.world.state["day"][0])
    got = market.agenda.wallets.get(nth)
    if got is None:
        got = np.full(len(consumers), _NEVER, np.int64)
    every_days = policy.valid_days if policy.every_days is None else policy.every_days
    kept = (consumers["coupons"] & ~consumers["coupons_used"] & bit != 0) & (
        today - got < policy.valid_days
    )
    issued = meant & ~kept & (today - got >= every_days)
    if _is_held_for_days(policy):
        market.agenda.wallets[nth] = np.where(issued & has_app, today, got)
    consumers["coupons"] &= ~bit
    consumers["coupons_used"] &= ~bit
    consumers["coupons"] |= np.where(kept | issued, bit, np.uint64(0))
    return np.asarray(issued, np.bool_)


def _targeted(
    market: Applicable, policy: CouponPolicy, audience: Flags, draws: Any, nth: int
) -> tuple[Flags, Flags]:
    """Who is targeted, and who of them is held out."""
    rule = policy.targeting
    chosen = audience
    if rule.rule == "dual":
        chosen = _of_shared(market, rule.budget_cents, nth)
    elif rule.rule != "none":
        scores = _scores(market, policy, audience, draws, nth)
        chosen = targeting.targeted(rule, audience, scores, draws)
    return chosen, targeting.held_out(rule, chosen, draws)


def _draws(market: Applicable, policy: CouponPolicy, nth: int) -> Any:
    """Lasting uniforms of a campaign that leaves something to luck, (n_consumers, 4); else None."""
    from sim import luck  # compiled; who reads a scenario draws nothing

    rule = policy.targeting
    is_sure = rule.rule in ("none", "dual") and rule.holdout_share == 0
    if is_sure and policy.pacing != "even":
        return None
    seed, n_consumers = int(market.world.state["seed"][0]), len(market.world.consumers)
    return luck.uniforms(seed, luck.TARGETING, n_consumers, nth)


def _of_shared(market: Applicable, budget_cents: int, nth: int) -> Flags:
    """Who gets a campaign of those that share a budget; off today, who has it keeps it.

    A night that began yesterday is theirs who got a share then.
    """
    world = market.world
    if world.campaigns[nth].today:
        return np.asarray(_allocation(market, budget_cents) == nth, np.bool_)
    return np.asarray(world.consumers["coupons"] & np.uint64(1 << nth) != 0, np.bool_)


def _allocation(market: Applicable, budget_cents: int) -> NDArray[np.int64]:
    """Which campaign each consumer gets of those on today that share a budget, -1: none.

    All are priced as their day begins, then put back: each begins it at its own turn.
    """
    day, agenda, rows = int(market.world.state["day"][0]), market.agenda, market.world.campaigns
    if agenda.allocation is None or agenda.allocation[0] != day:
        policies, kept = market.scenario.policies.coupons, rows.copy()
        shared, found = [], []
        for nth, each in enumerate(policies):
            if each.targeting.rule != "dual" or market.weekday not in each.weekdays:
                continue
            terms = each(market.view)
            _begin_day(market, each, nth)
            offer(market, terms, nth)
            shared.append(nth)
            found.append(uplift_of(market, terms.eligible, nth))
        rows[:] = kept
        orders, cents = np.transpose(found, (2, 1, 0))
        best = targeting.shared_out(orders, cents, budget_cents)
        agenda.allocation = day, np.where(best < 0, -1, np.take(shared, best))
    return agenda.allocation[1]


def _scores(
    market: Applicable, policy: CouponPolicy, audience: Flags, draws: Any, nth: int
) -> NDArray[np.float64]:
    """What the audience is ranked by, (n_consumers,)."""
    rule, world = policy.targeting, market.world
    if rule.rule == "random":
        return np.zeros(len(audience))
    if rule.rule == "place":
        return targeting.by_place(rule, world.cell_zone[world.consumers["home_cell"]])
    if rule.rule == "rfm":
        return targeting.by_history(world.consumers)
    scores = targeting.per_yuan(*uplift_of(market, audience, nth).T)
    return scores if rule.rule == "uplift" else targeting.noisy(rule, scores, draws)


def uplift_of(market: Applicable, audience: Flags, nth: int) -> Any:
    """Orders a day more and cents a day that a campaign is expected to bring, (n_consumers, 2)."""
    from sim.flow import uplift  # compiled

    hours = market.scenario.demand.hours(bool(market.world.state["weekend"][0]))
    campaign = market.world.campaigns[nth]
    needs, share = uplift.typical_needs(hours, campaign.from_min, campaign.to_min, _TYPICAL_NEEDS)
    world, columns = market.world, market.flow.columns
    return uplift.of_everyone(world, columns, nth, audience, needs, share, market.now_min)
