"""All rules of the world at once."""

from sim.result import RunResult
from tests.invariants import lives, money, places

# A recording brings its own ready times, and orders that no session led to.
NOT_OF_RECORDINGS = {
    lives.check_nothing_leaves_before_it_is_ready,
    lives.check_the_funnel_agrees_with_the_orders,
    places.check_cooks_are_no_more_than_there_are,
}


def keeps_the_rules(result: RunResult) -> None:
    """Fail where a run of a hundred orders and more breaks one."""
    assert len(result.orders) > 100
    for check in (*money.CHECKS, *lives.CHECKS, *places.CHECKS):
        if result.scenario.replay.orders is None or check not in NOT_OF_RECORDINGS:
            check(result)
