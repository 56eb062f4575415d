"""Shelves by hand: what the app believes, what is there, and who is told that nothing is."""

import pytest

from sim.flow import shelf
from sim.order import ORDER
from tests.sim.worlds import Town, row_of


def town_with(enabled=True, **stock):
    return Town(
        {"stock": {"enabled": enabled, "safety_buffer": 2}}, stores=[{"daily_stock": 50} | stock]
    )


@pytest.mark.parametrize(("enabled", "left"), [(True, 8), (False, 9)])
def test_an_order_in_the_app_takes_a_portion_of_the_record(enabled, left):
    town = town_with(enabled, published_stock=9, physical_stock=7)
    store = town.world.stores[0]
    town.call(shelf.reserve, store)
    assert (store.published_stock, store.physical_stock) == (left, 7)


@pytest.mark.parametrize(
    ("enabled", "physical", "placed_min", "taken", "left", "n_sold_out"),
    [
        (True, 7, 0, True, 6, 4),
        (True, 1, 0, True, 0, 4),
        (True, 0, 0, False, 0, 5),
        (True, 0, -0.5, False, 0, 4),  # an order of the warm-up does not count
        (False, 7, 0, True, 7, 4),
        (False, 0, 0, True, 0, 4),
    ],
)
def test_a_portion_is_taken_while_there_is_one(
    enabled, physical, placed_min, taken, left, n_sold_out
):
    town = town_with(enabled, physical_stock=physical, published_stock=9, n_sold_out=4)
    store = town.world.stores[0]
    order = row_of(ORDER, placed_min=placed_min)
    assert town.call(shelf.take, store, order) == taken
    assert (store.physical_stock, store.published_stock) == (left, 9)
    assert store.n_sold_out == n_sold_out


@pytest.mark.parametrize(("enabled", "published", "listed"), [(True, 2, False), (True, 3, True)])
def test_the_app_offers_what_its_record_has_beyond_the_buffer(enabled, published, listed):
    town = town_with(enabled, published_stock=published)
    assert town.call(shelf.is_listed, town.world.stores[0]) == listed


def test_shelves_are_filled_and_taken_off_the_app():
    town = Town(stores=[{"daily_stock": daily, "physical_stock": 1} for daily in (30, 40)])
    shelves = town.world.stores
    shelf.restock(shelves)
    assert shelves["physical_stock"].tolist() == shelves["published_stock"].tolist() == [30, 40]
    shelf.delist(shelves, 1)
    assert shelves["published_stock"].tolist() == [30, 0]
    assert shelves["physical_stock"].tolist() == [30, 40]
