"""On which days scenarios differ, and which of them is worth showing."""

import pytest

from analysis.experiment.in_force import day_to_show, days_that_differ, some_days_alone
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
    ("war", "days"),
    [
        ({"discount_cents": 800, "from_day": 2, "to_day": 5}, (2, 3, 4)),
        ({"fee_factor": 0.5, "from_day": 5}, (5, 6)),
        ({"fee_factor": 0.5}, ()),  # always
        ({"fee_factor": 0.5, "from_day": 5, "way_factor": 0.7}, ()),  # and something always
        ({"from_day": 5}, ()),  # of nothing
    ],
)
def test_a_rival_s_war_is_on_some_days_alone(war, days):
    there, at_war = ({"mechanisms": {"rival": {"enabled": True, **each}}} for each in ({}, war))
    assert some_days_alone(of(there), of(at_war)) == days
    assert some_days_alone(of(), of(at_war)) == ()  # the rival itself is new


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
