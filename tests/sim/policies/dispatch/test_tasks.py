"""The orders that are to be planned."""

import pytest

from sim.policies.dispatch.tasks import tasks
from tests.sim.worlds import Town
from tests.uncompiled import assert_tests_pass_uncompiled


@pytest.mark.slow  # compiled
def test_tasks_stand_by_the_time_their_food_is_ready_and_weigh_more_with_age():
    """Ready at 10 and 7; from twenty minutes before, the weight grows."""
    town = Town(homes=[(800, 0), (500, 0)], couriers=[(0, 0)], stores=[{"x_m": 500, "n_cooks": 9}])
    town.needs((0.0, 0), (0.5, 1))
    town.advance(0.4)
    town.world.preparation[:] = 0.65
    town.advance(2.0)
    town.waiting(2.0)
    town.world.orders["predicted_ready_min"][1] = 7.0
    rows = town.call(tasks, 0.1, 0.0, 0.0, 2.0)
    assert rows["order"].tolist() == [1, 0]
    assert rows["ready_min"].tolist() == [7, 10]
    assert rows["least_min"] == pytest.approx([7 + 1 + 0 + 2, 10 + 1 + 3 + 2])
    assert rows["weight"] == pytest.approx([1 + 0.1 * 15, 1 + 0.1 * 12])
    town.world.orders["predicted_ready_min"][:2] = 22
    assert town.call(tasks, 0.1, 0.0, 0.0, 2.0)["weight"].tolist() == [1, 1]


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
