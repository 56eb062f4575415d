"""A channel more in one file: its settings, its rows, its alternative, what becomes of an order.

Drive-through: ordered in the app, fetched by car. It is handed over in a table that has it added;
nothing else is changed. Compiled the tests are slow, since all code is compiled for that table;
the last one runs them uncompiled.
"""

import math
from dataclasses import replace
from typing import Literal

import pytest
from numba import njit

from sim.agents import consumer as consumers
from sim.flow import calendar, checkout, coupons
from sim.flow.calendar import EventKind
from sim.flow.composed import number_of, own
from sim.flow.parts import SalesChannel
from sim.order import Channel, State
from sim.policies.coupons import COUPONS, ThresholdCoupon
from sim.policies.families import FAMILIES
from sim.scenario import scenario_with
from sim.schema import Schema
from sim.simulation import alive
from sim.standard import STANDARD
from tests.cities import NEVER, SMALL, scenario
from tests.sim.worlds import Town
from tests.uncompiled import assert_tests_pass_uncompiled

NAME = "drive_through"

DRIVE = Schema(
    ("constant", "f8", "utils"),
    ("car_m_per_min", "f8", "speed of a car"),
    ("n_placed", "i8", "orders so far"),
)


@njit
def drive_min(world, metres):
    return metres / own(world, NAME)[0].car_m_per_min


@njit
def worth(world, session):
    return own(world, NAME)[0].constant


@njit
def alternative(world, session, candidate, utils):
    if not candidate.listed:
        return 0.0, -1, 0.0
    wait = max(candidate.store.quoted_min, drive_min(world, candidate.metres))
    number, basket = number_of(world, NAME), candidate.basket_cents
    coupon, gain, filled = coupons.best(
        world, session.coupons, number, basket, 0.0, session.top_up_draw
    )
    weight = consumers.weight(session.consumer, world.choice[0], utils, gain, 0.0, wait)
    return weight, coupon, filled


@njit
def place(world, session, chosen):
    if not checkout.is_paid(world, session, chosen):
        return
    order_id = checkout.new_order(world, session, chosen)
    checkout.charge(world, order_id, chosen.basket_cents, 0.0, 0, chosen.coupon)
    order = world.orders[order_id]
    own(world, NAME)[0].n_placed += 1
    order.expected_min = drive_min(world, order.distance_m)
    order.promised_min = session.now + max(world.stores[order.store].quoted_min, order.expected_min)
    if checkout.send_to_kitchen(world, order_id, math.nan, session.now):
        calendar.push(world, order.promised_min, EventKind.AT_STORE, order_id, 0)


def rows(constant):
    def drawn(_scenario):
        own_rows = DRIVE.empty(1)
        own_rows["constant"], own_rows["car_m_per_min"] = constant, 500
        return own_rows

    return drawn


def with_drive_through(constant):
    return STANDARD.with_channels(
        SalesChannel(NAME, "app", worth, alternative, place, rows(constant))
    )


VILLAGE = {
    **SMALL,
    "consumers": {"count": 150},
    "stores": {"count": 4},
    "couriers": {"count": 4},
    "past": {"days": 0},
}

DRIVE_ONLY = {"choice": {"delivery_constant": NEVER}}


@pytest.mark.slow
def test_its_orders_live_and_end():
    """Cooked from 0 to 10; the car would be there after two minutes, and comes when it is ready."""
    town = Town(DRIVE_ONLY, homes=[(1000, 0)], parts=with_drive_through(0.0))
    town.needs((0, 0))
    town.advance(30)
    assert town.orders["channel"].tolist() == [len(Channel)]
    assert town.life(0) == {
        "placed": 0,
        "cooking": 0,
        "ready": 10,
        "at_store": 10,
        "picked_up": 10,
        "ended": 10,
    }
    assert town.ending(0) == "fulfilled"
    assert town.world.own[0]["n_placed"].tolist() == [1]
    assert (town.world.book.sum(axis=2) == 0).all()


@pytest.mark.slow
def test_its_choices_have_a_step_of_their_own_after_the_others():
    parts = with_drive_through(0.0)
    town = Town(DRIVE_ONLY, parts=parts)
    town.needs((0, 0), (1, 0))
    town.advance(30)
    counts = dict(zip(parts.steps, town.world.funnel.sum(axis=(0, 1, 2)).tolist(), strict=True))
    assert parts.steps[-1] == "chose_drive_through"
    assert counts == dict.fromkeys(parts.steps, 0) | dict.fromkeys(
        ("need", "session", "chose_drive_through", "payment", "paid"), 2
    )


@pytest.mark.slow
def test_a_channel_that_nobody_would_choose_changes_nobody_s_choice():
    chosen = []
    for parts in (STANDARD, with_drive_through(NEVER)):
        town = Town({"choice": {"nothing_constant": 0, "pickup_constant": 0}}, parts=parts)
        town.needs(*((float(minute), 0) for minute in range(60)))
        town.advance(100)
        chosen.append(town.orders[["placed_min", "channel", "store"]].tolist())
    assert chosen[0] == chosen[1]
    assert {channel for _, channel, _ in chosen[0]} == {Channel.DELIVERY, Channel.PICKUP}


@pytest.mark.slow
def test_a_day_of_a_city_has_it_among_its_channels():
    market = alive(scenario(VILLAGE), seed=0, parts=with_drive_through(1.0))
    market.live()
    orders = market.world.orders[: market.world.state["n_orders"][0]]
    driven = orders[orders["channel"] == len(Channel)]
    assert 10 < len(driven) < len(orders)
    assert (orders["state"] >= State.FULFILLED).all()
    assert (driven["state"] == State.FULFILLED).mean() > 0.8
    assert (market.world.book.sum(axis=2) == 0).all()


class DriveCoupon(ThresholdCoupon):
    """For those who come by car alone."""

    use: Literal["drive"] = "drive"  # type: ignore[assignment]
    channels: tuple[Literal["drive_through"], ...] = (NAME,)


# Coupons for a channel of one's own are handed over in the table of their family, like the channel.
WITH_DRIVE = replace(COUPONS, built_in=COUPONS.built_in | {"drive": DriveCoupon})
Mine = scenario_with(WITH_DRIVE if family is COUPONS else family for family in FAMILIES)


def with_coupon():
    coupons = {"coupons": [{"use": "drive", "off_cents": 700}]}
    return Mine.model_validate({"title": "test", "warmup_days": 0, **VILLAGE, "policies": coupons})


@pytest.mark.slow
def test_its_orders_alone_use_a_coupon_that_is_for_it():
    market = alive(with_coupon(), seed=0, parts=with_drive_through(0.0))
    market.live()
    orders = market.world.orders[: market.world.state["n_orders"][0]]
    used = orders[orders["coupon"] == 0]
    assert set(used["channel"].tolist()) == {len(Channel)}
    assert set(used["platform_discount_cents"].tolist()) == {700}
    assert {Channel.DELIVERY, Channel.PICKUP} < set(orders["channel"].tolist())
    assert len(used) > 10
    assert (market.world.book.sum(axis=2) == 0).all()


def test_a_coupon_for_a_channel_that_the_market_lacks_is_refused():
    known = "known: delivery, pickup, walk_in"
    with pytest.raises(ValueError, match=f"no channel named 'drive_through'; {known}"):
        alive(with_coupon())


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
