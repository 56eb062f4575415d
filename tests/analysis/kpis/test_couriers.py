"""Courier KPIs, by hand."""

import numpy as np
import pytest

from analysis.kpis.couriers import bundled
from analysis.kpis.measure import measure
from analysis.kpis.numbers import gini
from sim.agents.courier import COURIER
from sim.scenario import Scenario
from tests.analysis.handmade import orders, rows, run_of

FLEET = rows(
    COURIER,
    {
        "on_shift_min": 120,
        "busy_min": 60,
        "earned_cents": 6000,
        "n_delivered": 2,
        "n_offers": 4,
        "n_refusals": 1,
        "ridden_m": 8000,
        "empty_m": 2000,
    },
    {
        "on_shift_min": 60,
        "busy_min": 12,
        "earned_cents": 1500,
        "n_delivered": 1,
        "n_offers": 1,
        "ridden_m": 1000,
        "empty_m": 1000,
    },
    {},  # never came
)


def ride(courier, picked_up_min, ended_min):
    return {"courier": courier, "picked_up_min": picked_up_min, "ended_min": ended_min}


def test_hours_use_and_pay_are_those_of_the_whole_fleet():
    kpis = measure(run_of(couriers=FLEET))
    assert kpis["courier_hours"] == 3.0
    assert kpis["courier_utilisation_share"] == pytest.approx(72 / 180)
    assert kpis["orders_per_courier_hour"] == pytest.approx(1.0)
    assert kpis["courier_pay_per_hour_cents"] == pytest.approx(2500)
    assert kpis["courier_pay_per_busy_hour_cents"] == pytest.approx(2500 * 180 / 72)


def test_the_spread_of_pay_is_over_couriers_who_worked_for_an_hour():
    for_a_minute = rows(COURIER, {"on_shift_min": 1, "busy_min": 1, "earned_cents": 600})
    kpis = measure(run_of(couriers=np.append(FLEET, for_a_minute)))  # 3000 and 1500 an hour
    assert kpis["courier_pay_per_hour_p10_cents"] == pytest.approx(1650)
    assert kpis["courier_pay_per_hour_p90_cents"] == pytest.approx(2850)


def test_the_gini_of_pay_is_half_the_mean_difference_over_the_mean():
    """3000 and 1500 an hour: (0 + 1500 + 1500 + 0) / 4 / 2 / 2250."""
    assert measure(run_of(couriers=FLEET))["courier_pay_gini"] == pytest.approx(1 / 6)


@pytest.mark.parametrize(
    ("values", "expected"),
    [([7], 0), ([4, 4, 4], 0), ([0, 0, 0, 8], 3 / 4), ([3, 1, 2], 2 / 9), ([], None), ([0], None)],
)
def test_gini_by_hand(values, expected):
    assert gini(values) == (expected if expected is None else pytest.approx(expected))


def test_gini_is_that_of_all_pairs():
    values = np.random.default_rng(0).lognormal(size=50)
    pairs = np.abs(values[:, None] - values).mean()
    assert gini(values) == pytest.approx(pairs / 2 / values.mean())


def test_emissions_are_those_of_the_kilometres_ridden():
    """9 km at 60 g for 3 orders."""
    scenario = Scenario(title="scooters", couriers={"co2_g_per_km": 60})
    kpis = measure(run_of(orders({}, {}, {}), couriers=FLEET, scenario=scenario))
    assert kpis["co2_per_order_g"] == pytest.approx(180)


def test_offers_and_kilometres():
    delivered = orders({"offers": 1}, {"offers": 3}, {"offers": 1}, {"channel": 1})
    kpis = measure(run_of(delivered, couriers=FLEET))
    assert kpis["refusal_share"] == pytest.approx(1 / 5)
    assert kpis["offers_per_order"] == pytest.approx(5 / 3)
    assert kpis["km_per_order"] == pytest.approx(3.0)
    assert kpis["empty_km_share"] == pytest.approx(3 / 9)


def test_a_delivery_is_bundled_when_another_is_on_board_at_the_same_moment():
    delivered = orders(
        ride(0, 30, 40),  # alone, though the courier rode before
        ride(0, 0, 20),  # a long ride
        ride(0, 5, 8),  # within it
        ride(0, 12, 25),  # overlaps its end, not the ride before
        ride(0, 25, 30),  # picked up as the other is handed over: alone
        ride(1, 6, 7),  # another courier's, alone
    )
    np.testing.assert_array_equal(bundled(delivered), [False, True, True, True, False, False])
    assert measure(run_of(delivered))["bundled_share"] == pytest.approx(3 / 6)


def test_bundles_are_those_that_pairwise_comparison_finds():
    draws = np.random.default_rng(0).integers(0, 100, (300, 3))
    delivered = orders(*(ride(who % 7, at, at + 1 + span % 9) for who, at, span in draws))
    start, end = delivered["picked_up_min"], delivered["ended_min"]
    together = (start[:, None] < end) & (start < end[:, None])
    together &= delivered["courier"][:, None] == delivered["courier"]
    np.fill_diagonal(together, False)
    np.testing.assert_array_equal(bundled(delivered), together.any(axis=1))
