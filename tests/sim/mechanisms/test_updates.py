"""Updates of arrivals, by hand: when a delivery is said to come, and what that does to its score.

The town of `couriers_at_work`: a courier fetches orders 0 and 1 of a store and brings them to the
doors in this order, at 24 and 29.
"""

import math

import pytest

from sim import luck
from sim.agents.consumer import time_score
from sim.mechanisms import updates
from tests.sim.flow.couriers_at_work import town_of
from tests.sim.worlds import PICKUP_ONLY, Town
from tests.uncompiled import assert_tests_pass_uncompiled


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


@pytest.mark.uncompiled
def test_what_is_told_is_when_it_comes_by_the_stops_before_it():
    """While order 1 is waited for, and order 0 is brought first."""
    assert told(two_orders(12, 12)) == [(24, 1), (29, 1)]


@pytest.mark.uncompiled
@pytest.mark.parametrize(("promised_min", "n_updates"), [(30, 0), (19, 0), (18.9, 1)])
def test_only_what_is_later_by_more_than_the_threshold_is_told(promised_min, n_updates):
    first, _ = told(two_orders(promised_min, 40))
    assert first == (24 if n_updates else promised_min, n_updates)


@pytest.mark.uncompiled
def test_of_lateness_that_was_told_a_share_is_forgiven_and_being_told_annoys():
    """A quarter, of being 12 minutes late after being told so; half a log-odd for the update."""
    town = two_orders(12, 40)
    feel = town.world.satisfaction[0]
    late, early = town.orders["time_score"]
    assert late == pytest.approx(0.75 * time_score(12.0, feel) - 0.5)
    assert early == time_score(-11.0, feel)


@pytest.mark.uncompiled
def test_who_is_told_too_early_a_time_is_disappointed_by_the_rest():
    """Told for 24 and come at 34: late by 10 after what was told, by 22 after the promise."""
    town = two_orders(12, 40)
    feel = town.world.satisfaction[0]
    order = town.orders[0]
    order.time_score = 0.0
    town.call(updates.handed_over, 0, 34.0)
    expected = 0.25 * (time_score(10.0, feel) - time_score(22.0, feel)) - 0.5
    assert order.time_score == pytest.approx(expected)


@pytest.mark.uncompiled
def test_deliveries_are_counted_with_their_updates():
    counts = two_orders(12, 40).world.own[0][1][0]
    assert tuple(counts) == (2, 1, 1, 1)
    counts = two_orders(20, 40).world.own[0][1][0]  # late, and nothing was said
    assert tuple(counts) == (2, 0, 1, 0)


@pytest.mark.uncompiled
def test_who_fetches_an_order_is_told_nothing():
    on = {"mechanisms": {"updates": {"enabled": True}}, "consumers": {"count": 1}}
    town = Town(on, PICKUP_ONLY)
    town.needs((0, 0))
    town.advance(60)
    assert town.ending(0) == "fulfilled"
    assert told(town) == [(0, 0)]  # nothing
    assert town.world.own[0][1]["n_delivered"] == 0


ENDURANCE = luck.exponential(0, luck.PATIENCE, 0, 0)


def given_up_min(told_min=None, at_min=10.0):
    """When a delivery is given up, promised for 10, cooked from 0, which nobody brings.

    A hazard of 0.002 a minute, a half of it once it is cooked, that grows by 0.3 a minute; another
    time may be told at some moment.
    """
    rules = {
        "enabled": True,
        "hazard_per_min": 0.002,
        "overdue_growth": 3,
        "cooked_factor": 0.5,
        "no_courier_min": 500_000,
    }
    on = {"mechanisms": {"updates": {"enabled": True}}, "consumers": {"count": 1}}
    town = Town(on, {"patience": rules})
    town.world.tariff["pad_min"] = 10
    town.needs((0, 0))
    town.advance(at_min)
    assert 0.001 * at_min < ENDURANCE
    if told_min is not None:
        mine = town.world.own[0][0][0]
        mine.order, mine.told_min, mine.since_min, mine.n_updates = 0, told_min, at_min, 1
    town.advance(100_000)
    assert town.ending(0) == "cancelled impatience"
    return town.life(0)["ended"]


@pytest.mark.uncompiled
def test_who_is_told_a_later_time_gives_up_by_the_minutes_beyond_that():
    """What is left at 10 is spent at 0.001 a minute until 40, and by Gompertz beyond it."""
    left = ENDURANCE - 0.001 * 10 - 0.001 * 30
    assert left > 0
    assert given_up_min(40.0) == pytest.approx(40 + math.log1p(0.3 * left / 0.001) / 0.3)
    assert given_up_min(400.0) == pytest.approx(ENDURANCE / 0.001)  # before it comes to that


@pytest.mark.uncompiled
def test_without_a_new_time_the_promise_is_what_counts():
    """And so where it is told for the very moment of the promise."""
    left = ENDURANCE - 0.001 * 10
    gone = 10 + math.log1p(0.3 * left / 0.001) / 0.3
    assert given_up_min() == given_up_min(10.0) == pytest.approx(gone)


@pytest.mark.uncompiled
def test_patience_that_was_spent_before_a_new_time_is_spent():
    """Told at 12, 2 minutes beyond the promise: 0.01 went, and 0.001 of (e^0.6 - 1) / 0.3."""
    spent = 0.01 + 0.001 * math.expm1(0.6) / 0.3
    left = ENDURANCE - spent - 0.001 * 28
    assert left > 0
    assert given_up_min(40.0, at_min=12.0) == pytest.approx(
        40 + math.log1p(0.3 * left / 0.001) / 0.3
    )


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
