"""What must hold of the life of every order, and of the counts of what people did."""

import numpy as np

from sim.flow.funnel import Step
from sim.flow.parts import Taker
from sim.order import Cause, Channel, State, is_strangers
from sim.result import RunResult
from tests.invariants import care, items, picking

RESERVE, STREET = "reserve", "street"
ENDS = (State.FULFILLED, State.CANCELLED, State.UNDELIVERED)

# What may end an order without fulfilling it, by channel; the run's end may end any.
CAUSES = {
    Channel.DELIVERY: {
        Cause.IMPATIENCE,
        Cause.OUT_OF_STOCK,
        Cause.NO_COURIER,
        Cause.REFUSED,
        Cause.NOT_FOUND,
    },
    Channel.PICKUP: {Cause.IMPATIENCE, Cause.OUT_OF_STOCK, Cause.NO_SHOW, Cause.REFUSED},
    Channel.WALK_IN: {Cause.OUT_OF_STOCK, Cause.QUEUE},
}
# Stamps in the order in which an order of a channel meets them.
STAMPS = {
    Channel.DELIVERY: [
        ("placed_min", "cooking_min", "ready_min", "picked_up_min", "ended_min"),
        ("placed_min", "at_store_min", "picked_up_min"),
    ],
    Channel.PICKUP: [
        ("placed_min", "cooking_min", "ready_min", "picked_up_min", "ended_min"),
        ("placed_min", "at_store_min", "picked_up_min"),
    ],
    Channel.WALK_IN: [
        ("placed_min", "at_store_min", "cooking_min", "ready_min", "picked_up_min", "ended_min")
    ],
}

RIVALS_STAMPS = ("placed_min", "cooking_min", "ready_min", "picked_up_min", "ended_min")


def channel_of(result: RunResult, name: str) -> int:
    """The number of a channel that a mechanism brings; -1: it is not there."""
    names = result.parts.channel_names
    return names.index(name) if name in names else -1


def check_every_order_ends_once(result: RunResult) -> None:
    """One of three ends, with its moment; a cause where it failed and none where it did not."""
    orders = result.orders
    assert np.isin(orders["state"], ENDS).all()
    assert not np.isnan(orders["ended_min"]).any()
    assert ((orders["cause"] == Cause.NONE) == (orders["state"] == State.FULFILLED)).all()
    brought = (
        (channel_of(result, RESERVE), {Cause.OUT_OF_STOCK, Cause.NO_SHOW}),
        (channel_of(result, STREET), CAUSES[Channel.WALK_IN]),
    )
    for channel, causes in (*CAUSES.items(), *brought):
        cancelled = orders[(orders["channel"] == channel) & (orders["state"] == State.CANCELLED)]
        assert set(cancelled["cause"].tolist()) <= causes
    assert (orders["courier"][orders["channel"] != Channel.DELIVERY] == -1).all()
    delivered = orders[
        (orders["channel"] == Channel.DELIVERY) & (orders["state"] == State.FULFILLED)
    ]
    assert (delivered["courier"] >= 0).all()


def check_orders_only_move_forward(result: RunResult) -> None:
    """Stamps never go back, whichever are there; a fulfilled order has all of them."""
    takers = result.parts.takers
    brought = {
        channel_of(result, RESERVE): STAMPS[Channel.PICKUP],
        channel_of(result, STREET): STAMPS[Channel.WALK_IN],
    }
    brought |= {row: [RIVALS_STAMPS] for row in np.flatnonzero(takers == Taker.RIVAL).tolist()}
    for channel, ways in (STAMPS | brought).items():
        orders = result.orders[result.orders["channel"] == channel]
        fulfilled = orders["state"] == State.FULFILLED
        for way in ways:
            latest = np.full(len(orders), -np.inf)
            for stamp in way:
                there = ~np.isnan(orders[stamp])
                assert there[fulfilled].all(), stamp
                assert (orders[stamp][there] >= latest[there]).all(), stamp
                latest = np.where(there, orders[stamp], latest)
            assert (latest <= orders["ended_min"]).all()


def check_couriers_accept_before_they_arrive(result: RunResult) -> None:
    """The answer to the offer comes before the store, but for the time of responding."""
    orders = result.orders
    there = ~np.isnan(orders["assigned_min"]) & ~np.isnan(orders["at_store_min"])
    response_min = result.scenario.couriers.acceptance.response_min
    offered_min = orders["assigned_min"][there] - response_min
    assert (offered_min >= orders["placed_min"][there] - 1e-9).all()
    assert (offered_min <= orders["at_store_min"][there] + 1e-9).all()


def check_nothing_leaves_before_it_is_ready(result: RunResult) -> None:
    """No pick-up before the food is ready, and the food not before its cook's time."""
    orders = result.orders
    away = ~np.isnan(orders["picked_up_min"])
    assert (orders["picked_up_min"][away] >= orders["ready_min"][away]).all()
    ready = ~np.isnan(orders["ready_min"])
    took_min = orders["ready_min"] - orders["cooking_min"]
    assert np.allclose(took_min[ready], orders["service_min"][ready], rtol=0, atol=1e-9)


def check_food_waits_before_it_is_given_up(result: RunResult) -> None:
    """The platform gives food up only so long after it is, or was said to be, ready."""
    orders = result.orders[
        (result.orders["cause"] == Cause.NO_COURIER) & (result.orders["state"] == State.CANCELLED)
    ]
    was_ready = orders["ready_min"] <= orders["ended_min"]
    since_min = np.where(was_ready, orders["ready_min"], orders["predicted_ready_min"])
    least_min = result.scenario.patience.no_courier_min
    assert (orders["ended_min"] - since_min >= least_min - 1e-9).all()


def check_orders_stand_in_sequence(result: RunResult) -> None:
    """Rows are in the sequence of placement, and a consumer's need is served once."""
    orders = result.orders
    assert (np.diff(orders["placed_min"]) >= 0).all()
    keys = np.column_stack((orders["consumer"], orders["need"]))
    assert len(np.unique(keys, axis=0)) == len(keys)


def check_the_funnel_agrees_with_the_orders(result: RunResult) -> None:
    """Each step is at most the one before it, and the last are the orders."""
    count = result.funnel
    of_choice = [name.startswith("chose_") for name in result.parts.steps]
    chosen = count[..., of_choice].sum(axis=-1)
    in_app = count[..., Step.CHOSE_DELIVERY] + count[..., Step.CHOSE_PICKUP]
    assert (count >= 0).all()
    assert (count[..., Step.SESSION] <= count[..., Step.NEED]).all()
    assert (chosen == count[..., Step.SESSION]).all()
    assert (count[..., Step.PAYMENT] <= in_app).all()
    assert (count[..., Step.PAID] <= count[..., Step.PAYMENT]).all()

    shape = count.shape[:3]
    for step, channels in (
        (Step.PAID, (Channel.DELIVERY, Channel.PICKUP)),
        (Step.CHOSE_WALK_IN, (Channel.WALK_IN,)),
    ):
        orders = result.orders[np.isin(result.orders["channel"], channels)]
        hour = (orders["placed_min"] % 1440 // 60).astype(np.int64)
        seen = np.zeros(shape, np.int64)
        np.add.at(seen, (orders["segment"], hour, orders["zone"]), 1)
        assert (seen == count[..., step]).all()


def check_counters_agree_with_the_orders(result: RunResult) -> None:
    """Orders and sessions that consumers, stores and couriers remember are those that were."""
    orders, consumers, stores = result.orders, result.consumers, result.stores
    known = orders["consumer"][~is_strangers(orders)]
    of_consumer = np.bincount(known, minlength=len(consumers))
    of_store = np.bincount(orders["store"], minlength=len(stores))
    sold_out = np.bincount(
        orders["store"][orders["cause"] == Cause.OUT_OF_STOCK], minlength=len(stores)
    )
    assert (consumers["n_orders"] == of_consumer).all()
    assert (stores["n_orders"] == of_store).all()
    assert (stores["n_sold_out"] == sold_out).all()
    assert consumers["n_sessions"].sum() == result.funnel[..., Step.SESSION].sum()
    delivered = orders[
        (orders["channel"] == Channel.DELIVERY) & (orders["state"] == State.FULFILLED)
    ]
    of_courier = np.bincount(delivered["courier"], minlength=len(result.couriers))
    assert (result.couriers["n_delivered"] == of_courier).all()
    assert result.couriers["n_offers"].sum() == orders["offers"].sum()


def check_satisfaction_is_of_the_scores(result: RunResult) -> None:
    """What ended is judged by its scores; what failed was neither early nor late, nor eaten.

    Money back for lateness makes up for its share of what this took. Who did not come for a slot
    is not disappointed.
    """
    orders, feel = result.orders, result.scenario.satisfaction
    sums = sum(orders[name] for name in orders.dtype.names if name.endswith("_score"))
    odds = np.exp(np.minimum(-feel.constant - sums, 700))
    assert np.allclose(orders["satisfaction"], 1 + 4 / (1 + odds), rtol=0, atol=1e-12)
    failed = orders["state"] != State.FULFILLED
    assert not orders["time_score"][failed].any()
    assert not orders["quality_score"][failed].any()
    reserved = orders["channel"] == channel_of(result, RESERVE)
    stayed_away = reserved & (orders["cause"] == Cause.NO_SHOW)
    paid_back = orders["late_refund_cents"] > 0
    late_min = np.where(paid_back, orders["ended_min"] - orders["promised_min"], 0)
    money = np.minimum(1, orders["late_refund_cents"] / feel.recovery_cents)
    recovered = feel.recovery_share * money * feel.late_weight * (late_min / 10) ** feel.exponent
    expected = np.where(failed & ~stayed_away, -feel.failure_weight, recovered)
    expected = expected + picking.reliability_score(result)
    of_care, of_items = "care" in result.own, "items" in result.own
    if result.scenario.replay.orders is not None or not (of_care or of_items):
        assert np.allclose(orders["reliability_score"], expected, rtol=0, atol=1e-12)
    elif not of_items:
        expected = care.reliability_score(result, expected)
        assert np.allclose(orders["reliability_score"], expected, rtol=0, atol=1e-12)
    elif not of_care:
        items.check_what_lacks(result, expected)
    else:  # each hides what the other adds to an order, and not what it adds in all
        before = expected + care.what_is_missing(result, care.missing(result))
        added = care.given_in_sum(result) - items.taken_in_sum(result)
        difference = orders["reliability_score"].sum() - before.sum() - added
        assert abs(difference) < 1e-9 * (1 + len(orders))


def check_feelings_and_memories_are_numbers(result: RunResult) -> None:
    """What people feel lies within its bounds, and nothing that is remembered is NaN."""
    people, limit = result.consumers, result.scenario.satisfaction.loyalty_limit
    for felt in (people["satisfaction"], result.orders["satisfaction"]):
        assert ((felt >= 1) & (felt <= 5)).all()
    assert (np.abs(people["loyalty"]) <= limit).all()
    shown = result.stores["shown_quality"]
    assert ((shown >= 1 - 1e-9) & (shown <= 5 + 1e-9)).all()
    scores = [name for name in result.orders.dtype.names if name.endswith("_score")]
    assert all(np.isfinite(result.orders[name]).all() for name in scores)
    for part, tables in result.own.items():
        for rows in tables if isinstance(tables, tuple) else (tables,):
            for name in rows.dtype.names:
                assert not np.isnan(rows[name]).any(), (part, name)


def check_strangers_are_of_the_street(result: RunResult) -> None:
    """Who is none of the consumers comes from the street, to a store, and moves nothing else."""
    orders = result.orders
    strangers = is_strangers(orders)
    assert (strangers == (orders["channel"] == channel_of(result, STREET))).all()
    assert (orders["consumer"][strangers] >= -len(result.stores)).all()
    assert "chose_street" not in result.parts.steps


CHECKS = (
    items.check_shelves_and_counts,
    picking.check_only_cooked_food_is_wrong,
    check_strangers_are_of_the_street,
    check_feelings_and_memories_are_numbers,
    check_every_order_ends_once,
    check_satisfaction_is_of_the_scores,
    check_food_waits_before_it_is_given_up,
    check_orders_only_move_forward,
    check_couriers_accept_before_they_arrive,
    check_nothing_leaves_before_it_is_ready,
    check_orders_stand_in_sequence,
    check_the_funnel_agrees_with_the_orders,
    check_counters_agree_with_the_orders,
)
