"""Delivery as a channel: what a paid one sets going."""

from tests.sim.worlds import Town


def test_a_delivery_goes_to_the_kitchen_and_to_dispatch_at_once():
    town = Town(homes=[(400, 0)])
    town.world.tariff["pad_min"] = 6
    town.world.rates["estimate_weight"] = 1
    town.needs((100, 0))
    town.advance(101)
    order = town.world.orders[0]
    assert town.life(0) == {"placed": 100, "cooking": 100}
    assert (order.expected_min, order.promised_min) == (17, 123)
    assert order.predicted_ready_min == 110
    assert town.waiting_orders() == [0]
