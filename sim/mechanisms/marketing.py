"""Marketing: messages that reach people, cost money, wear off and annoy.

Rows 51 and 52, «营销渠道多元化», «线上线下活动相互引流»: a mix of media.

    lift    = sum of lift_utils * exp(-fatigue * F)     over messages; halves every half_life_days
    walk-in = sum of walkin_utils * exp(-fatigue * F)   likewise
    F       = messages received, each fading by half in fatigue_half_life_days
    log-odds of opening the app += lift - annoyance * max(0, F - endured)
    utils of walking in         += walk-in

Whom a medium reaches is a lasting draw by `reach_share`; push and mail reach users alone. A policy
(`policies.marketing`) says whom it means; who has had its `cap_per_week` of messages in the last
seven days, of all policies, is left out, and so is who comes after the day's money is spent. Each
who is reached costs `cents`, booked at once, from the platform to the media.

Where people without the app are known (`sim.mechanisms.talk`), a medium that reaches them brings
`adopt_share` of those who get a message to the app, and of guests from the street who ate in a
store the day before (`sim.mechanisms.foot_traffic`), `visit_adopt_share` become users: as many of
who lives without the app, drawn among all of them.

What a message does wears off as more are sent: Pechmann and Stewart 1988. All sizes are choices.
It only adds: off, nobody is sent anything.
"""

from typing import Any

import numpy as np
from numba import njit

from sim import ledger, luck
from sim.daytime import DAY_MIN
from sim.flow.composed import own
from sim.flow.parts import Effect, Mechanism, Taker
from sim.ledger import Account, Kind
from sim.mechanisms.figures import ratio
from sim.mechanisms.talk import daily
from sim.mechanisms.talk.columns import NAME as TALK
from sim.order import Channel, State, is_strangers
from sim.schema import Rows, Schema
from sim.settings.marketing import Marketing
from sim.turns import Process, Turn, at_each, midnights

NAME = "marketing"
_WEEK = 7
_MOST_MEDIA = 64

PEOPLE = Schema(
    ("lift_utils", "f8", "log-odds of opening the app by messages, as they are today"),
    ("walkin_utils", "f8", "utils of walking in, likewise"),
    ("fatigue", "f8", "messages received, as they have faded"),
    ("app_utils", "f8", "what is felt of both today: lift less annoyance"),
    *((f"day_{day}", "i4", "messages on that day of the week past") for day in range(_WEEK)),
)
MEDIA = Schema(
    ("n_messages", "i8", "that reached somebody, on the days that count"),
    ("n_adopted", "i8", "people without the app who got it for one"),
    ("cents", "i8", "what they cost"),
)
# One row, of the days that count.
COUNTS = Schema(
    ("n_by_visit", "i8", "guests from the street who got the app"),
    ("annoyed_days", "i8", "person-days of annoyance"),
    ("days", "i8", "person-days"),
)
_PEOPLE, _MEDIA, _COUNTS = range(3)


def rows(scenario: Any) -> tuple[Rows, ...]:
    """People whom nothing has reached yet, and counts."""
    settings: Marketing = scenario.mechanisms.marketing
    n = scenario.consumers.count
    return PEOPLE.empty(n), MEDIA.empty(len(settings.mediums)), COUNTS.empty(1)


@njit
def opening_utils(world, utils, consumer_id, _now):
    """Messages open the app, too many close it."""
    return utils + own(world, NAME)[_PEOPLE][consumer_id].app_utils


@njit
def channel_utils(world, utils, session, channel):
    """An advert may bring people to the stores themselves."""
    if channel == Channel.WALK_IN:
        return utils + own(world, NAME)[_PEOPLE][session.consumer_id].walkin_utils
    return utils


def process(market: Any) -> Process | None:
    """At each midnight, before messages are sent, older ones have faded and visitors joined."""
    if market.recording is not None:
        return None

    def fade(nth: int) -> None:
        people, _, counts = own(market.world, NAME)
        settings: Marketing = market.scenario.mechanisms.marketing
        kept = 2.0 ** (-1 / settings.half_life_days)
        people["lift_utils"] *= kept
        people["walkin_utils"] *= kept
        people["fatigue"] *= 2.0 ** (-1 / settings.fatigue_half_life_days)
        people[f"day_{int(market.world.state['day'][0]) % _WEEK}"] = 0
        _feel(people, settings)
        if market.now_min >= 0:
            counts["days"] += len(people)
            counts["annoyed_days"] += np.count_nonzero(people["fatigue"] > settings.endured)
        _welcome_visitors(market, settings, counts[0])

    return Process(NAME, Turn.STOCK, at_each(midnights(market.first_day, market.n_days)), fade)


def _feel(people: Rows, settings: Marketing) -> None:
    beyond = np.maximum(0.0, people["fatigue"] - settings.endured)
    people["app_utils"] = people["lift_utils"] - settings.annoyance * beyond


def _welcome_visitors(market: Any, settings: Marketing, counts: Any) -> None:
    """Some of yesterday's guests from the street have got the app."""
    now_min, world = market.now_min, market.world
    outside = daily.without_app(world)
    if not outside.any():
        return
    orders = world.orders[: world.state["n_orders"][0]]
    ate = is_strangers(orders) & (orders["state"] == State.FULFILLED)
    yesterday = ate & (orders["ended_min"] >= now_min - DAY_MIN) & (orders["ended_min"] < now_min)
    expected = settings.visit_adopt_share * np.count_nonzero(yesterday)
    draws = luck.uniforms(
        int(world.state["seed"][0]), luck.VISITORS, len(outside), int(world.state["day"][0])
    )[:, 0]
    joined = outside & (draws < expected / np.count_nonzero(outside))
    daily.join(own(world, TALK), joined, now_min)
    if now_min >= 0:
        counts["n_by_visit"] += np.count_nonzero(joined)


def send(market: Any, policy: Any, to: Any) -> None:
    """Send a policy's messages of a day.

    Parameters
    ----------
    market
        The market, at midnight.
    policy
        A `MarketingPolicy`, whose medium, cap and budget hold.
    to
        Whom it means, (n_consumers,) of bool.
    """
    if market.recording is not None:  # nobody chooses there
        return
    world, settings = market.world, market.scenario.mechanisms.marketing
    people, media, _ = own(world, NAME)
    place = [medium.name for medium in settings.mediums].index(policy.medium)
    medium = settings.mediums[place]
    seed, day = int(world.state["seed"][0]), int(world.state["day"][0])
    draws = luck.uniforms(seed, luck.REACHED, len(people), place)[:, 0]
    outside = daily.without_app(world)
    week = sum(people[f"day_{nth}"] for nth in range(_WEEK))
    got = to & (draws < medium.reach_share) & (week < policy.cap_per_week)
    if medium.in_app:
        got &= ~outside
    first = luck.uniforms(seed, luck.MESSAGES, len(people), day)[:, 1]
    got = _affordable(got, medium.cents, policy.daily_budget_cents, first)
    worn = np.exp(-settings.fatigue * people["fatigue"][got])
    people["lift_utils"][got] += medium.lift_utils * worn
    people["walkin_utils"][got] += medium.walkin_utils * worn
    people["fatigue"][got] += 1
    people[f"day_{day % _WEEK}"][got] += 1
    _feel(people, settings)
    draws = luck.uniforms(seed, luck.ADVERTISED, len(people), day * _MOST_MEDIA + place)[:, 0]
    adopted = outside & got & (draws < medium.adopt_share)
    if adopted.any():
        daily.join(own(world, TALK), adopted, market.now_min)
    n_messages = np.count_nonzero(got)
    cents = round(medium.cents * n_messages)
    payer, payee = Account.PLATFORM, Account.MEDIA
    ledger.enter(world.book, int(world.state["page"][0]), Kind.MARKETING, payer, payee, cents)
    if market.now_min >= 0:
        media["n_messages"][place] += n_messages
        media["n_adopted"][place] += np.count_nonzero(adopted)
        media["cents"][place] += cents


def _affordable(got: Any, cents: float, budget_cents: int | None, draws: Any) -> Any:
    """Of those who would get a message, as many as the money allows, by the day's draws."""
    if budget_cents is None or cents <= 0:
        return got
    n_most = int(budget_cents / cents)
    order = np.argsort(np.where(got, draws, 2.0), kind="stable")
    left = np.zeros(len(got), np.bool_)
    left[order[: min(n_most, np.count_nonzero(got))]] = True
    return left


def kpis(result: Any) -> dict[str, float | None]:
    """Messages, what they cost and whom they won, and how tired people are of them."""
    people, media, (counts,) = result.own[NAME]
    n_messages, adopted = int(media["n_messages"].sum()), int(media["n_adopted"].sum())
    cents = int(media["cents"].sum())
    orders = result.orders[result.parts.takers[result.orders["channel"]] == Taker.PLATFORM]
    return {
        "messages_per_day": n_messages / result.days,
        "marketing_cents_per_day": cents / result.days,
        "marketing_per_order_cents": ratio(cents, len(orders)),
        "message_fatigue": float(people["fatigue"].mean()),
        "annoyed_share": ratio(counts["annoyed_days"], counts["days"]),
        "new_by_advert": adopted,
        "new_by_visit": int(counts["n_by_visit"]),
        "marketing_per_new_user_cents": ratio(cents, adopted),
    }


MECHANISM = Mechanism(
    name=NAME,
    about="messages reach people, cost money, wear off and annoy",
    effects=(
        Effect(
            rows=(51,),
            term_zh="营销渠道：推送",
            term="messages to everyone: the app is opened more",
            lever="policies.marketing[0].share",
            metric="opening_share",
            direction="+",
            evidence="Pechmann and Stewart 1988: the first messages work",
            change=("0", "1"),
            scenario="push-and-adverts",
        ),
        Effect(
            rows=(51,),
            term_zh="频次上限",
            term="a cap on messages: fewer are sent",
            lever="policies.marketing[0].cap_per_week",
            metric="messages_per_day",
            direction="-",
            evidence="by definition",
            change=("7", "1"),
            scenario="push-and-adverts",
        ),
        Effect(
            rows=(51,),
            term_zh="营销疲劳",
            term="people tire of messages: the app is opened less",
            lever="mechanisms.marketing.fatigue",
            metric="opening_share",
            direction="-",
            evidence="Pechmann and Stewart 1988: messages wear out",
            change=("0", "0.5"),
            scenario="push-and-adverts",
        ),
        Effect(
            rows=(52,),
            term_zh="线上宣传引流到店",
            term="an advert brings people into the stores",
            lever="policies.marketing[1].share",
            metric="walkin_orders",
            direction="+",
            evidence="Lewis and Reiley 2014: most of what adverts online sell is sold in stores",
            change=("0", "1"),
            scenario="push-and-adverts",
        ),
        Effect(
            rows=(52,),
            term_zh="线下体验吸引线上用户",
            term="guests from the street become users",
            lever="mechanisms.marketing.visit_adopt_share",
            metric="new_by_visit",
            direction="+",
            evidence="by definition",
            change=("0", "0.05"),
            scenario="push-and-adverts",
        ),
    ),
    settings=Marketing,
    rows=rows,
    process=process,
    kpis=kpis,
    opening_utils=opening_utils,
    channel_utils=channel_utils,
)
