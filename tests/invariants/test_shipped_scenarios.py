"""Every shipped scenario keeps the rules of the world."""

import pytest

from analysis.loading import load_arm
from analysis.scenario_file import list_scenarios, overriding
from sim.run import run
from tests.invariants import lives, money, places

SHIPPED = [info.name for info in list_scenarios()]
# A recording brings its own ready times, and orders that no session led to.
NOT_OF_RECORDINGS = {
    lives.check_nothing_leaves_before_it_is_ready,
    lives.check_the_funnel_agrees_with_the_orders,
    places.check_cooks_are_no_more_than_there_are,
}


def keeps_the_rules(name: str, **settings: int) -> None:
    arm = load_arm(name, overriding(settings), allow_code=False)
    result = run(arm.scenario, 0, arm.recording)
    assert len(result.orders) > 100
    for check in (*money.CHECKS, *lives.CHECKS, *places.CHECKS):
        if arm.recording is None or check not in NOT_OF_RECORDINGS:
            check(result)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_day_of_a_shipped_scenario_keeps_the_rules(name):
    """Its first day, with all its people."""
    keeps_the_rules(name, days=1)


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_scenario_keeps_the_rules(name):
    """All its days."""
    keeps_the_rules(name)
