"""Shelves by hand: what the app believes follows what there is, late and with errors."""

from sim.processes import stock
from sim.simulation import alive
from tests.cities import ALIKE, NEVER, SMALL, scenario

# Nobody orders.
QUIET = {
    "demand": {"weekend_factor": 0, "first_weekday": 5},
    "world": {"weather": {"mode": "clear"}},
}


def market_of(*changes, seed=0, **settings):
    return alive(scenario(SMALL, QUIET, {"stock": settings}, *changes), seed)


def test_the_app_follows_the_record_at_every_synchronisation():
    market = market_of(sync_min=20, record_error_sd=0)
    stores = market.world.stores
    market.clock.run(until=1)
    full = stores["daily_stock"].tolist()
    assert stores["published_stock"].tolist() == full
    stores["recorded_stock"] = 3
    market.clock.run(until=19.5)
    assert stores["published_stock"].tolist() == full
    market.clock.run(until=20.5)
    assert set(stores["published_stock"].tolist()) == {3}
    stores["recorded_stock"] = 2
    market.clock.run(until=39.5)
    assert set(stores["published_stock"].tolist()) == {3}
    market.clock.run(until=40.5)
    assert set(stores["published_stock"].tolist()) == {2}


def test_telling_the_app_changes_neither_shelf_nor_record():
    market = market_of(sync_min=20, record_error_sd=5)
    stores = market.world.stores
    market.clock.run(until=1)
    known = ["physical_stock", "recorded_stock"]
    before = stores[known].tolist()
    assert (stores["physical_stock"] != stores["recorded_stock"]).any()
    market.clock.run(until=100)
    assert stores[known].tolist() == before
    assert (stores["published_stock"] == stores["recorded_stock"]).all()


def test_without_stock_nothing_is_told():
    market = market_of(enabled=False, sync_min=20)
    market.world.stores["published_stock"] = 55
    market.clock.run(until=0.5)
    market.world.stores["published_stock"] = 55
    market.clock.run(until=100)
    assert set(market.world.stores["published_stock"].tolist()) == {55}


def test_each_store_is_counted_in_its_night_and_filled_as_its_record_says():
    """Counted every third night, store 0 in nights 0 and 3; what no count has seen stays wrong."""
    market = market_of({"days": 4}, sync_min=1440, record_error_sd=0, count_days=3)
    stores, full = market.world.stores, market.world.stores["daily_stock"].copy()
    market.clock.run(until=1)
    stores["physical_stock"] -= 2  # of which no record knows
    stores["recorded_stock"] -= 1
    missing = []
    for night in (1, 2, 3):
        market.clock.run(until=1440 * night + 1)
        assert (stores["recorded_stock"] == full).all()
        missing.append((full - stores["physical_stock"])[:3].tolist())
    assert missing == [[1, 1, 0], [1, 0, 0], [0, 0, 0]]


def test_at_once_no_clock_tells_the_app():
    market = market_of(sync_min=0)
    assert stock.synchronise(market) is None


def test_a_sold_out_store_is_delisted_after_some_minutes_to_the_minute():
    """All order from one store, whose shelf is empty, until it is off the app."""
    changes = {
        "demand": {"weekday_hours": [1] * 24, "first_weekday": 0},
        "stores": {"count": 1, "late_share": 1},
        "choice": {
            "pickup_constant": NEVER,
            "walkin_constant": NEVER,
            "nothing_constant": NEVER,
            "sated_min": 0,
        },
    }
    market = market_of(ALIKE, changes, sync_min=1440, record_error_sd=0, delist_min=7.25)
    market.clock.run(until=100)
    market.world.stores["physical_stock"] = 0
    market.world.stores["recorded_stock"] = market.world.stores["published_stock"] = 500
    market.clock.run(until=400)
    orders = market.world.orders[: market.world.state["n_orders"][0]]
    refused = orders["placed_min"][orders["placed_min"] > 100]
    assert len(refused) > 3
    assert market.world.stores["n_sold_out"][0] == len(refused)
    assert refused[-1] < refused[0] + 7.25
    assert market.world.stores["published_stock"][0] == 0
    assert market.world.stores["recorded_stock"][0] == 0
