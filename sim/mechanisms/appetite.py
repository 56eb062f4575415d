"""Appetite: what was bought fills, some of it for days; buying forward is not growth.

Row 49, «定制化促销、精准营销»: promotions, of whose gain a part is taken from the days after.

    log-odds of opening += swing_utils + usual - meal_weight * M - pantry_weight * P
    M <- M * 2^(-hours / meal_half_life_hours)   + (1 - pantry_share) * meals
    P <- P * 2^(-days / pantry_half_life_days)   + pantry_share * meals

Two stocks, in meals: what is eaten, and what is left at home. They grow when the consumer holds an
order, of whatever channel: by its basket over the mean one of his kind, at the store's prices. Who
looked and bought nothing has eaten elsewhere, `outside_share` of a meal, and took nothing home.

For `choice.sated_min` after an order has been placed the core alone says that a meal fills, by
`choice.sated_factor`; what is told here begins when these hours are over. So nothing is told twice:
the one is the meal that is being eaten, the other what is left of it at the next needs.

    usual = rate * (meal_weight * (1 - pantry_share) * usual_meal * life of M
                    + pantry_weight * pantry_share * usual_pantry * life of P)

is what a consumer's own rate of orders, orders a day as in the past, keeps in stock: stocks that
grow by `a` at a rate and fade with a mean life hold rate * a * life in the mean (Campbell 1909).
`usual_meal` and `usual_pantry` correct it for what needs find, at the hours at which they come and
after what was eaten elsewhere. Swings about the usual take more openings than they bring, where
most needs open the app: `swing_utils` gives these back, so that as many orders are placed as
without. `python -m tests.benchmarks.past` measures all three. So who orders as ever is moved by
nothing in the mean, and who was brought to order more opens the app less in the days after.

Attributes of which one had lately are wanted less, the more so the more recent: McAlister 1982.
Of what a promotion sells of groceries a third is taken from other weeks: van Heerde, Leeflang and
Wittink 2004. Of meals that are brought nothing of the kind is published; sizes are choices.
"""

import math
from typing import Any

from numba import njit

from sim.daytime import DAY_MIN
from sim.flow import past
from sim.flow.choosing import NOTHING, looks_ahead, nobody_chooses
from sim.flow.composed import own
from sim.flow.parts import Effect, Mechanism
from sim.flow.world import World
from sim.mechanisms.figures import ratio
from sim.schema import Rows, Schema
from sim.settings.appetite import Appetite

NAME = "appetite"

STOCK = Schema(
    ("meals", "f8", "eaten, in usual meals, as it was when last changed"),
    ("pantry", "f8", "at home, in usual meals, likewise"),
    ("at_min", "f8", "when that was"),
)
KIND = Schema(
    ("orders_per_need", "f8", "in the past, on the mean day of a week"),
)
# One row, of the needs of the days that count.
COUNTS = Schema(
    ("n_needs", "i8", "needs that the last meal did not still"),
    ("utils", "f8", "log-odds added to them, but for swings"),
    ("meals", "f8", "what was eaten, as they found it"),
    ("pantry", "f8", "what was at home, as they found it"),
    ("orders_per_day", "f8", "of whose needs they were, in the past"),
)
RULES = Schema(
    ("meal_weight", "f8", "log-odds less by a meal eaten"),
    ("digesting_per_min", "f8", "rate at which what is eaten goes"),
    ("pantry_weight", "f8", "log-odds less by a meal at home"),
    ("emptying_per_min", "f8", "rate at which what is at home goes"),
    ("pantry_share", "f8", "of what is bought"),
    ("outside_share", "f8", "of a meal, eaten elsewhere by who buys nothing"),
    ("usual_utils", "f8", "log-odds that one order a day takes"),
    ("swing_utils", "f8", "log-odds for what swings about the usual take"),
)
_PEOPLE, _KINDS, _COUNTS, _RULES = range(4)


def rows(scenario: Any) -> tuple[Rows, ...]:
    """Empty stocks, rates of the past by segment, counts and rules."""
    settings: Appetite = scenario.mechanisms.appetite
    kinds = KIND.empty(len(scenario.consumers.segments))
    kinds["orders_per_need"] = past.orders_per_need(scenario)
    rules = RULES.row(
        meal_weight=settings.meal_weight,
        digesting_per_min=1 / (settings.meal_life_days * DAY_MIN),
        pantry_weight=settings.pantry_weight,
        emptying_per_min=1 / (settings.pantry_life_days * DAY_MIN),
        pantry_share=settings.pantry_share,
        outside_share=settings.outside_share,
        swing_utils=settings.swing_utils,
        usual_utils=settings.usual_utils,
    )
    return STOCK.empty(scenario.consumers.count), kinds, COUNTS.empty(1), rules


@njit
def opening_utils(world, utils, consumer_id, now):
    """Who has bought more than usual lately opens the app less; who has bought less, more."""
    consumer = world.consumers[consumer_id]
    mine, rules = own(world, NAME)[_PEOPLE][consumer_id], own(world, NAME)[_RULES][0]
    if now - consumer.last_order_min < world.choice[0].sated_min:  # the core says how it fills
        return utils
    meals, pantry = left(mine, rules, now)
    orders_per_need = own(world, NAME)[_KINDS][consumer.segment].orders_per_need
    rate = consumer.needs_per_day * orders_per_need
    added = rules.usual_utils * rate - rules.meal_weight * meals - rules.pantry_weight * pantry
    if now >= 0.0:
        counts = own(world, NAME)[_COUNTS][0]
        counts.n_needs += 1
        counts.utils += added
        counts.meals += meals
        counts.pantry += pantry
        counts.orders_per_day += rate
    return utils + rules.swing_utils + added


@njit
def left(mine, rules, now):
    """What is left of what was eaten, and of what is at home, meals."""
    age_min = now - mine.at_min
    meals = mine.meals * math.exp(-rules.digesting_per_min * age_min)
    return meals, mine.pantry * math.exp(-rules.emptying_per_min * age_min)


@njit
def chose(world, session, chosen, _hidden_cents):
    """Who finds nothing eats elsewhere; a meal that is only foreseen is not yet eaten."""
    if chosen.channel == NOTHING and not looks_ahead(world, session):
        mine, rules = own(world, NAME)[_PEOPLE][session.consumer_id], own(world, NAME)[_RULES][0]
        _fill(mine, rules, rules.outside_share * (1.0 - rules.pantry_share), 0.0, session.now)


@njit
def handed_over(world, order_id, now):
    """Food is eaten, and some of it kept."""
    if nobody_chooses(world):
        return
    order, rules = world.orders[order_id], own(world, NAME)[_RULES][0]
    usual_cents = world.segments[order.segment].basket_mean_cents
    meals = order.basket_cents / (usual_cents * world.stores[order.store].price_level)
    kept = rules.pantry_share * meals
    _fill(own(world, NAME)[_PEOPLE][order.consumer], rules, meals - kept, kept, now)


@njit
def _fill(mine, rules, meals, pantry, now):
    """Add to both stocks, of which time has taken some.

    Parameters
    ----------
    mine, rules : records of STOCK and RULES
        Whose stocks they are, and how fast they fade.
    meals, pantry : float
        What is eaten, and what is put by, in usual meals.
    now : float
        Minutes since the run's first midnight.
    """
    meals_left, pantry_left = left(mine, rules, now)
    mine.meals, mine.pantry = meals_left + meals, pantry_left + pantry
    mine.at_min = now


@njit
def lived(world, consumer_id, _nth, days_ago, _felt):
    """An order of the past brought a usual meal, some of which is left.

    Parameters
    ----------
    world
        The columns.
    consumer_id, _nth : int
        Whose order it was, and how many have come since.
    days_ago : float
        When it was.
    _felt : float
        How it was felt: all filled alike.
    """
    mine, rules = own(world, NAME)[_PEOPLE][consumer_id], own(world, NAME)[_RULES][0]
    kept, ago_min = rules.pantry_share, days_ago * DAY_MIN
    mine.meals += (1.0 - kept) * math.exp(-rules.digesting_per_min * ago_min)
    mine.pantry += kept * math.exp(-rules.emptying_per_min * ago_min)


def live_past(world: World, scenario: Any) -> None:
    """What is left of the past was worked out for the moment at which the run begins."""
    own(world, NAME)[_PEOPLE]["at_min"] = -scenario.warmup_days * DAY_MIN


def kpis(result: Any) -> dict[str, float | None]:
    """How far people were from being as hungry as usual."""
    counts = result.own[NAME][_COUNTS][0]
    return {"appetite_utils": ratio(counts["utils"], counts["n_needs"])}


def usual(result: Any) -> dict[str, float]:
    """The settings that make what it adds vanish in the mean, as a run brings them."""
    settings: Appetite = result.scenario.mechanisms.appetite
    counts = result.own[NAME][_COUNTS][0]
    eaten = (1 - settings.pantry_share) * settings.meal_life_days
    kept = settings.pantry_share * settings.pantry_life_days
    return {
        "usual_meal": float(counts["meals"] / (eaten * counts["orders_per_day"])),
        "usual_pantry": float(counts["pantry"] / (kept * counts["orders_per_day"])),
    }


MECHANISM = Mechanism(
    name=NAME,
    about="what was bought lately fills, some of it for days",
    effects=(
        Effect(
            rows=(49,),
            term_zh="促销透支需求",
            term="part of what a promotion wins is taken from the days after",
            lever="mechanisms.appetite.enabled",
            metric="orders_per_day",
            direction="-",
            evidence="van Heerde, Leeflang and Wittink 2004: a third comes from other weeks",
            scenario="coupon-days",
            days=21,
        ),
        Effect(
            rows=(49,),
            term_zh="促销透支需求",
            term="who is brought to order more is less hungry",
            lever="policies.pricing.base_cents",
            metric="appetite_utils",
            direction="-",
            evidence="McAlister 1982: what one had lately is wanted less",
            change=("350", "0"),
            scenario="coupon-days",
        ),
    ),
    settings=Appetite,
    rows=rows,
    past=live_past,
    lived=lived,
    kpis=kpis,
    opening_utils=opening_utils,
    chose=chose,
    handed_over=handed_over,
)
