"""On which days scenarios differ, and which of them is worth showing."""

import pytest

from analysis.experiment.in_force import day_to_show, days_that_differ
from tests.cities import SMALL, scenario

WEEK = {"days": 7}
TUESDAYS = {"policies": {"coupons": [{"use": "threshold", "weekdays": [1]}]}}
FROM_TUESDAY = {"policies": {"coupons": [{"use": "threshold", "weekdays": [1, 2, 3]}]}}
STRIKE = {"mechanisms": {"events": {"enabled": True, "happens": [{"kind": "strike", "days": [3]}]}}}
ALWAYS = {"policies": {"service_fee_cents": 100}}
ANOTHER_CITY = {"stores": {"count": 7}}


def of(*change):
    return scenario(SMALL, WEEK, *change)


@pytest.mark.parametrize(
    ("change", "days"),
    [(TUESDAYS, [1]), (STRIKE, [3]), (ALWAYS, list(range(7))), (ANOTHER_CITY, [])],
)
def test_days_that_differ_are_those_of_policies_and_events(change, days):
    assert days_that_differ(of(), of(change)) == days


@pytest.mark.parametrize(
    ("changes", "day"),
    [
        ([TUESDAYS], 1),
        ([STRIKE], 3),
        ([STRIKE, TUESDAYS], 1),
        ([STRIKE, FROM_TUESDAY], 3),  # the first on which both differ
        ([ALWAYS, {}], 0),
        ([ANOTHER_CITY], 0),
        ([], 0),
    ],
)
def test_the_day_to_show_is_the_first_on_which_most_differ(changes, day):
    assert day_to_show([of(), *(of(change) for change in changes)]) == day
