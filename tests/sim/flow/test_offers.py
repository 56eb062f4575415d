"""A round of dispatch by hand: who is asked, who takes what, what waits, what is given up."""

from sim.agents.courier import Doing
from sim.flow.cancel import cancel
from sim.order import Cause
from tests.sim.flow.couriers_at_work import route, town_of


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
    town.call(cancel, 1, Cause.NO_COURIER, 1.0)
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
