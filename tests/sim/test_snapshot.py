"""Snapshots: a run that is stopped and taken up again is the run that was never stopped."""

import pickle

import numpy as np
import pytest

from sim.market import Market
from sim.processes import start
from sim.simulation import alive, result_of
from tests.cities import SMALL, Tree, scenario
from tests.reproducible.digest import digests
from tests.reproducible.resume import Elsewhere

# All that remembers: rain, shelves that run out, coupons with a budget, night shifts, moves.
LIVELY: Tree = {
    **SMALL,
    "days": 2,
    "consumers": {"count": 300},
    "stores": {"count": 4},
    "couriers": {
        "count": 6,
        "shifts": [
            {"share": 0.7, "start": "10:00", "end": "22:00"},
            {"share": 0.3, "start": "20:00", "end": "06:00"},
        ],
    },
    "world": {"weather": {"rain_share": 0.4}},
    "stock": {"days_of_demand": 0.6, "delist_min": 50, "sync_min": 40},
    "policies": {
        "coupons": [{"use": "threshold", "budget_cents": 20_000}],
        "pricing": {"use": "surge", "every_min": 25},
        "repositioning": {"use": "demand_weighted"},
    },
}


@pytest.fixture(scope="module")
def straight():
    return finished(alive(scenario(LIVELY), 5))


def finished(market):
    market.live()
    return digests(result_of(market))


def stopped_at(minute, seed=5):
    """A snapshot as another process would get it."""
    market = alive(scenario(LIVELY), seed)
    while market.now_min < minute:
        market.step()
    assert market.now_min == minute
    return pickle.loads(pickle.dumps(market.snapshot()))


def test_a_run_goes_on_in_a_process_that_has_run_nothing_before(straight):
    with Elsewhere() as process:
        assert process.resumed(stopped_at(1440)) == straight


# Before anything, in a night shift, at noon, at midnight, an hour before the end, at the end.
@pytest.mark.parametrize("minute", [0, 300, 735, 1440, 2820, 2880])
def test_a_run_goes_on_from_a_snapshot_as_if_never_stopped(minute, straight):
    assert finished(start(Market.restore(stopped_at(minute)))) == straight


def test_a_run_may_be_stopped_many_times(straight):
    market = alive(scenario(LIVELY), 5)
    for _ in range(12):
        for _ in range(14):
            market.step()
        market = start(Market.restore(market.snapshot()))
    assert finished(market) == straight


def test_orders_to_be_delisted_are_not_forgotten():
    """A store that sold out just before the snapshot goes off the app after it."""
    market = alive(scenario(LIVELY, {"stock": {"days_of_demand": 0.5, "record_error_sd": 5}}), 5)
    while market.running and not market.agenda.delistings:
        market.step()
    at_min, store = market.agenda.delistings[0]
    again = start(Market.restore(market.snapshot()))
    again.world.stores["published_stock"][store] = 100
    again.clock.run(until=np.nextafter(at_min, np.inf))
    assert again.world.stores["published_stock"][store] == 0


def test_going_on_leaves_the_snapshot_as_it_was(straight):
    snapshot = stopped_at(1440)
    assert finished(start(Market.restore(snapshot))) == straight
    assert finished(start(Market.restore(snapshot))) == straight


def test_a_market_whose_snapshot_was_taken_goes_on_itself(straight):
    market = alive(scenario(LIVELY), 5)
    for _ in range(50):
        market.step()
    market.snapshot()
    assert finished(market) == straight


def test_unused_rows_take_no_room_in_a_snapshot():
    market = alive(scenario(LIVELY), 5)
    columns = market.snapshot().columns
    assert len(columns.tables["orders"]) == 0
    again = columns.again(market.parts)
    assert len(again.orders) == len(market.world.orders) > 1000
