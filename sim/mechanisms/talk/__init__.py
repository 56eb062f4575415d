"""Talk: neighbours and colleagues tell of the app, get it, leave it and come back.

Rows 13, 78, 79, 80 and 83, «市场规模不断扩大», «口碑传播», «负面口碑», «社群运营», «顾客关系维护»:
growth and penetration, word of mouth, bad word, communities, winning customers back.

    log-odds of opening += awake_utils + told       who has the app; others never open it

What is told and who gets the app or leaves it, `sim.mechanisms.talk.daily` works out each midnight,
on the links of `sim.mechanisms.talk.network`. Getting it is the process of Bass (1969): by oneself
at a rate p, by imitation at a rate q; values of Sultan, Farley and Lehmann (1990), for a day. Bad
experiences are told twice as much. A coupon for a first order brings more of those who do not have
the app. Leaving is a sleep: who sleeps opens nothing until he wakes by himself or by a coupon.

Stars told count from the usual, and those who use the app open it more by what the usual number of
sleepers does not: switched on, the level of demand stays where it is.
"""

from typing import Any

import numpy as np
from numba import njit

from sim import luck
from sim.daytime import DAY_MIN
from sim.flow.choosing import nobody_chooses
from sim.flow.composed import is_rivals, own
from sim.flow.parts import Effect, Mechanism
from sim.flow.world import World
from sim.mechanisms.figures import ratio
from sim.mechanisms.talk import daily
from sim.mechanisms.talk.columns import (
    ASLEEP,
    COUNTS,
    COUNTS_ROW,
    LINKS,
    NAME,
    OUTSIDE,
    PEOPLE,
    PEOPLE_ROWS,
    RULES,
    RULES_ROW,
    USER,
)
from sim.mechanisms.talk.network import draw_links
from sim.mechanisms.talk.offers import look_at_offers
from sim.schema import Rows
from sim.settings.talk import Talk
from sim.turns import Process, Turn, at_each, midnights

# Added to the log-odds of who opens nothing.
_NEVER = -2000.0
_BEFORE_MIN = 1.0  # midnight, coupons are looked at
_AT_FIRST = 0  # occasion of the draws of who has the app; those of days come after


def rows(scenario: Any) -> tuple[Rows, ...]:
    """People, links that are yet to be drawn, counts and rules."""
    settings: Talk = scenario.mechanisms.talk
    rules = RULES.row(**settings.model_dump(include={column.name for column in RULES.columns}))
    n, degree = scenario.consumers.count, settings.n_neighbours + settings.n_colleagues
    return PEOPLE.empty(n), LINKS.empty(n * degree), COUNTS.empty(1), rules


@njit
def uses_app(world, uses, consumer_id):
    """Who does not have the app, or has left it, does not use it."""
    return uses and own(world, NAME)[PEOPLE_ROWS][consumer_id].status == USER


@njit
def opening_utils(world, utils, consumer_id, _now):
    """Log-odds with what is told; none to speak of for who does not have the app."""
    mine = own(world, NAME)[PEOPLE_ROWS][consumer_id]
    if mine.status != USER:
        return utils + _NEVER
    return utils + own(world, NAME)[RULES_ROW][0].awake_utils + mine.told_utils


@njit
def ended(world, order_id, _now):
    """An order has ended: how far above the usual it was will be told."""
    if nobody_chooses(world):
        return
    order, rules = world.orders[order_id], own(world, NAME)[RULES_ROW][0]
    if is_rivals(world, order.channel):  # what is told is of the app
        return
    stars = order.satisfaction - world.satisfaction[0].neutral
    if stars < 0.0:
        stars *= rules.negative_weight
    mine = own(world, NAME)[PEOPLE_ROWS][order.consumer]
    mine.weight += 1.0
    mine.stars += stars - rules.usual_told


def live_past(world: World, scenario: Any) -> None:
    """Draw the links, who does not have the app, and who has left it by now.

    Who never had it has no past with it. So many have left as leave and come back in the long run.
    """
    settings: Talk = scenario.mechanisms.talk
    consumers, (people, links, _, _) = world.consumers, own(world, NAME)
    seed = int(world.state["seed"][0])
    links["consumer"] = draw_links(consumers, settings, seed).ravel()
    draws = luck.uniforms(seed, luck.WITHOUT_APP, len(people), _AT_FIRST)
    outside = draws[:, 0] < settings.without_app_share
    now_min = -scenario.warmup_days * DAY_MIN
    leaving = daily.sleep_hazard(_circle(world), settings, now_min)
    if scenario.past.days > 0 and settings.wake_per_day > 0:
        asleep = draws[:, 1] * (leaving + settings.wake_per_day) < leaving
        people["status"][asleep] = ASLEEP
    people["status"][outside] = OUTSIDE
    consumers["satisfaction"][outside] = scenario.satisfaction.neutral
    consumers["loyalty"][outside] = 0.0
    consumers["last_store"][outside] = -1
    consumers["last_order_min"][outside] = -np.inf


def _circle(world: World) -> daily.Circle:
    people, links, _, _ = own(world, NAME)
    whom = links["consumer"].reshape(len(people), -1)
    neutral = float(world.satisfaction["neutral"][0])
    usual_cents = float(world.choice["usual_coupon_cents"][0])
    return daily.Circle(world.consumers, people, whom, neutral, usual_cents)


def process(market: Any) -> Process | None:
    """A day's talk, at each midnight but the first, and a look at coupons just before it."""
    if market.recording is not None:
        return None
    settings: Talk = market.scenario.mechanisms.talk

    def talk(nth: int) -> None:
        circle = _circle(market.world)
        if nth % 2 == 0:
            look_at_offers(market, circle.people)
        else:
            daily.talk_of_today(market, circle, settings, own(market.world, NAME)[COUNTS_ROW][0])

    ends = midnights(market.first_day + 1, market.n_days)
    moments = [at for end in ends for at in (end - _BEFORE_MIN, end)]
    return Process(NAME, Turn.STOCK, at_each(moments), talk)


def kpis(result: Any) -> dict[str, float | None]:
    """Who came, by whom, who left and came back, and how many have the app at the end."""
    people, _, (counts,), _ = result.own[NAME]
    adopted = int(counts["n_adopted"])
    return {
        "new_users": adopted,
        "new_by_talk_share": ratio(counts["n_referred"], adopted),
        "users_left": int(counts["n_left"]),
        "users_reactivated": int(counts["n_reactivated"]),
        "app_user_share": float((people["status"] == USER).mean()) if result.has_needs else None,
        "referral_cents_per_day": float(counts["reward_cents"] / result.days),
    }


MECHANISM = Mechanism(
    name=NAME,
    about="neighbours and colleagues talk, get the app, leave it and come back",
    effects=(
        Effect(
            rows=(13,),
            term_zh="市场规模扩大、渗透率提升",
            term="talk brings new users",
            lever="mechanisms.talk.imitate_per_day",
            metric="new_users",
            direction="+",
            evidence="Bass 1969; Sultan, Farley and Lehmann 1990",
            change=("0", "0.001"),
            scenario="growing-city",
        ),
        Effect(
            rows=(78, 80),
            term_zh="社群运营",
            term="a community talks more",
            lever="mechanisms.talk.contact_factor",
            metric="new_by_talk_share",
            direction="+",
            evidence="Bass 1969: imitation in proportion to contacts",
            change=("1", "3"),
            scenario="growing-city",
            days=14,
        ),
        Effect(
            rows=(79,),
            term_zh="负面口碑",
            term="bad word of mouth weighs more",
            lever="mechanisms.talk.negative_weight",
            metric="new_users",
            direction="-",
            evidence="assumption: a bad experience counts as two good ones",
            change=("0", "3"),
            scenario="growing-city",
            days=56,
        ),
        Effect(
            rows=(78,),
            term_zh="推荐有礼",
            term="a reward for who brings a friend",
            lever="mechanisms.talk.referrer_cents",
            metric="new_users",
            direction="+",
            evidence="Ryu and Feick 2007: rewards raise referrals",
            change=("0", "1000"),
            scenario="growing-city",
        ),
        Effect(
            rows=(13, 49),
            term_zh="首单优惠券拉新",
            term="a coupon for a first order brings new users",
            lever="mechanisms.talk.welcome_lift",
            metric="new_users",
            direction="+",
            evidence="assumption: a gain for who comes",
            change=("0", "2"),
            scenario="welcome-coupon",
        ),
        Effect(
            rows=(83,),
            term_zh="顾客关系维护",
            term="a coupon wins back who has left",
            lever="mechanisms.talk.coupon_wake_per_day",
            metric="users_reactivated",
            direction="+",
            evidence="assumption: a reminder with a gain in it",
            change=("0", "0.03"),
            scenario="win-back",
        ),
    ),
    settings=Talk,
    rows=rows,
    past=live_past,
    process=process,
    kpis=kpis,
    uses_app=uses_app,
    opening_utils=opening_utils,
    ended=ended,
)
