"""Outages: which stores take no orders, when, and what becomes of what was ordered before."""

import numpy as np
import pytest

from sim.agents import store as stores
from sim.order import State
from sim.simulation import alive
from tests.cities import CALM, SMALL, scenario

ASLEEP = {"policies": {"dispatch": {"use": "nearest", "every_min": 60}}}


def market_of(*outages, days=1, **sections):
    few = {"consumers": {"count": 20}, "days": days, "demand": {"first_weekday": 4}}
    changes = {"world": {"outages": list(outages)}, **sections}
    return alive(scenario(SMALL, CALM, ASLEEP, few, changes))


def closed(market, *moments):
    """Rows of the stores that are closed half a minute after each moment."""
    found = []
    for moment in moments:
        market.clock.run(until=moment + 0.5)
        found.append(np.flatnonzero(market.world.stores["closed"]).tolist())
    return found


def test_named_stores_are_closed_in_their_window():
    market = market_of({"stores": [1, 3], "window": ["11:00", "13:00"]})
    assert closed(market, 0, 659, 660, 779, 780) == [[], [], [1, 3], [1, 3], []]
    assert market.world.stores["open_min"][1] <= 660 < market.world.stores["close_min"][1]


def test_all_stores_of_a_zone_are_closed():
    market = market_of({"zones": [2]})
    in_zone = np.flatnonzero(market.world.stores["zone"] == 2).tolist()
    assert closed(market, 0, 1439) == [in_zone, in_zone]
    assert in_zone


def test_where_outages_overlap_a_store_is_closed_until_the_last_one_ends():
    market = market_of(
        {"stores": [0], "window": ["10:00", "12:00"]},
        {"stores": [0, 1], "window": ["11:00", "14:00"]},
    )
    assert closed(market, 600, 660, 720, 840) == [[0], [0, 1], [0, 1], []]


def test_an_outage_past_midnight_belongs_to_the_weekday_it_begins_on():
    """Day 0 is a Friday; Fridays at night."""
    market = market_of({"stores": [0], "window": ["22:00", "02:00"], "weekdays": [4]}, days=2)
    assert closed(market, 60, 1320, 1440 + 60, 1440 + 120, 1440 + 1320) == [[], [0], [0], [], []]


def test_an_outage_has_its_days():
    market = market_of({"stores": [0], "window": ["10:00", "11:00"], "days": [1]}, days=2)
    assert closed(market, 600, 1440 + 600) == [[], [0]]


def test_a_closed_store_takes_no_order_whatever_the_hour():
    store = alive(scenario(SMALL, CALM, {"consumers": {"count": 1}})).world.stores[0]
    assert stores.is_open(store, 600.0)
    store.closed = True
    assert not stores.is_open(store, 600.0)


@pytest.mark.slow
def test_what_was_ordered_before_an_outage_is_cooked_and_given_out():
    """Every store closes at noon: nothing is ordered from then on, and what was is fulfilled."""
    outage = {"zones": [0, 1, 2, 3], "window": ["12:00", "24:00"]}
    market = alive(scenario(SMALL, CALM, {"world": {"outages": [outage]}}))
    market.live()
    orders = market.world.orders[: market.world.state["n_orders"][0]]
    assert orders["placed_min"].max() < 720
    late = orders[orders["ended_min"] > 720]
    assert (late["state"] == State.FULFILLED).mean() > 0.8
