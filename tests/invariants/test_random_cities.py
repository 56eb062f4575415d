"""Whatever the scenario: money, orders, couriers, cooks and shelves keep the rules of the world."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.run import run
from tests.invariants import lives, money, places
from tests.strategies import cities

TOPICS = {"money": money.CHECKS, "lives": lives.CHECKS, "places": places.CHECKS}
SEEDS = st.integers(0, 2**32)


def keeps_the_rules(city, seed, checks):
    result = run(city, seed)
    for check in checks:
        check(result)


@pytest.mark.parametrize("topic", TOPICS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(city=cities(), seed=SEEDS)
def test_any_small_city_keeps_the_rules(topic, city, seed):
    """A few dozen cities for each topic."""
    keeps_the_rules(city, seed, TOPICS[topic])


@pytest.mark.slow
@settings(max_examples=1000, suppress_health_check=[HealthCheck.too_slow])
@given(city=cities(most_consumers=400), seed=SEEDS)
def test_many_cities_keep_all_the_rules(city, seed):
    """A thousand cities, all topics."""
    keeps_the_rules(city, seed, [check for checks in TOPICS.values() for check in checks])
