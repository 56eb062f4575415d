"""What figures need of run tables, by hand."""

import numpy as np
import pandas as pd
import pytest

from analysis.experiment import run_tables
from analysis.experiment.day import EMPTY, FREE, LOADED, day_of
from analysis.results.tables import write_tables
from sim.agents.courier import COURIER
from sim.agents.store import STORE
from sim.flow.sample import SAMPLED
from sim.ledger import ACCOUNTS, KINDS
from sim.order import Channel, State
from tests.analysis import folders
from tests.analysis.handmade import orders, rows, run_of

DELIVERED = {
    "courier": 0,
    "wanted_min": 600.0,
    "placed_min": 600.0,
    "cooking_min": 604.0,
    "ready_min": 614.0,
    "assigned_min": 602.0,
    "at_store_min": 610.0,
    "picked_up_min": 615.0,
    "ended_min": 630.0,
    "promised_min": 640.0,
    "door_x_m": 300.0,
    "door_y_m": 400.0,
    "satisfaction": 4.4,
}
# By another courier, who took the order over when he was in the store already.
TAKEN_OVER = DELIVERED | {"assigned_min": 612.0, "satisfaction": 1.2, "ended_min": 650.0}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    fetched = {"channel": Channel.PICKUP, "store": 1, "consumer": 2, "satisfaction": 5.0}
    of = orders(
        DELIVERED,
        TAKEN_OVER,
        fetched | {"placed_min": 620.0, "wanted_min": 620.0, "ended_min": 660.0},
        {"channel": Channel.WALK_IN, "placed_min": 700.0, "ended_min": 710.0, "store": 1},
        DELIVERED | {"state": State.CANCELLED, "ended_min": 640.0, "picked_up_min": np.nan},
        {"placed_min": 1500.0, "wanted_min": 1500.0, "ended_min": 1530.0, "promised_min": 1520.0},
    )
    timeline = pd.DataFrame(
        {
            "at_min": [15.0, 15.0, 30.0, 30.0, 75.0, 75.0],
            "zone": [0, 1, 0, 1, 0, 1],
            "weather": [1, 1, 2, 2, 0, 0],
            "waiting_orders": [1.0, 2.0, 3.0, 4.0, 5.0, 5.0],
        }
    )
    timeline = timeline.reindex(columns=["at_min", "zone", "weather", *SAMPLED], fill_value=0.0)
    run = run_of(
        of,
        stores=rows(STORE, {"popularity": 0.5, "x_m": 0.0}, {"popularity": 2.0, "x_m": 900.0}),
        couriers=rows(
            COURIER,
            {"earned_cents": 6000, "on_shift_min": 120.0, "start_x_m": 0.0, "start_y_m": 800.0},
            {"earned_cents": 1000, "on_shift_min": 60.0},
            {"earned_cents": 900, "on_shift_min": 3.0},
        ),
        timeline=timeline,
    )
    return folders.write(tmp_path_factory.mktemp("run") / "run", run)


def test_stages_add_up_to_the_wait_on_both_sides(folder):
    kitchen, courier = run_tables.stages_min(folder)
    assert kitchen.tolist() == [4, 10, 1, 25]
    assert courier.tolist() == [7, 4, 4, 25]  # who took over was there when he took it
    assert kitchen.sum() == courier.sum() == 40


def test_pay_per_hour_is_of_those_who_work_an_hour(folder):
    assert run_tables.pay_per_hour_yuan(folder).tolist() == [10, 30]


def test_stores_have_their_orders_of_the_app_and_the_less_popular_are_small(folder):
    assert run_tables.store_orders(folder).tolist() == [4, 1]
    assert run_tables.is_small(folder).tolist() == [True, False]


def test_who_comes_back_is_followed_from_the_first_order(folder):
    # Of two days the first is that of cohorts, and each consumer is followed for one more.
    assert run_tables.retention(folder, 2).tolist() == [1.0]
    of = orders(
        *({"consumer": who, "placed_min": 1440.0 * day + 9} for who, day in
          [(0, 0), (0, 1), (0, 3), (1, 1), (1, 3), (2, 0), (3, 2), (3, 3)])
    )  # fmt: skip
    run = run_of(of, days=4, book=np.zeros((5, len(KINDS), len(ACCOUNTS)), np.int64))
    again = folder.parent / "again"
    again.mkdir()
    write_tables(again, run)
    # Three consumers begin on day 0 or 1; 0 is back on the next, 1 on the one after.
    assert run_tables.retention(again, 4) == pytest.approx([1, 1 / 3])


def test_promises_and_truth_are_counted_from_the_click(folder):
    promised, taken = run_tables.promises(folder)
    assert promised.tolist() == [40, 40, 20]
    assert sorted(taken.tolist()) == [30, 30, 50]


def test_satisfaction_is_counted_by_whole_stars(folder):
    assert run_tables.stars(folder).tolist() == [1, 0, 0, 2, 1]


def test_samples_by_zone_and_by_hour(folder):
    zones = run_tables.of_zones(folder, "waiting_orders", 3)
    assert zones[:2] == pytest.approx([3, 11 / 3])
    assert np.isnan(zones[2])
    assert run_tables.by_hour(folder, "waiting_orders").tolist() == [5, 10]


def test_a_day_knows_where_a_courier_is_and_what_he_does(folder):
    day = day_of(folder, 0)
    (track,) = day.tracks
    assert track.doing(590) is None
    assert (track.doing(603), track.at(606)) == (EMPTY, (0.0, 400.0))  # half way to the store
    assert track.doing(620) == LOADED
    assert track.at(615) == (0.0, 0.0)
    assert track.at(650) == (300.0, 400.0)
    assert track.doing(651) == FREE
    assert track.doing(700) is None


def test_a_day_knows_what_stands_at_stores_and_what_is_done(folder):
    day = day_of(folder, 0)
    assert day.at_stores(614).tolist() == [3, 0]
    assert day.at_stores(616).tolist() == [1, 0]
    assert day.at_stores(630).tolist() == [1, 1]
    assert len(day.done("delivery", 600, 630)) == 1
    assert len(day.given_up(600, 640)) == 1
    assert day.late[day.done("delivery", 630, 660)].tolist() == [True]
    # A sample, of minutes 15, 30 and 75, has what came before it.
    assert [day.sky(at) for at in (0, 14, 15, 30)] == [1, 1, 2, 0]
