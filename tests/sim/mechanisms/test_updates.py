"""Updates of arrivals, by hand: when a delivery is said to come, and what that does to its score.

The town of `couriers_at_work`: a courier fetches orders 0 and 1 of a store and brings them to the
doors in this order, at 24 and 29.
"""

import pytest

from sim.agents.consumer import time_score
from sim.mechanisms import updates
from tests.sim.flow.couriers_at_work import town_of
from tests.sim.worlds import PICKUP_ONLY, Town
from tests.uncompiled import assert_slow_tests_pass_uncompiled


def two_orders(*promised_min, **rules):
    """Both are brought, promised for these moments."""
    settings = {"enabled": True, "threshold_min": 5, "forgiven_share": 0.25, "change_weight": 0.5}
    town = town_of({"mechanisms": {"updates": settings | rules}, "consumers": {"count": 2}})
    town.needs((0, 0), (3, 1))
    town.advance(5)
    town.orders["promised_min"] = promised_min
    town.offer(5, (0, 0, 0, 1), (1, 0, 1, 3))
    town.advance(60)
    assert town.orders["ended_min"].tolist() == [24, 29]
    return town


def told(town):
    """When each consumer was told last that it comes, and how often anew."""
    rows = town.world.own[0][0]
    return list(zip(rows["told_min"].tolist(), rows["n_updates"].tolist(), strict=True))


@pytest.mark.slow
def test_what_is_told_is_when_it_comes_by_the_stops_before_it():
    """While order 1 is waited for, and order 0 is brought first."""
    assert told(two_orders(12, 12)) == [(24, 1), (29, 1)]


@pytest.mark.slow
@pytest.mark.parametrize(("promised_min", "n_updates"), [(30, 0), (19, 0), (18.9, 1)])
def test_only_what_is_later_by_more_than_the_threshold_is_told(promised_min, n_updates):
    first, _ = told(two_orders(promised_min, 40))
    assert first == (24 if n_updates else promised_min, n_updates)


@pytest.mark.slow
def test_of_lateness_that_was_told_a_share_is_forgiven_and_being_told_annoys():
    """A quarter, of being 12 minutes late after being told so; half a log-odd for the update."""
    town = two_orders(12, 40)
    feel = town.world.satisfaction[0]
    late, early = town.orders["time_score"]
    assert late == pytest.approx(0.75 * time_score(12.0, feel) - 0.5)
    assert early == time_score(-11.0, feel)


@pytest.mark.slow
def test_who_is_told_too_early_a_time_is_disappointed_by_the_rest():
    """Told for 24 and come at 34: late by 10 after what was told, by 22 after the promise."""
    town = two_orders(12, 40)
    feel = town.world.satisfaction[0]
    order = town.orders[0]
    order.time_score = 0.0
    town.call(updates.handed_over, 0, 34.0)
    expected = 0.25 * (time_score(10.0, feel) - time_score(22.0, feel)) - 0.5
    assert order.time_score == pytest.approx(expected)


@pytest.mark.slow
def test_deliveries_are_counted_with_their_updates():
    counts = two_orders(12, 40).world.own[0][1][0]
    assert tuple(counts) == (2, 1, 1, 1)
    counts = two_orders(20, 40).world.own[0][1][0]  # late, and nothing was said
    assert tuple(counts) == (2, 0, 1, 0)


@pytest.mark.slow
def test_who_fetches_an_order_is_told_nothing():
    on = {"mechanisms": {"updates": {"enabled": True}}, "consumers": {"count": 1}}
    town = Town(on, PICKUP_ONLY)
    town.needs((0, 0))
    town.advance(60)
    assert town.ending(0) == "fulfilled"
    assert told(town) == [(0, 0)]  # nothing
    assert town.world.own[0][1]["n_delivered"] == 0


def test_all_of_this_uncompiled():
    assert_slow_tests_pass_uncompiled(__file__)
