"""Couriers: what one is, where one is, and whether one takes an offer."""

import math
from enum import IntEnum

from numba import njit
from numba.extending import register_jitable

from sim.daytime import DAY_MIN
from sim.schema import Schema, names_of


class Doing(IntEnum):
    """What a courier is doing."""

    OFF = 0
    IDLE = 1
    RIDING = 2
    WAITING = 3


DOINGS = names_of(Doing)

MAX_STOPS = 16

# What dispatch reads of everyone comes first: it lies in one cache line.
COURIER = Schema(
    ("doing", "i4", "see Doing; riding also while serving a stop"),
    ("n_stops", "i4", "stops left in the route"),
    ("n_orders", "i4", "orders accepted and not yet handed over"),
    ("moving", "i4", "1 on a ride to a waiting place; meaningful only when idle, until it ends"),
    ("to_x_m", "f8", "where the current leg ends, metres east; the position when not riding"),
    ("to_y_m", "f8", "where the current leg ends, metres north; the position when not riding"),
    ("arrive_min", "f8", "the current leg's end; free from then on when idle"),
    ("until_min", "f8", "when the running shift ends, no pick-up after it; -inf: never on duty"),
    ("speed_factor", "f8", "speed relative to the fleet's"),
    ("start_x_m", "f8", "where shifts begin, metres east"),
    ("start_y_m", "f8", "where shifts begin, metres north"),
    ("from_x_m", "f8", "where the current leg began, metres east"),
    ("from_y_m", "f8", "where the current leg began, metres north"),
    ("depart_min", "f8", "the current leg's start"),
    ("on_min", "f8", "shift start, minutes after midnight; inf: keeps no shifts"),
    ("off_min", "f8", "shift end, minutes after midnight; inf: keeps no shifts"),
    ("since_min", "f8", "when the running shift began"),
    ("wage_cents_per_min", "f8", "pay per minute with work in hand below which offers look poor"),
    ("refused_min", "f8", "when the last offer was refused; -inf: never"),
    ("leg_id", "i4", "number of the current leg; older events of this courier are void"),
    ("zone", "i4", "zone where shifts begin"),
    ("on_shift_min", "f8", "minutes worked in ended shifts"),
    ("busy_min", "f8", "minutes with an order in hand"),
    ("busy_since_min", "f8", "when the current busy spell began"),
    ("ridden_m", "f8", "metres ridden"),
    ("empty_m", "f8", "metres ridden with no food on board"),
    ("paid_ridden_m", "f8", "metres whose running cost is booked"),
    ("on_board", "i4", "orders on board"),
    ("n_delivered", "i4", "orders handed over"),
    ("n_offers", "i4", "offers received"),
    ("n_refusals", "i4", "offers refused"),
    ("earned_cents", "i8", "pay, guarantees included"),
    ("shift_earned_cents", "i8", "pay in the running shift"),
)

# What there has not been yet when a courier is drawn: -inf, since minutes before the run are < 0.
NOT_YET = ("arrive_min", "depart_min", "until_min", "refused_min")

# One stop of a route.
STOP = Schema(
    ("order", "i4", "row of the order"),
    ("is_pickup", "i4", "1 pick-up at the store, 0 hand-over at the door"),
    ("x_m", "f8", "metres east"),
    ("y_m", "f8", "metres north"),
)


@register_jitable
def is_busy(doing):
    """Whether a courier has an order in hand; for one, or for a column of many."""
    return (doing == Doing.RIDING) | (doing == Doing.WAITING)


@njit(cache=True)
def position(courier, now_min):
    """Where a courier is, metres (x, y): along the straight line of the current leg."""
    if now_min >= courier.arrive_min or courier.arrive_min <= courier.depart_min:
        return courier.to_x_m, courier.to_y_m
    share = max(0.0, now_min - courier.depart_min) / (courier.arrive_min - courier.depart_min)
    return (
        courier.from_x_m + share * (courier.to_x_m - courier.from_x_m),
        courier.from_y_m + share * (courier.to_y_m - courier.from_y_m),
    )


@njit(cache=True)
def on_a_move(courier, now_min):
    """Whether an idle courier is on the way to a waiting place."""
    return courier.moving == 1 and now_min < courier.arrive_min


@njit(cache=True)
def free(courier, travel, now_min):
    """From where and when a courier can set out: metres (x, y), and the minute.

    That is the end of the current leg. Who is on the way to a waiting place can turn where he is,
    unless the rules ask him to get there first.
    """
    if travel.finish_moves or not on_a_move(courier, now_min):
        return courier.to_x_m, courier.to_y_m, max(now_min, courier.arrive_min)
    x, y = position(courier, now_min)
    return x, y, max(now_min, courier.depart_min)


@njit(cache=True)
def shift_of(courier, day):
    """From when to when a courier's shift of a day lasts, minutes; who keeps none: (inf, inf)."""
    on_min = day * DAY_MIN + courier.on_min
    if on_min == math.inf:
        return math.inf, math.inf
    length_min = courier.off_min - courier.on_min
    return on_min, on_min + (length_min if length_min > 0.0 else length_min + DAY_MIN)


@njit(cache=True)
def acceptance_utils(courier, pay_cents, extra_min, handling_min, n_stacked, accept):
    """Log-odds of taking an offer.

    constant + pay_weight * (pay per minute with the order in hand - wage)
    - detour_weight * extra minutes - stack_weight * orders in hand.

    Parameters
    ----------
    courier : record of COURIER
    pay_cents : int
        For this order.
    extra_min : float
        Riding time that the order adds, from where the courier is free.
    handling_min : float
        Its time at the counter and at the door, nobody being waited for.
    n_stacked : int
        Orders in hand.
    accept : record of ACCEPTANCE
    """
    rate = pay_cents / max(extra_min + handling_min, 1.0)
    return (
        accept.constant
        + accept.pay_weight * (rate - courier.wage_cents_per_min) / 100.0
        - accept.detour_weight * extra_min
        - accept.stack_weight * n_stacked
    )
