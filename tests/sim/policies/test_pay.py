"""Couriers' rates by hand."""

import pytest

from sim.flow import pay
from sim.policies.pay import GuaranteedPay, OrderPay, PayRates
from tests.sim.worlds import Town


@pytest.mark.parametrize(("speed_factor", "order_cents"), [(1.0, 450), (0.85, 620), (0.65, 620)])
def test_bad_weather_pays_an_extra_for_each_order(speed_factor, order_cents):
    town = Town()
    town.world.travel["speed_factor"] = speed_factor
    policy = OrderPay(order_cents=450, per_km_cents=70, free_km=2, bad_weather_cents=170)
    assert policy(town.view()) == PayRates(order_cents, 70, 2, 0)


@pytest.mark.parametrize(("speed_factor", "order_cents"), [(1.0, 300), (0.65, 470)])
def test_a_guarantee_is_an_hourly_floor_whatever_the_weather(speed_factor, order_cents):
    town = Town()
    town.world.travel["speed_factor"] = speed_factor
    policy = GuaranteedPay(
        order_cents=300,
        per_km_cents=70,
        free_km=2,
        bad_weather_cents=170,
        hourly_guarantee_cents=2400,
    )
    assert policy(town.view()) == PayRates(order_cents, 70, 2, 2400)


@pytest.mark.parametrize(("metres", "cents"), [(0, 450), (1500, 450), (2000, 490), (3505, 610)])
def test_an_order_pays_by_the_kilometres_beyond_the_free_ones(metres, cents):
    """450 + 80 for each kilometre beyond 1.5; 160.4 cents are 160."""
    town = Town(homes=[(metres, 0)])
    town.world.rates["pay_order_cents"] = 450
    town.world.rates["pay_per_km_cents"] = 80
    town.world.rates["pay_free_km"] = 1.5
    town.needs((0, 0))
    town.advance(1)
    assert town.call(pay.order_pay_cents, town.world.orders[0]) == cents
