"""Scores: a mechanism adds to what is thought of an order when something happens to it.

Small print annoys when an order is placed, hot food pleases when it is handed over.
"""

import math

import pytest
from numba import njit

from sim.flow.parts import Mechanism
from sim.standard import STANDARD
from tests.sim.worlds import Town
from tests.uncompiled import assert_tests_pass_uncompiled


@njit
def placed(world, order_id, _now):
    world.orders[order_id].ease_score -= 0.75


@njit
def handed_over(world, order_id, now):
    order = world.orders[order_id]
    if now - order.picked_up_min < 10.0:
        order.quality_score += 1.5


MANNERS = Mechanism(
    name="manners",
    about="small print annoys, hot food pleases",
    placed=placed,
    handed_over=handed_over,
)
RULES = {"satisfaction": {"constant": 0.5, "late_weight": 0, "early_weight": 0, "neutral": 4}}


def town(*changes, **people):
    """Somebody orders at minute 100, and nothing matters but manners."""
    town = Town(RULES, *changes, parts=STANDARD.with_mechanisms(MANNERS), **people)
    for courier in range(len(town.world.couriers)):
        town.start_shift(courier, 600.0, 0.0)
    town.needs((100, 0))
    town.advance(102)
    return town


def stars(score):
    return pytest.approx(1 + 4 / (1 + math.exp(-score)), abs=1e-12)


@pytest.mark.uncompiled
def test_what_is_added_at_a_moment_is_in_the_satisfaction_and_in_the_memory():
    there = town(couriers=[(0, 0)])
    order = there.orders[0]
    assert (order.ease_score, order.quality_score, order.satisfaction) == (-0.75, 0, 0)
    there.offer(102, (0, 0, 0, 1))
    there.advance(200)
    assert there.ending(0) == "fulfilled"
    assert (order.ease_score, order.quality_score) == (-0.75, 1.5)
    assert order.satisfaction == stars(0.5 - 0.75 + 1.5)
    memory = there.scenario.satisfaction.memory
    assert there.world.consumers["satisfaction"][0] == 4 + memory * (order.satisfaction - 4)


@pytest.mark.uncompiled
def test_what_was_added_before_an_order_failed_counts_with_the_failure():
    there = town({"patience": {"no_courier_min": 30}})
    there.advance(140)
    there.waiting(141.0)
    order = there.orders[0]
    assert there.ending(0) == "cancelled no_courier"
    assert (order.ease_score, order.quality_score) == (-0.75, 0)
    failure = there.scenario.satisfaction.failure_weight
    assert order.satisfaction == stars(0.5 - 0.75 - failure)


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
