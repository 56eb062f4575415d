"""Pickup as a channel: its discount, and when the consumer comes."""

import pytest

from sim import luck
from tests.sim.worlds import PICKUP_ONLY, Town


@pytest.mark.parametrize(("price_level", "discount"), [(0.5, 300), (0.05, 200)])
def test_a_pickup_is_cheaper_by_its_discount_but_never_below_nothing(price_level, discount):
    """Baskets of 2000 and of 200."""
    rules = {"policies": {"pickup_discount_cents": 300}}
    town = Town(PICKUP_ONLY, rules, stores=[{"price_level": price_level}])
    town.needs((0, 0))
    town.advance(1)
    assert town.orders["platform_discount_cents"].tolist() == [discount]


def test_a_delivery_gets_no_pickup_discount():
    town = Town({"policies": {"pickup_discount_cents": 300}})
    town.needs((0, 0))
    town.advance(1)
    assert town.orders["platform_discount_cents"].tolist() == [0]


def test_a_pickup_comes_when_it_was_said_to_be_ready():
    """The promise is the quote or the walk, whichever is longer; both start at the order."""
    far = {"choice": {"walk_radius_m": 1000}}
    town = Town(PICKUP_ONLY, far, homes=[(300, 0), (900, 0)], stores=[{"n_cooks": 2}])
    town.needs((0, 0), (0, 1))
    town.advance(30)
    assert town.orders["promised_min"].tolist() == [10, 18]
    assert [town.life(row)["ended"] for row in range(2)] == [10, 18]


def test_a_slow_kitchen_makes_the_pickup_s_consumer_come_later():
    """Predicted ready at 12 against a promise of 10."""
    town = Town(PICKUP_ONLY)
    town.world.preparation[:] = 1.2
    town.needs((0, 0))
    town.advance(30)
    assert town.life(0)["at_store"] == 12


@pytest.mark.parametrize(("n_waiting", "ready_min"), [(0, 10), (2, 30)])
def test_a_pickup_s_consumer_comes_a_little_after_the_food_is_said_to_be_ready(
    n_waiting, ready_min
):
    """Promised for 10 minutes after the order, or said to be ready later; the delay is a draw."""
    rules = {"patience": {"collect_delay_min": 4}}
    town = Town(PICKUP_ONLY, rules, homes=[(0, 0)] * 5)
    town.needs(*[(100, 4)] * n_waiting, (100, 3))
    town.world.needs["nth"] = 7
    town.world.stores["quoted_min"] = 10
    town.advance(100 + 1e-9)
    town.world.orders["promised_min"][n_waiting] = 110
    town.advance(200)
    delay_min = 4 * luck.exponential(0, luck.COLLECTION, 3, 7, 1)
    assert town.life(n_waiting)["at_store"] == pytest.approx(100 + ready_min + delay_min)


def test_what_the_platform_does_not_offer_is_not_picked_up():
    """Who would never have anything else brought orders nothing, and pickups are not seen."""
    town = Town(PICKUP_ONLY, {"policies": {"pickup": False}})
    town.needs((0, 0))
    town.advance(1)
    assert len(town.orders) == 0
