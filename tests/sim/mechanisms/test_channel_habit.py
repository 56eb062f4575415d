"""Channel habit, by hand: which channel was the last, and what another one costs."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from sim.market import Market
from sim.mechanisms import channel_habit
from sim.order import Channel
from sim.simulation import run
from tests.cities import ALIKE, CALM, NEVER, SMALL, scenario
from tests.sim.mechanisms.alike import differing
from tests.sim.worlds import Town, session_of
from tests.uncompiled import assert_tests_pass_uncompiled

ON = {"enabled": True, "switch_friction": 2, "seamless_share": 0.25}


class Habitual(Town):
    """A town of one consumer."""

    def __init__(self, *changes, **rules):
        one = {"consumers": {"count": 1}, "mechanisms": {"channel_habit": ON | rules}}
        super().__init__(one, *changes)
        self.people, self.counts, _ = self.world.own[0]

    def utils(self, channel):
        session = session_of(self.world.consumers[0])
        return self.call(channel_habit.channel_utils, 0.5, session, int(channel))


@pytest.mark.uncompiled
def test_every_other_channel_than_the_last_loses_what_is_not_seamless_of_the_friction():
    town = Habitual()
    town.people["channel"] = Channel.PICKUP
    assert [town.utils(channel) for channel in Channel] == [-1.0, 0.5, -1.0]


@pytest.mark.uncompiled
def test_who_has_never_ordered_has_no_last_channel():
    assert [Habitual().utils(channel) for channel in Channel] == [0.5] * 3


@pytest.mark.uncompiled
def test_the_last_channel_is_that_of_the_last_order_and_changes_are_counted():
    """A walk-in, a delivery, a delivery: one that is none yet, one changed, one again."""
    town = Habitual({"choice": {"delivery_constant": NEVER, "walkin_constant": 0}})
    town.needs((100, 0), (300, 0), (500, 0))
    town.advance(200)
    assert town.people["channel"].tolist() == [Channel.WALK_IN]
    town.world.segments["walkin_constant"] = NEVER
    town.world.segments["delivery_constant"] = 0
    town.advance(600)
    assert town.orders["channel"].tolist() == [Channel.WALK_IN, Channel.DELIVERY, Channel.DELIVERY]
    assert town.people["channel"].tolist() == [Channel.DELIVERY]
    assert town.counts[0].tolist() == (1, 1)  # again, changed


@pytest.mark.uncompiled
def test_the_past_has_the_usual_shares_and_strangers_none():
    shares = {"usual_pickup_share": 0.3, "usual_walkin_share": 0.2}
    eager = {"name": "eager", "share": 1, "basket_mean_cents": 4000, "needs_per_day": 0.5}
    people = {"count": 1000, "segments": [eager | {"orders_per_need": 0.2}]}
    town = {**SMALL, "consumers": people, "past": {"days": 10}, "couriers": {"count": 0}}
    market = Market(scenario(ALIKE, CALM, town, {"mechanisms": {"channel_habit": ON | shares}}), 0)
    last = market.world.own[0][0]["channel"]
    ordered = market.world.consumers["last_store"] >= 0
    assert 300 < ordered.sum() < 900
    assert set(last[~ordered]) == {-1}
    found = np.bincount(last[ordered], minlength=3) / ordered.sum()
    assert found == pytest.approx([0.5, 0.3, 0.2], abs=4 * math.sqrt(0.25 / ordered.sum()))


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_without_friction_it_is_as_if_it_were_not_there():
    village = {"consumers": {"count": 60}, "stores": {"count": 3}, "couriers": {"count": 2}}
    changes = ({"mechanisms": {"channel_habit": ON | {"seamless_share": 1}}}, {})
    with_it, without = (run(scenario(ALIKE, CALM, SMALL, village, each), 0) for each in changes)
    assert [part.name for part in with_it.parts.mechanisms] == ["channel_habit"]
    assert len(without.orders) > 5
    assert differing(with_it, without) == []


@pytest.mark.uncompiled
@pytest.mark.parametrize(("again", "changed", "share"), [(3, 1, 0.25), (0, 0, None)])
def test_what_is_measured_is_the_share_of_changes(again, changed, share):
    counts = np.array([(again, changed)], Habitual().counts.dtype)
    result = SimpleNamespace(own={"channel_habit": (None, counts, None)})
    assert channel_habit.kpis(result) == {"channel_change_share": share}


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
