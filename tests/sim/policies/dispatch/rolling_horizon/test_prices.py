"""What a courier and a courier's minute cost."""

import math

import pytest

from sim.agents.courier import COURIER
from sim.policies.dispatch import RollingHorizon
from sim.policies.dispatch.rolling_horizon.prices import acceptance_odds, courier_price
from sim.policies.dispatch.rolling_horizon.rules import Rules
from tests.sim.worlds import Town

STATION = {"x_m": 500.0, "n_cooks": 9}  # a store with cooks for all


def parameters(**changes):
    """The parameters of the policy, as its kernels take them."""
    policy = RollingHorizon(**changes)
    return Rules(*(getattr(policy, name) for name in Rules._fields))


def test_the_odds_of_acceptance_are_a_couriers_own_and_the_fleets():
    """Ten offers of an average courier stand behind what is known: 8 of 10 and 0 of 10."""
    couriers = COURIER.empty(2)
    couriers["n_offers"], couriers["n_refusals"] = [0, 10], [0, 10]
    odds = [acceptance_odds(courier, 0.8) for courier in couriers]
    assert odds == pytest.approx([0.8, 0.4])


def test_the_price_of_a_couriers_minute_grows_with_the_load():
    """Two orders of 5 + 2 * 5 minutes in half an hour, and one courier on duty: a load of one."""
    town = Town(homes=[(1000, 0)] * 2, couriers=[(0, 0), (0, 0)], stores=[STATION])
    town.world.couriers["on_min"], town.world.couriers["off_min"] = [0, 600], [600, 900]
    town.start_shift(0, 600.0, 0.0)
    town.needs((0.0, 0), (1.0, 1))
    town.advance(2.0)

    def price(power, now=2.0):
        return town.call(courier_price, parameters(price_power=power), now)

    assert price(1.0) == pytest.approx(0.2)
    assert price(1.0, now=30.5) == pytest.approx(0.1)  # the first was placed too long ago
    town.world.couriers["off_min"][1] = 0  # on duty all day, by the roster: half the load
    town.world.couriers["on_min"][1] = 0
    assert price(1.0) == pytest.approx(0.1)
    town.world.couriers[["on_min", "off_min"]][1] = (
        math.inf,
        math.inf,
    )  # keeps no shifts, and is off
    assert price(1.0) == pytest.approx(0.2)
    town.world.couriers["until_min"][0] = 32.0  # nobody counts as less than one
    assert price(1.0) == pytest.approx(0.2)
    town.world.couriers["on_min"][1] = 32.0
    town.world.couriers["until_min"][0] = 600.0  # one and a half
    assert price(1.0) == pytest.approx(0.2 / 1.5)
    assert price(4.0) == pytest.approx(0.2 / 1.5**4)
    assert town.call(courier_price, parameters(courier_price=90.0, price_power=1.0), 2.0) == 1
