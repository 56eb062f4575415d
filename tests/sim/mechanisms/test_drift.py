"""Drift by hand: who is idle for long, what a place is worth, and where he goes."""

import math

import numpy as np
import pytest

from sim.agents.courier import COURIER, Doing
from sim.market import Market
from sim.mechanisms import drift
from sim.processes import start
from tests.cities import ALIKE, ASLEEP, CALM, SMALL, scenario
from tests.sim.worlds import Town
from tests.uncompiled import assert_tests_pass_uncompiled


def world(stores=({},) * 3, courier=None, **rules):
    """Columns of a courier at the corner and of stores that are open from 10:00 to 20:00."""
    usual = {"popularity": 1, "open_min": 600, "close_min": 1200}
    town = Town(
        {"couriers": {"detour": 1} | rules},
        couriers=[(0, 0)],
        stores=[{"x_m": 0, "y_m": 0} | usual | each for each in stores],
    )
    for name, value in ({"speed_factor": 1.0} | (courier or {})).items():
        town.world.couriers[name] = value
    town.world.outside["min_per_m"] = 0.01
    return town.world


@pytest.mark.uncompiled
@pytest.mark.parametrize(("metric", "metres"), [("euclidean", [500, 0]), ("manhattan", [700, 0])])
def test_ways_are_ridden_and_none_leads_to_nobody(metric, metres):
    of = world([{"x_m": 300, "y_m": 400}, {}, {}], metric=metric)
    found = drift.ways_m(of, of.couriers[0], np.array([0, 1, -1]))
    assert found.tolist() == [*metres, math.inf]


@pytest.mark.uncompiled
def test_a_place_is_worth_its_popularity_and_less_the_farther_it_is():
    listed, metres = np.array([0, 1, 2, -1]), np.array([0.0, 1000.0, 2000.0, math.inf])
    of = world([{"popularity": share} for share in (1, 2, 4)])
    found = drift.worth(of, listed, metres, 700.0, 1000.0)
    assert found == pytest.approx(np.array([1, 2 / math.e, 4 / math.e**2, 0]))


@pytest.mark.uncompiled
@pytest.mark.parametrize(("whole_minutes", "comes"), [(False, True), (True, False)])
def test_who_is_not_there_before_his_shift_ends_stays(whole_minutes, comes):
    """550 m take 5.5 min, or 6 in whole ones; the shift ends in 5.7."""
    of = world(courier={"until_min": 105.7}, whole_minutes=whole_minutes)
    assert drift.is_in_time(of, of.couriers[0], 550.0, 100.0) == comes


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("minute", "is_open"),
    [(599.0, [0, 0, 1]), (600.0, [1, 0, 1]), (1200.0, [0, 0, 1]), (300.0, [0, 0, 0])],
)
def test_nobody_waits_at_a_store_that_is_closed(minute, is_open):
    """The second takes no orders for now; the third opens from eight in the morning to two."""
    of = world([{}, {"closed": True}, {"open_min": 480, "close_min": 120}])
    found = drift.worth(of, np.array([0, 1, 2]), np.zeros(3), minute, 800.0)
    assert found.tolist() == is_open


@pytest.mark.parametrize(("draw", "place"), [(0.1, 0), (0.2499, 0), (0.2501, 2), (0.999, 2)])
def test_a_place_is_drawn_in_proportion(draw, place):
    assert drift.drawn(np.array([1.0, 0.0, 3.0]), draw) == place
    assert drift.drawn(np.zeros(3), draw) == -1


@pytest.mark.parametrize(
    ("column", "value", "is_meant"),
    [
        ("doing", Doing.IDLE, True),
        ("doing", Doing.RIDING, False),
        ("doing", Doing.OFF, False),
        ("moving", 1, False),  # he was sent here, or is on the way
        ("arrive_min", 595.0, True),
        ("arrive_min", 595.1, False),
    ],
)
def test_those_drift_who_have_been_idle_for_long_where_their_work_ended(column, value, is_meant):
    couriers = COURIER.empty(1)
    couriers["doing"] = Doing.IDLE
    couriers[column] = value
    assert drift.is_idle_for_long(couriers[0], 600.0, 5.0) == is_meant


def town(*changes):
    """Nobody orders; twenty couriers begin at ten."""
    quiet = {"consumers": {"count": 1}, "choice": {"opening_constant": -50}}
    shifts = [{"share": 1, "start": "10:00", "end": "20:00"}]
    quiet |= {"couriers": {"count": 20, "shifts": shifts, "attendance_share": 1}}
    wide = {"city": {"width_m": 4000, "height_m": 4000}, "stores": {"count": 3}}
    on = {"mechanisms": {"drift": {"enabled": True, "near_m": 300}}}
    return start(Market(scenario(SMALL, CALM, ALIKE, ASLEEP, quiet, wide, on, *changes), 0))


def far_from_stores(market):
    """How many couriers are farther than 300 m, ridden, from each store."""
    couriers, columns = market.world.couriers, market.view.columns
    return sum(bool((drift.ways_m(columns, each, np.arange(3)) > 300).all()) for each in couriers)


@pytest.mark.uncompiled
def test_where_every_store_is_closed_nobody_rides():
    """Nor is a way reckoned that leads nowhere, which whole minutes could not be made of."""
    market = town({"couriers": {"whole_minutes": True}, "stores": {"late_share": 0}})
    market.world.stores["closed"] = True
    market.clock.run(until=720.0)
    assert len(market.moves) == 0


@pytest.mark.uncompiled
def test_couriers_far_from_stores_ride_to_one_once():
    market = town()
    market.clock.run(until=570.0)
    assert far_from_stores(market) > 0
    market.clock.run(until=720.0)
    assert far_from_stores(market) == 0
    rides = len(market.moves)
    market.clock.run(until=1000.0)
    assert 0 < rides == len(market.moves) <= 20


BALANCE = {"use": "balance"}
BY_DAY = {"use": "stay", "window": ["06:00", "22:00"]}


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    "policies",
    [
        {"repositioning": BALANCE},
        {"repositioning": BY_DAY, "otherwise": {"repositioning": BALANCE}},
    ],
)
def test_whom_the_platform_sends_does_not_drift(policies):
    """At whatever hours it does."""
    market = town({"policies": policies})
    market.clock.run(until=720.0)
    assert len(market.moves) == 0


def test_what_is_measured_is_rides_a_day():
    fields = {"moves": np.zeros(6), "days": 2, "scenario": scenario(SMALL)}
    assert drift.kpis(type("Result", (), fields)) == {"drifts_per_day": 3.0}


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
