"""A nest more, in this one file: a rival platform that brings the same stores' food.

Its channel names a nest that no other has, and so makes it. Who chooses the rival is gone: no order
is placed here. It is handed over in a table that has it added; nothing else is changed. Compiled
the tests are slow, since all code is compiled for that table; the last one runs them uncompiled.
"""

import numpy as np
import pytest
from numba import njit

from sim.agents import consumer as consumers
from sim.flow.composed import own
from sim.flow.parts import SalesChannel
from sim.order import State
from sim.schema import Schema
from sim.simulation import alive
from sim.standard import STANDARD
from tests.cities import ALIKE, CALM, NEVER, SMALL, scenario
from tests.sim.worlds import Town
from tests.uncompiled import assert_tests_pass_uncompiled

NAME = "rival"

RIVAL = Schema(
    ("constant", "f8", "utils"),
    ("fee_cents", "f8", "what it asks for a delivery"),
    ("wait_min", "f8", "what it promises"),
    ("n_lost", "i8", "sessions it won"),
)


@njit
def worth(world, session):
    return own(world, NAME)[0].constant


@njit
def alternative(world, session, candidate, utils):
    rules = own(world, NAME)[0]
    weight = consumers.weight(
        session.consumer, world.choice[0], utils, 0.0, rules.fee_cents, rules.wait_min
    )
    return weight, -1, candidate.basket_cents


@njit
def place(world, session, chosen):
    own(world, NAME)[0].n_lost += 1


def rows(constant):
    def drawn(_scenario):
        own_rows = RIVAL.empty(1)
        own_rows["constant"], own_rows["fee_cents"], own_rows["wait_min"] = constant, 300, 40
        return own_rows

    return drawn


def with_rival(constant):
    return STANDARD.with_channels(
        SalesChannel(NAME, NAME, worth, alternative, place, rows(constant))
    )


def n_lost(world):
    return world.own[0]["n_lost"][0]


def test_it_is_a_nest_of_its_own():
    assert with_rival(0.0).nests == ("app", "walk_in", "rival")


@pytest.mark.slow
def test_a_rival_takes_sessions_from_all_others_alike():
    """One of three that were as good as the rest: a third of sessions; the others keep theirs.

    Nests of weight 1: nothing, a delivery at no cost, and the rival, whose fee and wait are made up
    by its constant.
    """
    n = 300
    alike = {"choice": {"nothing_constant": 0, "delivery_constant": 0, "inertia": 0}}
    towns = []
    for constant in (NEVER, 0.0):
        town = Town(alike, parts=with_rival(constant))
        town.world.own[0]["fee_cents"] = town.world.own[0]["wait_min"] = 0
        town.needs(*((float(minute), 0) for minute in range(n)))
        town.advance(n + 1.0)
        towns.append(town)
    alone, rivalled = (set(town.orders["placed_min"].tolist()) for town in towns)
    assert rivalled < alone
    assert n_lost(towns[0].world) == 0
    assert abs(n_lost(towns[1].world) - n / 3) <= 4 * np.sqrt(n * 2 / 9)
    assert abs(len(rivalled) - n / 3) <= 4 * np.sqrt(n * 2 / 9)
    assert towns[1].world.funnel.sum(axis=(0, 1, 2))[-1] == n_lost(towns[1].world)


@pytest.mark.slow
def test_a_day_of_a_city_with_a_rival_ends_well():
    market = alive(scenario(ALIKE, CALM, VILLAGE), seed=0, parts=with_rival(0.0))
    market.live()
    orders = market.world.orders[: market.world.state["n_orders"][0]]
    assert n_lost(market.world) > 10
    assert len(orders) > 10
    assert (orders["state"] >= State.FULFILLED).all()
    assert (market.world.book.sum(axis=2) == 0).all()


VILLAGE = {**SMALL, "consumers": {"count": 150}, "stores": {"count": 4}, "couriers": {"count": 4}}


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
