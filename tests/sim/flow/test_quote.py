"""Quotes: what the fee in force and the time promised are."""

import pytest

from sim.flow import quote
from tests.sim.worlds import Town


@pytest.mark.parametrize(
    ("metres", "basket", "fee"),
    [
        (0, 2000, 250),
        (1000, 2000, 250),
        (1500, 2000, 300),
        (3000, 4999, 450),
        (3000, 5000, 0),
        (0, 9000, 0),
    ],
)
def test_the_fee_covers_the_first_kilometre_and_large_baskets_ride_free(metres, basket, fee):
    town = Town({"policies": {"pricing": {"use": "flat", "free_over_cents": 5000}}})
    town.world.rates["fee_free_km"] = 1
    town.world.tariff["base_cents"] = 250
    town.world.tariff["per_km_cents"] = 100
    store = town.world.stores[0]
    asked = town.call(quote.delivery_fee_cents, 0, store, float(metres), float(basket))
    assert asked == pytest.approx(fee)


def test_the_fee_and_the_promise_are_those_of_the_store_s_zone():
    town = Town(stores=[{"x_m": 100}, {"x_m": 1900}])
    town.world.tariff["base_cents"] = [300, 700]
    town.world.tariff["pad_min"] = [5, 50]
    for store, fee, promise in zip(town.world.stores, (300, 700), (5, 50), strict=True):
        assert town.call(quote.delivery_fee_cents, 0, store, 0.0, 1000.0) == fee
        assert town.call(quote.promise_min, store, 10.0, 0.0) == promise


def test_a_promise_is_the_pad_and_a_weight_of_quote_handling_and_ride():
    """Ready in 10, out of the store 1, in at the door 2, and 400 m are 4 minutes: 17 expected."""
    town = Town()
    town.world.tariff["pad_min"] = 6
    store = town.world.stores[0]
    assert town.call(quote.expected_min, 10.0, 400.0) == 17
    for weight, promise in ((0, 6), (1, 23), (0.5, 14.5)):
        town.world.rates["estimate_weight"] = weight
        assert town.call(quote.promise_min, store, 10.0, 400.0) == promise
