"""What is derived of the replications of an arm."""

from dataclasses import replace

import numpy as np

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


def test_histograms_add_up():
    arm = arm_of(RUNS)
    assert (arm.door_counts[20], arm.door_counts[40]) == (2, 1)


def test_means_by_hour_are_those_of_each_replication():
    arm = arm_of(RUNS)
    np.testing.assert_allclose(arm.door_min_by_hour[:, 11], [20, 30])
    np.testing.assert_allclose(arm.late_share_by_hour[:, 11], [0, 1 / 2])
    assert np.isnan(arm.door_min_by_hour[:, 3]).all()


def test_maps_are_means_over_replications_as_kpis_are():
    arm = arm_of([*RUNS, replace(summary(2, LATE), seed=2)])
    np.testing.assert_allclose(arm.zone_orders_per_day, [[4 / 3 / DAYS, 0]])
    np.testing.assert_array_equal(arm.zone_late_share, [[(0 + 1 / 2 + 1) / 3, np.nan]])


def test_parts_of_a_run_are_by_segment_and_by_day_or_days_together():
    arm = arm_of(RUNS)
    np.testing.assert_allclose(arm.by_segment("orders_per_day"), [[1 / DAYS, 0], [2 / DAYS, 0]])
    np.testing.assert_allclose(arm.by_day("orders_per_day"), [[1, 0], [2, 0]])
    np.testing.assert_allclose(arm.by_day("orders_per_day", DAYS), [[1 / DAYS], [2 / DAYS]])
    np.testing.assert_allclose(
        arm.by_day("platform_contribution_cents_per_day"), [[100, 0], [200, 0]]
    )
