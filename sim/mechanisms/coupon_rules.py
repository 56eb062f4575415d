"""Rules of coupons: they take time to read, turn people away, and are misread.

Rows 46 and 47, «优惠券使用限制过多» and «活动规则复杂难懂»: conditions, and rules that are hard to
understand. Who holds coupons reads the rules of all of them, C in number: those that each has by
itself, and that it is not the only one (`n_conditions` of `sim.flow.world.CAMPAIGN`). None is read
of a coupon whose final price is shown, nor of any with `choice.show_final_price`.

    utils of what the platform sells -= wait_sensitivity * minutes_per_rule * C
    P(paying)                        *= exp(-leave_per_rule * C)
    P(the coupon chosen fails)        = 1 - (1 - misread_share)^(its own rules)

One that fails takes nothing off: what filled up the basket for its sake was in vain, some leave,
`exp(-surprise_weight * price_sensitivity * saving)` stay, and all like the platform less, by
`goodwill_loss`, whether they buy or not.

Several discounts at once lower the intention to buy, by the effort of understanding them, and do
not where the price after discount is shown; only those mind who look for discounts (Wang, Xiao and
Zhu 2020). Others found that discounts which add up make prices look better (Feng and Cai 2015, as
reported), so that sweeps of `leave_per_rule` begin at 0. Sizes are choices.
"""

import math
from typing import Any

from numba import njit

from sim import luck
from sim.flow.composed import is_platforms, own
from sim.flow.parts import Effect, Mechanism
from sim.mechanisms.figures import ratio
from sim.schema import Rows, Schema
from sim.settings.coupon_rules import CouponRules

NAME = "coupon_rules"

TRIED = Schema(
    ("failed_need", "i4", "number of the need for which a coupon failed last; -1: none has"),
    ("lost_cents", "f8", "what it would have saved"),
)
# One row, of the days that count.
COUNTS = Schema(
    ("n_sessions", "i8", "sessions of who held a coupon"),
    ("reading_min", "f8", "spent on rules in them"),
    ("n_tried", "i8", "coupons that somebody chose with"),
    ("n_failed", "i8", "those that failed"),
)
RULES = Schema(
    ("minutes_per_rule", "f8", "to read one"),
    ("leave_per_rule", "f8", "rate of leaving for each"),
    ("misread_share", "f8", "of rules, found only at the checkout"),
    ("surprise_weight", "f8", "of what is not saved, on leaving, for its worth in utils"),
    ("goodwill_loss", "f8", "log-odds of opening the app"),
)
_PEOPLE, _COUNTS, _RULES = range(3)


def rows(scenario: Any) -> tuple[Rows, ...]:
    """Nobody's coupon has failed, counts and the rules."""
    settings: CouponRules = scenario.mechanisms.coupon_rules
    people = TRIED.empty(scenario.consumers.count)
    people["failed_need"] = -1
    return people, COUNTS.empty(1), RULES.row(**settings.model_dump(exclude={"enabled"}))


@njit
def n_rules(world, held):
    """Rules to read of the campaigns whose bits are held."""
    total = 0.0
    if held != 0 and not world.choice[0].show_final_price:
        for index in range(len(world.campaigns)):
            if held >> index & 1:
                total += world.campaigns[index].n_conditions
    return total


@njit
def session_opened(world, session):
    """Who holds coupons reads their rules."""
    if session.coupons != 0 and session.now >= 0.0:
        counts = own(world, NAME)[_COUNTS][0]
        minutes = own(world, NAME)[_RULES][0].minutes_per_rule
        counts.n_sessions += 1
        counts.reading_min += minutes * n_rules(world, session.coupons)


@njit
def channel_utils(world, utils, session, channel):
    """The time that rules take counts like waiting, for what they can be used on."""
    if session.coupons == 0 or not is_platforms(world, channel):
        return utils
    minutes = own(world, NAME)[_RULES][0].minutes_per_rule * n_rules(world, session.coupons)
    return utils - session.consumer.wait_sensitivity * minutes


@njit
def coupon_used(world, coupon, session, _chosen, saving_cents):
    """At the checkout the coupon holds, or a rule that was misread says that it does not.

    Parameters
    ----------
    world : World
    coupon : int
        The campaign's row.
    session : Session
    _chosen : Chosen
        What is about to be bought.
    saving_cents : float
        What the coupon would take off.

    Returns
    -------
    int
        The same row, or -1 when the coupon fails.
    """
    rules = own(world, NAME)[_RULES][0]
    conditions = 0.0
    if not world.choice[0].show_final_price:
        conditions = world.campaigns[coupon].n_conditions
    who, nth = session.consumer_id, session.nth
    draw = luck.luck(world.state[0].seed, luck.MISREAD_COUPON, who, nth, coupon)
    fails = draw >= (1.0 - rules.misread_share) ** conditions
    mine = own(world, NAME)[_PEOPLE][who]
    if session.now >= 0.0:
        counts = own(world, NAME)[_COUNTS][0]
        counts.n_tried += 1
        counts.n_failed += int(fails)
    if not fails:
        return coupon
    mine.lost_cents = saving_cents
    if mine.failed_need != nth:  # looked at ahead, and again when it is time, is one failure
        mine.failed_need = nth
        limit = world.satisfaction[0].loyalty_limit
        consumer = session.consumer
        consumer.loyalty = max(-limit, consumer.loyalty - rules.goodwill_loss)
    return -1


@njit
def paying_share(world, share, session, _chosen):
    """Rules turn away, and so does a coupon that has failed."""
    rules = own(world, NAME)[_RULES][0]
    share *= math.exp(-rules.leave_per_rule * n_rules(world, session.coupons))
    mine = own(world, NAME)[_PEOPLE][session.consumer_id]
    if mine.failed_need == session.nth:
        worth = session.consumer.price_sensitivity * mine.lost_cents
        share *= math.exp(-rules.surprise_weight * worth)
    return share


def kpis(result: Any) -> dict[str, float | None]:
    """Minutes spent on rules, and how often coupons fail."""
    counts = result.own[NAME][_COUNTS][0]
    sessions, tried = int(counts["n_sessions"]), int(counts["n_tried"])
    return {
        "coupon_reading_mean_min": ratio(counts["reading_min"], sessions),
        "coupon_failure_share": ratio(counts["n_failed"], tried),
    }


MECHANISM = Mechanism(
    name=NAME,
    about="rules of coupons take time, turn people away, and are misread",
    effects=(
        Effect(
            rows=(47,),
            term_zh="活动规则复杂难懂",
            term="rules hard to understand: they turn people away",
            lever="mechanisms.coupon_rules.enabled",
            metric="checkout_loss_share",
            direction="+",
            evidence="Wang, Xiao and Zhu 2020: several discounts at once lower the wish to buy",
            scenario="lunch-coupon",
        ),
        Effect(
            rows=(46,),
            term_zh="优惠券结算时失效",
            term="coupons that fail at the checkout",
            lever="mechanisms.coupon_rules.misread_share",
            metric="coupon_failure_share",
            direction="+",
            evidence="by definition",
            change=("0.02", "0.2"),
            scenario="coupon-ladder",
        ),
    ),
    settings=CouponRules,
    rows=rows,
    kpis=kpis,
    session_opened=session_opened,
    channel_utils=channel_utils,
    coupon_used=coupon_used,
    paying_share=paying_share,
)
