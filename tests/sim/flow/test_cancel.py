"""Orders given up while a courier has them, by hand."""

from sim.agents.courier import Doing
from sim.flow.cancel import cancel
from sim.order import Cause
from tests.sim.flow.couriers_at_work import TWO_COOKS, position, route, take_one_order, town_of


def test_a_courier_whose_only_order_is_cancelled_turns_where_he_is():
    town = town_of(homes=[(1000, 0)] * 2)
    town.needs((0, 0), (6, 1))
    town.advance(5)
    town.offer(5, (0, 0, 0, 1))
    town.advance(7)
    town.call(cancel, 0, Cause.IMPATIENCE, 7.0)
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
    town.call(cancel, 0, Cause.IMPATIENCE, 5.25)
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
    town.call(cancel, 1, Cause.IMPATIENCE, 11.0)
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
    town.call(cancel, 1, Cause.IMPATIENCE, 7.0)
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
    town.call(cancel, 1, Cause.IMPATIENCE, 20.0)
    assert (courier.doing, route(town), courier.depart_min) == (Doing.RIDING, "D0", 20)
    town.advance(100)
    assert town.life(0)["ended"] == 20 + 6 + 2
