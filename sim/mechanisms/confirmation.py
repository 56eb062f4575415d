"""Confirmation: stores take an order or refuse it, after a while, and pause when overwhelmed.

Row 77, «订单处理响应速度»: how soon an order is taken.

    answer, by hand   = order + exponential(delay_min), at most timeout_min, after which it is a no
    P(no, by hand)    = refused_share, or busy_refused_share with pause_from_min of work before it
    a pause begins    with an order that would wait for a cook for pause_from_min or longer
    a pause ends      after each pause_min in which that has become resume_min or less

Other stores, `automatic_share` of them by a lasting draw, say yes to all and at once. Until it is
taken an order is in no queue and no courier is looked for. Who is refused gets all back, and is
disappointed as by any order that fails. While a store pauses the app does not offer it; who walks
in is served, and what was taken is cooked. What is ordered ahead or for a slot is taken at once.

Delivery platforms ask stores to take at least 95 of a hundred orders, and say no for them after
some minutes. How fast, how often and from which queue on are choices.
"""

import math
from typing import Any

import numpy as np
from numba import njit

from sim import luck
from sim.agents import store as stores
from sim.daytime import DAY_MIN
from sim.flow import booking, calendar, ending
from sim.flow.calendar import Due, EventKind
from sim.flow.composed import own
from sim.flow.parts import Effect, Mechanism, Taker
from sim.mechanisms.figures import ratio
from sim.order import Cause, Channel, State, is_measured
from sim.schema import Rows, Schema
from sim.settings.confirmation import Confirmation

NAME = "confirmation"

# Items of the luck of an order, and of that of a store, which no need has.
OF_ORDER, OF_STORE = 0, 1

# A row for each store.
PAUSE = Schema(
    ("since_min", "f8", "when the pause that is on began"),
    ("paused_min", "f8", "in the hours of the store that count, of pauses that are over"),
    ("n_pauses", "i8", "begun in the days that count"),
)
# One row, of orders that count.
COUNTS = Schema(
    ("n_confirmed", "i8", "taken"),
    ("delay_min", "f8", "from the order until then, all together"),
)
RULES = Schema(
    ("automatic_share", "f8", "of stores, that say yes at once"),
    ("delay_min", "f8", "mean until a store answers by hand"),
    ("timeout_min", "f8", "after which the answer is no"),
    ("refused_share", "f8", "of orders that are answered by hand"),
    ("busy_refused_share", "f8", "likewise with as much work as makes a store pause"),
    ("pause_from_min", "f8", "waited for a cook, from which a store pauses"),
    ("pause_min", "f8", "until it looks at its queue"),
    ("resume_min", "f8", "waited for a cook, up to which a pause ends"),
    ("horizon_min", "f8", "end of the days that count"),
)
PAUSES, COUNTS_ROW, RULES_ROW = range(3)


def rows(scenario: Any) -> tuple[Rows, ...]:
    """Nobody pauses, nothing is counted; and the rules."""
    settings: Confirmation = scenario.mechanisms.confirmation
    rules = RULES.row(
        **settings.model_dump(exclude={"enabled"}), horizon_min=scenario.days * DAY_MIN
    )
    return PAUSE.empty(scenario.stores.count), COUNTS.empty(1), rules


@njit
def held(world, held, order_id, now):
    """A delivery or pickup waits for its store's answer, where that is given by hand."""
    order = world.orders[order_id]
    channel = order.channel
    if held or not (channel == Channel.DELIVERY or channel == Channel.PICKUP):
        return held
    if is_automatic(world, order.store):
        _take(world, order_id, now)
        return False
    order.state = State.BOOKED
    rules = own(world, NAME)[RULES_ROW][0]
    wait_min = min(rules.timeout_min, answer_min(world, order, rules))
    calendar.push(world, now + wait_min, EventKind.DUE, order_id, Due.ANSWER)
    return True


@njit
def is_automatic(world, store_id):
    """Whether a store says yes to all, at once."""
    draw = luck.luck(world.state[0].seed, luck.CONFIRMATION, store_id, 0, OF_STORE)
    return draw < own(world, NAME)[RULES_ROW][0].automatic_share


@njit(cache=True)
def answer_min(world, order, rules):
    """How long it takes a store to answer by hand, if it does before the app."""
    seed = world.state[0].seed
    return rules.delay_min * luck.exponential(
        seed, luck.CONFIRMATION, order.consumer, order.need, OF_ORDER
    )


@njit
def due(world, order_id, leg, now):
    """A store answers, or looks at its queue."""
    if leg == Due.ANSWER:
        _answer(world, order_id, now)
    elif leg == Due.PAUSE:
        _look(world, world.orders[order_id].store, order_id, now)


@njit
def _answer(world, order_id, now):
    if is_refused(world, order_id):
        ending.give_up(world, order_id, Cause.REFUSED, now)
        return
    _take(world, order_id, now)
    booking.begin(world, order_id, now)
    booking.set_off(world, order_id, now)


@njit
def is_refused(world, order_id):
    """Whether the answer, given by hand or because none came, is no."""
    order, rules = world.orders[order_id], own(world, NAME)[RULES_ROW][0]
    if answer_min(world, order, rules) > rules.timeout_min:
        return True
    busy = stores.queue_min(world.stores[order.store]) >= rules.pause_from_min
    share = rules.busy_refused_share if busy else rules.refused_share
    seed = world.state[0].seed
    _, draw, _, _ = luck.four(seed, luck.CONFIRMATION, order.consumer, order.need, OF_ORDER)
    return draw < share


@njit
def _take(world, order_id, now):
    """An order is taken, and perhaps too many have been."""
    order, counts = world.orders[order_id], own(world, NAME)[COUNTS_ROW][0]
    if is_measured(order):
        counts.n_confirmed += 1
        counts.delay_min += now - order.placed_min
    store, rules = world.stores[order.store], own(world, NAME)[RULES_ROW][0]
    if not store.paused and stores.queue_min(store) >= rules.pause_from_min:
        pause = own(world, NAME)[PAUSES][order.store]
        store.paused = True
        pause.since_min = now
        pause.n_pauses += now >= 0.0
        calendar.push(world, now + rules.pause_min, EventKind.DUE, order_id, Due.PAUSE)


@njit
def _look(world, store_id, order_id, now):
    """A pause ends if enough has been worked off."""
    store, rules = world.stores[store_id], own(world, NAME)[RULES_ROW][0]
    if stores.queue_min(store) > rules.resume_min:
        calendar.push(world, now + rules.pause_min, EventKind.DUE, order_id, Due.PAUSE)
        return
    pause = own(world, NAME)[PAUSES][store_id]
    store.paused = False
    pause.paused_min += open_min(store, pause.since_min, now, rules.horizon_min)


@njit(cache=True)
def open_min(store, from_min, to_min, horizon_min):
    """Minutes of a spell that lie in the hours of a store, on the days that count.

    Parameters
    ----------
    store : record of STORE
        Whose hours may pass midnight.
    from_min, to_min : float
        The spell, minutes since the run's first midnight that counts.
    horizon_min : float
        When the days that count end.
    """
    start, end = max(from_min, 0.0), min(to_min, horizon_min)
    length, total = stores.hours_min(store.open_min, store.close_min), 0.0
    day = math.floor(start / DAY_MIN) - 1.0
    while day * DAY_MIN < end:
        opens = day * DAY_MIN + store.open_min
        total += max(0.0, min(end, opens + length) - max(start, opens))
        day += 1.0
    return total


def kpis(result: Any) -> dict[str, float | None]:
    """How soon orders are taken, how many are not, and for how long stores pause."""
    pauses, (counts,), _ = result.own[NAME]
    orders = result.orders[result.parts.takers[result.orders["channel"]] == Taker.PLATFORM]
    stores_, end_min = result.stores, result.days * DAY_MIN
    paused_min = float(pauses["paused_min"].sum())
    for row in np.flatnonzero(stores_["paused"]):
        paused_min += open_min(stores_[row], pauses["since_min"][row], end_min, end_min)
    open_each_day = stores.hours_min(stores_["open_min"], stores_["close_min"])
    refused = int((orders["cause"] == Cause.REFUSED).sum())
    return {
        "confirmation_mean_min": ratio(float(counts["delay_min"]), int(counts["n_confirmed"])),
        "store_refused_share": ratio(refused, len(orders)),
        "pauses_per_day": float(pauses["n_pauses"].sum()) / result.days,
        "paused_share": ratio(paused_min, float(open_each_day.sum()) * result.days),
    }


MECHANISM = Mechanism(
    name=NAME,
    about="stores take an order or refuse it, after a while, and pause when overwhelmed",
    effects=(
        Effect(
            rows=(77,),
            term_zh="自动接单",
            term="orders that are taken automatically come sooner",
            lever="mechanisms.confirmation.automatic_share",
            metric="click_to_door_mean_min",
            direction="-",
            evidence="by definition: nothing is cooked before it is taken",
            change=("0", "1"),
            scenario="orders-by-hand",
        ),
        Effect(
            rows=(77,),
            term_zh="接单时长",
            term="stores that answer later: more is refused for want of an answer",
            lever="mechanisms.confirmation.delay_min",
            metric="store_refused_share",
            direction="+",
            evidence="by definition: the app says no after timeout_min",
            change=("1", "3"),
            scenario="orders-by-hand",
        ),
        Effect(
            rows=(77,),
            term_zh="爆单暂停接单",
            term="stores that pause sooner: less is waited for a cook",
            lever="mechanisms.confirmation.pause_from_min",
            metric="kitchen_wait_mean_min",
            direction="-",
            evidence="Erlang 1917: a queue that is closed when it is long is shorter",
            change=("1000", "10"),
            scenario="overwhelmed-kitchens",
        ),
    ),
    settings=Confirmation,
    rows=rows,
    kpis=kpis,
    held=held,
    due=due,
)
