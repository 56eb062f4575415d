"""Shelves by hand: what the app believes, what is there, and who is told that nothing is."""

import numpy as np
import pytest

from sim import luck
from sim.agents.store import ENDLESS
from sim.flow import shelf
from sim.ledger import Account, Kind
from sim.order import ORDER
from tests.sim.worlds import Town, row_of


def town_with(enabled=True, **stock):
    return Town(
        {"stock": {"enabled": enabled, "safety_buffer": 2}}, stores=[{"daily_stock": 50} | stock]
    )


@pytest.mark.parametrize(("enabled", "left"), [(True, (8, 4, 7)), (False, (9, 5, 7))])
def test_an_order_in_the_app_takes_a_portion_of_app_and_record(enabled, left):
    town = town_with(enabled, published_stock=9, recorded_stock=5, physical_stock=7)
    store = town.world.stores[0]
    town.call(shelf.reserve, store)
    assert (store.published_stock, store.recorded_stock, store.physical_stock) == left


@pytest.mark.parametrize(
    ("published", "paused", "off_app", "takes", "offered"),
    [
        (9, False, 0, True, True),
        (2, False, 0, False, False),  # no more than the buffer
        (9, True, 0, False, False),
        (9, False, 1, True, False),  # a store that is not on the app sells with others
    ],
)
def test_what_a_store_sells_and_what_of_it_the_app_offers(
    published, paused, off_app, takes, offered
):
    town = town_with(published_stock=published, paused=paused, off_app=off_app)
    store = town.world.stores[0]
    assert town.call(shelf.takes_orders, store) == takes
    assert town.call(shelf.is_offered, store) == offered


@pytest.mark.parametrize("take", [shelf.take, shelf.sell])
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
    take, enabled, physical, placed_min, taken, left, n_sold_out
):
    stock = {"physical_stock": physical, "recorded_stock": 20, "published_stock": 9}
    town = town_with(enabled, **stock, n_sold_out=4)
    store = town.world.stores[0]
    order = row_of(ORDER, placed_min=placed_min)
    assert town.call(take, store, order) == taken
    assert (store.physical_stock, store.published_stock) == (left, 9)
    assert store.recorded_stock == 20 - (enabled and taken and take is shelf.sell)
    assert store.n_sold_out == n_sold_out


def test_a_record_never_has_less_than_nothing():
    town = town_with(physical_stock=3, recorded_stock=0)
    assert town.call(shelf.sell, town.world.stores[0], row_of(ORDER))
    town.call(shelf.reserve, town.world.stores[0])
    assert (town.world.stores["physical_stock"], town.world.stores["recorded_stock"]) == (2, 0)


def many_taken(take, **rules):
    """A town in which each of 400 needs has taken a portion of 1000, and which draws they had."""
    town = town_with(physical_stock=1000, recorded_stock=1000, published_stock=1000)
    for name, value in rules.items():
        town.world.kitchen[name] = value
    for need in range(400):
        town.call(take, town.world.stores[0], row_of(ORDER, consumer=3, need=need))
    draws = np.array([luck.four(0, luck.SHELF, 3, need, 0) for need in range(400)])
    return town.world.stores[0], draws


def test_of_sales_at_the_counter_some_escape_the_record():
    store, draws = many_taken(shelf.sell, scan_miss_share=0.1)
    assert (store.physical_stock, store.n_shrunk) == (600, 0)
    assert store.recorded_stock == 600 + (draws[:, 0] < 0.1).sum() != 600


@pytest.mark.parametrize("take", [shelf.take, shelf.sell])
def test_with_some_portions_another_vanishes_unseen(take):
    store, draws = many_taken(take, shrink_share=0.2)
    assert store.recorded_stock == (600 if take is shelf.sell else 1000)
    assert store.n_shrunk == 600 - store.physical_stock == (draws[:, 1] < 0.2).sum() > 0


@pytest.mark.parametrize(("placed_min", "cents"), [(0, 450), (-0.5, 0)])
def test_what_vanishes_costs_the_store_what_the_food_of_the_order_beside_it_does(placed_min, cents):
    """0.3 of half a basket of 30 yuan; beside an order of the warm-up it is on that one's page."""
    town = town_with(physical_stock=5)
    town.world.kitchen["food_cost_share"] = 0.3
    order = row_of(ORDER, basket_cents=3000, placed_min=placed_min)
    town.call(shelf.lose, town.world.stores[0], order, 0.5)
    assert town.world.stores[["n_shrunk", "shrunk_cents"]][0].item() == (1, cents)
    book = town.world.book[:, Kind.SHRINKAGE]
    assert book[0, [Account.STORE, Account.SUPPLIER]].tolist() == [-cents, cents]
    assert book.sum(axis=0)[[Account.STORE, Account.SUPPLIER]].tolist() == [-450, 450]


def test_what_vanishes_with_a_portion_is_worth_all_the_food_of_the_order_beside_it():
    town = town_with(physical_stock=5)
    town.world.kitchen["food_cost_share"], town.world.kitchen["shrink_share"] = 0.3, 1
    assert town.call(shelf.take, town.world.stores[0], row_of(ORDER, basket_cents=3000))
    store = town.world.stores[0]
    assert (store.physical_stock, store.n_shrunk, store.shrunk_cents) == (3, 1, 900)


def test_nothing_vanishes_from_an_empty_shelf():
    town = town_with(physical_stock=1)
    town.world.kitchen["shrink_share"] = 1
    assert town.call(shelf.take, town.world.stores[0], row_of(ORDER))
    assert (town.world.stores["physical_stock"], town.world.stores["n_shrunk"]) == (0, 0)


@pytest.mark.parametrize(("at_once", "published"), [(True, 29), (False, 9)])
def test_told_at_once_the_app_knows_the_record_with_every_sale(at_once, published):
    town = town_with(recorded_stock=30, published_stock=9)
    town.world.kitchen["synced_at_once"] = at_once
    town.call(shelf.sell, town.world.stores[0], row_of(ORDER))
    assert town.world.stores["published_stock"] == published
    town.call(shelf.reserve, town.world.stores[0])
    assert town.world.stores["published_stock"] == published - 1


@pytest.mark.parametrize(("enabled", "published", "listed"), [(True, 2, False), (True, 3, True)])
def test_the_app_offers_what_its_record_has_beyond_the_buffer(enabled, published, listed):
    town = town_with(enabled, published_stock=published)
    assert town.call(shelf.is_listed, town.world.stores[0]) == listed


def shelves_of(*daily, **stock):
    return Town(stores=[stock | {"daily_stock": portions} for portions in daily]).world.stores


def test_shelves_are_filled_by_their_records_and_looked_at():
    """Of two stores of 30 and 40 portions the first is counted on even days, the other on odd."""
    shelves = shelves_of(30, 40, physical_stock=1, recorded_stock=5, n_filled=100)
    shelf.restock(shelves, 0, 4, 2, 0.0)
    assert shelves["recorded_stock"].tolist() == shelves["published_stock"].tolist() == [30, 40]
    assert shelves["physical_stock"].tolist() == [30, 36]
    assert shelves["n_filled"].tolist() == [129, 135]
    shelf.look(shelves, 1)
    for known in ("published_stock", "recorded_stock", "physical_stock"):
        assert shelves[known].tolist() == [30, 36]


def test_a_record_above_the_morning_s_stock_orders_nothing():
    shelves = shelves_of(50, physical_stock=2, recorded_stock=70)
    shelf.restock(shelves, 0, 1, 2, 0.0)
    assert (shelves["physical_stock"], shelves["recorded_stock"]) == (2, 70)


def test_an_endless_shelf_is_never_counted_filled_mistaken_or_looked_at():
    town = town_with(daily_stock=ENDLESS, physical_stock=ENDLESS, recorded_stock=7, n_filled=3)
    (store,) = shelves = town.world.stores
    store.published_stock = 5
    before = store.tolist()
    shelf.begin(shelves, 3, 1, 7, 4.0, 60)
    shelf.restock(shelves, 3, 1, 1, 4.0)
    shelf.tell(shelves)
    shelf.look(shelves, 0)
    town.call(shelf.reserve, store)
    assert town.call(shelf.take, store, row_of(ORDER))
    assert town.call(shelf.sell, store, row_of(ORDER))
    assert store.tolist() == before


def mistakes(day, error_sd, n_stores=20, seed=3):
    """What is recorded too much of a day's deliveries."""
    draws = [luck.normal(seed, luck.STOCK, row, day) for row in range(n_stores)]
    return np.array([round(error_sd * draw) for draw in draws])


@pytest.mark.parametrize("error_sd", [4.0, 0.75])
def test_deliveries_are_recorded_with_an_error_in_whole_portions(error_sd):
    shelves = shelves_of(*[50] * 20, physical_stock=20, recorded_stock=20)
    shelf.restock(shelves, 3, 5, 100, error_sd)
    assert (shelves["physical_stock"] == 50).all()
    assert (shelves["recorded_stock"] == 50 + mistakes(5, error_sd)).all()
    assert (shelves["published_stock"] == shelves["recorded_stock"]).all()
    assert len(set(shelves["recorded_stock"].tolist())) > 2


def test_no_fewer_than_no_portions_are_recorded():
    shelves = shelves_of(*[2] * 20, physical_stock=0, recorded_stock=0)
    shelf.restock(shelves, 3, 5, 100, 4.0)
    found = 2 + mistakes(5, 4.0)
    assert found.min() < 0 < found.max()
    assert (shelves["recorded_stock"] == np.maximum(found, 0)).all()


def test_where_nothing_is_ever_delivered_nothing_is_mistaken():
    shelves = shelves_of(*[0] * 20, physical_stock=0, recorded_stock=0)
    shelf.restock(shelves, 3, 5, 100, 4.0)
    assert (shelves["recorded_stock"] == 0).all()


def test_no_shelf_holds_more_than_it_has_room_for():
    shelves = shelves_of(10**9, physical_stock=10**9, recorded_stock=0, n_filled=7)
    shelf.restock(shelves, 3, 1, 100, 0.0)
    assert shelves["physical_stock"] == ENDLESS
    assert shelves["n_filled"] == 7 + ENDLESS - 10**9


def test_a_run_begins_with_what_was_mistaken_since_the_latest_counts():
    """Counted every third night: store 0 in night 6, store 2 in night 4 and store 1 in night 5."""
    shelves = shelves_of(*[50] * 3, recorded_stock=50)
    shelf.begin(shelves, 3, 6, 3, 4.0, 60)
    two_ago, one_ago = mistakes(4, 4.0), mistakes(5, 4.0)
    there = [50, 50 - one_ago[1], 50 - one_ago[2] - two_ago[2]]
    assert shelves["physical_stock"].tolist() == shelves["n_filled"].tolist() == there
    shelf.begin(shelves, 3, 6, 3, 4.0, 1)
    assert shelves["physical_stock"].tolist() == [*there[:2], 50 - one_ago[2]]
    assert len({50, *there}) > 1
