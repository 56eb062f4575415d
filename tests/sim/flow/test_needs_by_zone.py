"""Needs by zone and hour come in the shares of the table, wherever people are at that hour."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.agents.consumer import CONSUMER
from sim.flow.needs_by_zone import draw_needs_by_zone, zone_profiles
from sim.settings import Demand

# Two zones, of a cell each. Half live in zone 0 and work in zone 1; the others stay in zone 1.
N = 400
DEMAND = Demand(work_start="08:30", work_end="17:00")


def table(**hours):
    """Shares (1, 2, 24) from weights of both zones by hour, `h9=(3, 1)`."""
    weights = np.zeros((2, 24))
    for name, pair in hours.items():
        weights[:, int(name[1:])] = pair
    return (tuple(map(tuple, (weights / weights.sum()).tolist())),)


def people(rate=2.0):
    consumers = CONSUMER.empty(N)
    consumers["needs_per_day"] = rate
    consumers["home_cell"] = np.arange(N) % 2
    consumers["work_cell"] = 1
    return consumers


def profiles(needs, consumers, *, weekend=False, weekday=0, factor=1.0):
    world = SimpleNamespace(consumers=consumers, cell_zone=np.arange(2, dtype=np.int32))
    return zone_profiles(needs, weekday, factor, world, weekend=weekend, demand=DEMAND)


def test_spells_end_at_hours_and_where_people_move():
    weekday, weekend = (profiles(table(h9=(1, 1)), people(), weekend=it) for it in (False, True))
    assert set(weekday.edges_min) - set(weekend.edges_min) == {510.0}
    assert weekend.edges_min.tolist() == (np.arange(25) * 60).tolist()


def test_a_zones_needs_are_shared_by_those_who_are_there():
    # At 20:00 half are in each zone: zone 0 has 3 of 4 needs, so its people have 1.5 of the mean.
    found = profiles(table(h20=(3, 1)), people())
    assert found.factor.tolist() == [1.5, 0.5]
    assert found.of_consumer[:4].tolist() == [0, 1, 0, 1]


def test_where_nobody_is_in_a_zone_its_needs_fall_to_the_others():
    # At 10:00 all are in zone 1.
    found = profiles(table(h10=(3, 1)), people())
    assert found.factor.tolist() == [1, 1]
    assert found.cumulated[0].tolist() == (found.edges_min[1:] > 10 * 60).astype(float).tolist()


def test_half_of_an_hour_at_home_and_half_at_work():
    # 08:00 to 08:30 at home: zone 0 has its half of it; then nobody is there, and zone 1 has all.
    found = profiles(table(h8=(1, 1)), people())
    home, stays = found.factor
    assert home + stays == pytest.approx(2)
    # Of three quarters of the needs, each group has one before 8:30, and half of one after it.
    assert home == pytest.approx(1)


def test_a_row_of_a_weekday_says_how_much_that_day_has():
    flat = np.array(table(h12=(1, 1))[0])
    week = tuple(tuple(map(tuple, (flat * day).tolist())) for day in (0.5, 1, 1, 1, 1, 1, 1.5))
    for weekday, factor in ((0, 0.5), (6, 1.5)):
        found = profiles(week, people(), weekday=weekday, factor=9, weekend=weekday > 4)
        assert found.factor @ [0.5, 0.5] == pytest.approx(factor)


def test_needs_are_drawn_in_the_shares_of_the_table():
    needs = table(h8=(1, 2), h12=(0, 4), h19=(5, 1), h22=(2, 2))
    consumers = people(rate=5.0)
    drawn = np.concatenate(
        [draw_needs_by_zone(seed, consumers, 3, profiles(needs, consumers)) for seed in range(2)]
    )
    minute = drawn["at_min"] - 3 * 1440
    at_work = (minute >= 510) & (minute < 1020)
    side = np.where(at_work, "work_cell", "home_cell")
    zone = np.where(side == "work_cell", 1, consumers["home_cell"][drawn["consumer"]])
    counts = np.zeros((2, 24))
    np.add.at(counts, (zone, (minute // 60).astype(int)), 1)
    total = 2 * N * 5.0
    assert abs(len(drawn) - total) <= 4 * np.sqrt(total)
    # From 8:30 on nobody is in zone 0: its half of that half hour is not to be had there.
    share = np.array(needs[0])
    share[0, 8] /= 2
    expected = len(drawn) * share / share.sum()
    assert (np.abs(counts - expected) <= 4 * np.sqrt(expected)).all()


def test_needs_stand_in_order_of_time_and_are_numbered_by_consumer():
    consumers = people(rate=3.0)
    drawn = draw_needs_by_zone(0, consumers, 2, profiles(table(h12=(1, 1)), consumers))
    assert (np.diff(drawn["at_min"]) >= 0).all()
    assert (drawn["wanted_min"] == drawn["at_min"]).all()
    for who in range(5):
        mine = np.sort(drawn["nth"][drawn["consumer"] == who])
        assert mine.tolist() == list(range(2 * 32, 2 * 32 + len(mine)))
