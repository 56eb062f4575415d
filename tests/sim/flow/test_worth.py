"""Worth, by hand: what a consumer thinks of the channels before he looks at a store."""

import pytest

from sim.flow import worth
from sim.flow.parts import Mechanism
from tests.sim.worlds import Town, session_of
from tests.uncompiled import assert_tests_pass_uncompiled

SEGMENT = {"share": 0.5, "needs_per_day": 1, "basket_mean_cents": 4000}
SEGMENTS = [SEGMENT | {"name": "one"}, SEGMENT | {"name": "other"}]


def town_with(**reactions):
    """Of the other segment are those who like deliveries best; it rains."""
    town = Town({"consumers": {"segments": SEGMENTS}}, homes=[(0, 0)] * 4)
    world = town.world
    world.consumers["segment"] = 1
    other = world.segments[1]
    other.delivery_constant, other.pickup_constant, other.walkin_constant = 0.75, 0.5, -0.25
    world.outside["walking_utils"] = -0.125
    mechanism = Mechanism("mood", "what these make of it", **reactions)
    town.put(parts=world.parts.with_mechanisms(mechanism))
    return town


@pytest.mark.uncompiled
def test_each_channel_is_worth_its_constant_and_the_weather():
    town = town_with()
    town.call(worth.of_channels, session_of(town.world.consumers[2]))
    assert town.world.worth.tolist() == [0.75, 0.5 - 0.125, -0.25 - 0.125]


@pytest.mark.uncompiled
def test_a_channel_is_worth_what_mechanisms_make_of_it():
    told = []

    def channel_utils(_world, utils, session, channel):
        told.append((utils, session, channel))
        return utils + 8 * (channel + 1)

    town = town_with(channel_utils=channel_utils)
    session = session_of(town.world.consumers[2])
    town.call(worth.of_channels, session)
    assert told == [(0.75, session, 0), (0.375, session, 1), (-0.375, session, 2)]
    assert town.world.worth.tolist() == [8.75, 16.375, 23.625]


@pytest.mark.uncompiled
def test_how_hard_the_app_is_hangs_on_the_segment_and_on_what_mechanisms_make_of_it():
    town = town_with(friction=lambda _world, friction, consumer_id: 10 * friction + consumer_id)
    town.world.segments["friction"] = 0.5, 1.5
    assert town.call(worth.friction, 0, 3) == 10 * 0.5 + 3
    assert town.call(worth.friction, 1, 2) == 10 * 1.5 + 2


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
