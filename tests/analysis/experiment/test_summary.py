"""A run's summary, by hand, and through JSON and back."""

import json
from dataclasses import fields

import numpy as np
import pandas as pd
import pytest

from analysis.experiment.summary import (
    FUNNEL_STEPS,
    WAIT_BINS,
    from_json,
    summarise,
    to_json,
)
from analysis.kpis.breakdown import SUMMED
from analysis.kpis.measure import measure
from sim.flow.funnel import Step
from sim.order import Channel, State
from tests.analysis.handmade import orders, run_of

SEEN_OF_STORES = ("open", "listed", "phantom", "hidden", "misrecorded")


def delivery(placed_min, door_min, promise_min=30, zone=0):
    return {
        "placed_min": placed_min,
        "ended_min": placed_min + door_min,
        "promised_min": placed_min + promise_min,
        "zone": zone,
    }


PLACED = orders(
    delivery(60, 25.5),
    delivery(1440 + 70, 40, zone=1),  # late, at one o'clock of the second day
    delivery(700, 999, promise_min=1000),
    {"placed_min": 700, "state": State.CANCELLED},
    {"channel": Channel.PICKUP, "segment": 1, "at_store_min": 5, "ended_min": 7.9},
    {"channel": Channel.WALK_IN, "at_store_min": 5, "ready_min": 5, "ended_min": 5},
)


def summary_of(result):
    return summarise(result, measure(result))


def nonzero(array):
    return {int(at): int(array[at]) for at in np.flatnonzero(array)}


def test_waits_are_counted_by_whole_minutes_and_the_longest_together():
    summary = summary_of(run_of(PLACED))
    assert len(summary.door_counts) == WAIT_BINS
    assert nonzero(summary.door_counts) == {25: 1, 40: 1, 180: 1}


def test_the_funnel_ends_with_orders_fulfilled():
    result = run_of(PLACED)
    result.funnel[0, 11, 1, Step.PAID] = 4
    result.funnel[0, 12, 0, Step.PAID] = 1
    funnel = summary_of(result).funnel
    assert funnel[:, FUNNEL_STEPS.index("paid")].tolist() == [5, 0]
    assert funnel[:, FUNNEL_STEPS.index("fulfilled")].tolist() == [3, 1]


def test_hours_are_hours_of_the_day_of_ordering():
    summary = summary_of(run_of(PLACED))
    assert nonzero(summary.hour_orders) == {0: 1, 1: 2, 11: 2}
    assert nonzero(summary.hour_delivered) == {1: 2, 11: 1}
    assert nonzero(summary.hour_late) == {1: 1}
    assert summary.hour_door_min[1] == pytest.approx(65.5)


def test_maps_count_by_zone():
    summary = summary_of(run_of(PLACED))
    orders, delivered, late = (
        summary.by_zone[..., SUMMED.index(name)] for name in ("orders", "delivered", "late")
    )
    assert orders.tolist() == [[4, 1]]
    assert delivered.tolist() == [[2, 1]]
    assert late.tolist() == [[0, 1]]


def test_samples_are_added_up_over_zones_and_averaged_over_days():
    samples = pd.DataFrame(
        {
            "at_min": [660, 660, 690, 690, 1440 + 660, 1440 + 660],
            "zone": [0, 1, 0, 1, 0, 1],
            "idle_couriers": [9, 0, 8, 0, 4, 0],
            **{f"{what}_stores": 0 for what in SEEN_OF_STORES},
        }
    )
    summary = summary_of(run_of(PLACED, timeline=samples))
    assert summary.hour_idle[11] == pytest.approx(7)
    assert np.isnan(np.delete(summary.hour_idle, 11)).all()


def test_money_is_added_up_over_days():
    result = run_of(PLACED)
    result.book[0, 2, 3] = 5
    result.book[2, 2, 3] = 7
    assert summary_of(result).money_cents[2, 3] == 12


@pytest.mark.parametrize("placed", [PLACED, orders()], ids=["orders", "no orders"])
def test_json_gives_back_the_same_summary_to_the_bit(placed):
    summary = summary_of(run_of(placed))
    again = from_json(json.loads(json.dumps(to_json(summary), allow_nan=False)))
    for field in fields(summary):
        before, after = getattr(summary, field.name), getattr(again, field.name)
        if isinstance(before, np.ndarray):
            assert before.dtype == after.dtype, field.name
            np.testing.assert_array_equal(before, after, strict=True)
        else:
            assert before == after, field.name
