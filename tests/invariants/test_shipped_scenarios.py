"""A day of every shipped scenario keeps the rules of the world, and has its golden KPIs."""

import pytest

from sim.result import RunResult
from tests.golden import kpis
from tests.golden.kpis import SHIPPED
from tests.invariants import lives, money, places

# A recording brings its own ready times, and orders that no session led to.
NOT_OF_RECORDINGS = {
    lives.check_nothing_leaves_before_it_is_ready,
    lives.check_the_funnel_agrees_with_the_orders,
    places.check_cooks_are_no_more_than_there_are,
}


def keeps_the_rules(result: RunResult) -> None:
    assert len(result.orders) > 100
    for check in (*money.CHECKS, *lives.CHECKS, *places.CHECKS):
        if result.scenario.replay.orders is None or check not in NOT_OF_RECORDINGS:
            check(result)


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
