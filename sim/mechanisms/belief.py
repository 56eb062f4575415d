"""Belief in promises: what a consumer expects is the promise, corrected by what became of others.

Rows 31 to 33, «配送延迟», «快速响应和准时送达», «一小时送达承诺»: late delivery, punctuality, the
one-hour promise.

    expected = max(0, promise + b) + (late_weight - 1) * max(0, b + usual)
    b = (prior_orders * prior + told_orders * told + s) / (prior_orders + told_orders + n)

Surprises are arrivals after the promise less what is usual, minutes. n and s are the number and the
sum of the consumer's own ones, each new one making the earlier ones count `own_memory` of what they
did. `told` is what is said of the store: the same shrinkage of its surprises to those of the whole
platform, and of these to the prior, halved every `half_life_days`. b + usual is the lateness that
is expected, whose minutes weigh more than others (Ma, Teo, Wong and Sun 2025: two to three times).

What is usual is the mean of `overruns`, the model's own in the long run: with it the constants of
taste were chosen, so a promise that is kept as usual is taken at its word, with belief and without.

That people come to expect what they lived through: Liang et al. 2024, on willingness to wait by
one's own past waits. Weights and memory are choices; docs/model.md says how far they matter.
"""

import math
from typing import Any

import numpy as np
from numba import njit

from sim.daytime import DAY_MIN
from sim.flow import past
from sim.flow.choosing import nobody_chooses
from sim.flow.composed import own
from sim.flow.parts import Effect, Mechanism
from sim.flow.world import World
from sim.order import Channel, State, is_ahead
from sim.schema import Rows, Schema
from sim.settings.belief import Belief

NAME = "belief"

# A row for each consumer, for what is said of each store, and of the platform.
MEMORY = Schema(
    ("weight", "f8", "surprises remembered, the earlier ones counting less"),
    ("sum_min", "f8", "their sum, minutes"),
    ("at_min", "f8", "when the latest was added; what is said fades from then on"),
)
RULES = Schema(
    ("prior_min", "f8", "surprise expected by who knows nothing"),
    ("prior_orders", "f8", "orders it weighs"),
    ("told_orders", "f8", "orders that what is said weighs"),
    ("own_memory", "f8", "of earlier orders with each new one"),
    ("store_orders", "f8", "orders that the platform's surprises weigh among a store's"),
    ("late_weight", "f8", "minutes of waiting that a minute expected beyond the promise weighs"),
    ("fading_per_min", "f8", "rate at which what is said is forgotten"),
    ("usual_min", "f8", "usual overrun, from which surprises are told"),
    ("kept", "f8", "what the order of the past that is lived weighs in one's memory"),
)
# Quantiles of the surprises of the past, evenly spaced.
SURPRISE = Schema(("surprise_min", "f8", "minutes"))
_PEOPLE, _STORES, _PLATFORM, _RULES, _SURPRISES = range(5)


def rows(scenario: Any) -> tuple[Rows, ...]:
    """Memories of consumers, stores and the platform, empty; the rules, and usual surprises."""
    settings: Belief = scenario.mechanisms.belief
    fixed = {"enabled", "half_life_days", "overruns"}
    rules = RULES.row(
        **settings.model_dump(exclude=fixed),
        fading_per_min=math.log(2) / (settings.half_life_days * DAY_MIN),
        usual_min=settings.usual_min,
        kept=1.0,
    )
    surprises = SURPRISE.empty(len(settings.overruns))
    surprises["surprise_min"] = np.array(settings.overruns) - settings.usual_min
    sizes = scenario.consumers.count, scenario.stores.count, 1
    return (*(MEMORY.empty(size) for size in sizes), rules, surprises)


@njit
def expected_wait(world, wait_min, session, candidate):
    """What a consumer expects who is promised a delivery in `wait_min`."""
    rules = own(world, NAME)[_RULES][0]
    mine = own(world, NAME)[_PEOPLE][session.consumer_id]
    told = told_min(world, candidate.store_id)
    total = rules.prior_orders * rules.prior_min + rules.told_orders * told + mine.sum_min
    weight = rules.prior_orders + rules.told_orders + mine.weight
    surprise_min = total / weight
    late_min = max(0.0, surprise_min + rules.usual_min)
    return max(0.0, wait_min + surprise_min) + (rules.late_weight - 1.0) * late_min


@njit
def told_min(world, store_id):
    """The surprise that is said to be expected of a store."""
    rules = own(world, NAME)[_RULES][0]
    store = own(world, NAME)[_STORES][store_id]
    total = rules.store_orders * platform_min(world) + store.sum_min
    return total / (rules.store_orders + store.weight)


@njit
def platform_min(world):
    """The surprise that is said to be expected of the platform."""
    rules = own(world, NAME)[_RULES][0]
    platform = own(world, NAME)[_PLATFORM][0]
    total = rules.prior_orders * rules.prior_min + platform.sum_min
    return total / (rules.prior_orders + platform.weight)


@njit
def ended(world, order_id, now):
    """Whoever had a delivery, or gave one up that was overdue, has been surprised, and tells."""
    order = world.orders[order_id]
    came = order.state == State.FULFILLED
    if order.channel != Channel.DELIVERY or not (came or now > order.promised_min):
        return
    if nobody_chooses(world) or is_ahead(order):  # what is ahead is chosen by no promise
        return
    rules = own(world, NAME)[_RULES][0]
    surprise_min = now - order.promised_min - rules.usual_min
    mine = own(world, NAME)[_PEOPLE][order.consumer]
    _remember(mine, surprise_min, rules.own_memory, now)
    _tell(own(world, NAME)[_STORES][order.store], surprise_min, rules.fading_per_min, now)
    _tell(own(world, NAME)[_PLATFORM][0], surprise_min, rules.fading_per_min, now)


@njit
def _tell(said, surprise_min, fading_per_min, now):
    """Add a surprise to what is said, of which time has made some forgotten."""
    _remember(said, surprise_min, math.exp(-fading_per_min * (now - said.at_min)), now)


@njit
def _remember(memory, surprise_min, kept, now):
    """Add a surprise to a memory, of which a share of the earlier ones is kept."""
    memory.weight = kept * memory.weight + 1.0
    memory.sum_min = kept * memory.sum_min + surprise_min
    memory.at_min = now


@njit
def lived(world, consumer_id, nth, days_ago, felt):
    """A delivery of the past is remembered, and has been told of.

    Satisfaction and surprise of an order are two sides of one draw: the worst felt is the latest.

    Parameters
    ----------
    world
        The columns.
    consumer_id, nth : int
        Whose order it was, and how many have come since.
    days_ago : float
        When it was.
    felt : float
        Share of experiences that were worse.
    """
    tables = own(world, NAME)
    mine, rules = tables[_PEOPLE][consumer_id], tables[_RULES][0]
    rules.kept = 1.0 if nth == 0 else rules.kept * rules.own_memory
    mine.weight += rules.kept
    surprises = tables[_SURPRISES]["surprise_min"]
    mine.sum_min += rules.kept * past.quantile(surprises, 1.0 - felt)
    tables[_PLATFORM][0].weight += math.exp(-(rules.fading_per_min * DAY_MIN) * days_ago)


def live_past(world: World, scenario: Any) -> None:
    """Stores were ordered from in proportion to their popularity, and kept promises alike."""
    _, stores, platform, _, _ = own(world, NAME)
    popularity = world.stores["popularity"]
    stores["weight"] = platform["weight"] * popularity / popularity.sum()
    stores["at_min"] = platform["at_min"] = -scenario.warmup_days * DAY_MIN


def kpis(result: Any) -> dict[str, float | None]:
    """What who knows only what is said of the platform adds to a promise, at the end of the run."""
    if not result.has_needs:
        return {"told_surprise_min": None}
    _, _, platform, rules, _ = result.own[NAME]
    known = rules["prior_orders"] * rules["prior_min"] + platform["sum_min"]
    return {"told_surprise_min": float((known / (rules["prior_orders"] + platform["weight"]))[0])}


MECHANISM = Mechanism(
    name=NAME,
    about="what is promised is believed as earlier promises were kept",
    effects=(
        Effect(
            rows=(31, 32),
            term_zh="准时送达",
            term="belief in promises: a lie is found out",
            lever="mechanisms.belief.enabled",
            metric="orders_per_day",
            direction="-",
            evidence="Liang et al. 2024: willingness to wait follows one's own past waits",
            scenario="promise-one-minute",
        ),
        Effect(
            rows=(31,),
            term_zh="配送延迟",
            term="lateness that is expected weighs more than waiting",
            lever="mechanisms.belief.late_weight",
            metric="delivery_orders",
            direction="-",
            evidence="Ma, Teo, Wong and Sun 2025: two to three times",
            change=("1", "3"),
            scenario="promise-one-minute",  # where promises are kept as usual none is expected
        ),
        Effect(
            rows=(32, 33),
            term_zh="送达承诺",
            term="what is said of the platform's promises",
            lever="policies.promise.quantile",
            metric="told_surprise_min",
            direction="-",
            evidence="assumption: a promise with more margin surprises less",
            change=("0.8", "0.97"),
        ),
    ),
    settings=Belief,
    rows=rows,
    past=live_past,
    lived=lived,
    kpis=kpis,
    expected_wait=expected_wait,
    ended=ended,
)
