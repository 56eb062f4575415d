"""A day of every shipped scenario keeps the rules of the world, and has its golden KPIs."""

import pytest

from tests.golden import kpis
from tests.golden.kpis import SHIPPED
from tests.invariants.rules import keeps_the_rules

# A day of each of these is among the fast tests: they differ from one another in what they reach.
# All others change by a setting what one of them changes too, or take long.
FAST = (
    "baseline",
    "crowd-couriers",
    "dispatch-nearest",
    "lunch-coupon",
    "orders-by-hand",
    "promise-30-or-refund",
    "replay",
    "service-bot",
    "suburb",
    "surge-pricing",
)


@pytest.fixture(
    scope="module",
    params=[
        name if name in FAST else pytest.param(name, marks=pytest.mark.slow) for name in SHIPPED
    ],
)
def first_day(request):
    """A scenario's name, and its first day with all its people."""
    return request.param, kpis.first_day(request.param)


def test_a_day_of_a_shipped_scenario_keeps_the_rules(first_day):
    _, result = first_day
    keeps_the_rules(result)


def test_a_day_of_a_shipped_scenario_has_its_golden_kpis(first_day):
    """Where a difference is meant, `make golden` writes them anew."""
    name, result = first_day
    differences = list(kpis.differences(kpis.read(name), kpis.kpis_of(result)))
    assert not differences, "\n".join(differences)


def test_no_golden_kpis_are_left_of_scenarios_that_are_no_more():
    assert kpis.written() == set(SHIPPED)
