"""Belief in promises, by hand: what is expected of one, and what is remembered of it.

Surprises are arrivals after the promise less the usual overrun, here -8 minutes: an order that is 2
minutes late surprises by 10.
"""

import math
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.market import Market
from sim.mechanisms import belief
from sim.order import CHANNELS, Cause
from sim.settings.belief import Belief
from sim.settings.people import Satisfaction
from tests.cities import ALIKE, SMALL, scenario
from tests.sim.worlds import Town, only
from tests.uncompiled import assert_tests_pass_uncompiled

USUAL_MIN = -8.0
RULES = {
    "enabled": True,
    "prior_min": 4,
    "prior_orders": 2,
    "told_orders": 3,
    "own_memory": 0.5,
    "late_weight": 1,
    "store_orders": 10,
    "half_life_days": 1,
    "overruns": [USUAL_MIN, USUAL_MIN],
}


class Remembered(Town):
    """A town of two consumers and two stores whose memories a test writes."""

    def __init__(self, **rules):
        two = {"consumers": {"count": 2}, "stores": {"count": 2}}
        changes = {"mechanisms": {"belief": RULES | rules}, **two}
        super().__init__(changes, homes=[(0, 0)] * 2, stores=[{}, {}])
        self.people, self.said, self.platform, *_ = self.world.own[0]

    def expects(self, promise_min=30.0, consumer=0, store=0):
        """What a consumer expects of a promise of a store."""
        session, candidate = only(consumer_id=consumer), only(store_id=store)
        return self.call(belief.expected_wait, promise_min, session, candidate)

    def has_ended(self, now, *, channel="delivery", came=True, placed=0.0, promised=30.0, store=1):
        """Order 0, of consumer 1, ends: handed over or given up."""
        self.end_one(
            now,
            Cause.NONE if came else Cause.IMPATIENCE,
            consumer=1,
            store=store,
            channel=CHANNELS.index(channel),
            placed_min=placed,
            promised_min=promised,
        )


def memory(rows):
    return [(row["weight"], row["sum_min"]) for row in rows]


@pytest.mark.uncompiled
def test_who_knows_nothing_expects_the_prior_and_what_is_said_is_the_prior_too():
    assert Remembered().expects(30.0) == 34


@pytest.mark.uncompiled
def test_what_is_expected_shrinks_from_one_s_own_to_the_store_s_to_the_platform_s_to_the_prior():
    """Platform: (2 * 4 + 98) / (2 + 51) = 2. Store: (10 * 2 + 60) / (10 + 6) = 5. Consumer:
    (2 * 4 + 3 * 5 + 42) / (2 + 3 + 5) = 6.5.
    """
    town = Remembered()
    town.platform[0] = (51, 98, 0)
    town.said[1] = (6, 60, 0)
    town.people[0] = (5, 42, 0)
    assert town.call(belief.platform_min) == 2
    assert town.call(belief.told_min, 1) == 5
    assert town.expects(30.0, store=1) == 36.5
    assert town.expects(30.0, store=0) == 30 + (8 + 3 * 2 + 42) / 10
    assert town.expects(30.0, consumer=1, store=1) == 30 + (8 + 15) / 5


@pytest.mark.uncompiled
@pytest.mark.parametrize(("surprise_min", "expected_min"), [(7, 37), (8, 38), (12, 42 + 2 * 4)])
def test_minutes_that_are_expected_beyond_the_promise_weigh_more(surprise_min, expected_min):
    """Three times as much; on time is who surprises by 8, since 8 minutes early is usual."""
    town = Remembered(late_weight=3, prior_orders=0.001, told_orders=0)
    town.people[0] = (1e9, 1e9 * surprise_min, 0)
    assert town.expects(30.0) == pytest.approx(expected_min)


@pytest.mark.uncompiled
def test_nobody_expects_food_before_the_order():
    town = Remembered()
    town.people[0] = (100, -1e6, 0)
    assert town.expects(30.0) == 0


@pytest.mark.uncompiled
def test_a_delivery_surprises_by_what_it_is_later_than_usual():
    """Promised for 30 and there at 32: 10 more than usual, for consumer 1, store 1, platform."""
    town = Remembered()
    town.has_ended(32.0)
    assert memory(town.people) == [(0, 0), (1, 10)]
    assert memory(town.said) == [(0, 0), (1, 10)]
    assert memory(town.platform) == [(1, 10)]
    assert (town.people["at_min"][1], town.platform["at_min"][0]) == (32, 32)


@pytest.mark.uncompiled
def test_the_past_is_remembered_from_the_last_order_back_and_the_worst_felt_came_latest():
    """Surprises from -5 to 5, evenly; half is kept with each order, and half of what is said a day.

    Of consumer 0 the last order came at 0.7 of them, and the one before it, at 0.1, weighs half.
    """
    town = Remembered(overruns=[-8, 2])
    for consumer, nth, days_ago, felt in ((0, 0, 1.0, 0.3), (0, 1, 3.0, 0.9), (1, 0, 2.0, 0.25)):
        town.call(belief.lived, consumer, nth, days_ago, felt)
    assert memory(town.people) == [
        (1.5, pytest.approx(2 - 4 / 2, abs=1e-12)),
        (1, pytest.approx(2.5)),
    ]
    assert memory(town.platform) == [(pytest.approx(1 / 2 + 1 / 8 + 1 / 4), 0)]
    assert memory(town.said) == [(0, 0), (0, 0)]


@pytest.mark.uncompiled
def test_own_orders_fade_with_each_new_one_and_what_is_said_with_time():
    """Half with each order of one's own; half with each day of what is said."""
    town = Remembered()
    day = 1440.0
    town.people[1] = (3, 12, 0)
    town.said[1] = town.platform[0] = (8, -16, 0)
    town.has_ended(2 * day, promised=2 * day + 8)  # as usual: surprise 0
    assert memory(town.people[1:]) == [(0.5 * 3 + 1, 0.5 * 12)]
    assert memory(town.said[1:]) == [(pytest.approx(3), pytest.approx(-4))]
    assert memory(town.platform) == [(pytest.approx(3), pytest.approx(-4))]


@pytest.mark.uncompiled
@pytest.mark.parametrize("channel", ["pickup", "walk_in"])
def test_only_deliveries_are_remembered(channel):
    town = Remembered()
    town.has_ended(32.0, channel=channel)
    assert not town.people["weight"].any()
    assert not town.platform["weight"].any()


@pytest.mark.uncompiled
@pytest.mark.parametrize(("now", "surprises"), [(30.0, []), (31.0, [9.0])])
def test_who_gives_up_an_overdue_order_has_waited_so_long_at_least(now, surprises):
    town = Remembered()
    town.has_ended(now, came=False)
    assert town.platform["weight"][0] == len(surprises)
    assert town.platform["sum_min"][0] == sum(surprises)


@pytest.mark.uncompiled
def test_a_promise_kept_as_usual_is_taken_at_its_word():
    """As often as it is kept: nothing is remembered but zeros."""
    town = Remembered(prior_min=0)
    for _ in range(5):
        town.has_ended(22.0)
    assert town.people["weight"][1] > 1
    assert town.expects(30.0, consumer=1, store=1) == 30


@pytest.mark.uncompiled
def test_a_lie_is_believed_less_with_every_order_but_never_seen_through_by_who_has_a_prior():
    """One minute promised, 31 lived: what is expected rises from 1 towards 1 + 30 + 8, and the
    closed form is a geometric sum.
    """
    town = Remembered(prior_min=0, told_orders=0, half_life_days=3660)
    expected = [town.expects(1.0, consumer=1)]
    for n in range(1, 30):
        town.has_ended(31.0, promised=1.0)
        expected.append(town.expects(1.0, consumer=1))
        weight = (1 - 0.5**n) / 0.5
        assert expected[-1] == pytest.approx(1 + 38 * weight / (2 + weight))
    assert (np.diff(expected) >= 0).all()
    assert expected[-1] == pytest.approx(1 + 38 / 2, abs=1e-3)


@pytest.mark.uncompiled
@given(
    own=st.tuples(st.floats(0, 20), st.floats(-400, 400)),
    more_min=st.floats(0, 100),
    promise_min=st.floats(0, 90),
)
def test_the_later_orders_came_and_the_later_the_promise_the_more_is_expected(
    own, more_min, promise_min
):
    town = quiet_town()
    town.people[0] = (*own, 0)
    before = town.expects(promise_min)
    assert town.expects(promise_min + 5) >= before
    town.people[0] = (own[0], own[1] + more_min, 0)
    assert town.expects(promise_min) >= before


@cache
def quiet_town():
    return Remembered()


def people(**rules):
    """A city whose people bring sixty days along."""
    changes = {
        "city": SMALL["city"],
        "consumers": {"count": 400},
        "stores": {"count": 5},
        "couriers": {"count": 0},
        "mechanisms": {"belief": {"enabled": True, **rules}},
        "past": {"days": 60},
    }
    return Market(scenario(ALIKE, changes), 0)


@pytest.mark.uncompiled
def test_people_bring_along_surprises_that_are_none_on_average():
    """Mean 0 within 4 standard errors; the weights of many orders come near 1 / (1 - memory)."""
    market = people(own_memory=0.8)
    mine, said, platform, *_ = market.world.own[0]
    surprise = mine["sum_min"][mine["weight"] > 0] / mine["weight"][mine["weight"] > 0]
    assert abs(surprise.mean()) < 4 * surprise.std() / math.sqrt(len(surprise))
    assert 4.5 < np.median(mine["weight"]) <= 5
    assert said["weight"].sum() == pytest.approx(platform["weight"][0])
    assert not platform["sum_min"].any()


@pytest.mark.uncompiled
def test_what_is_said_weighs_the_orders_of_the_past_as_they_fade():
    """Half every 14 days, over 60 days: rate * 14 / ln 2 * (1 - 2^(-60 / 14)), by Poisson luck."""
    market = people()
    rate = 400 * 0.2 * (5 + 2 * 1.13) / 7  # ALIKE's need a day, 0.2 orders for each
    expected = rate * 14 / math.log(2) * (1 - 2 ** (-60 / 14))
    assert market.world.own[0][2]["weight"][0] == pytest.approx(expected, rel=0.1)


@pytest.mark.uncompiled
def test_who_was_displeased_most_remembers_the_latest_orders():
    market = people(own_memory=1)
    mine = market.world.own[0][0]
    felt, surprise = market.world.consumers["loyalty"], mine["sum_min"]
    assert np.corrcoef(felt, surprise)[0, 1] < -0.5


def test_deliveries_are_as_early_as_satisfaction_with_other_orders_has_it():
    """One is measured beside the other: `python -m tests.benchmarks.past`."""
    assert Satisfaction().usual_early_min == pytest.approx(-Belief().usual_min, abs=0.1)


def test_overruns_ascend():
    with pytest.raises(ValueError, match="ascending"):
        Belief(overruns=(3, 1))


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
