"""What a trial reads off a run, by hand."""

import pandas as pd
import pytest

from analysis.staffing.trial import condensed
from sim.agents.courier import COURIER
from sim.order import Channel, State
from tests.analysis.handmade import orders, rows, run_of

NOON = 720.0


def order(placed_min, ended_min, **more):
    return {
        "placed_min": placed_min,
        "ended_min": ended_min,
        "promised_min": placed_min + 40,
    } | more


def test_late_and_lost_orders_count_where_a_courier_was_missed():
    result = run_of(
        orders(
            order(NOON, NOON + 30),
            order(NOON, NOON + 50),  # late, missed at 12:20
            order(NOON + 1440 + 20, NOON + 1440 + 30, state=State.CANCELLED),  # missed at 12:40
            order(NOON, NOON + 90, channel=Channel.PICKUP),
        ),
        couriers=rows(COURIER, {"busy_min": 30}, {"busy_min": 14}),
    )
    trial = condensed(result)
    assert trial.door_min == pytest.approx(40)
    assert trial.failed_share == pytest.approx(2 / 3)
    assert trial.failed[[24, 25]].tolist() == [1, 1]
    assert trial.failed.sum() == 2
    assert trial.orders_per_hour[12] == pytest.approx(3 / 2)  # in two days
    assert trial.service_min == pytest.approx(22)


def test_idle_couriers_are_summed_over_zones_days_and_samples():
    timeline = pd.DataFrame(
        {"at_min": [15.0, 15.0, 1455.0, 45.0], "zone": [0, 1, 0, 0], "idle_couriers": [1, 2, 4, 8]}
    )
    idle = condensed(run_of(timeline=timeline)).idle
    assert idle[[0, 1]].tolist() == [7, 8]


def test_a_run_without_deliveries_waits_forever():
    trial = condensed(run_of())
    assert (trial.door_min, trial.failed_share, trial.service_min) == (float("inf"), 0, 0)
