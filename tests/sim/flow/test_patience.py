"""When orders of the app are given up, by hand; 100 m are a minute's ride, a cook takes ten.

A hazard h until the promise, h exp(growth / 10 * minutes) beyond it; an order goes when the hazard
it has been under comes to the draw of its consumer and need.
"""

import math

import numpy as np
import pytest

from sim import luck
from sim.agents import consumer as consumers
from sim.flow import patience
from tests.sim.worlds import PICKUP_ONLY, Town


def endurance(consumer=0, need=0):
    return luck.exponential(0, luck.PATIENCE, consumer, need)


def patience_ends_min(town):
    return consumers.endured_min(endurance(), 10.0, town.world.patience[0])


def town_with(cooked_factor=0.2, *, per_min=0.1, growth=0.0, changes=None, **stores):
    """Two orders at once, promised in 10 minutes; one cook, unless a test says otherwise."""
    rules = {
        "enabled": True,
        "hazard_per_min": per_min,
        "overdue_growth": growth,
        "cooked_factor": cooked_factor,
        "no_courier_min": 500_000,
    }
    town = Town({"patience": rules}, changes or {}, homes=[(0, 0)] * 2, stores=[stores])
    town.world.tariff["pad_min"] = 10
    town.needs((0, 0), (0, 1))
    return town


def test_giving_up_is_free_before_cooking():
    """The second waits for the cook; its hazard of 0.5 a minute comes to its draw at once."""
    town = town_with(cooked_factor=0, per_min=0.5)
    town.advance(9.9)
    left_min = endurance(1, 1) / 0.5
    assert left_min < 9.9
    assert [town.ending(order) for order in range(2)] == ["cooking", "cancelled impatience"]
    assert town.life(1) == {"placed": 0, "ended": pytest.approx(left_min)}
    assert town.orders["refund_cents"].tolist() == [0, 4000]
    assert town.world.stores["n_queued"][0] == 0


def test_once_cooking_has_begun_a_share_of_the_hazard_is_left():
    """Two cooks: both cook from minute 0, under a fifth of the hazard, and nobody comes."""
    town = town_with(per_min=0.5, n_cooks=2, preparation_min=1)
    town.advance(1000)
    for order in range(2):
        gone_min = endurance(order, order) / (0.2 * 0.5)
        assert town.life(order)["ended"] == pytest.approx(gone_min)
        assert town.ending(order) == "cancelled impatience"
    assert town.orders["refund_cents"].tolist() == [0, 0]  # who gives up cooked food forfeits it


def test_what_of_patience_was_spent_before_cooking_counts_in_full():
    """The second waits ten minutes for the cook at full hazard; what is left lasts five times."""
    town = town_with(per_min=0.01)
    town.advance(10_000)
    left = endurance(1, 1) - 10 * 0.01
    assert left > 0
    assert town.life(1)["cooking"] == 10
    assert town.life(1)["ended"] == pytest.approx(10 + left / (0.2 * 0.01))


def test_beyond_the_promise_the_hazard_grows():
    """Ten minutes under a hazard of 0.01 until the promise, then Gompertz; nobody brings it."""
    town = town_with(cooked_factor=1, per_min=0.01, growth=2.0)
    town.advance(10_000)
    beyond = (endurance(1, 1) - 10 * 0.01) / 0.01
    assert beyond > 0
    assert town.life(1)["ended"] == pytest.approx(10 + math.log1p(0.2 * beyond) / 0.2)


@pytest.mark.parametrize(("cooked_factor", "per_min"), [(0, 0.5), (1, 0)])
def test_without_a_hazard_nobody_goes(cooked_factor, per_min):
    town = town_with(cooked_factor, per_min=per_min, n_cooks=2)
    town.advance(100_000)
    assert [town.ending(order) for order in range(2)] == ["ready", "ready"]


def test_who_is_patient_waits_for_ever():
    town = town_with(cooked_factor=1, per_min=100)
    town.world.patience["enabled"] = False
    town.advance(100_000)
    assert [town.ending(order) for order in range(2)] == ["ready", "ready"]


def test_nobody_gives_up_food_on_its_way():
    """Picked up at minute 10, which is the promise; patience would end on the long way."""
    rules = {"enabled": True, "hazard_per_min": 0.001, "overdue_growth": 9, "cooked_factor": 1}
    town = Town({"patience": rules}, homes=[(2000, 0)], couriers=[(0, 0)])
    town.world.tariff["pad_min"] = 10
    town.start_shift(0, 600.0, 0.0)
    town.needs((0, 0))
    town.advance(1)
    town.offer(1, (0, 0, 0, 1))
    town.advance(100)
    assert (town.life(0)["picked_up"], town.life(0)["ended"]) == (10, 33)
    assert 10 < patience_ends_min(town) < 33
    assert town.ending(0) == "fulfilled"


def test_who_fetches_gives_up_by_the_same_hazard():
    town = town_with(cooked_factor=1, per_min=0.5, changes=PICKUP_ONLY)
    town.advance(9)
    assert town.life(1)["ended"] == pytest.approx(endurance(1, 1) / 0.5)


def test_of_many_orders_such_a_share_has_gone_as_the_survival_function_says():
    """P(gone by t) = 1 - exp(-H(t)), within 4 standard errors; H = 0.02 * 20 at minute 20."""
    n = 300
    town = Town(
        {"patience": {"enabled": True, "hazard_per_min": 0.02, "cooked_factor": 1}},
        homes=[(0, 0)] * n,
    )
    town.world.tariff["pad_min"] = 500
    town.needs(*[(0, who) for who in range(n)])
    town.advance(20)
    gone = np.mean(~np.isnan(town.orders["ended_min"]))
    expected = 1 - math.exp(-0.02 * 20)
    assert abs(gone - expected) < 4 * math.sqrt(expected * (1 - expected) / n)


def test_walk_ins_leave_the_queue_by_another_rule():
    """The moment is the one the event stands at, and only who queues leaves."""
    town = town_with(n_cooks=1)
    town.advance(1)
    town.world.orders["channel"][:2] = 2
    for order in range(2):
        town.call(patience.end, order, 0, 1.0)
    assert [town.ending(order) for order in range(2)] == ["cooking", "cancelled queue"]
