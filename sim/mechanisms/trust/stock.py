"""The stock: everybody's trust above the usual, and how it returns."""

import math
from typing import Any

import numpy as np
from numba import njit

from sim.daytime import DAY_MIN
from sim.flow.composed import own
from sim.schema import Rows, Schema
from sim.settings.trust import Trust

NAME = "trust"

# A row for each consumer.
GAP = Schema(
    ("gap", "f8", "trust above the usual, at `at_min`"),
    ("at_min", "f8", "when it was worked out"),
)
RULES = Schema(
    ("usual", "f8", "trust to which everyone's returns"),
    ("fading_per_min", "f8", "rate at which it does"),
    ("app_weight", "f8", "utils of delivery and pickup for full trust"),
    ("opening_weight", "f8", "log-odds of opening the app for full trust"),
    ("failure_drop", "f8", "lost by an order that nobody brought or its store refused"),
    ("phantom_drop", "f8", "lost by one of food that was listed and not there"),
    ("late_drop", "f8", "lost by a delivery much too late"),
    ("late_min", "f8", "after the promise that are much too late"),
    ("refund_restores", "f8", "of a loss, given back by all of the money"),
    ("usual_loss", "f8", "what an order takes in the long run"),
    ("usual_tracking", "f8", "quality of tracking by which people are as they are"),
    ("tracking_wait", "f8", "of minutes, not felt under full tracking"),
    ("tracking_patience", "f8", "log-hazard of giving up, less under full tracking"),
    ("tracking_gain", "f8", "trust gained by a delivery under full tracking"),
    ("breach_min", "f8", "when a breach is told; inf: never"),
    ("breach_drop", "f8", "trust lost by it"),
    ("loyal_share", "f8", "of this drop that the most loyal do not feel"),
    ("loyalty_limit", "f8", "their loyalty"),
)
# Orders of the past that took trust, from worst to least.
TROUBLE = Schema(
    ("share", "f8", "of orders, that were as bad or worse"),
    ("drop", "f8", "what each took, after refunds"),
)
PEOPLE, RULES_ROW, TROUBLES = range(3)


def rows(scenario: Any) -> tuple[Rows, Rows, Rows]:
    """Everybody's trust, as usual; the rules, and what usually takes trust."""
    settings: Trust = scenario.mechanisms.trust
    told = settings.breach_day
    known = settings.model_dump(include={column.name for column in RULES.columns})
    rules = RULES.row(
        **known,
        usual_loss=settings.usual_loss,
        fading_per_min=math.log(2) / (settings.half_life_days * DAY_MIN),
        breach_min=math.inf if told is None else told * DAY_MIN,
        loyalty_limit=scenario.satisfaction.loyalty_limit,
    )
    people = GAP.empty(scenario.consumers.count)
    people["at_min"] = -scenario.warmup_days * DAY_MIN
    return people, rules, _troubles(settings)


def _troubles(settings: Trust) -> Rows:
    lasts = 1 - settings.refund_restores
    drops = lasts * settings.failure_drop, lasts * settings.phantom_drop, settings.late_drop
    shares = (
        settings.usual_failure_share,
        settings.usual_phantom_share,
        settings.usual_late_share,
    )
    troubles = TROUBLE.empty(len(drops))
    troubles["share"], troubles["drop"] = np.cumsum(shares), drops
    return troubles


@njit
def gap(world, consumer_id, now):
    """How much more than usual a consumer trusts the app now."""
    mine = own(world, NAME)[PEOPLE][consumer_id]
    if mine.at_min < now:
        rules = own(world, NAME)[RULES_ROW][0]
        bring_up(mine, world.consumers[consumer_id].loyalty, rules, now)
    return mine.gap


@njit(cache=True)
def bring_up(mine, loyalty, rules, now):
    """Let a consumer's trust return until now, a breach that was told since included.

    So no process has to touch everybody at midnight. Who is loyal is asked when it comes to
    matter, at the consumer's next need.

    Parameters
    ----------
    mine : record of GAP
        Is changed.
    loyalty : float
        The consumer's, log-odds.
    rules : record of RULES
        The rules.
    now : float
        Minutes since the run's first midnight, not before `mine.at_min`.
    """
    if mine.at_min <= rules.breach_min < now:
        mine.gap *= math.exp(-rules.fading_per_min * (rules.breach_min - mine.at_min))
        loyal = max(0.0, loyalty) / rules.loyalty_limit if rules.loyalty_limit > 0.0 else 0.0
        mine.gap = kept(mine.gap - rules.breach_drop * (1.0 - rules.loyal_share * loyal), rules)
        mine.at_min = rules.breach_min
    mine.gap *= math.exp(-rules.fading_per_min * (now - mine.at_min))
    mine.at_min = now


@njit(cache=True)
def kept(gap, rules):
    """A gap that leaves trust between 0 and 1."""
    return min(1.0 - rules.usual, max(-rules.usual, gap))
