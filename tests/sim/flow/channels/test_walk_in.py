"""Walking in as a channel: the way, the queue, and the whole cents at the counter."""

import pytest

from tests.sim.worlds import WALK_IN_ONLY, Town


@pytest.mark.parametrize(("price_level", "cents"), [(1.00015, 4001), (1.0001, 4000)])
def test_a_walk_in_pays_whole_cents(price_level, cents):
    """4000.6 and 4000.4."""
    town = Town(WALK_IN_ONLY, stores=[{"price_level": price_level}])
    town.needs((100, 0))
    town.advance(101)
    assert town.orders["basket_cents"].tolist() == [cents]


def test_a_walk_in_expects_the_way_and_the_quote():
    """300 m are six minutes; food takes ten."""
    town = Town(WALK_IN_ONLY, homes=[(300, 0)])
    town.needs((100, 0))
    town.advance(200)
    order = town.orders[0]
    assert (order.expected_min, order.promised_min) == (16, 116)
    assert (town.life(0)["at_store"], town.life(0)["ended"]) == (106, 116)
