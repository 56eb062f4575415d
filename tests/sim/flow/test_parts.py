"""Parts: a mechanism brings channels along, and asks what a delivery costs."""

import numpy as np
import pytest
from numba import njit
from pydantic import Field

from sim.flow.fingerprint import fingerprint
from sim.flow.parts import Mechanism, SalesChannel
from sim.settings import Section
from sim.standard import STANDARD
from tests.cities import NEVER
from tests.sim.worlds import Town
from tests.uncompiled import assert_tests_pass_uncompiled


class Settings(Section):
    """Of what brings something along."""

    enabled: bool = False
    n_channels: int = Field(1, ge=0, description="unused")


@njit
def worth(_world, _session):
    return 0.0


@njit
def alternative(_world, _session, candidate, _utils):
    return 1.0, -1, candidate.basket_cents


@njit
def place(_world, _session, _chosen):
    pass


def brings(name, *channels):
    """A mechanism with channels of a nest of their own."""
    made = (SalesChannel(channel, "beside", worth, alternative, place) for channel in channels)
    return Mechanism(name, name, settings=Settings, channels=tuple(made))


WITH_TWO = STANDARD.with_mechanisms(brings("one", "boat"), brings("two", "balloon"))
ON = {"enabled": True}


def test_channels_of_a_mechanism_are_there_while_it_is_on():
    standard = ("delivery", "pickup", "walk_in")
    assert WITH_TWO.switched({}).channel_names == standard
    assert WITH_TWO.switched({"two": ON}).channel_names == (*standard, "balloon")
    both = WITH_TWO.switched({"one": ON, "two": ON})
    assert both.channel_names == (*standard, "boat", "balloon")
    assert both.nests == ("app", "walk_in", "beside")
    assert both.steps[-2:] == ("chose_boat", "chose_balloon")
    assert both.switched({"one": ON, "two": ON}) is both
    fingerprints = [fingerprint(WITH_TWO.switched(on)) for on in ({}, {"one": ON}, {"two": ON})]
    assert len(set(fingerprints)) == 3


@njit
def half(_world, fee_cents, consumer_id, _basket_cents):
    return 0.5 * fee_cents if consumer_id == 0 else fee_cents


# One table has both, and both are on: to compile another takes twenty seconds.
HALVED = Mechanism("halved", "half fees", delivery_fee=half)
MANY = brings("many", "boat", "balloon", "barge")
PARTS = STANDARD.with_mechanisms(HALVED, MANY)
MANY_ON = {"mechanisms": {"many": ON}}


@pytest.mark.slow
def test_the_fee_that_a_consumer_is_asked_is_the_fee_that_is_charged():
    always = {"choice": {"delivery_constant": -NEVER}}
    town = Town(MANY_ON, always, homes=[(0, 0), (0, 0)], couriers=[(0, 0)], parts=PARTS)
    town.world.tariff["base_cents"] = 400
    town.world.terms["service_fee_cents"] = 100
    town.needs((0, 0), (1, 1))
    town.advance(60)
    assert town.orders["fee_cents"].tolist() == [300, 500]


@pytest.mark.slow
def test_each_channel_has_a_taste_of_its_own_however_many_there_are():
    """Three alternatives of equal weight, two of them beyond the first four draws."""
    n = 300
    town = Town(MANY_ON, {"choice": {"delivery_constant": NEVER}}, parts=PARTS)
    town.needs(*((float(minute), 0) for minute in range(n)))
    town.advance(n + 1.0)
    chosen = town.world.funnel.sum(axis=(0, 1, 2))[-3:]
    assert chosen.sum() == n
    assert (abs(chosen - n / 3) <= 4 * np.sqrt(n * 2 / 9)).all()


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
