"""Moments: whoever listens is told of every order when it happens, once, and of nothing else.

Compiled these tests are slow, since all code is compiled for a table with somebody who listens; the
last one runs them uncompiled.
"""

import numpy as np
import pytest
from numba import njit

from sim.flow.composed import own
from sim.flow.parts import Mechanism
from sim.order import Channel
from sim.schema import Schema
from sim.standard import STANDARD
from tests.sim.worlds import PICKUP_ONLY, WALK_IN_ONLY, Town
from tests.uncompiled import assert_tests_pass_uncompiled

MOMENTS = ("placed", "accepted", "ready", "picked_up", "handed_over", "ended")
TOLD = Schema(
    *((f"{moment}_min", "f8", "when it was told; nan: never") for moment in MOMENTS),
    ("n_told", "i4", "how often anything was told"),
    ("n_sessions", "i4", "sessions opened, of all consumers; in row 0"),
)


def rows(_scenario):
    told = TOLD.empty(8)
    for moment in MOMENTS:
        told[f"{moment}_min"] = np.nan
    return told


@njit
def session_opened(world, session):
    own(world, "listener")[0].n_sessions += session.consumer_id + 1


@njit
def placed(world, order_id, now):
    told = own(world, "listener")[order_id]
    told.placed_min = now
    told.n_told += 1


@njit
def accepted(world, order_id, now):
    told = own(world, "listener")[order_id]
    told.accepted_min = now
    told.n_told += 1


@njit
def ready(world, order_id, now):
    told = own(world, "listener")[order_id]
    told.ready_min = now
    told.n_told += 1


@njit
def picked_up(world, order_id, now):
    told = own(world, "listener")[order_id]
    told.picked_up_min = now
    told.n_told += 1


@njit
def handed_over(world, order_id, now):
    told = own(world, "listener")[order_id]
    told.handed_over_min = now
    told.n_told += 1


@njit
def ended(world, order_id, now):
    told = own(world, "listener")[order_id]
    told.ended_min = now
    told.n_told += 1


LISTENER = Mechanism(
    name="listener",
    about="it hears all moments",
    rows=rows,
    session_opened=session_opened,
    placed=placed,
    accepted=accepted,
    ready=ready,
    picked_up=picked_up,
    handed_over=handed_over,
    ended=ended,
)
WITH_LISTENER = STANDARD.with_mechanisms(LISTENER)


def town_of(*changes, **people):
    """Sessions of consumer 1 at minute 100."""
    town = Town(*changes, homes=[(0, 0), (300, 0)], parts=WITH_LISTENER, **people)
    for courier in range(len(town.world.couriers)):
        town.start_shift(courier, 600.0, 0.0)
    town.needs((100, 1))
    return town


def told(town, order=0):
    """What was told of an order: moments with their minutes."""
    row = town.world.own[0][order]
    found = {moment: float(row[f"{moment}_min"]) for moment in MOMENTS}
    found = {moment: at_min for moment, at_min in found.items() if not np.isnan(at_min)}
    assert row.n_told == len(found)
    return found


@pytest.mark.slow
def test_a_delivery_is_told_from_its_placing_to_its_end():
    """Cooked for ten minutes; the courier, asked at 102, is at the counter and rides for three."""
    town = town_of(couriers=[(0, 0)])
    town.advance(102)
    town.offer(102, (0, 0, 0, 1))
    town.advance(200)
    assert told(town) == {
        "placed": 100,
        "accepted": 102,
        "ready": 110,
        "picked_up": 110,
        "handed_over": 116,  # one minute to go, three of riding, two at the door
        "ended": 116,
    }
    assert town.world.own[0]["n_sessions"].tolist() == [2, *[0] * 7]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rules", "channel", "ready_min"),
    [(PICKUP_ONLY, Channel.PICKUP, 110), (WALK_IN_ONLY, Channel.WALK_IN, 116)],
)
def test_who_fetches_the_food_gets_it_from_the_counter(rules, channel, ready_min):
    """Six minutes on foot; a walk-in's food is cooked from then on."""
    town = town_of(rules)
    town.advance(200)
    assert town.orders["channel"].tolist() == [channel]
    assert told(town) == {
        "placed": 100,
        "ready": ready_min,
        "picked_up": ready_min,
        "handed_over": ready_min,
        "ended": ready_min,
    }


@pytest.mark.slow
def test_an_order_that_nobody_brings_is_told_to_have_ended_and_no_more():
    town = town_of({"patience": {"no_courier_min": 30}})
    town.advance(130)
    town.waiting(141.0)
    assert town.ending(0) == "cancelled no_courier"
    assert told(town) == {"placed": 100, "ready": 110, "ended": 141}


@pytest.mark.slow
def test_of_a_store_sold_out_the_order_is_told_to_have_ended():
    town = town_of({"stock": {"enabled": True}}, stores=[{"physical_stock": 0}])
    town.advance(101)
    assert town.ending(0) == "cancelled out_of_stock"
    assert told(town)["ended"] == 100


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
