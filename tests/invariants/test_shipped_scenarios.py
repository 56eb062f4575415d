"""A day of every shipped scenario keeps the rules of the world, and has its golden KPIs."""

import pytest

from tests.golden import kpis
from tests.golden.kpis import SHIPPED, WHOLE
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


# A day more says nothing of those whose whole runs keep the rules (`tests.reproducible`).
RULED = [name for name in SHIPPED if name in FAST or name not in WHOLE]


def each(names):
    """Parameters: those that are not among the fast ones are slow."""
    slow = pytest.mark.slow
    return [name if name in FAST else pytest.param(name, marks=slow) for name in names]


@pytest.fixture(scope="module")
def first_day(request):
    """A scenario's name, and its first day with all its people."""
    return request.param, kpis.first_day(request.param)


@pytest.mark.parametrize("first_day", each(RULED), indirect=True)
def test_a_day_of_a_shipped_scenario_keeps_the_rules(first_day):
    _, result = first_day
    keeps_the_rules(result)


@pytest.mark.parametrize("first_day", each(SHIPPED), indirect=True)
def test_a_day_of_a_shipped_scenario_has_its_golden_kpis(first_day):
    """Where a difference is meant, `make golden` writes them anew."""
    name, result = first_day
    differences = list(kpis.differences(kpis.read(name), kpis.kpis_of(result)))
    assert not differences, "\n".join(differences)


def test_no_golden_kpis_are_left_of_scenarios_that_are_no_more():
    assert kpis.written() == set(SHIPPED)
