"""At the counter, by hand: walk-ins who queue, pickups who collect, and those who give up.

A store cooks for ten minutes with one cook; a hundred metres are two minutes on foot.
"""

import pytest

from sim import luck
from sim.agents.consumer import weibull
from sim.flow import visit
from tests.sim.worlds import PICKUP_ONLY, WALK_IN_ONLY, Town

EAGER = {"patience": {"enabled": True}}


def patience_min(mean_min, shape, consumer=0, need=0):
    return weibull(luck.exponential(0, luck.PATIENCE, consumer, need), shape, mean_min)


# Walk-ins


def test_a_walk_in_walks_queues_eats_and_pays_at_the_counter():
    town = Town(WALK_IN_ONLY, homes=[(300, 0)])
    town.needs((10, 0))
    town.advance(12)
    assert town.life(0) == {"placed": 10}
    town.advance(100)
    assert town.life(0) == {
        "placed": 10,
        "at_store": 16,
        "cooking": 16,
        "ready": 26,
        "picked_up": 26,
        "ended": 26,
    }
    assert town.ending(0) == "fulfilled"
    assert town.orders["promised_min"][0] == 26
    assert town.world.consumers["spent_cents"][0] == 4000


def test_who_walks_in_first_is_served_first_whoever_set_out_first():
    town = Town(WALK_IN_ONLY, homes=[(500, 0), (100, 0)])
    town.needs((0, 0), (1, 1))
    town.advance(100)
    assert [town.life(order)["cooking"] for order in range(2)] == [13, 3]


def test_a_walk_in_before_an_empty_shelf_goes_away_and_no_refund_is_due():
    town = Town(
        {"stock": {"enabled": True}},
        WALK_IN_ONLY,
        stores=[{"physical_stock": 1}],
        homes=[(0, 0)] * 2,
    )
    town.needs((0, 0), (1, 1))
    assert town.advance(50) is None  # the store's staff did not refuse an order of the app
    assert [town.ending(order) for order in range(2)] == ["fulfilled", "cancelled out_of_stock"]
    assert town.life(1) == {"placed": 1, "at_store": 1, "ended": 1}
    assert (town.orders["refund_cents"][1], town.world.stores["n_sold_out"][0]) == (0, 1)


def test_a_walk_in_s_patience_ends_in_the_queue_but_not_once_food_is_cooking():
    """All have 3 minutes or so; the first is being served, the second leaves."""
    patience = {"patience": {"walkin_mean_min": 3, "walkin_shape": 1e3}}
    town = Town(EAGER, WALK_IN_ONLY, patience, homes=[(0, 0)] * 2)
    town.needs((0, 0), (0, 1))
    town.advance(50)
    assert [town.ending(order) for order in range(2)] == ["fulfilled", "cancelled queue"]
    left = patience_min(3, 1e3, consumer=1, need=1)
    assert town.life(1) == {"placed": 0, "at_store": 0, "ended": left}
    assert left == pytest.approx(3, rel=0.01)
    assert town.world.stores["n_queued"][0] == 0


# Pickups


@pytest.mark.parametrize(
    ("home_m", "predicted_later", "collected"),
    [(600, 0, 12), (100, 0, 10), (100, 4, 14)],
)
def test_a_pickup_is_collected_when_promised_and_predicted(home_m, predicted_later, collected):
    """Promised in 12 or 10 minutes; a store that predicts 14 makes its consumer come then."""
    town = Town(PICKUP_ONLY, homes=[(home_m, 0)])
    town.world.preparation[:] = 1 + predicted_later / 10
    town.needs((0, 0))
    town.advance(100)
    assert town.life(0) == {
        "placed": 0,
        "cooking": 0,
        "ready": 10 + predicted_later,
        "at_store": collected,
        "picked_up": collected,
        "ended": collected,
    }


def test_a_consumer_who_comes_before_the_food_waits_for_it():
    town = Town(PICKUP_ONLY)
    town.needs((0, 0))
    town.advance(5)
    town.call(visit.arrive, 0, 5.0)
    town.advance(8)
    assert town.ending(0) == "cooking"
    town.advance(100)
    assert town.life(0)["at_store"] == 5
    assert (town.life(0)["picked_up"], town.life(0)["ended"]) == (10, 10)


def test_collecting_takes_an_exponential_delay():
    town = Town(PICKUP_ONLY, {"patience": {"collect_delay_min": 3}})
    town.needs((0, 0))
    town.advance(100)
    delay = luck.exponential(0, luck.COLLECTION, 0, 0, 1)
    assert town.life(0)["at_store"] == 10 + 3 * delay


def test_who_never_comes_loses_the_food_and_the_store_is_paid():
    town = Town(PICKUP_ONLY, {"patience": {"no_show_share": 1}})
    town.needs((0, 0))
    town.advance(100)
    assert town.ending(0) == "cancelled no_show"
    assert town.life(0) == {"placed": 0, "cooking": 0, "ready": 10, "ended": 10}
    assert town.orders["refund_cents"][0] == 0
    assert town.world.consumers["spent_cents"][0] == 4000
