"""Plans: couriers by shift, there and back again."""

import numpy as np

from analysis.staffing.plan import Plan, Span, covered, historical, planned, with_plan
from sim.policies.staffing import HistoricalShifts
from tests.cities import SMALL, scenario

LATE = Span(22 * 60, 4 * 60)
DAY = Span(9 * 60, 8 * 60)


def test_a_plan_knows_its_couriers_and_hours():
    plan = Plan({DAY: 3, LATE: 2})
    assert (plan.n_couriers, plan.hours) == (5, 32)


def test_a_shift_covers_half_hours_and_parts_of_them():
    slots = covered(Span(1430, 60))  # 23:50 to 00:50
    assert slots[[47, 0, 1, 2]].tolist() == [1 / 3, 1, 2 / 3, 0]
    assert np.isclose(slots.sum(), 2)


def test_all_of_a_shift_is_covered_whenever_it_begins():
    for start_min in range(0, 1440, 10):
        for length_min in (60, 250, 640, 1430, 1440):
            assert np.isclose(covered(Span(start_min, length_min)).sum() * 30, length_min)


def test_on_duty_counts_couriers():
    duty = Plan({DAY: 3, LATE: 2}).on_duty()
    assert duty[[17, 18, 33, 34, 44, 47, 0, 3, 4]].tolist() == [0, 3, 3, 0, 2, 2, 2, 2, 0]


def test_a_plan_written_as_shares_is_dealt_out_as_it_was():
    plan = Plan({DAY: 7, LATE: 3, Span(630, 270): 4})
    city = with_plan(scenario({"couriers": {"count": 14}}), plan)
    assert city.couriers.shifts[1].start == "10:30"
    assert historical(city) == plan


def test_a_plan_takes_the_place_of_a_policy():
    forecast = {"policies": {"staffing": {"use": "forecast"}}}
    city = scenario(SMALL, {"couriers": {"count": 12}}, forecast)
    plan = planned(city.policies.staffing(city), city.couriers.count)
    fixed = with_plan(city, plan)
    assert fixed.policies.staffing == HistoricalShifts()
    assert historical(fixed) == plan


def test_couriers_who_move_leave_one_shift_for_another():
    plan = Plan({DAY: 3, LATE: 2})
    assert plan.moved(2, DAY, LATE) == Plan({DAY: 1, LATE: 4})
    assert plan.moved(2, LATE, DAY) == Plan({DAY: 5})
