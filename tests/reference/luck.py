"""The draws of an order, keyed by the consumer and the need it serves."""

import math
from functools import lru_cache
from typing import NamedTuple

from sim import luck


class Key(NamedTuple):
    """Whose need it is, and its number."""

    consumer: int
    nth: int


def four(flow, purpose, key, item=0):
    """Four uniforms."""
    return _four(flow.seed, purpose, int(key.consumer), int(key.nth), item)


# Every store that one looks at is asked for the same draws of an order.
_four = lru_cache(1000)(luck.four)


def exponential(flow, purpose, key, item=0):
    """A time of mean 1."""
    return -math.log(four(flow, purpose, key, item)[0])


def normal(flow, purpose, key):
    """A standard normal error (Box and Muller)."""
    u, v, _, _ = four(flow, purpose, key)
    return math.sqrt(-2.0 * math.log(u)) * math.cos(2.0 * math.pi * v)


def usual_basket_cents(flow, key):
    """What the consumer would spend on this need at mean prices."""
    return basket_cents(flow, flow.rows.consumers[key.consumer].segment, key)


def basket_cents(flow, segment_id, key):
    """What somebody of a segment would spend on a need at mean prices: lognormal."""
    segment = flow.rows.segments[segment_id]
    sigma = segment.basket_sigma
    error = normal(flow, luck.BASKET, key)
    return segment.basket_mean_cents * math.exp(sigma * error - 0.5 * sigma * sigma)
