"""Moves of idle couriers by hand."""

import pytest

from sim.agents.courier import Doing, free
from sim.flow.cancel import cancel
from sim.flow.requests import MOVE
from sim.ledger import Account, Kind
from sim.order import Cause
from tests.sim.flow.couriers_at_work import position, take_one_order, town_of


@pytest.fixture(params=[False, True], ids=["turn", "finish"])
def finish_moves(request):
    return request.param


def moved(town, now_min, *moves):
    """Send couriers to waiting places: (courier, x_m, y_m); what was made, as tuples."""
    rows = MOVE.empty(len(moves))
    rows[:] = list(moves)
    return [tuple(row) for row in town.move(rows, now_min).tolist()]


def rules_of(finish_moves):
    return {"couriers": {"finish_moves": finish_moves}}


def test_an_idle_courier_rides_to_a_waiting_place():
    town = town_of()
    assert moved(town, 10, (0, 900, 0)) == [(0, 10, 900, 0)]
    courier = town.world.couriers[0]
    assert (courier.doing, courier.moving, courier.arrive_min) == (Doing.IDLE, 1, 14)
    assert [position(town, now) for now in (10, 12, 14, 20)] == [
        (500, 0), (700, 0), (900, 0), (900, 0),
    ]  # fmt: skip
    assert (courier.ridden_m, courier.empty_m, courier.busy_min) == (400, 400, 0)


def test_an_offer_on_the_way_turns_the_courier_or_is_followed_after_the_move(finish_moves):
    """The store is at 200 m: from 700 m he leaves at 12.5; from 900 m at 14."""
    town = town_of(rules_of(finish_moves), homes=[(1000, 0)])
    town.needs((0, 0))
    town.advance(10)
    moved(town, 10, (0, 900, 0))
    town.advance(12)
    courier = town.world.couriers[0]
    assert town.offer(12, (0, 0, 0, 1)) == 1
    assert courier.busy_since_min == 12
    if finish_moves:
        assert (courier.from_x_m, courier.depart_min, courier.arrive_min) == (900, 14, 21)
        assert courier.ridden_m == 400 + 700
    else:
        assert (courier.from_x_m, courier.depart_min, courier.arrive_min) == (700, 12.5, 17.5)
        assert courier.ridden_m == 200 + 500
    assert courier.empty_m == courier.ridden_m
    town.advance(100)
    assert town.life(0)["at_store"] == (22 if finish_moves else 18.5)
    assert (courier.doing, courier.arrive_min) == (Doing.IDLE, courier.depart_min)


def test_an_offer_after_the_arrival_finds_the_courier_there(finish_moves):
    town = town_of(rules_of(finish_moves), homes=[(1000, 0)])
    town.needs((0, 0))
    moved(town, 0, (0, 900, 0))
    town.advance(4)
    town.offer(4, (0, 0, 0, 1))
    courier = town.world.couriers[0]
    assert (courier.from_x_m, courier.depart_min, courier.busy_since_min) == (900, 4.5, 4)
    assert courier.ridden_m == 400 + 700


def test_where_a_courier_is_free_on_the_way(finish_moves):
    town = town_of(rules_of(finish_moves))
    moved(town, 10, (0, 900, 0))
    courier, travel = town.world.couriers[0], town.world.travel[0]
    assert free(courier, travel, 12.0) == ((900, 0, 14) if finish_moves else (700, 0, 12))
    assert free(courier, travel, 14.0) == (900, 0, 14)
    assert free(courier, travel, 15.0) == (900, 0, 15)


def test_a_courier_just_back_from_a_door_moves_from_there():
    """Asked at 13.2, he sets out at 14; asked again before, he does not set out at all."""
    town = town_of(homes=[(200, 0)], couriers=[(200, 0)])
    take_one_order(town)
    town.advance(13.2)
    assert moved(town, 13.2, (0, 600, 0)) == [(0, 14, 600, 0)]
    courier, travel = town.world.couriers[0], town.world.travel[0]
    assert (courier.ridden_m, courier.arrive_min) == (400, 18)
    assert free(courier, travel, 13.5) == (200, 0, 14)
    assert moved(town, 13.5, (0, 200, 100)) == [(0, 14, 200, 100)]
    assert (courier.ridden_m, courier.arrive_min) == (100, 15)


def test_a_new_move_turns_or_is_left_out(finish_moves):
    town = town_of(rules_of(finish_moves))
    moved(town, 10, (0, 900, 0))
    courier = town.world.couriers[0]
    again = moved(town, 12, (0, 700, 500))
    assert again == ([] if finish_moves else [(0, 12, 700, 500)])
    assert courier.arrive_min == (14 if finish_moves else 17)
    assert courier.ridden_m == courier.empty_m == (400 if finish_moves else 700)
    assert len(moved(town, 20, (0, 0, 0))) == 1


def test_who_is_busy_off_duty_or_there_is_not_moved():
    town = town_of(homes=[(1000, 0)], couriers=[(500, 0), (600, 0), (700, 0)])
    take_one_order(town)
    town.end_shift(1, 5.0)
    before = town.world.couriers.tobytes()
    assert moved(town, 6, (0, 900, 0), (1, 900, 0), (2, 700, 0)) == []
    assert town.world.couriers.tobytes() == before


def test_a_shift_that_ends_on_the_way_ends_the_ride():
    town = town_of()
    town.world.travel["cost_cents_per_km"] = 20
    moved(town, 10, (0, 900, 0))
    town.end_shift(0, 11.0)
    courier = town.world.couriers[0]
    assert (courier.doing, courier.moving, courier.ridden_m, courier.empty_m) == (
        Doing.OFF,
        0,
        100,
        100,
    )
    assert courier.on_shift_min == 11
    assert town.world.book[0, Kind.RUNNING_COST, Account.COURIER] == -2
    town.start_shift(0, 600.0, 12.0)
    assert (position(town, 12), courier.arrive_min) == ((500, 0), 12)


def test_a_lost_order_leaves_a_courier_who_is_on_no_move_any_more():
    """He turned at 700 m for the order; when it is gone he stays there."""
    town = town_of(homes=[(1000, 0)])
    town.needs((0, 0))
    town.advance(10)
    moved(town, 10, (0, 900, 0))
    town.offer(12, (0, 0, 0, 1))
    town.call(cancel, 0, Cause.IMPATIENCE, 12.25)
    courier = town.world.couriers[0]
    assert (courier.doing, courier.moving, position(town, 13)) == (Doing.IDLE, 0, (700, 0))
    assert (courier.ridden_m, courier.arrive_min) == (200, 12.5)


def test_the_way_to_an_offer_is_judged_from_where_the_courier_is(finish_moves):
    """Pay is poor for the way from the waiting place, and rich for the way from here."""
    rules = {"couriers": {"acceptance": {"always": False, "constant": 60, "detour_weight": 10}}}
    town = town_of(rules, rules_of(finish_moves), homes=[(250, 0)])
    town.world.couriers["wage_cents_per_min"] = 0
    town.needs((0, 0))
    town.advance(1)
    moved(town, 1, (0, 1900, 0))
    # 300 m to the store and 50 on to the door, or 1700 and 50: 3.5 or 17.5 minutes.
    assert town.offer(1, (0, 0, 0, 1)) == (0 if finish_moves else 1)
