"""Couriers' rates by hand."""

import pytest

from sim.flow.influences import Sky
from sim.policies.pay import GuaranteedPay, OrderPay, PayRates
from tests.sim.worlds import Town


@pytest.mark.parametrize(
    ("sky", "order_cents"), [(Sky.CLEAR, 450), (Sky.RAIN, 620), (Sky.HEAVY, 620)]
)
def test_bad_weather_pays_an_extra_for_each_order(sky, order_cents):
    town = Town()
    town.world.state["weather"] = sky
    policy = OrderPay(order_cents=450, per_km_cents=70, free_km=2, bad_weather_cents=170)
    assert policy(town.view()) == PayRates(order_cents, 70, 2, 0)


@pytest.mark.parametrize(("sky", "order_cents"), [(Sky.CLEAR, 300), (Sky.HEAVY, 470)])
def test_a_guarantee_is_an_hourly_floor_whatever_the_weather(sky, order_cents):
    town = Town()
    town.world.state["weather"] = sky
    policy = GuaranteedPay(
        order_cents=300,
        per_km_cents=70,
        free_km=2,
        bad_weather_cents=170,
        hourly_guarantee_cents=2400,
    )
    assert policy(town.view()) == PayRates(order_cents, 70, 2, 2400)
