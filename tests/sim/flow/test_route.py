"""A courier's route by hand: rides, waits at the counter, pick-ups, hand-overs."""

import pytest

from sim.agents.courier import Doing
from tests.sim.flow.couriers_at_work import TWO_COOKS, position, route, take_one_order, town_of


def test_a_day_with_two_orders_bundled():
    """500 m east the courier waits; the store is 200 m east, the doors 1000 and 1200 m.

    Both orders are offered at minute 5, in the route P0 P1 D0 D1.
    """
    town = town_of()
    town.world.rates["pay_order_cents"] = 450
    town.world.rates["pay_per_km_cents"] = 80
    town.world.rates["pay_free_km"] = 0.5
    town.needs((0, 0), (3, 1))
    town.advance(5)
    assert town.offer(5, (0, 0, 0, 1), (1, 0, 1, 3)) == 2
    assert route(town) == "P0 P1 D0 D1"
    courier = town.world.couriers[0]
    assert (courier.doing, courier.depart_min, courier.arrive_min) == (Doing.RIDING, 5.5, 8.5)

    town.advance(9.6)  # rode 3 minutes, parked for one
    assert courier.doing == Doing.WAITING
    town.advance(12)  # has the first, waits for the second
    assert (courier.doing, courier.on_board, route(town)) == (Doing.WAITING, 1, "P1 D0 D1")
    town.advance(29.5)  # on the way back from the second door, free at 30
    assert (courier.doing, courier.on_board, courier.arrive_min) == (Doing.IDLE, 0, 30)
    town.advance(60)

    assert town.life(0) == {
        "placed": 0,
        "cooking": 0,
        "ready": 10,
        "assigned": 5.5,
        "at_store": 9.5,
        "picked_up": 10,
        "ended": 14 + 8 + 2,
    }
    assert town.life(1) == {
        "placed": 3,
        "cooking": 3,
        "ready": 13,
        "assigned": 5.5,
        "at_store": 10,
        "picked_up": 13,
        "ended": 24 + 1 + 2 + 2,
    }
    assert [town.ending(order) for order in range(2)] == ["fulfilled", "fulfilled"]
    assert (courier.doing, route(town), position(town, 60)) == (Doing.IDLE, "", (1200, 0))
    assert (courier.ridden_m, courier.empty_m) == (300 + 800 + 200, 300)
    assert courier.busy_min == 30 - 5
    assert town.orders["courier_pay_cents"].tolist() == [450 + 24, 450 + 40]
    assert (courier.earned_cents, courier.n_delivered, courier.n_offers) == (964, 2, 2)
    assert town.world.overruns["overrun_min"][:2].tolist() == [
        24 - (10 + 3 + 8),
        26 - (10 + 3 + 10),
    ]
    assert town.world.state["n_open"][0] == 0


def test_a_courier_is_on_the_straight_line_of_the_leg():
    town = town_of(homes=[(1000, 0)])
    take_one_order(town)
    seen = [position(town, now) for now in (5, 5.5, 7, 8.5, 9)]
    assert seen == [(500, 0), (500, 0), (350, 0), (200, 0), (200, 0)]


def test_an_order_inserted_before_the_hand_over_on_board_waits_for_its_store():
    """From the door of a bundle's first order to another store, then to both doors."""
    town = town_of(
        homes=[(600, 0), (900, 0)], couriers=[(200, 0)], stores=[TWO_COOKS, {"x_m": 700}]
    )
    town.world.shown[:, 1:] = -1
    town.needs((0, 0))
    town.advance(1)
    town.world.shown[:] = [1, -1]
    town.needs((8, 1))
    town.offer(1, (0, 0, 0, 1))
    town.advance(9)
    assert town.world.orders["store"][:2].tolist() == [0, 1]
    # At minute 10 the food is on board and the courier leaves at 11 for 600.
    town.advance(12)
    assert town.offer(12, (1, 0, 0, 2)) == 1
    assert route(town) == "P1 D0 D1"
    # He turned at 300 m and rides 400 m to the second store: 16, parks till 17, food at 18.
    town.advance(100)
    assert town.life(1)["at_store"] == 17
    assert town.life(1)["picked_up"] == 18
    assert town.life(0)["ended"] == 19 + 1 + 2
    assert town.life(1)["ended"] == 23 + 3 + 2
    courier = town.world.couriers[0]
    assert courier.ridden_m == pytest.approx(100 + 400 + 100 + 300)
    assert courier.empty_m == 0
