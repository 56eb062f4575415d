"""Pooling, by hand: which store sends in the place of one that has nothing left."""

from types import SimpleNamespace

import pytest

from sim.agents.store import ENDLESS
from sim.mechanisms import pooling
from sim.mechanisms.pooling import MECHANISM
from sim.order import Cause
from sim.simulation import run
from tests.cities import SMALL, scenario
from tests.sim.mechanisms.alike import differing
from tests.sim.worlds import PICKUP_ONLY, Town
from tests.uncompiled import assert_tests_pass_uncompiled

# The consumer is at (0, 0), the store of his choice beside him; of the others only some have food.
FAR = {"x_m": 900, "preparation_min": 20.0}
NEAR = {"x_m": 600, "preparation_min": 20.0}


def town(*others, physical=0, kin=None, changes=None, **rules):
    """The only store that the consumer sees has so many portions, though 9 in its record."""
    tables = {
        "stock": {"enabled": True, "safety_buffer": 0},
        "stores": {"count": 1 + len(others)},
        "mechanisms": {"pooling": {"enabled": True} | rules},
    }
    first = {"physical_stock": physical, "recorded_stock": 9, "published_stock": 9}
    it = Town(tables, changes or {}, stores=[first, *others])
    it.world.shown[:, 1:] = -1
    if kin:
        pooling.keep_within(it.world, kin)
    it.needs((600, 0))
    it.advance(601)
    return it


def sender(it):
    return int(it.orders["store"][0])


@pytest.mark.uncompiled
def test_the_nearest_that_has_it_sends_and_takes_the_order_s_place():
    it = town(FAR, NEAR)
    order, stores = it.orders[0], it.world.stores
    assert (sender(it), order.cause) == (2, Cause.NONE)
    assert (order.distance_m, order.service_min) == (600, 20)
    assert order.predicted_ready_min == 620
    assert stores["n_orders"].tolist() == [0, 0, 1]
    assert stores["n_sold_out"].tolist() == [0, 0, 0]
    for known in ("physical_stock", "recorded_stock", "published_stock"):
        assert stores[known].tolist() == [0, 100, 99]
    assert it.world.own[0][1].tolist() == [(1, 1, 600)]
    assert MECHANISM.kpis(_result(it)) == {"rescued_share": 1, "rescue_more_mean_km": 0.6}


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("nearer", "sent_by"),
    [
        ({"physical_stock": 0}, 1),
        ({"closed": True}, 1),
        ({"daily_stock": ENDLESS, "physical_stock": ENDLESS}, 1),
        ({"published_stock": 0}, 2),
    ],
)
def test_who_has_nothing_is_closed_or_never_runs_out_does_not_send(nearer, sent_by):
    assert sender(town(FAR, NEAR | nearer)) == sent_by


@pytest.mark.uncompiled
def test_only_kin_send_for_each_other():
    it = town(FAR, NEAR, kin=[0, 0, 1])
    assert sender(it) == 1


@pytest.mark.uncompiled
def test_beyond_the_radius_nobody_sends_and_the_order_is_cancelled():
    it = town(FAR, radius_m=800)
    assert (sender(it), it.orders["cause"][0]) == (0, Cause.OUT_OF_STOCK)
    assert it.world.stores["n_sold_out"].tolist() == [1, 0]
    assert it.world.own[0][1].tolist() == [(1, 0, 0)]
    assert MECHANISM.kpis(_result(it)) == {"rescued_share": 0, "rescue_more_mean_km": None}


@pytest.mark.uncompiled
def test_who_has_it_sends_it_and_what_is_picked_up_is_nobody_else_s():
    assert sender(town(NEAR, physical=5)) == 0
    picked_up = town(NEAR, changes=PICKUP_ONLY)
    assert (sender(picked_up), picked_up.orders["cause"][0]) == (0, Cause.OUT_OF_STOCK)


def _result(it):
    return SimpleNamespace(own={"pooling": it.world.own[0]})


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_where_nothing_lacks_it_changes_nothing():
    plenty = {"stock": {"days_of_demand": 50}, "consumers": {"count": 20}, "past": {"days": 0}}
    one = run(scenario(SMALL, plenty), 3)
    other = run(scenario(SMALL, plenty, {"mechanisms": {"pooling": {"enabled": True}}}), 3)
    assert not differing(one, other)


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
