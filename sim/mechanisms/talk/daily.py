"""What talk does each midnight: opinions fade and are told, people get the app, leave, come back.

    told     = told_weight * sum of stars heard / (told_orders + orders heard of)
    h_talk   = imitate * contacts * max(0, good - negative_weight * bad) / degree
    h_adopt  = (adopt + h_talk) * (1 + welcome_lift * W / (W + half_reward))
    h_leave  = sleep * min(1, idle days / idle_days) * exp(slope * (neutral - satisfaction))
    h_wake   = wake + coupon_wake * 2 W / (W + usual_coupon)
    contacts = contact_factor * (1 + reward_lift * reward / (reward + half_reward))

Of the people known, good and bad are those who use the app, whose satisfaction is not below the
neutral one, or below it by more than a star. A day's probability is 1 - exp(-h). W is what the best
coupon is worth to him, for a first order or of those that he holds (`sim.mechanisms.talk.offers`).
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim import ledger, luck
from sim.agents import consumer
from sim.daytime import DAY_MIN
from sim.flow.composed import has, own
from sim.flow.world import World
from sim.ledger import Account, Kind
from sim.mechanisms.talk.columns import ASLEEP, NAME, OUTSIDE, PEOPLE_ROWS, USER
from sim.mechanisms.talk.network import Links
from sim.schema import Rows
from sim.settings.talk import Talk

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
# No hazard is larger: the day's probability is 1 anyway.
_MOST_PER_DAY = 50.0


@dataclass(frozen=True)
class Circle:
    """The people: columns of the core and of talk, whom each hears of, what is neutral or usual."""

    consumers: Rows
    people: Rows
    links: Links
    neutral: float
    usual_coupon_cents: float


def without_app(world: World) -> Bools:  # (n_consumers,)
    """Who does not have the app; where nobody tells, everyone has it."""
    if not has(world, NAME):
        return np.zeros(len(world.consumers), np.bool_)
    return np.asarray(own(world, NAME)[PEOPLE_ROWS]["status"] == OUTSIDE)


def fade(people: Rows, settings: Talk) -> None:
    """Opinions of the day before weigh less."""
    kept = math.exp(-1.0 / settings.memory_days)
    people["weight"] *= kept
    people["stars"] *= kept


def told_utils(circle: Circle, settings: Talk) -> Floats:  # (n_consumers,)
    """Log-odds of opening the app that what is told adds."""
    heard = circle.people["stars"][circle.links].sum(axis=1)
    weight = settings.told_orders + circle.people["weight"][circle.links].sum(axis=1)
    return np.asarray(settings.told_weight * heard / weight)


def contacts(settings: Talk) -> float:
    """How much more, or less, is told to who does not have the app."""
    reward_cents = settings.referrer_cents + settings.friend_cents
    lift = settings.reward_lift * reward_cents / (reward_cents + settings.half_reward_cents)
    return settings.contact_factor * (1.0 + lift)


def talk_hazard(circle: Circle, settings: Talk) -> Floats:  # (n_consumers,)
    """Of getting the app by talk, per day."""
    uses = circle.people["status"] == USER
    felt = circle.consumers["satisfaction"]
    good = (uses & (felt >= circle.neutral)).astype(np.float64)
    bad = (uses & (felt < circle.neutral - 1.0)).astype(np.float64)
    share = (good - settings.negative_weight * bad)[circle.links].sum(axis=1)
    share /= max(circle.links.shape[1], 1)
    return np.asarray(settings.imitate_per_day * contacts(settings) * np.maximum(0.0, share))


def adopt_hazard(by_talk: Floats, settings: Talk, first_cents: Floats) -> Floats:
    """Of getting the app, per day, given that by talk and what a first order's coupon is worth."""
    lift = settings.welcome_lift * first_cents / (first_cents + settings.half_reward_cents)
    return np.asarray((settings.adopt_per_day + by_talk) * (1.0 + lift))


def sleep_hazard(circle: Circle, settings: Talk, now_min: float) -> Floats:  # (n_consumers,)
    """Of leaving, per day, for who has the app."""
    idle_days = (now_min - circle.consumers["last_order_min"]) / DAY_MIN
    idle = np.clip(idle_days / settings.idle_days, 0.0, 1.0)
    worse = circle.neutral - circle.consumers["satisfaction"]
    return np.asarray(settings.sleep_per_day * idle * np.exp(settings.sleep_slope * worse))


def wake_hazard(settings: Talk, held_cents: Floats, usual_cents: float) -> Floats:  # (n_consumers,)
    """Of coming back, per day, for who has left, given the coupon that he holds."""
    stirs = consumer.of_usual(held_cents, usual_cents)
    return np.asarray(settings.wake_per_day + settings.coupon_wake_per_day * stirs)


def happens(hazard: Floats, draws: Floats) -> Bools:
    """To whom it happens within a day."""
    return np.asarray(draws < -np.expm1(-np.minimum(hazard, _MOST_PER_DAY)))


def a_day(circle: Circle, settings: Talk, draws: Floats, now_min: float) -> dict[str, int]:
    """Let a day of talk change who has the app; how many did what.

    Parameters
    ----------
    draws
        Uniforms, (n_consumers, 4).
    """
    people, status = circle.people, circle.people["status"].copy()
    by_talk = talk_hazard(circle, settings)
    hazard = adopt_hazard(by_talk, settings, people["first_cents"])
    adopt = (status == OUTSIDE) & happens(hazard, draws[:, 0])
    told = adopt & (draws[:, 1] * (settings.adopt_per_day + by_talk) < by_talk)
    leave = (status == USER) & happens(sleep_hazard(circle, settings, now_min), draws[:, 2])
    waking = wake_hazard(settings, people["held_cents"], circle.usual_coupon_cents)
    wake = (status == ASLEEP) & happens(waking, draws[:, 3])
    people["status"][adopt | wake] = USER
    people["status"][leave] = ASLEEP
    counts = {"n_adopted": adopt, "n_referred": told, "n_left": leave, "n_reactivated": wake}
    return {name: int(np.count_nonzero(who)) for name, who in counts.items()}


def join(tables: tuple[Rows, ...], who: Bools, now_min: float) -> None:
    """Who got the app by what a mechanism did is a user, and new from minute 0 on."""
    people, _, counts, _ = tables
    people["status"][who] = USER
    if now_min >= 0:
        counts["n_adopted"] += np.count_nonzero(who)


def talk_of_today(market: Any, circle: Circle, settings: Talk, counts: Any) -> None:
    """Midnight: fade, change, tell; rewards are paid, and counted from minute 0 on."""
    state = market.world.state[0]
    fade(circle.people, settings)
    draws = luck.uniforms(int(state.seed), luck.TALK, len(circle.people), int(state.day))
    changed = a_day(circle, settings, draws, market.now_min)
    circle.people["told_utils"] = told_utils(circle, settings)
    reward_cents = settings.referrer_cents + settings.friend_cents
    cents = reward_cents * changed["n_referred"]
    payer, payee = Account.PLATFORM, Account.CONSUMER
    ledger.enter(market.world.book, int(state.page), Kind.REFERRAL, payer, payee, cents)
    if market.now_min >= 0:
        for name, number in changed.items():
            counts[name] += number
        counts["reward_cents"] += cents
