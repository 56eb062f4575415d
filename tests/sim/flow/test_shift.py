"""Shifts by hand: their beginning, their end, overtime and pay."""

import pytest

from sim.agents.courier import Doing
from sim.ledger import Account, Kind
from tests.sim.flow.couriers_at_work import TWO_COOKS, position, route, take_one_order, town_of
from tests.sim.worlds import Town


def test_a_courier_whose_shift_ends_while_he_waits_gives_the_order_back():
    town = town_of(
        homes=[(1000, 0)],
        couriers=[(500, 0), (200, 0)],
        stores=[TWO_COOKS | {"preparation_min": 50}],
    )
    take_one_order(town)
    assert town.waiting(5.0) == 0
    town.advance(30)
    town.end_shift(0, 30.0)
    courier = town.world.couriers[0]
    assert (courier.doing, route(town), courier.n_orders) == (Doing.OFF, "", 0)
    assert (courier.busy_min, courier.on_shift_min) == (25, 30)
    assert town.life(0) == {"placed": 0, "cooking": 0}
    assert (town.world.orders["courier"][0], town.waiting_orders()) == (-1, [0])
    town.offer(40, (0, 1, 0, 1))
    town.advance(100)
    assert town.life(0) == {
        "placed": 0,
        "cooking": 0,
        "ready": 50,
        "assigned": 40.5,
        "at_store": 41.5,
        "picked_up": 50,
        "ended": 51 + 8 + 2,
    }


def test_food_on_board_is_delivered_after_the_shift_and_the_rest_given_back():
    """The shift of 22 minutes ends on the way; the guarantee is paid after the last hand-over."""
    town = town_of(stores=[TWO_COOKS, {"x_m": 1000}])
    town.world.shown[:] = [0, -1]
    town.world.rates["pay_order_cents"] = 300
    town.world.rates["hourly_guarantee_cents"] = 3000
    town.world.travel["cost_cents_per_km"] = 20
    town.needs((0, 0), (3, 1))
    town.advance(5)
    town.offer(5, (0, 0, 0, 1), (1, 0, 2, 3))
    assert route(town) == "P0 D0 P1 D1"
    town.advance(20)
    assert route(town) == "D0 P1 D1"
    town.end_shift(0, 20.0)
    courier, guarantee = town.world.couriers[0], town.world.book[0, Kind.GUARANTEE]
    assert (route(town), courier.doing, courier.on_shift_min) == ("D0", Doing.RIDING, 20)
    assert town.waiting_orders() == [1]
    assert town.waiting(20.0) == 1
    assert guarantee[Account.COURIER] == 0

    town.advance(100)
    assert town.life(0)["ended"] == 11 + 8 + 2
    assert (courier.doing, courier.on_shift_min, courier.busy_min) == (Doing.OFF, 22, 17)
    # A third of an hour is guaranteed 1000 cents; 300 were earned.
    assert guarantee[[Account.PLATFORM, Account.COURIER]].tolist() == [-700, 700]
    assert courier.earned_cents == 1000
    # 300 m to the store and 800 to the door at 20 cents a kilometre.
    assert town.world.book[0, Kind.RUNNING_COST, Account.COURIER] == -22
    assert courier.paid_ridden_m == 1100


def test_a_courier_who_rides_to_a_store_when_the_shift_ends_turns_and_goes_home():
    town = town_of(homes=[(1000, 0)])
    take_one_order(town)
    town.end_shift(0, 6.5)
    courier = town.world.couriers[0]
    assert (courier.doing, position(town, 6.5), courier.ridden_m) == (Doing.OFF, (400, 0), 100)
    town.advance(50)
    assert "at_store" not in town.life(0)


def test_a_shift_without_an_order_is_paid_its_guarantee_at_its_end():
    town = Town(couriers=[(500, 0)])
    town.world.rates["hourly_guarantee_cents"] = 2400
    town.start_shift(0, 190.0, 100.0)
    town.end_shift(0, 190.0)
    courier = town.world.couriers[0]
    assert (courier.doing, courier.on_shift_min, courier.earned_cents) == (Doing.OFF, 90, 3600)


def test_who_earned_more_than_the_guarantee_gets_no_more():
    town = town_of(homes=[(1000, 0)])
    town.world.rates["pay_order_cents"] = 5000
    town.world.rates["hourly_guarantee_cents"] = 2400
    take_one_order(town)
    town.advance(60)
    town.end_shift(0, 60.0)
    assert town.world.couriers["earned_cents"][0] == 5000


def test_each_shift_begins_where_shifts_begin_with_nothing_earned():
    town = town_of(homes=[(1000, 0)])
    town.world.rates["pay_order_cents"] = 300
    take_one_order(town)
    town.advance(60)
    town.end_shift(0, 60.0)
    town.start_shift(0, 200.0, 100.0)
    courier = town.world.couriers[0]
    assert (courier.doing, position(town, 100)) == (Doing.IDLE, (500, 0))
    assert (courier.shift_earned_cents, courier.earned_cents) == (0, 300)
    assert (courier.since_min, courier.until_min) == (100, 200)


def test_a_shift_that_follows_without_a_break_goes_on_from_where_the_courier_is():
    town = town_of(homes=[(1000, 0)])
    take_one_order(town)
    town.advance(60)
    town.end_shift(0, 60.0)
    town.start_shift(0, 200.0, 60.0)
    assert (town.world.couriers["doing"][0], position(town, 60)) == (Doing.IDLE, (1000, 0))


@pytest.mark.parametrize(("begin_min", "x_m"), [(64.0, 1000), (64.9, 1000), (65.0, 500)])
def test_a_shift_begins_at_home_where_there_was_time_to_ride_there(begin_min, x_m):
    """Off duty at 60 by a door that is 500 metres from home, five minutes of riding."""
    town = town_of(homes=[(1000, 0)])
    take_one_order(town)
    town.advance(60)
    town.end_shift(0, 60.0)
    town.start_shift(0, 200.0, begin_min)
    assert position(town, begin_min) == (x_m, 0)


def test_a_shift_that_begins_while_the_last_hand_over_goes_on_begins_at_that_door():
    """On duty to 20, at the door for 50 minutes from 38 on, while the next shift begins at 60."""
    town = town_of(homes=[(1000, 0)])
    town.world.travel["dropoff_after_min"] = 50
    take_one_order(town)
    town.advance(20)
    town.end_shift(0, 20.0)
    town.advance(60)
    courier = town.world.couriers[0]
    done_min = courier.arrive_min
    assert (courier.doing, courier.on_shift_min) == (Doing.OFF, done_min)
    assert 60 < done_min < 100
    town.start_shift(0, 300.0, 60.0)
    assert (courier.doing, position(town, 60)) == (Doing.IDLE, (1000, 0))
    assert courier.arrive_min == done_min
    town.end_shift(0, 300.0)
    assert courier.on_shift_min == 300


def test_a_shift_that_begins_during_overtime_goes_on_from_there():
    """On duty to 20, still riding at 21 when the next shift begins: one minute of overtime."""
    town = town_of(homes=[(1000, 0)])
    town.world.rates["hourly_guarantee_cents"] = 3000
    take_one_order(town)
    town.advance(20)
    town.end_shift(0, 20.0)
    town.advance(21)
    town.start_shift(0, 300.0, 21.0)
    courier = town.world.couriers[0]
    assert (courier.doing, courier.on_shift_min, courier.earned_cents) == (Doing.RIDING, 21, 1000)
    town.advance(100)
    assert (courier.doing, position(town, 100), courier.on_shift_min) == (Doing.IDLE, (1000, 0), 21)
    town.end_shift(0, 300.0)
    assert courier.on_shift_min == 300


def test_a_courier_picks_nothing_up_after_the_shift():
    """Had nobody told him that it is over, the clock at the counter would."""
    town = town_of(homes=[(1000, 0)])
    take_one_order(town)
    town.world.couriers["until_min"] = 9
    town.advance(60)
    assert town.waiting_orders() == [0]
    assert "at_store" not in town.life(0)
    assert town.world.couriers["doing"][0] == Doing.OFF


@pytest.mark.parametrize("overtime", [False, True])
def test_when_the_run_is_over_a_shift_is_paid_with_food_still_on_board(overtime):
    """On duty from 0 to 20, when all is over or one more minute is ridden."""
    town = town_of(homes=[(1000, 0)])
    town.world.rates["hourly_guarantee_cents"] = 3000
    take_one_order(town)
    town.advance(20)
    if overtime:
        town.end_shift(0, 20.0)
        town.advance(21)
    town.close_shift(0, 21.0 if overtime else 20.0)
    courier, book = town.world.couriers[0], town.world.book.sum(axis=0)
    assert (courier.doing, courier.n_stops) == (Doing.RIDING, 1)
    assert (courier.on_shift_min, courier.earned_cents) == (20, 1000)
    cost_cents = courier.ridden_m / 1000 * town.scenario.couriers.cost_cents_per_km
    assert cost_cents > 10
    assert book[Kind.RUNNING_COST, Account.ROAD] == round(cost_cents)
