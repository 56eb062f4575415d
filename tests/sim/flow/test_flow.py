"""The door to compiled code: tables that grow, news that stop the flow, and samples."""

import numpy as np

from sim.flow.news import News
from sim.order import Cause
from sim.schema import grown
from tests.sim.worlds import WALK_IN_ONLY, Town

MANY = 5000


def crowded():
    """Five thousand deliveries in a minute: more than any table holds.

    Nobody brings them, and nobody gives one up as early as that.
    """
    town = Town({"patience": {"enabled": True, "hazard_per_min": 1e-6}})
    town.world.tariff["pad_min"] = 1000
    town.needs(*((row / MANY, 0) for row in range(MANY)))
    return town


def test_tables_grow_and_keep_what_they_hold():
    town = crowded()
    first = {name: len(getattr(town.world, name)) for name in ("orders", "waiting", "heap")}
    assert max(first.values()) < MANY
    assert town.advance(1.0) is None
    assert town.orders["placed_min"].tolist() == [row / MANY for row in range(MANY)]
    assert town.waiting_orders() == list(range(MANY))
    heap = town.world.heap[: town.world.state["heap_size"][0]]
    assert len(heap) == MANY + 1  # patience of all, and one cook
    assert len(np.unique(heap["sequence"])) == MANY + 1
    assert all(len(getattr(town.world, name)) > MANY for name in first)


def test_growing_does_not_change_what_happens():
    growing, roomy = crowded(), crowded()
    for _ in range(4):
        roomy._make_room(MANY)
    for town in (growing, roomy):
        town.advance(3000)
    assert len(growing.world.orders) < len(roomy.world.orders)
    assert growing.orders.tobytes() == roomy.orders.tobytes()
    assert growing.world.book.tobytes() == roomy.world.book.tobytes()


def test_room_is_made_for_offers_and_for_orders_given_back():
    """Offers are entered outside the loop, which looks at each event only."""
    town = Town(homes=[(0, 0)] * 3, couriers=[(0, 0)] * 3, stores=[{"n_cooks": 3}])
    town.needs((0, 0), (0, 1), (0, 2))
    town.advance(1)
    small = town.world._replace(heap=town.world.heap[:4], waiting=town.world.waiting[:4])
    town._hold(small)
    for courier in range(3):
        town.start_shift(courier, 600.0, 1.0)
    town.offer(1, *((row, row, 0, 1) for row in range(3)))
    assert len(town.world.heap) >= 6
    for courier in range(3):
        town.end_shift(courier, 2.0)
    assert town.waiting_orders() == [0, 1, 2]
    town.advance(20)
    assert [town.life(row)["ready"] for row in range(3)] == [10, 10, 10]


def test_lists_grow_together_and_do_not_grow_again_while_they_have_room():
    """A list that is long enough for long must not leave the other short at every call."""
    town = Town(homes=[(0, 0)], couriers=[(0, 0)])
    town._hold(town.world._replace(heap=grown(town.world.heap, 5000)))
    town.world.state["heap_size"] = 3000
    town._reserve(10)
    held = town.world
    assert min(len(held.heap), len(held.waiting)) > 3010
    town._reserve(10)
    assert town.world is held


def test_the_flow_stops_when_a_store_sells_out_and_goes_on_when_asked_again():
    """The second store is empty: two orders fail there, at their exact times."""
    town = Town(
        {"stock": {"enabled": True}},
        stores=[{"open_min": 1430}, {"physical_stock": 0}],
        homes=[(0, 0)] * 2,
    )
    town.needs((7.1, 0), (1435, 1))
    assert (town.advance(500), town.now_min) == ((News.SOLD_OUT, 1, 7.1), 7.1)
    assert (town.advance(500), town.now_min) == (None, 500)
    town.world.stores["open_min"][0] = 1439
    assert (town.advance(1440), town.now_min) == ((News.SOLD_OUT, 1, 1435), 1435)


def test_what_happens_at_the_limit_is_left_for_later():
    town = Town(WALK_IN_ONLY)
    town.needs((10, 0))
    town.advance(10)
    assert (len(town.orders), town.now_min) == (0, 10)
    town.advance(20)  # the meal is ready at 20
    assert town.ending(0) == "cooking"
    town.advance(20.001)
    assert town.ending(0) == "fulfilled"


def test_events_go_before_needs_of_the_same_minute():
    """The cook is done at 10, the next walk-in comes at 10: nobody sees a queue."""
    town = Town(WALK_IN_ONLY, homes=[(0, 0)] * 2)
    town.needs((0, 0), (10, 1))
    town.advance(10.5)
    assert town.orders["promised_min"].tolist() == [10, 20]
    assert town.life(1)["cooking"] == 10


def test_new_needs_replace_what_is_left_of_the_old_ones():
    town = Town()
    town.needs((5, 0), (50, 0))
    town.advance(10)
    town.needs((30, 0))
    town.advance(100)
    assert town.orders["placed_min"].tolist() == [5, 30]


def test_a_sample_counts_what_there_is_in_each_zone():
    town = Town(
        homes=[(0, 0)] * 3,
        stores=[{"x_m": 1500}],
        couriers=[(1000, 0), (1100, 0), (100, 0)],
    )
    town.world.tariff["base_cents"] = [100, 200]
    town.world.tariff["pad_min"] = [5, 6]
    town.world.tariff["radius_m"] = [1900, 1800]
    for courier in range(2):
        town.start_shift(courier, 600.0, 0.0)
    town.needs((0, 0), (0, 1), (0, 2))
    town.advance(1)
    town.offer(1, (0, 0, 0, 1))
    assert town.waiting(1.0) == 2
    # waiting, idle, busy (counted where they ride to), queued, fee, pad, radius
    assert town.sample()[:, :7].tolist() == [
        [0, 0, 0, 0, 100, 5, 1900],
        [2, 1, 1, 2, 200, 6, 1800],
    ]
    town.start_shift(2, 600.0, 1.0)
    assert town.sample()[:, 1].tolist() == [1, 1]


def test_a_sample_holds_records_against_shelves_of_open_stores():
    """Told apart: all is right; on the app and empty; food that the app hides; and closed."""
    stocks = [(5, 5, 5), (5, 0, 3), (2, 5, 5), (0, 0, 0), (9, 0, 4)]
    names = ("published_stock", "physical_stock", "recorded_stock")
    stores = [dict(zip(names, stock, strict=True)) for stock in stocks]
    stores[-1]["closed"] = True
    town = Town({"stock": {"enabled": True, "safety_buffer": 2}}, stores=stores)
    # open, listed, phantom, hidden, misrecorded
    assert town.sample()[:, 7:].tolist() == [[4, 2, 1, 1, 1], [0] * 5]


def test_an_order_nobody_brought_is_undelivered_and_paid_back():
    town = Town()
    town.needs((0, 0))
    town.advance(30)
    town.strand(0, Cause.NO_COURIER, 30.0)
    assert town.ending(0) == "undelivered no_courier"
    assert town.orders["refund_cents"][0] == 4000
    assert town.world.state["n_open"][0] == 0
