"""Cost and ease move the parts of satisfaction as their record says, under the same luck."""

import pytest

from sim.mechanisms.cost_and_ease import MECHANISM
from tests.benchmarks.effects import moved

SEEDS = range(3)
SMALL = {
    "days": 1,
    "warmup_days": 0,
    "city.width_m": 1200,
    "city.height_m": 1200,
    "consumers.count": 1000,
    "stores.count": 10,
    "couriers.count": 15,
}


def levers(*, switch):
    return [each for each in MECHANISM.effects if each.lever.endswith("enabled") == switch]


@pytest.mark.parametrize("effect", levers(switch=False), ids=lambda effect: effect.term)
def test_a_lever_moves_its_metric_as_the_record_says(effect):
    assert moved(effect, SEEDS, SMALL).holds(effect)


@pytest.mark.slow  # all code is compiled for a market without it
@pytest.mark.parametrize("effect", levers(switch=True), ids=lambda effect: effect.term)
def test_switching_it_on_moves_its_metric_as_the_record_says(effect):
    assert moved(effect, SEEDS, SMALL).holds(effect)
