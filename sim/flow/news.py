"""News: what the flow tells the processes above it, at its exact moment.

A ring of rows: the flow writes, `sim.flow.flow.Flow.advance` hands over one after the other, and
the clock has each heard by whoever listens to its kind.
"""

from enum import IntEnum
from typing import NamedTuple

from numba import njit

from sim.schema import Schema

# The flow stops after an event that has news, so that a ring of few rows never overflows.
N_NEWS = 64


class News(IntEnum):
    """What is told, and of whom."""

    SOLD_OUT = 0  # a store had to refuse an order in the app


class NewsItem(NamedTuple):
    """One piece of news."""

    news: News
    subject: int  # row of the store, order or courier
    at_min: float


NEWS_ITEM = Schema(
    ("news", "i4", "see News"),
    ("subject", "i4", "row of whom it is about"),
    ("at_min", "f8", "when it happened"),
)


@njit(cache=True)
def announce(world, news, subject, now):
    """Have it heard before the flow lives on."""
    state = world.state[0]
    item = world.news[state.n_news % N_NEWS]
    item.news = news
    item.subject = subject
    item.at_min = now
    state.n_news += 1
