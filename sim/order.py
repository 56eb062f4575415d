"""An order: the columns that hold all it lives through, its states and its endings."""

from enum import IntEnum
from typing import Any

import numpy as np
from numba.extending import register_jitable
from numpy.typing import NDArray

from sim.schema import Rows, Schema, names_of


class Channel(IntEnum):
    """How food gets from a store to a consumer."""

    DELIVERY = 0
    PICKUP = 1
    WALK_IN = 2


class State(IntEnum):
    """How far an order is: it only moves forward, and ends fulfilled, cancelled or undelivered.

    What a state means is asked of the functions below, never of its number. They take one state,
    compiled or not, or a column of many. Booked is what its store has not begun to cook nor queued:
    for a later moment, or until it is taken.
    """

    PLACED = 0
    COOKING = 1
    READY = 2
    PICKED_UP = 3
    FULFILLED = 4
    CANCELLED = 5
    UNDELIVERED = 6
    BOOKED = 7


class Cause(IntEnum):
    """Why an order was not fulfilled."""

    NONE = 0
    IMPATIENCE = 1
    OUT_OF_STOCK = 2
    NO_COURIER = 3
    NO_SHOW = 4
    QUEUE = 5
    REFUSED = 6
    NOT_FOUND = 7


CHANNELS, STATES = names_of(Channel), names_of(State)
CAUSES = ("", *names_of(Cause)[1:])

ORDER = Schema(
    ("consumer", "i4", "row of the consumer; below 0: a stranger, who passed store -1 - consumer"),
    ("need", "i4", "number of the consumer's need that it serves; with consumer: the order's key"),
    ("store", "i4", "row of the store"),
    ("courier", "i4", "row of the courier who has it; -1: none"),
    ("channel", "i4", "see Channel"),
    ("state", "i4", "see State"),
    ("cause", "i4", "why it was not fulfilled, see Cause"),
    ("coupon", "i4", "row of the coupon campaign used; -1: none"),
    ("zone", "i4", "zone of the consumer when ordering"),
    ("segment", "i4", "segment of the consumer"),
    ("weather", "i4", "in force when it was ordered, see sim.flow.influences.Sky"),
    ("offers", "i4", "offers made to couriers"),
    ("refused_by", "i4", "courier who refused it last; -1: none"),
    ("next_in_queue", "i4", "order behind it in its store's kitchen queue; -1: none"),
    ("listed", "i4", "1 while it stands on the list of orders that wait for a courier"),
    ("arrived", "i4", "1 once the consumer stands in the store (pickup and walk-in)"),
    ("wrong", "i4", "1 once it has left the kitchen other than it was ordered"),
    ("door_x_m", "f8", "where the consumer is, metres east"),
    ("door_y_m", "f8", "where the consumer is, metres north"),
    ("distance_m", "f8", "way from store to consumer, metres"),
    ("placed_min", "f8", "ordered"),
    ("wanted_min", "f8", "for when it was ordered: as it was placed, unless ahead"),
    ("promised_min", "f8", "moment promised to the consumer"),
    ("predicted_ready_min", "f8", "when the store says it will be ready"),
    ("service_min", "f8", "cook's time it takes"),
    ("cooking_min", "f8", "a cook began; nan: not yet"),
    ("ready_min", "f8", "ready; nan: not yet"),
    ("assigned_min", "f8", "a courier accepted it; nan: not yet"),
    ("at_store_min", "f8", "courier or consumer arrived at the store; nan: not yet"),
    ("picked_up_min", "f8", "left the counter; nan: not yet"),
    ("ended_min", "f8", "handed over, or given up; nan: still open"),
    ("expected_min", "f8", "click-to-door the platform's formula expects, without padding"),
    ("basket_cents", "i8", "food at the store's prices"),
    ("fee_cents", "i8", "delivery and service fee"),
    ("platform_discount_cents", "i8", "coupon money from the platform"),
    ("store_discount_cents", "i8", "coupon money from the store"),
    ("sponsor_discount_cents", "i8", "coupon money from a sponsor"),
    ("commission_cents", "i8", "due from store to platform when fulfilled"),
    ("courier_pay_cents", "i8", "paid to the courier for this order"),
    ("refund_cents", "i8", "paid back to the consumer for what was not fulfilled"),
    ("late_refund_cents", "i8", "paid back because it came late, by the guarantee"),
    ("time_score", "f8", "log-odds that coming early or late added to satisfaction"),
    ("quality_score", "f8", "log-odds that the food added, better or worse than its rating"),
    ("price_score", "f8", "log-odds that what it cost added"),
    ("ease_score", "f8", "log-odds that the trouble it was, or was spared, added"),
    ("reliability_score", "f8", "log-odds that getting what was ordered, or not, added"),
    ("satisfaction", "f8", "1 to 5 by the sum of scores, once it has ended; 0: not yet"),
)


@register_jitable
def is_at_store(state: Any) -> Any:
    """Whether the food is yet to be made or stands at the store.

    As long as it is, a courier can be given the order or lose it, and a consumer can give it up.
    """
    return (state == State.PLACED) | is_cooked(state)


@register_jitable
def is_cooked(state: Any) -> Any:
    """Whether the food is on the stove or on the counter."""
    return (state == State.COOKING) | (state == State.READY)


@register_jitable
def is_used_up(state: Any) -> Any:
    """Whether an order that has not been cancelled has cost the store its ingredients."""
    return is_cooked(state) | (state == State.PICKED_UP) | (state == State.FULFILLED)


@register_jitable
def is_open(state: Any) -> Any:
    """Whether an order has not ended yet."""
    return (state == State.BOOKED) | is_at_store(state) | (state == State.PICKED_UP)


@register_jitable
def is_ahead(order: Any) -> Any:
    """Whether it was ordered for a later moment, which is promised, and before which nobody waits.

    Of one order, or of many.
    """
    return order["wanted_min"] > order["placed_min"]


@register_jitable
def is_strangers(order: Any) -> Any:
    """Whether who ordered is none of the consumers; of one order, or of many."""
    return order["consumer"] < 0


@register_jitable
def stranger_at(store: Any) -> Any:
    """The number of strangers who pass a store, in place of a consumer's row; of one, or of many.

    The store exists before the run, and so may be the key of their luck.
    """
    return -1 - store


@register_jitable
def passed_store(consumer: Any) -> Any:
    """The store that strangers of a number pass; of one, or of many."""
    return -1 - consumer


@register_jitable
def is_measured(order: Any) -> Any:
    """Whether an order counts: it was placed after the warm-up, from minute 0 on."""
    return order.placed_min >= 0.0


def discounts_cents(orders: Rows) -> NDArray[np.int64]:
    """What was taken off each order, whoever paid for it, (n_orders,)."""
    by_party = (orders[f"{who}_discount_cents"] for who in ("platform", "store", "sponsor"))
    return np.asarray(sum(by_party), np.int64)
