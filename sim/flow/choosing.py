"""What goes from hand to hand while a consumer chooses.

Named tuples: compiled, their fields are passed like so many arguments, and cost nothing.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numba.extending import register_jitable

from sim.daytime import DAY_MIN, HOUR_MIN


class Place(NamedTuple):
    """Where a consumer is."""

    cell: int
    zone: int
    x_m: float
    y_m: float


# Numbers of columns are narrow; those that go from hand to hand are not, as all are typed alike.
wide: Any = np.int64


@njit(cache=True)
def place(cell, zone, x_m, y_m):
    """The place in a cell of a zone."""
    return Place(wide(cell), wide(zone), x_m, y_m)


class Session(NamedTuple):
    """Who looks for food, when, where, with what at hand."""

    consumer_id: int
    consumer: Any  # the row
    nth: int  # number of the need
    now: float  # minutes since the run's first midnight
    minute: float  # of the day
    at: Place
    coupons: int  # bits of the campaigns that can be used now
    basket_cents: float  # at mean prices
    work_factor: float  # of the order for any kitchen, over its mean order
    prediction_error_min: float  # of what any store says of it
    top_up_draw: float  # in (0, 1), like the two below
    checkout_draw: float
    payment_draw: float


class Candidate(NamedTuple):
    """A store that a session considers: open, and within reach."""

    store_id: int
    store: Any  # the row
    metres: float  # the way there
    delivered: bool  # within the radius in which the store delivers
    near: bool  # within reach on foot
    listed: bool  # the app offers it
    basket_cents: float  # at its prices
    utils: float  # what all its channels share
    draws: tuple[float, float, float, float]  # in (0, 1), of this consumer, need and store


# In place of a channel's number: nothing was chosen.
NOTHING = -1


class Chosen(NamedTuple):
    """The alternative that won."""

    channel: int  # its position in the table of channels, or NOTHING
    store_id: int
    coupon: int  # -1: none
    basket_cents: float


@njit(cache=True)
def count(world, session, step):
    """Count that a session came to a step of the funnel."""
    hour = int(session.minute // HOUR_MIN)
    world.funnel[session.consumer.segment, hour, session.at.zone, step] += 1


@njit(cache=True)
def looks_ahead(world, session):
    """Whether the need is only foreseen; then all is looked at again when it arises."""
    return session.minute > session.now - world.state[0].day * DAY_MIN


@register_jitable
def nobody_chooses(world: Any) -> Any:
    """Whether orders are those on record: nobody needs anything there, or looks at it."""
    return len(world.recorded) > 0
