"""What is derived of the replications of an arm."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.experiment.arm import ArmData
from analysis.experiment.summary import summarise
from analysis.kpis.measure import measure
from tests.analysis.handmade import DAYS, orders, run_of


def summary(seed, *placed):
    result = run_of(orders(*placed), seed=seed)
    result.book[0, 2, 3] = 100 * (seed + 1)
    return summarise(result, measure(result))


def delivery(door_min, zone=0):
    return {"placed_min": 660, "ended_min": 660 + door_min, "promised_min": 690, "zone": zone}


ON_TIME, LATE = delivery(20), delivery(40)
RUNS = [summary(0, ON_TIME), summary(1, ON_TIME, LATE)]


def arm_of(runs):
    return ArmData("a", "title", "why", tuple(runs), changed=None)


def test_what_is_told_of_each_run_stands_in_the_order_of_the_runs():
    arm = arm_of(RUNS)
    assert arm.seeds == (0, 1)
    assert [kpis["orders"] for kpis in arm.kpis] == [1, 2]
    np.testing.assert_allclose(arm.orders_per_hour[:, 11], [1 / DAYS, 2 / DAYS])


def test_histograms_and_funnels_add_up():
    arm = arm_of(RUNS)
    assert (arm.door_counts[20], arm.door_counts[40]) == (2, 1)
    assert arm.funnel_totals[-1] == 3


def test_money_is_that_of_a_mean_day():
    arm = arm_of(RUNS)
    assert arm.money_cents_per_day[2, 3] == pytest.approx((100 + 200) / 2 / DAYS)


def test_means_by_hour_are_those_of_each_replication():
    arm = arm_of(RUNS)
    np.testing.assert_allclose(arm.door_min_by_hour[:, 11], [20, 30])
    np.testing.assert_allclose(arm.late_share_by_hour[:, 11], [0, 1 / 2])
    assert np.isnan(arm.door_min_by_hour[:, 3]).all()


def test_maps_pool_all_replications():
    arm = arm_of([*RUNS, replace(summary(2, LATE), seed=2)])
    np.testing.assert_allclose(arm.zone_orders_per_day, [[4 / 3 / DAYS, 0]])
    np.testing.assert_array_equal(arm.zone_late_share, [[2 / 4, np.nan]])
