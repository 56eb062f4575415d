"""Lasting taste: everyone likes some stores more than others, and does so next week too.

Rows 55 and 64, «个性化推荐», «多样化的需求»: without it there is nothing that a recommendation
could find out, and what one ordered says nothing of what one will order.

Taste for a store is today's draw E of the race, a Gumbel -log(E) in utils of the nest's scale. The
mechanism splits it and leaves its distribution as it is:

    E = (E' / S)^a,    so that   -log(E) = a log(S) + a (-log(E')),    a = sqrt(1 - lasting_share)

with S positive a-stable, E[exp(-t S)] = exp(-t^a), and E' exponential, the draw of the need (Kanter
1975). a log(S) lasts: it belongs to consumer and store and has `lasting_share` of the variance.
What is common to a nest of the choice is split the same way, so that nests are chosen as before
too: they arrive after

    (E'^a / R)^scale / (sum of weights)^(a scale),    R positive and stable of index `scale`.

So who is asked once, for one channel, chooses as without the mechanism, to all digits: shares are
those of the nested logit. Where a store has several channels, its taste is that of all of them, and
they are nearer to one another than to other stores: weights w_c count (sum of w_c^(1/a))^a.

Who is asked again likes what he liked. The store of the last order, which he sees whatever the list
is, is one that he likes, and `choice.inertia` was chosen without that: `usual_utils` of it are
taste (Heckman 1981: what lasts looks like habit), measured so that as many sessions end in an order
as without (`python -m tests.benchmarks.tastes`). Each taste is drawn anew every `lasts_days`, one
store after the other, so that tastes of two moments t days apart correlate by 1 - t / lasts_days.

One tires of a store too (McAlister 1982): `variety_weight` utils less for the store of the last
order, half as much after `variety_half_life_days`; 0 unless asked for.

Nothing is stored by consumer and store: a taste is looked up from a draw whenever it is needed.
"""

import math
from functools import cache
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim import luck
from sim.daytime import DAY_MIN
from sim.flow import past
from sim.flow.choosing import NOTHING
from sim.flow.composed import own
from sim.flow.parts import Effect, Mechanism
from sim.mechanisms.figures import ratio
from sim.schema import Rows, Schema
from sim.settings.lasting_taste import LastingTaste

NAME = "lasting_taste"

Floats = NDArray[np.float64]

# Quantiles at 0, 1 / PARTS ... 1 of what is looked up by a uniform draw.
PARTS = 1024
QUANTILE = Schema(
    ("liking", "f8", "utils of a store, from what lasts"),
    ("common", "f8", "log of what divides the draw of a nest, momentary"),
)
# One row, of the days that count.
COUNTS = Schema(
    ("n_chosen", "i8", "stores chosen, by whatever channel"),
    ("liking", "f8", "utils of those who chose them, from what lasts, added up"),
    ("n_before", "i8", "stores chosen by who had chosen one before"),
    ("n_again", "i8", "of these, the same one as then"),
)
RULES = Schema(
    ("momentary", "f8", "scale of what is momentary, over that of all of it; 1: nothing lasts"),
    ("scale", "f8", "of a nest of the choice"),
    ("turns_per_min", "f8", "rate at which a taste is drawn anew"),
    ("usual_utils", "f8", "less for the store of the last order"),
    ("variety_weight", "f8", "utils less for it just after the order"),
    ("variety_per_min", "f8", "rate at which these fade"),
)
QUANTILES, COUNTS_ROW, RULES_ROW = range(3)

# Below this share of variance what lasts is left out: it is less than a hundredth of a util.
_LEAST_SHARE = 1e-4


def rows(scenario: Any) -> tuple[Rows, ...]:
    """What draws are looked up in, counts and rules."""
    settings: LastingTaste = scenario.mechanisms.lasting_taste
    scale, momentary = scenario.choice.nest_scale, settings.momentary_scale
    quantiles = QUANTILE.empty(PARTS + 1)
    quantiles["liking"] = scale * stable_quantiles(momentary)
    quantiles["common"] = stable_quantiles(scale)
    rules = RULES.row(
        momentary=momentary if settings.lasting_share >= _LEAST_SHARE else 1.0,
        scale=scale,
        turns_per_min=1 / (settings.lasts_days * DAY_MIN),
        usual_utils=settings.usual_utils,
        variety_weight=settings.variety_weight,
        variety_per_min=math.log(2) / (settings.variety_half_life_days * DAY_MIN),
    )
    return quantiles, COUNTS.empty(1), rules


@cache
def stable_quantiles(index: float) -> Floats:  # (PARTS + 1,)
    """Quantiles of index * log(S), S positive and stable of an index in (0, 1].

    log(S) = (1 - index) / index * (log A(U) - log E), U uniform in (0, pi), E exponential and
    log A(u) = (index log sin(index u) + (1 - index) log sin((1 - index) u) - log sin u)
    / (1 - index) (Kanter 1975). The first and the last are no extremes: with them, straight lines
    have the means of what lies at both ends.
    """
    if 1 - index**2 < _LEAST_SHARE:
        return np.zeros(PARTS + 1)
    rest = 1 - index
    nodes, weights = np.polynomial.legendre.leggauss(200)
    left = ((nodes + 1) / 2) ** 3  # of pi; its far end makes the tail
    weights = weights / 2 * 3 * ((nodes + 1) / 2) ** 2
    u = math.pi * (1 - left)
    log_a = (
        index * np.log(np.sin(index * u))
        + rest * np.log(np.sin(rest * u))
        - np.log(np.sin(math.pi * left))
    ) / rest
    least = (index * math.log(index) + rest * math.log(rest)) / rest  # of log A, at u = 0
    at = least + np.concatenate([np.linspace(-3.5, 20, 2000), np.geomspace(20.1, 60 / rest, 600)])
    below = np.exp(-np.exp(np.minimum(log_a - at[:, None], 700.0))) @ weights
    shares = np.arange(PARTS + 1) / PARTS
    found = rest * np.interp(shares, below, at)
    # Beyond a high quantile it is exponential of mean 1, below a low one it ends soon.
    found[-1] = found[-2] + 2.0
    found[0] = rest * float(np.interp(0.25 / PARTS, below, at))
    return np.asarray(found)


@njit
def liking(world, consumer_id, store_id, now):
    """Utils of a store from what lasts of a consumer's taste for it."""
    tables = own(world, NAME)
    draw = luck.luck(
        world.state[0].seed,
        luck.LIKING,
        consumer_id,
        turn(consumer_id, store_id, now, tables[RULES_ROW][0].turns_per_min),
        store_id,
    )
    return past.quantile(tables[QUANTILES]["liking"], draw)


@njit(cache=True)
def turn(consumer_id, store_id, now, turns_per_min):
    """How often a taste has been drawn anew: evenly spread over stores and people.

    By multiples of irrational numbers, whose fractions fill an interval evenly (Weyl 1916).
    """
    phase = consumer_id * 0.6180339887498949 + store_id * 0.7548776662466927
    return math.floor(now * turns_per_min + phase - math.floor(phase))


@njit
def store_utils(world, utils, session, store_id, _metres):
    """A store is worth more to who likes it, and less to who has just had it.

    Parameters
    ----------
    world
        The columns.
    utils : float
        What it is worth to everyone.
    session : Session
        Who looks at it.
    store_id : int
        The store.
    _metres : float
        The way there, which is no matter of taste.
    """
    utils += liking(world, session.consumer_id, store_id, session.now)
    if store_id == session.consumer.last_store:
        rules = own(world, NAME)[RULES_ROW][0]
        utils -= rules.usual_utils
        if rules.variety_weight > 0.0:
            since_min = session.now - session.consumer.last_order_min
            utils -= rules.variety_weight * math.exp(-rules.variety_per_min * since_min)
    return utils


@njit
def passer_utils(world, utils, need, store_id):
    """A stranger has tastes too, which last as long as he is seen."""
    draw = luck.luck(world.state[0].seed, luck.LIKING, need.consumer, need.nth, store_id)
    return utils + past.quantile(own(world, NAME)[QUANTILES]["liking"], draw)


@njit
def liked(world, utils, consumer_id, store_id, at_min):
    """A store was worth more to who liked it then.

    Parameters
    ----------
    world
        The columns.
    utils : float
        What it was worth beside.
    consumer_id, store_id : int
        Whose taste, and for what.
    at_min : float
        When, minutes since the run's first midnight.
    """
    return utils + liking(world, consumer_id, store_id, at_min)


@njit
def remembered_utils(world, utils, consumer_id, listed):
    """Who ordered before the run did it where he liked it.

    Parameters
    ----------
    world
        The columns.
    utils : (n_listed,) float
        What the stores of the list were worth to everyone; changed in place.
    consumer_id : int
        Who ordered.
    listed : (n_listed,) int
        The stores.
    """
    tables, seed = own(world, NAME), world.state[0].seed
    quantiles, turns_per_min = tables[QUANTILES]["liking"], tables[RULES_ROW][0].turns_per_min
    now = world.consumers[consumer_id].last_order_min
    turns, draws = np.empty(len(listed), np.int64), np.empty(len(listed))
    # `liking` of each, a step at a time: such short loops are compiled for several stores at once.
    for rank in range(len(listed)):
        turns[rank] = turn(consumer_id, listed[rank], now, turns_per_min)
    for rank in range(len(listed)):
        draws[rank] = luck.luck(seed, luck.LIKING, consumer_id, turns[rank], listed[rank])
    for rank in range(len(listed)):
        utils[rank] += past.quantile(quantiles, draws[rank])
    return utils


@njit
def nest_draw(world, draw, consumer_id, nth, nest):
    """What makes nests as dear to one another as before, now that tastes are split.

    Parameters
    ----------
    world
        The columns.
    draw : float
        In (0, 1), of the nest.
    consumer_id, nth : int
        Whose need it is, and its number.
    nest : int
        Row of the nest.
    """
    rules = own(world, NAME)[RULES_ROW][0]
    if rules.momentary == 1.0:
        return draw
    other = luck.luck(world.state[0].seed, luck.LIKING_OF_NEST, consumer_id, nth, nest)
    common = past.quantile(own(world, NAME)[QUANTILES]["common"], other)
    time = (-math.log(draw)) ** (rules.momentary * rules.scale) * math.exp(-common)
    # No draw is 0: what comes so late does not come.
    return max(math.exp(-time), 1e-300)


@njit
def chose(world, session, chosen, _hidden_cents):
    """Count whether a store that is liked was found, and whether it is the one of last time."""
    if chosen.channel == NOTHING or session.now < 0.0:  # not measured yet
        return
    counts = own(world, NAME)[COUNTS_ROW][0]
    counts.n_chosen += 1
    counts.liking += liking(world, session.consumer_id, chosen.store_id, session.now)
    if session.consumer.last_store >= 0:
        counts.n_before += 1
        counts.n_again += int(chosen.store_id == session.consumer.last_store)


def kpis(result: Any) -> dict[str, float | None]:
    """How much the stores are liked that people find, and how often it is the same one again."""
    counts = result.own[NAME][COUNTS_ROW][0]
    return {
        "liking_utils": ratio(counts["liking"], counts["n_chosen"]),
        "same_store_share": ratio(counts["n_again"], counts["n_before"]),
    }


MECHANISM = Mechanism(
    name=NAME,
    about="everyone likes some stores more than others, and does so next week too",
    effects=(
        Effect(
            rows=(55, 64),
            term_zh="多样化的需求",
            term="lasting tastes: people find stores that they like",
            lever="mechanisms.lasting_taste.lasting_share",
            metric="liking_utils",
            direction="+",
            evidence="theory: the more of a taste lasts, the more of the best one is lasting taste",
            change=("0.1", "0.7"),
            scenario="variety-seekers",
        ),
        Effect(
            rows=(64,),
            term_zh="多样化的需求",
            term="lasting tastes: people go back to the same store",
            lever="mechanisms.lasting_taste.lasting_share",
            metric="same_store_share",
            direction="+",
            evidence="Heckman 1981: tastes that last look like habit",
            change=("0.1", "0.7"),
            scenario="variety-seekers",
        ),
        Effect(
            rows=(64,),
            term_zh="求新求变",
            term="seeking variety: another store than last time",
            lever="mechanisms.lasting_taste.variety_weight",
            metric="same_store_share",
            direction="-",
            evidence="McAlister 1982: what one had lately is wanted less",
            change=("0", "3"),
            scenario="variety-seekers",
        ),
    ),
    settings=LastingTaste,
    rows=rows,
    kpis=kpis,
    store_utils=store_utils,
    passer_utils=passer_utils,
    liked=liked,
    remembered_utils=remembered_utils,
    nest_draw=nest_draw,
    chose=chose,
)
