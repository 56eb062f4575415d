"""Immediacy: some come to want it now, so that the value of time in the city spreads.

Row 44, «即时便利性的需求增强»: a growing demand for immediacy.

    wait sensitivity *= factor                                         of a share of the people
    utils of a channel += (wait sensitivity - that of before) * usual wait of the channel

Who is impatient is a lasting draw. The second line keeps a usual wait as good as it was to them, so
that not all waiting is worse than before: what is sooner than usual wins, what is later loses. In
what it measures lies its use: the elasticity of the app's orders to the times that it promises,

    elasticity = - sum of P * (1 - P) * wait sensitivity * promise / sum of P

over sessions, P the probability of the app's nest, and the promise of the delivery that is first in
it; 0 where a pickup is: since the first is drawn by weight, this is the derivative of the nest's
own sum (Train 2009, ch. 4). Below 0: a tenth more of promised minutes takes so many tenths of the
orders. Only what is promised counts, not what a consumer expects beside it.

Usual waits are measured on the model itself, `python -m tests.benchmarks.past`. What an hour of
waiting is worth differs between people: Wang and Zhong 2025; how it will move is a choice.
"""

from typing import Any

import numpy as np
from numba import njit

from sim import luck
from sim.agents import odds
from sim.flow import kitchen, quote, race
from sim.flow.composed import is_rivals, own
from sim.flow.parts import Effect, Mechanism
from sim.flow.travel import distance_m
from sim.flow.world import World
from sim.mechanisms.figures import ratio
from sim.order import Channel
from sim.schema import Rows, Schema
from sim.settings.immediacy import Immediacy

NAME = "immediacy"

# The app's nest is that of the first channel of every market.
_APP = 0

PEOPLE = Schema(("gained", "f8", "wait sensitivity more than before, utils per minute"))
# One row, of the days that count.
COUNTS = Schema(
    ("chosen", "f8", "sum of the probabilities of the app"),
    ("moved", "f8", "and of their derivatives by the promise's logarithm"),
)
RULES = Schema(
    ("usual_delivery_min", "f8", "wait that is worth what it was, for a rival's delivery too"),
    ("usual_pickup_min", "f8", "the same, with the walk"),
    ("usual_walkin_min", "f8", "the same, with the walk"),
)
_PEOPLE, _COUNTS, _RULES = range(3)


def rows(scenario: Any) -> tuple[Rows, ...]:
    """People for whom nothing has changed yet, sums and the usual waits."""
    settings: Immediacy = scenario.mechanisms.immediacy
    rules = RULES.row(**settings.model_dump(include={column.name for column in RULES.columns}))
    return PEOPLE.empty(scenario.consumers.count), COUNTS.empty(1), rules


def live_past(world: World, scenario: Any) -> None:
    """A minute weighs more for some of the people."""
    settings: Immediacy = scenario.mechanisms.immediacy
    people = own(world, NAME)[_PEOPLE]
    draws = luck.uniforms(int(world.state["seed"][0]), luck.IMPATIENT, len(people))[:, 0]
    before = world.consumers["wait_sensitivity"].copy()
    changed = np.where(draws < settings.impatient_share, before * settings.factor, before)
    world.consumers["wait_sensitivity"] = changed
    people["gained"] = changed - before


@njit
def channel_utils(world, utils, session, channel):
    """A usual wait is worth what it was."""
    gained, rules = own(world, NAME)[_PEOPLE][session.consumer_id].gained, own(world, NAME)[_RULES]
    if channel == Channel.DELIVERY or is_rivals(world, channel):
        return utils + gained * rules[0].usual_delivery_min
    if channel == Channel.PICKUP:
        return utils + gained * rules[0].usual_pickup_min
    if channel == Channel.WALK_IN:
        return utils + gained * rules[0].usual_walkin_min
    return utils


@njit
def chose(world, session, _chosen, _hidden_cents):
    """How much more or less of the app a promise would bring that is longer by a share."""
    if session.now < 0.0 or world.race[_APP].weight <= 0.0:
        return
    share = app_share(world)
    counts = own(world, NAME)[_COUNTS][0]
    counts.chosen += share
    wait_min = promised_min(world, session)
    counts.moved -= share * (1.0 - share) * session.consumer.wait_sensitivity * wait_min


@njit
def app_share(world):
    """The probability that something of the app is chosen, as the race left its weights."""
    choice = world.choice[0]
    nothing_weight = odds.exp(choice.nothing_constant)
    total = race.total_weight(world.race, nothing_weight, choice.nest_scale)
    return race.nest_weight(world.race[_APP], choice.nest_scale) / total


@njit
def promised_min(world, session):
    """What is promised of the app's first alternative, if that is a delivery."""
    first = world.race[_APP]
    if first.channel != Channel.DELIVERY:
        return 0.0
    store, at = world.stores[first.store], session.at
    metres = distance_m(world.travel[0], store.x_m, store.y_m, at.x_m, at.y_m)
    ready_min = kitchen.predicted_min(store, session.work_factor, session.prediction_error_min)
    return quote.promise_min(world, store, ready_min, metres)


def kpis(result: Any) -> dict[str, float | None]:
    """How strongly orders answer to promised times."""
    counts = result.own[NAME][_COUNTS][0]
    elasticity = ratio(counts["moved"], counts["chosen"])
    return {"promise_elasticity": elasticity}


MECHANISM = Mechanism(
    name=NAME,
    about="some come to want it now; how strongly orders answer to promised times",
    effects=(
        Effect(
            rows=(44,),
            term_zh="即时便利性的需求增强",
            term="more people want it now: orders answer more to promised times",
            lever="mechanisms.immediacy.impatient_share",
            metric="promise_elasticity",
            direction="-",
            evidence="Wang and Zhong 2025: what an hour of waiting is worth differs",
            change=("0", "0.5"),
            scenario="want-it-now",
        ),
    ),
    settings=Immediacy,
    rows=rows,
    past=live_past,
    kpis=kpis,
    channel_utils=channel_utils,
    chose=chose,
)
