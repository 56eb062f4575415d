"""Stores: what one is, how its kitchen predicts, and what its shelf says."""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.daytime import DAY_MIN
from sim.schema import Schema

# Portions of a shelf that never runs out, more than can be counted of any other.
ENDLESS = 2**30

# What a session reads of every store it looks at comes first: it lies in two cache lines.
STORE = Schema(
    ("x_m", "f8", "metres east"),
    ("y_m", "f8", "metres north"),
    ("open_min", "f8", "opens, minutes after midnight"),
    ("close_min", "f8", "last order, minutes after midnight"),
    ("price_level", "f8", "price of a usual basket, relative to the city's mean"),
    ("shown_quality", "f8", "rating shown in the app, stars"),
    ("quoted_min", "f8", "mean time from order to ready that the store quotes now"),
    ("preparation_min", "f8", "mean cook's time per order"),
    ("zone", "i4", "zone"),
    ("published_stock", "i4", "portions that the platform believes in"),
    ("n_cooks", "i4", "parallel cooks"),
    ("n_cooking", "i4", "cooks at work now"),
    ("n_queued", "i4", "orders that wait for a cook"),
    ("queue_first", "i4", "order at the head of the queue; -1: none"),
    ("queue_last", "i4", "order at the end of the queue; -1: none"),
    ("physical_stock", "i4", "portions on the shelf"),
    ("closed", "?", "takes no orders for now, whatever the hour"),
    ("paused", "?", "takes none by the app for now; its counter is open"),
    ("off_app", "i4", "reasons for which it is not on the app; its counter is open"),
    ("recorded_stock", "i4", "portions that the store's own record has"),
    ("daily_stock", "i4", "portions that the record has after the morning's replenishment"),
    ("n_filled", "i8", "portions delivered, and those that were there at minute 0"),
    ("n_shrunk", "i8", "portions that vanished unseen, or were thrown away"),
    ("shrunk_cents", "i8", "what the food of those that vanished had cost"),
    ("n_orders", "i4", "orders taken in all channels"),
    ("n_sold_out", "i4", "orders refused for lack of stock"),
    ("cell", "i4", "grid cell"),
    ("popularity", "f8", "relative pull, mean 1"),
    ("quality", "f8", "true quality, stars"),
    ("cooking_min", "f8", "cook minutes spent"),
    ("slowing", "f8", "by how much longer an order takes for another one per cook"),
    ("most_slowing", "f8", "by how much longer at most"),
    ("small", "?", "of the less popular half of stores"),
)


def is_small(stores: Any) -> NDArray[np.bool_]:
    """Which are less popular than the median one, (n_stores,)."""
    return np.asarray(stores["popularity"] < np.median(stores["popularity"]))


@njit(cache=True)
def is_open(store, minute_of_day):
    """Whether orders are taken; hours may pass midnight."""
    if store.closed:
        return False
    if store.open_min <= store.close_min:
        return store.open_min <= minute_of_day < store.close_min
    return minute_of_day >= store.open_min or minute_of_day < store.close_min


@njit(cache=True)
def hours_min(opens, closes):
    """Minutes a day from opening to closing, which may be on the next day; of one, or of many."""
    between = closes - opens
    return between % DAY_MIN + DAY_MIN * (between == DAY_MIN)


@njit(cache=True)
def slowed(store):
    """By which factor an order that a cook takes up now is longer in the work, for the others.

    1 + min(most_slowing, slowing * (cooking + queued) / cooks), of the orders beside it.
    """
    others = (store.n_cooking + store.n_queued) / store.n_cooks
    return 1.0 + min(store.most_slowing, store.slowing * others)


@njit(cache=True)
def quote(store):
    """Mean time from order to ready, minutes, given the queue and how it slows the cooks.

    All cooks busy: (queued + 1) completions away at rate cooks / mean; then one's own time.
    """
    return (queue_min(store) + store.preparation_min) * slowed(store)


@njit(cache=True)
def queue_min(store):
    """Mean time from order to a free cook, minutes."""
    if store.n_cooking >= store.n_cooks:
        return (store.n_queued + 1.0) * store.preparation_min / store.n_cooks
    return 0.0


@njit(cache=True)
def is_endless(store):
    """Whether portions are not counted: as many as are asked for are there, and are recorded."""
    return store.daily_stock == ENDLESS


@njit(cache=True)
def is_listed(store, safety_buffer):
    """Whether there is food as far as the app knows: the record, not the shelf, decides."""
    return store.published_stock > safety_buffer
