"""Orders ahead, by hand: who foresees what, when the store begins, and by what it is judged.

100 m are a minute's ride; the store of the town has one cook who needs ten minutes. A courier needs
a minute before and after the counter, and two at the door.
"""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.agents.consumer import time_score
from sim.flow.world import NEED
from sim.market import Market
from sim.mechanisms import preorder
from sim.mechanisms.preorder import ahead
from sim.order import ORDER, Channel, State
from sim.processes import start
from sim.settings.preorder import Preorder
from sim.simulation import alive
from sim.standard import STANDARD
from tests.cities import SMALL, scenario
from tests.reference.compare import differences, log_of
from tests.sim.worlds import PICKUP_ONLY, Town, postings
from tests.uncompiled import assert_tests_pass_uncompiled

RULES = {"enabled": True, "foreseen_share": 1, "pad_min": 5}


def town_of(*changes, couriers=(), **rules):
    """A town whose consumer, 500 m away, foresees at 0 that food is wanted at 100."""
    on = {"mechanisms": {"preorder": RULES | rules}, "consumers": {"count": 1}}
    town = Town(on, *changes, homes=[(500, 0)], couriers=couriers)
    rows = NEED.empty(2)
    rows[0] = (0, 0, 0, 100)
    rows[1] = (100, 0, 0, 100)
    town.set_needs(rows)
    return town


@pytest.mark.uncompiled
def test_the_store_begins_so_that_a_delivery_comes_at_the_wished_time():
    """Ten to cook, five to ride, one at the counter and two at the door; five are the pad.

    So it is to be begun at 77. The store looks at 17 and after half of what is left, half a minute
    at least: the last time at 76.5625.
    """
    town = town_of()
    town.advance(76)
    assert town.ending(0) == "booked"
    assert town.waiting_orders() == []
    town.advance(77)
    assert town.life(0) == {"placed": 0, "cooking": 76.5625}
    assert town.waiting_orders() == [0]
    order = town.orders[0]
    assert (order.wanted_min, order.promised_min) == (100, 100)
    assert order.predicted_ready_min == 86.5625


@pytest.mark.uncompiled
def test_a_need_that_was_foreseen_is_met_once():
    town = town_of()
    town.advance(200)
    assert len(town.orders) == 1
    assert town.world.consumers["n_sessions"][0] == 1
    assert town.world.funnel[..., :2].sum(axis=(0, 1, 2)).tolist() == [1, 1]  # need and session


@pytest.mark.uncompiled
def test_who_orders_nothing_ahead_looks_again_when_it_is_time():
    """Whoever walks in does so at 100, and is counted once."""
    town = town_of({"choice": {"delivery_constant": -1000.0, "walkin_constant": 0.0}})
    town.advance(99)
    assert len(town.orders) == 0
    town.advance(101)
    assert town.orders["placed_min"].tolist() == [100]
    assert town.orders["channel"].tolist() == [Channel.WALK_IN]
    assert town.world.consumers["n_sessions"][0] == 1


@pytest.mark.uncompiled
def test_it_is_paid_when_it_is_ordered():
    town = town_of()
    town.advance(1)
    page = postings(town.world.book[0])
    assert page[("food", "platform")] == 4000
    assert ("settlement", "store") not in page
    assert town.world.consumers["last_order_min"][0] == 100  # it fills from then on


@pytest.mark.uncompiled
def test_a_pickup_is_ready_at_the_wished_time_and_fetched_then():
    """Begun at 90, ready at 100; of half minutes, the store begins a little before."""
    town = town_of(PICKUP_ONLY)
    town.advance(120)
    life = town.life(0)
    assert 89.5 <= life["cooking"] <= 90
    assert life["at_store"] == life["ended"] == 100
    assert town.ending(0) == "fulfilled"


@pytest.mark.uncompiled
def test_nobody_gives_it_up_before_the_wished_time_and_then_soon():
    """With a hazard of 1 a minute from 100 on; no courier comes."""
    patience = {"patience": {"enabled": True, "hazard_per_min": 1, "cooked_factor": 1}}
    town = town_of(patience)
    town.advance(100)
    assert town.orders["state"][0] == State.READY
    town.advance(130)
    assert town.ending(0) == "cancelled impatience"
    assert 100 < town.life(0)["ended"] < 105


@pytest.mark.uncompiled
@pytest.mark.parametrize("off_min", [-12, 0, 20])
def test_early_food_is_as_bad_as_it_would_else_be_good_and_punctual_food_as_usual(off_min):
    """Food that is wanted at once usually comes 6 minutes before its promise."""
    town = town_of(couriers=[(0, 0)])
    town.advance(1)
    order, feel = town.orders[0], town.world.satisfaction[0]
    order.time_score = time_score(float(off_min), feel)
    town.call(preorder.handed_over, 0, 100.0 + off_min)
    usual = time_score(-6.0, feel)
    assert order.time_score == pytest.approx(usual - abs(time_score(float(off_min), feel)))


@pytest.mark.uncompiled
def test_what_is_planned_says_nothing_of_promises():
    town = town_of({"mechanisms": {"belief": {"enabled": True}}}, couriers=[(0, 0)])
    town.start_shift(0, 1440.0, 0.0)
    town.advance(80)
    town.offer(80, (0, 0, 0, 1))
    town.advance(140)
    assert town.ending(0) == "fulfilled"
    assert town.world.state["n_overruns"][0] == 0
    people = town.world.own[0][0]
    assert people["weight"].tolist() == [0]


@pytest.mark.parametrize(("share", "expected"), [(0, 0), (1, 3)])
def test_needs_are_foreseen_on_their_day_within_the_leads(share, expected):
    """Of needs at 0:30, 10:00, 12:00 and 23:00, the first would be foreseen the day before."""
    drawn = NEED.empty(4)
    drawn["at_min"] = drawn["wanted_min"] = 1440 + np.array([30.0, 600.0, 720.0, 1380.0])
    drawn["nth"] = range(4)
    settings = {"enabled": True, "foreseen_share": share, "least_lead_min": 60}
    changes = {"mechanisms": {"preorder": settings}, "consumers": {"count": 1}}
    rules = ahead.rows(scenario(changes))[1]
    found = ahead._foreseen(0, drawn, 1440.0, rules)
    assert found["nth"].tolist() == [1, 2, 3][:expected]
    lead_min = found["wanted_min"] - found["at_min"]
    assert ((lead_min >= 60) & (lead_min <= 180)).all()


def test_leads_ascend():
    message = r"least_lead_min \(200\) must not be larger than most_lead_min \(180\)"
    with pytest.raises(ValueError, match=message):
        Preorder(least_lead_min=200)


def test_figures_are_of_deliveries_that_were_brought():
    """Wished for 12:00: come 20 before, 5 after, 11 after; of two at once at noon, waits of 30."""
    orders = ORDER.empty(5)
    orders["state"] = State.FULFILLED
    orders["placed_min"] = [600, 600, 600, 700, 701]
    orders["wanted_min"] = [720, 720, 720, 700, 701]
    orders["ended_min"] = [700, 725, 731, 730, 731]
    result = SimpleNamespace(orders=orders, parts=STANDARD.switched({}))
    assert preorder.kpis(result) == pytest.approx(
        {
            "preorder_share": 0.6,
            "preorder_off_mean_min": 12,
            "preorder_early_share": 1 / 3,
            "preorder_late_share": 1 / 3,
            "peak_wait_p90_min": 30,
        }
    )


VILLAGE = {**SMALL, "consumers": {"count": 80}, "stores": {"count": 4}, "couriers": {"count": 3}}


def village(share):
    on = {"enabled": True, "foreseen_share": share}
    return alive(scenario(VILLAGE, {"mechanisms": {"preorder": on}}))


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_where_nothing_is_foreseen_nothing_changes():
    without, never = alive(scenario(VILLAGE)), village(0)
    without.live()
    never.live()
    assert not differences(log_of(without), log_of(never))


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_a_day_stopped_while_food_is_booked_goes_on_as_if_never_stopped():
    market = village(1)
    while market.running and not (market.world.orders["state"] == State.BOOKED).any():
        market.step()
    assert market.running
    snapshot = market.snapshot()
    market.live()
    resumed = start(Market.restore(snapshot))
    resumed.live()
    assert not differences(log_of(market), log_of(resumed))


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
