"""Waits, by hand: a delivery whose every stage has another length."""

import pytest

from analysis.kpis.measure import measure
from sim.order import Channel, State
from tests.analysis.handmade import orders, run_of

STAGED = {
    "placed_min": 100,
    "cooking_min": 103,
    "assigned_min": 105,
    "at_store_min": 112,
    "ready_min": 116,
    "picked_up_min": 118,
    "ended_min": 131,
    "promised_min": 140,
}


def delivery(click_to_door_min, promise_min=30):
    return {"placed_min": 0, "ended_min": click_to_door_min, "promised_min": promise_min}


def test_the_stages_of_a_delivery_add_up_to_click_to_door():
    kpis = measure(run_of(orders(STAGED)))
    assert kpis["assignment_mean_min"] == 5.0
    assert kpis["approach_mean_min"] == 7.0
    assert kpis["courier_wait_mean_min"] == 6.0
    assert kpis["ride_mean_min"] == 13.0
    assert kpis["click_to_door_mean_min"] == 5.0 + 7.0 + 6.0 + 13.0
    assert kpis["kitchen_wait_mean_min"] == 3.0
    assert kpis["preparation_mean_min"] == 13.0
    assert kpis["counter_mean_min"] == 2.0


def test_quantiles_lie_between_the_nearest_ranks():
    waits = [20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120]
    kpis = measure(run_of(orders(*map(delivery, waits))))
    assert kpis["click_to_door_mean_min"] == 70.0
    assert kpis["click_to_door_p50_min"] == 70.0
    assert kpis["click_to_door_p90_min"] == pytest.approx(110.0)
    assert kpis["click_to_door_p99_min"] == pytest.approx(119.0)


def test_orders_not_fulfilled_have_no_click_to_door():
    kpis = measure(run_of(orders(delivery(20), delivery(90) | {"state": State.CANCELLED})))
    assert kpis["click_to_door_mean_min"] == 20.0


def test_consumers_wait_in_the_store_until_they_hold_the_food_or_it_is_ready():
    waited = {"at_store_min": 10, "ready_min": 14, "ended_min": 15}
    walkins = [
        {"channel": Channel.WALK_IN} | waited,
        {"channel": Channel.WALK_IN, "at_store_min": 0, "ready_min": 8, "ended_min": 9},
        {"channel": Channel.WALK_IN, "state": State.CANCELLED, "at_store_min": 0, "ended_min": 50},
    ]
    kpis = measure(run_of(orders({"channel": Channel.PICKUP} | waited, *walkins)))
    assert kpis["pickup_wait_mean_min"] == 5.0
    assert kpis["walkin_wait_mean_min"] == 6.0
    assert kpis["walkin_wait_p90_min"] == pytest.approx(7.6)


def test_an_order_is_late_after_the_promised_moment():
    kept = [delivery(20), delivery(30), delivery(30 + 1e-12)]
    broken = [delivery(34), delivery(40)]
    kpis = measure(run_of(orders(*kept, *broken)))
    assert kpis["late_share"] == pytest.approx(2 / 5)
    assert kpis["late_over_8min_share"] == pytest.approx(1 / 5)
    assert kpis["lateness_mean_min"] == pytest.approx(7.0)
    assert kpis["earliness_mean_min"] == pytest.approx((10 - 4 - 10) / 5)


def test_the_promise_is_that_of_all_deliveries_ordered():
    ordered = orders(delivery(20, 30), delivery(20, 50) | {"state": State.CANCELLED})
    assert measure(run_of(ordered))["promise_mean_min"] == 40.0
