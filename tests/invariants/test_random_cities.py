"""Whatever the scenario: money, orders, couriers, cooks and shelves keep the rules of the world."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.simulation import run
from tests.invariants import lives, money, places
from tests.strategies import LOOSE_COURIERS, cities

CHECKS = (*money.CHECKS, *lives.CHECKS, *places.CHECKS)
SEEDS = st.integers(0, 2**32)


def keeps_the_rules(city, seed):
    result = run(city, seed)
    for check in CHECKS:
        check(result)


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(city=cities(most_warmup_days=1), seed=SEEDS)
def test_any_small_city_keeps_the_rules(city, seed):
    """A few dozen cities."""
    keeps_the_rules(city, seed)


@pytest.mark.slow
@settings(max_examples=500, suppress_health_check=[HealthCheck.too_slow])
@given(city=cities(most_consumers=400, most_warmup_days=2), seed=SEEDS)
def test_many_cities_keep_all_the_rules(city, seed):
    """Hundreds of cities."""
    keeps_the_rules(city, seed)


@pytest.mark.slow
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(city=cities(most_warmup_days=2, mechanisms=LOOSE_COURIERS), seed=SEEDS)
def test_cities_whose_couriers_come_and_go_keep_all_the_rules(city, seed):
    """A crowd that drifts, behind a warm-up or not."""
    keeps_the_rules(city, seed)
