"""Staffing: the square root by hand, plans of equal hours, and what they do in a small city."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy.optimize import linprog

from analysis.kpis.measure import measure
from sim.agents.population import draw_couriers
from sim.city import draw_city
from sim.policies import staffing
from sim.policies.staffing import (
    ForecastShifts,
    HistoricalShifts,
    couriers_needed,
    covering_shifts,
    expected_orders,
    fleet_hours,
    offered_load,
    square_root,
)
from sim.settings import Couriers
from sim.simulation import run
from tests.cities import CALM, SMALL, scenario

LENGTHS = (4, 5, 6, 7, 8, 9, 10)
FEW = {"couriers": {"count": 12}}  # whose plan is soon found
FORECAST = {"policies": {"staffing": {"use": "forecast"}}}


def on_duty(roster):
    """Couriers on duty in each half hour, (48,)."""
    at = np.arange(48)[:, None] * 30.0
    length = (roster.end_min - roster.start_min) % 1440
    return ((at - roster.start_min) % 1440 < length) @ roster.share


def hours_of(roster):
    return float(((roster.end_min - roster.start_min) % 1440 / 60) @ roster.share)


# Historical


def test_historical_shifts_are_those_of_the_scenario():
    roster = HistoricalShifts()(scenario({"couriers": {"shifts": [
        {"share": 0.75, "start": "10:10", "end": "20:50"},
        {"share": 0.25, "start": "22:00", "end": "06:30"},
    ]}}))  # fmt: skip
    assert roster.start_min.tolist() == [610, 1320]
    assert roster.end_min.tolist() == [1250, 390]
    assert roster.share.tolist() == [0.75, 0.25]


def test_hours_of_a_fleet_are_those_that_are_dealt_out():
    """Three of four couriers for 8 h, one for 4 h past midnight."""
    shifts = [
        {"share": 0.7, "start": "08:00", "end": "16:00"},
        {"share": 0.3, "start": "22:00", "end": "02:00"},
    ]
    assert fleet_hours(Couriers(count=4, shifts=shifts)) == 28


# Load and need


def test_a_load_is_the_rate_of_a_service_time_ago_times_the_service_time():
    """60 orders from 12:00 to 13:00, a quarter of an hour each, felt from 12:15 to 13:15."""
    orders = np.zeros(24)
    orders[12] = 60
    load = offered_load(orders, 15)
    assert load[[23, 24, 25, 26, 27]].tolist() == pytest.approx([0, 7.5, 15, 7.5, 0])
    assert load.sum() * 30 == pytest.approx(60 * 15)


def test_a_load_before_midnight_is_felt_after_it():
    orders = np.zeros(24)
    orders[23] = 60
    load = offered_load(orders, 30)
    assert load[[46, 47, 0, 1]].tolist() == pytest.approx([0, 30, 30, 0])


def test_square_root_staffing_by_hand():
    """16 + 1.5 · 4, 0 + 1.5 · 0, 4 − 3 · 2 cut off at none."""
    assert square_root(np.array([16.0, 0.0]), 1.5).tolist() == [22, 0]
    assert square_root(np.array([4.0, 25.0]), -3.0).tolist() == [0, 10]


@pytest.mark.parametrize("hours", [20, 60, 200])
def test_needed_couriers_take_the_hours_there_are_with_one_beta_for_all_times(hours):
    load = offered_load(np.arange(1.0, 25.0), 12)
    needed = couriers_needed(load, hours)
    assert needed.sum() / 2 == pytest.approx(hours)
    betas = ((needed - load) / np.sqrt(load))[needed > 0]
    assert betas == pytest.approx(betas[0])


def test_without_orders_the_hours_are_spread_evenly():
    assert couriers_needed(np.zeros(48), 36).tolist() == [1.5] * 48


def test_expected_orders_follow_the_hours_of_the_days_of_the_run():
    """A Friday and a Saturday; 1000 needs a day, 1.2 times as many at the weekend."""
    noon, evening = [0.0] * 24, [0.0] * 24
    noon[12], evening[19] = 2.0, 3.0
    city = scenario(
        {
            "days": 2,
            "consumers": {
                "count": 500,
                "segments": [
                    {"name": "all", "share": 1, "needs_per_day": 2, "basket_mean_cents": 3000}
                ],
            },
            "demand": {
                "first_weekday": 4,
                "weekend_factor": 1.2,
                "weekday_hours": noon,
                "weekend_hours": evening,
            },
        }
    )
    orders = expected_orders(city, 0.25)
    assert orders[[12, 19]] == pytest.approx([125, 150])
    assert orders.sum() == pytest.approx(275)


# Covering


def test_a_need_that_shifts_can_meet_is_met_exactly():
    """Five from 10:00 to 14:00, three more from 12:00 to 20:00."""
    needed = np.zeros(48)
    needed[20:28] += 5
    needed[24:40] += 3
    roster = covering_shifts(needed, 8, 5 * 4 + 3 * 8, LENGTHS)
    assert on_duty(roster).tolist() == needed.tolist()
    assert (roster.share.sum(), hours_of(roster)) == (8, 44)


@pytest.mark.slow
@settings(max_examples=25)
@given(
    n_couriers=st.integers(10, 400),
    mean_h=st.floats(4.5, 9.5),
    busy=st.lists(st.floats(0, 100), min_size=24, max_size=24),
)
def test_plans_have_the_couriers_and_the_hours_that_are_asked_for(n_couriers, mean_h, busy):
    hours = n_couriers * mean_h
    needed = couriers_needed(offered_load(np.array(busy), 15), hours)
    roster = covering_shifts(needed, n_couriers, hours, LENGTHS)
    assert roster.share.sum() == n_couriers
    assert hours_of(roster) == pytest.approx(hours, rel=0.01, abs=0.5)
    assert set(roster.start_min % 30) == {0}
    assert set((roster.end_min - roster.start_min) % 1440 / 60) <= set(LENGTHS)


def least_short(needed, n_couriers, hours):
    """Of the couriers that are needed, the share that the best plan of these hours lacks."""
    starts, lengths = np.meshgrid(np.arange(48), LENGTHS)
    begun = (np.arange(48)[:, None] - starts.ravel()) % 48 < 2 * lengths.ravel()
    n_shifts = starts.size
    found = linprog(
        np.r_[np.zeros(n_shifts), np.ones(48)],
        A_ub=np.r_[np.c_[-begun.astype(float), -np.eye(48)], [[*lengths.ravel(), *np.zeros(48)]]],
        b_ub=[*-needed, hours],
        A_eq=[[*np.ones(n_shifts), *np.zeros(48)]],
        b_eq=[n_couriers],
    )
    return found.fun / needed.sum()


def test_the_forecast_of_the_default_district_covers_its_peaks_as_well_as_its_hours_can():
    """Shifts that are whole lack a little more; their hours may differ by a hundredth."""
    city = scenario(FORECAST)
    roster = city.policies.staffing(city)
    assert roster.share.sum() == city.couriers.count
    hours = fleet_hours(city.couriers)
    assert hours_of(roster) == pytest.approx(hours, rel=0.01)
    needed = couriers_needed(offered_load(expected_orders(city, 0.15), 16), hours)
    historical = city.couriers.count * on_duty(HistoricalShifts()(city))
    short, before = (
        np.maximum(needed - couriers, 0).sum() / needed.sum()
        for couriers in (on_duty(roster), historical)
    )
    assert short < 1.05 * least_short(needed, city.couriers.count, hours)
    assert short < before / 2


def test_the_same_scenario_gives_the_same_plan():
    city = scenario(SMALL, FEW, FORECAST)
    one = city.policies.staffing(city)
    staffing._once_covering.cache_clear()
    other = city.policies.staffing(city)
    assert one is not other
    assert one.start_min.tolist() == other.start_min.tolist()
    assert one.share.tolist() == other.share.tolist()


# What is refused


@pytest.mark.parametrize("hours", [[1.0] * 23, [1.0]])
def test_orders_are_given_for_all_hours_or_for_none(hours):
    with pytest.raises(ValidationError, match=f"24 numbers or none, not {len(hours)}"):
        ForecastShifts(orders_per_hour=hours)


def test_lengths_that_cannot_give_the_hours_are_refused():
    long = {"couriers": {"shifts": [{"share": 1, "start": "08:00", "end": "08:00"}]}}
    with pytest.raises(ValidationError, match=r"lengths_h \(4 to 10\) cannot .* 24 each"):
        scenario(long, FORECAST)
    scenario(long)


# In the market


def test_couriers_keep_the_shifts_of_the_plan_but_for_the_jitter():
    city = scenario(SMALL, FEW, FORECAST)
    plan = city.policies.staffing(city)
    couriers = draw_couriers(city, draw_city(city.city, 1000), plan, 0)
    worked_min = (couriers["off_min"] - couriers["on_min"]) % 1440
    assert worked_min.sum() / 60 == pytest.approx(hours_of(plan))
    lengths = np.repeat((plan.end_min - plan.start_min) % 1440, plan.share.astype(int))
    assert sorted(worked_min) == sorted(lengths)


def test_a_city_without_couriers_needs_no_plan():
    city = scenario(SMALL, FORECAST, {"couriers": {"count": 0}})
    plan = city.policies.staffing(city)
    assert len(draw_couriers(city, draw_city(city.city, 1000), plan, 0)) == 0


def test_forecast_shifts_shorten_waits_where_the_historical_ones_are_badly_matched():
    """Most of the fleet works from dawn until noon; hours are the same."""
    early = [
        {"share": 0.6, "start": "05:00", "end": "12:00"},
        {"share": 0.4, "start": "11:00", "end": "20:00"},
    ]
    busy = {"couriers": {"count": 20, "shifts": early}, "consumers": {"count": 1500}}
    kpis = [
        [measure(run(scenario(SMALL, CALM, busy, *changes), seed)) for seed in range(3)]
        for changes in ((), (FORECAST,))
    ]
    hours, door, late = (
        np.array([[run_kpis[name] for run_kpis in arm] for arm in kpis]).mean(axis=1)
        for name in ("courier_hours", "click_to_door_mean_min", "late_share")
    )
    assert hours[1] == pytest.approx(hours[0], rel=0.08)  # attendance differs by courier
    assert door[1] < door[0]
    assert late[1] <= late[0]
