"""Couriers' rates by hand."""

import pytest

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
