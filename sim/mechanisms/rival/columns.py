"""The columns of a rival, and its terms on a day."""

import math
from typing import Any

from numba import njit

from sim.flow.composed import own
from sim.schema import Rows, Schema
from sim.settings.rival import Rival

NAME = "rival"
CHANNEL = "rival_delivery"

# Worth of what one does not have: of an app, below any that somebody has.
NEVER = -2000.0

# A row for each consumer.
PERSON = Schema(
    ("has_ours", "?", "has the platform's app"),
    ("has_rivals", "?", "has the rival's"),
    ("liking", "f8", "log-odds of opening the rival's app, moved by experience"),
    ("ordered_min", "f8", "when the last order there was placed; -inf: never"),
)
# A row for each store.
LISTED = Schema(
    ("listed", "?", "the rival lists it too"),
)
# Of the need that is being met.
SEEN = Schema(
    ("ours_utils", "f8", "worth of the platform's channels less for being liked less"),
    ("rivals_utils", "f8", "the same of the rival's"),
)
# What the rival asks, as its reaction has left it.
LEVEL = Schema(
    ("base_cents", "f8", "fee for a delivery"),
)
RULES = Schema(
    ("constant", "f8", "utils"),
    ("liking_weight", "f8", "utils for a log-odds"),
    ("per_km_cents", "f8", "fee for a kilometre"),
    ("commission_share", "f8", "of the basket"),
    ("margin_min", "f8", "of the promise"),
    ("promise_min", "f8", "to everybody; below 0: by the margin"),
    ("way_factor", "f8", "on the ride"),
    ("extra_min", "f8", "mean time beside it"),
    ("fee_factor", "f8", "on fees, from from_day to to_day"),
    ("discount_cents", "f8", "off each order, on these days"),
    ("from_day", "f8", "first day"),
    ("to_day", "f8", "first day after; inf: none"),
)
PEOPLE, STORES, SEEING, ASKS, RULES_ROW = range(5)


def rows(scenario: Any) -> tuple[Rows, ...]:
    """Nobody has the rival's app yet, no store is with it; its fee, and the rules."""
    settings: Rival = scenario.mechanisms.rival
    known = settings.model_dump(include={column.name for column in RULES.columns})
    lasts = {
        "promise_min": -1.0 if settings.promise_min is None else settings.promise_min,
        "to_day": math.inf if settings.to_day is None else settings.to_day,
    }
    people = PERSON.empty(scenario.consumers.count)
    people["has_ours"], people["ordered_min"] = True, -math.inf
    return (
        people,
        LISTED.empty(scenario.stores.count),
        SEEN.empty(1),
        LEVEL.row(base_cents=settings.base_cents),
        RULES.row(**known | lasts),
    )


@njit
def is_campaign(world):
    """Whether today is one of the days on which its fees and its discount are other."""
    rules = own(world, NAME)[RULES_ROW][0]
    return rules.from_day <= world.state[0].day < rules.to_day


@njit
def fee_cents(world, metres):
    """The rival's fee for a delivery so far away."""
    rules, level = own(world, NAME)[RULES_ROW][0], own(world, NAME)[ASKS][0]
    factor = rules.fee_factor if is_campaign(world) else 1.0
    return factor * (level.base_cents + rules.per_km_cents * metres * 0.001)


@njit
def discount_cents(world, due_cents):
    """What the rival takes off an order that costs so much."""
    rules = own(world, NAME)[RULES_ROW][0]
    return min(rules.discount_cents, due_cents) if is_campaign(world) else 0.0


@njit
def promise_min(world, expected_min):
    """What the rival promises of a delivery that is expected to take so long."""
    rules = own(world, NAME)[RULES_ROW][0]
    if rules.promise_min < 0.0:
        return expected_min + rules.margin_min
    return rules.promise_min
