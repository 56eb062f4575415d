"""A courier's day by hand: offers, routes, waits, hand-overs, shifts and their pay.

A hundred metres are a minute. A pick-up takes a minute before and one after, a hand-over two
before and one after, an answer to an offer half a minute; a store cooks for ten.
"""

import pytest

from sim.agents.courier import Doing, free
from sim.agents.courier import position as position_of
from sim.flow import delivery
from sim.flow.moves import MOVE
from sim.ledger import Account, Kind
from sim.order import Cause
from tests.sim.worlds import Town

TWO_COOKS = {"x_m": 200, "n_cooks": 2}


def town_of(*changes, homes=((1000, 0), (1200, 0)), couriers=((500, 0),), stores=(TWO_COOKS,)):
    """All couriers on duty until minute 600."""
    town = Town(*changes, homes=homes, couriers=couriers, stores=stores)
    for courier in range(len(couriers)):
        town.start_shift(courier, 600.0, 0.0)
    return town


def route(town, courier=0):
    """What is left to do: P or D and the order."""
    n_stops = town.world.couriers["n_stops"][courier]
    stops = town.world.stops[courier, :n_stops].tolist()
    return " ".join(f"{'DP'[is_pickup]}{order}" for order, is_pickup, _, _ in stops)


def take_one_order(town):
    """The first consumer orders at 0; the first courier, asked at 5, takes it."""
    town.needs((0, 0))
    town.advance(5)
    town.offer(5, (0, 0, 0, 1))


def position(town, now_min, courier=0):
    return position_of(town.world.couriers[courier], now_min)


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
    assert town.world.overruns[:2].tolist() == [24 - (10 + 3 + 8), 26 - (10 + 3 + 10)]
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


# Offers


def fussy(town, courier):
    """A courier to whom every pay looks poor."""
    town.world.couriers["wage_cents_per_min"][courier] = 1e5


CHOOSY = {"couriers": {"acceptance": {"always": False, "constant": 50}}}


def test_a_refused_order_waits_for_somebody_else():
    town = town_of(CHOOSY, homes=[(1000, 0)] * 2, couriers=[(500, 0), (900, 0)])
    fussy(town, 0)
    town.needs((0, 0), (0, 1))
    town.advance(1)
    assert town.offer(1, (0, 0, 0, 1), (1, 0, 0, 1)) == 0
    order, courier = town.world.orders[0], town.world.couriers[0]
    assert (order.refused_by, order.offers, order.courier) == (0, 1, -1)
    assert town.world.orders["offers"][1] == 0  # who has refused is left alone for this round
    assert (courier.n_offers, courier.n_refusals, courier.refused_min) == (1, 1, 1)
    assert (courier.doing, route(town), town.waiting(1.0)) == (Doing.IDLE, "", 2)
    assert town.offer(2, (0, 0, 0, 1), (0, 1, 0, 1)) == 1
    assert (order.refused_by, order.offers, order.courier) == (0, 3, 1)
    assert town.waiting(2.0) == 1
    assert town.waiting_orders() == [1]


def test_an_order_that_has_a_courier_or_an_end_is_not_offered_again():
    town = town_of(homes=[(1000, 0)] * 2, couriers=[(500, 0), (900, 0)])
    town.needs((0, 0), (0, 1))
    town.advance(1)
    town.call(delivery.cancel, 1, Cause.NO_COURIER, 1.0)
    assert town.offer(1, (0, 0, 0, 1), (0, 1, 0, 1), (1, 1, 0, 1)) == 1
    assert (route(town, 0), route(town, 1)) == ("P0 D0", "")


def test_an_offer_is_followed_when_the_courier_is_back_from_the_door():
    """Asked at 13.2, he answers at 13.7, and sets out at 14."""
    town = town_of(homes=[(200, 0)] * 2, couriers=[(200, 0)])
    town.needs((0, 0), (4, 1))
    town.advance(5)
    town.offer(5, (0, 0, 0, 1))
    town.advance(13.2)
    courier = town.world.couriers[0]
    assert (town.life(0)["ended"], courier.doing, courier.arrive_min) == (13, Doing.IDLE, 14)
    town.offer(13.2, (1, 0, 0, 1))
    assert (courier.depart_min, courier.busy_since_min) == (14, 14)
    town.advance(50)
    assert (town.life(1)["assigned"], town.life(1)["picked_up"]) == (13.7, 15)


def test_food_nobody_comes_for_is_given_up_by_the_platform():
    """Cooked one after the other: on the counter from minutes 10 and 20 on."""
    town = town_of({"patience": {"no_courier_min": 30}}, couriers=[])
    town.needs((0, 0), (5, 1))
    town.advance(39)
    assert town.waiting(39.9) == 2
    assert town.waiting(40.0) == 1
    assert town.waiting_orders() == [1]
    assert (town.ending(0), town.life(0)["ended"]) == ("cancelled no_courier", 40)
    assert town.waiting(50.0) == 0
    assert town.world.state["n_open"][0] == 0


def test_food_that_is_not_ready_when_it_should_be_waits_from_then_on():
    town = town_of({"patience": {"no_courier_min": 3}}, couriers=[])
    town.needs((0, 0))
    town.advance(1)
    town.world.orders["predicted_ready_min"][0] = 5
    assert town.waiting(7.9) == 1
    assert town.waiting(8.0) == 0
    assert town.ending(0) == "cancelled no_courier"


# Cancellations


def test_a_courier_whose_only_order_is_cancelled_turns_where_he_is():
    town = town_of(homes=[(1000, 0)] * 2)
    town.needs((0, 0), (6, 1))
    town.advance(5)
    town.offer(5, (0, 0, 0, 1))
    town.advance(7)
    town.call(delivery.cancel, 0, Cause.IMPATIENCE, 7.0)
    courier = town.world.couriers[0]
    assert (courier.doing, route(town), position(town, 7)) == (Doing.IDLE, "", (350, 0))
    assert (courier.ridden_m, courier.empty_m, courier.n_orders) == (150, 150, 0)
    assert courier.busy_min == 2
    town.offer(7, (1, 0, 0, 1))
    town.advance(100)
    assert town.life(1)["at_store"] == 7.5 + 1.5 + 1
    assert "at_store" not in town.life(0)
    assert courier.ridden_m == 150 + 150 + 800
    assert courier.n_delivered == 1


def test_a_courier_who_has_not_answered_yet_stays_where_he_is():
    town = town_of(homes=[(1000, 0)])
    take_one_order(town)
    town.call(delivery.cancel, 0, Cause.IMPATIENCE, 5.25)
    courier = town.world.couriers[0]
    assert (courier.doing, position(town, 5.25), courier.ridden_m) == (Doing.IDLE, (500, 0), 0)
    assert courier.arrive_min == 5.5  # free once he would have set out


def test_a_courier_goes_on_to_the_next_stop_when_the_first_is_cancelled():
    """Waiting at the counter for two orders, he is left with the one that is done."""
    town = town_of()
    town.needs((0, 0), (3, 1))
    town.advance(5)
    town.offer(5, (1, 0, 0, 1), (0, 0, 1, 2))
    town.advance(11)
    assert (route(town), town.world.couriers["doing"][0]) == ("P1 P0 D0 D1", Doing.WAITING)
    town.call(delivery.cancel, 1, Cause.IMPATIENCE, 11.0)
    assert route(town) == "D0"
    assert town.life(0)["picked_up"] == 11
    town.advance(100)
    assert town.life(0)["ended"] == 12 + 8 + 2
    assert town.world.couriers["n_orders"][0] == 0


def test_a_later_stop_that_is_cancelled_leaves_the_ride_alone():
    town = town_of()
    town.needs((0, 0), (3, 1))
    town.advance(5)
    town.offer(5, (0, 0, 0, 1), (1, 0, 1, 3))
    town.call(delivery.cancel, 1, Cause.IMPATIENCE, 7.0)
    courier = town.world.couriers[0]
    assert (route(town), courier.doing, courier.arrive_min) == ("P0 D0", Doing.RIDING, 8.5)
    town.advance(100)
    assert town.life(0)["picked_up"] == 10
    assert (courier.n_delivered, courier.n_orders) == (1, 0)


def test_a_courier_who_waits_for_a_cancelled_order_rides_on_with_the_rest():
    """He waits at a slow store with another order on board."""
    slow = {"x_m": 400, "preparation_min": 60}
    town = town_of(couriers=[(200, 0)], stores=[TWO_COOKS, slow])
    town.world.shown[:] = [0, -1]
    town.needs((0, 0))
    town.advance(1)
    town.world.shown[:] = [1, -1]
    town.needs((1, 1))
    town.advance(2)
    town.offer(2, (0, 0, 0, 1), (1, 0, 1, 3))
    town.advance(20)
    courier = town.world.couriers[0]
    assert (courier.doing, courier.on_board, route(town)) == (Doing.WAITING, 1, "P1 D0 D1")
    town.call(delivery.cancel, 1, Cause.IMPATIENCE, 20.0)
    assert (courier.doing, route(town), courier.depart_min) == (Doing.RIDING, "D0", 20)
    town.advance(100)
    assert town.life(0)["ended"] == 20 + 6 + 2


# Shifts


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


# Moves


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
    town.call(delivery.cancel, 0, Cause.IMPATIENCE, 12.25)
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
