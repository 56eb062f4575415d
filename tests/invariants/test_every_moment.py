"""Rules that must hold at every moment, looked at every few minutes of random cities."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.agents.courier import Doing, is_busy
from sim.market import Market
from sim.order import State, is_at_store
from sim.scenario import Scenario
from sim.simulation import alive
from tests.strategies import LOOSE_COURIERS, cities

EVERY_MIN = 7.0

# Differences of sums of metres, in metres.
ROUNDING_M = 1e-6


def check_books(market: Market) -> None:
    """The ledger sums to zero now, not only at the end."""
    assert (market.world.book.sum(axis=2) == 0).all()


def check_couriers(market: Market) -> None:
    """Routes hold two stops for each order to be picked up and one for each on board."""
    couriers = market.world.couriers
    doing, n_orders, on_board = couriers["doing"], couriers["n_orders"], couriers["on_board"]
    assert np.isin(doing, (Doing.OFF, Doing.IDLE, Doing.RIDING, Doing.WAITING)).all()
    assert (n_orders <= market.scenario.couriers.max_orders).all()
    assert ((on_board >= 0) & (on_board <= n_orders)).all()
    assert (couriers["n_stops"] == 2 * n_orders - on_board).all()
    assert ((n_orders > 0) == is_busy(doing)).all()
    assert (couriers["empty_m"] >= -ROUNDING_M).all()
    assert (couriers["empty_m"] <= couriers["ridden_m"] + ROUNDING_M).all()
    orders = market.world.orders
    for row, courier in enumerate(couriers):
        stops = market.world.stops[row][: courier["n_stops"]]
        assert (orders["courier"][stops["order"]] == row).all()
        first = {}
        for place, stop in enumerate(stops):
            if stop["is_pickup"]:
                assert is_at_store(orders["state"][stop["order"]])
                first[stop["order"]] = place
            else:
                carried = orders["state"][stop["order"]] == State.PICKED_UP
                assert carried or first.pop(stop["order"]) < place
        assert not first


def check_stores(market: Market) -> None:
    """Cooks at work, the queue and its length; no portion is sold that is not there."""
    world = market.world
    for row, store in enumerate(world.stores):
        assert 0 <= store["n_cooking"] <= store["n_cooks"]
        assert store["n_queued"] == 0 or store["n_cooking"] == store["n_cooks"]
        queue, at = [], store["queue_first"]
        for _ in range(store["n_queued"]):
            queue.append(at)
            at = world.orders["next_in_queue"][at]
        assert len(set(queue)) == len(queue)
        assert (world.orders["store"][queue] == row).all()
        assert np.isnan(world.orders["cooking_min"][queue]).all()
    assert (world.stores["physical_stock"] >= 0).all()


def check_orders(market: Market) -> None:
    """As many are open as have not ended, and no event lies in the past."""
    world = market.world
    orders = world.orders[: world.state["n_orders"][0]]
    assert np.isnan(orders["ended_min"]).sum() == world.state["n_open"][0]
    events = world.heap[: world.state["heap_size"][0]]
    assert (events["at_min"] >= market.now_min).all()
    waiting = market.view.waiting
    assert len(set(waiting.tolist())) == len(waiting)


def hold_at_every_look(city: Scenario, seed: int) -> None:
    market = alive(city.model_copy(update={"sample_min": EVERY_MIN}), seed)
    while market.running:
        market.step()
        for check in (check_books, check_couriers, check_stores, check_orders):
            check(market)


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(city=cities(most_warmup_days=1), seed=st.integers(0, 2**32))
def test_rules_hold_every_few_minutes(city, seed):
    """Books, routes, queues and shelves, while the market lives."""
    hold_at_every_look(city, seed)


@pytest.mark.slow
@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(city=cities(most_warmup_days=1, mechanisms=LOOSE_COURIERS), seed=st.integers(0, 2**32))
def test_rules_hold_where_couriers_come_and_go(city, seed):
    hold_at_every_look(city, seed)
