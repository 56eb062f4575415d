"""The race: how one alternative is drawn from a nested logit.

    P(nest m) ~ (sum_j exp(V_j / scale)) ** scale,  P(j | m) ~ exp(V_j / scale)

(McFadden 1978; Train 2009, ch. 4), drawn as a race of exponentials: an alternative of weight w
arrives after E / w, and the first one wins. That is the Gumbel-max trick, since -log(E) is Gumbel.
Alternatives race within their nest, then nests race with the outside option, to do nothing. Each E
belongs to the consumer, the need and the store, so that a policy which does not touch an
alternative does not touch its luck.
"""

import math

from numba import njit

from sim import luck
from sim.flow import reactions
from sim.flow.choosing import NOTHING, Chosen
from sim.schema import Schema

NEST = Schema(
    ("weight", "f8", "sum of its alternatives' weights so far"),
    ("first_min", "f8", "arrival of the first of them, in the race's own time; inf: none arrives"),
    ("basket_cents", "f8", "basket of the first"),
    ("channel", "i8", "channel of the first"),
    ("store", "i8", "store of the first"),
    ("coupon", "i8", "coupon of the first; -1: none"),
)


@njit(cache=True)
def begin(nests):
    """Empty the scratch table, (n_nests,) of NEST."""
    for row in range(len(nests)):
        nests[row].weight = 0.0
        nests[row].first_min = math.inf


@njit(cache=True, forceinline=True)
def enter(nest, weight, draw, channel, store_id, coupon, basket_cents):
    """An alternative enters the race of its nest.

    Parameters
    ----------
    nest : record of NEST
        The nest it belongs to.
    weight : float
        exp(V / scale); 0: it cannot be had.
    draw : float
        Uniform in (0, 1), of this consumer, need, store and channel.
    channel, store_id, coupon : int
        What is chosen with it.
    basket_cents : float
        Food ordered with it, cents.
    """
    nest.weight += weight
    time = arrival(draw, weight, nest.first_min)
    if time < nest.first_min:
        nest.first_min = time
        nest.channel = channel
        nest.store = store_id
        nest.coupon = coupon
        nest.basket_cents = basket_cents


@njit(cache=True)
def nest_weight(nest, scale):
    """What a nest weighs against others and the outside option, after all of it has entered."""
    return nest.weight**scale


@njit(cache=True)
def total_weight(nests, nothing_weight, scale):
    """What all nests weigh, and the outside option: a nest's own weight over it is its share."""
    total = nothing_weight
    for row in range(len(nests)):
        total += nest_weight(nests[row], scale)
    return total


@njit(cache=True)
def finish(world, nests, consumer_id, nth, nothing_weight, scale):
    """Let the nests race: what was chosen.

    Parameters
    ----------
    world
        The columns.
    nests : records of NEST, (n_nests,)
        After all alternatives have entered.
    consumer_id, nth : int
        Whose draws they are.
    nothing_weight : float
        exp(V) of the outside option.
    scale : float
        Of the alternatives within a nest, in (0, 1].
    """
    seed = world.state[0].seed
    draws = luck.four(seed, luck.NEST, consumer_id, nth, 0)
    best, first = -1, arrival(draws[0], nothing_weight, math.inf)
    for row in range(len(nests)):
        nest = nests[row]
        # A nest whose alternatives all weigh so little that none arrives is no nest.
        if nest.first_min == math.inf:
            continue
        item = row + 1
        if item % 4 == 0:  # four draws at a time
            draws = luck.four(seed, luck.NEST, consumer_id, nth, item // 4)
        draw = reactions.nest_draw(world, draws[item % 4], consumer_id, nth, row)
        time = arrival(draw, nest_weight(nest, scale), first)
        if time < first:
            best, first = row, time
    if best < 0:
        return Chosen(NOTHING, -1, -1, 0.0)
    won = nests[best]
    # As plain numbers where nothing is compiled: there, a record's would not mix with bits.
    return Chosen(int(won.channel), int(won.store), int(won.coupon), float(won.basket_cents))


@njit(cache=True)
def arrival(draw, weight, limit):
    """When an alternative of a weight arrives; inf when not before `limit`.

    -log(u) >= 1 - u spares most logarithms.
    """
    if weight <= 0.0 or 1.0 - draw >= limit * weight:
        return math.inf
    return -math.log(draw) / weight
