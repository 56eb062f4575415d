"""The needs of a day: how many, when, and whose."""

import numpy as np
import pytest

from sim import luck
from sim.flow.needs import NEED_DTYPE, PER_DAY, draw_needs, merged
from tests.sim.worlds import Town

ALWAYS = (1.0,) * 24


def consumers(*rates):
    rows = Town(homes=[(0, 0)] * len(rates)).world.consumers
    rows["needs_per_day"] = rates
    return rows


def needs_of(needs, consumer):
    return needs[needs["consumer"] == consumer].tolist()


@pytest.mark.parametrize(("day", "factor"), [(0, 1.0), (3, 1.13)])
def test_counts_are_poisson_quantiles_of_each_consumer_s_luck(day, factor):
    people = consumers(*np.linspace(0, 5, 50))
    needs = draw_needs(0, people, day, factor, ALWAYS)
    counts = np.bincount(needs["consumer"], minlength=50).tolist()
    assert counts == [
        luck.poisson(rate * factor, luck.luck(0, luck.NEEDS, who, day))
        for who, rate in enumerate(people["needs_per_day"])
    ]
    assert counts[0] == 0
    assert max(counts) > 1


def test_times_follow_the_hours_by_each_need_s_luck():
    """Needs of 02:00 and 20:00 only, three times as many in the evening."""
    hours = tuple({2: 1.0, 20: 3.0}.get(hour, 0.0) for hour in range(24))
    needs = draw_needs(0, consumers(*[3.0] * 40), 1, 1.0, hours)
    for at_min, who, nth, wanted_min in needs.tolist():
        hour_draw, within, _, _ = luck.four(0, luck.NEED_TIME, who, nth, 0)
        hour = 2 if hour_draw < 0.25 else 20
        assert at_min == wanted_min == 1440 + (hour + within) * 60
    assert len(needs) > 50


def test_needs_are_in_order_of_time_and_numbered_within_their_day():
    needs = draw_needs(0, consumers(*[4.0] * 30), 2, 1.0, ALWAYS)
    assert (np.diff(needs["at_min"]) >= 0).all()
    assert needs["at_min"].min() >= 2880
    assert needs["at_min"].max() < 4320
    for who in range(30):
        numbers = sorted(nth for _, _, nth, _ in needs_of(needs, who))
        assert numbers == [2 * PER_DAY + k for k in range(len(numbers))]


def test_thousands_of_needs_within_an_hour_are_in_order_too():
    """Of one moment they stand by their consumers."""
    hours = (*(0.0,) * 23, 1.0)
    needs = draw_needs(0, consumers(*[20.0] * 600), 0, 1.0, hours)
    order = [(at_min, who, nth) for at_min, who, nth, _ in needs.tolist()]
    assert order == sorted(order)
    assert len(needs) > 10_000


def test_a_consumer_s_needs_do_not_depend_on_the_others():
    few = draw_needs(0, consumers(2.0, 2.0), 0, 1.0, ALWAYS)
    many = draw_needs(0, consumers(9.0, 2.0, 5.0, 5.0), 0, 1.0, ALWAYS)
    assert needs_of(few, 1) == needs_of(many, 1)
    assert needs_of(few, 1)


def test_nobody_needs_more_than_a_day_s_numbers_allow():
    needs = draw_needs(0, consumers(20.0, 20.0), 0, 5.0, ALWAYS)
    assert np.bincount(needs["consumer"]).tolist() == [PER_DAY - 1] * 2


def test_nobody_needs_nothing():
    assert len(draw_needs(0, consumers(0.0), 0, 1.0, ALWAYS)) == 0
    assert len(draw_needs(0, consumers(1.0), 0, 0.0, ALWAYS)) == 0


def test_others_come_among_the_needs_of_a_day_and_after_those_of_the_same_minute():
    needs, others = np.zeros(2, NEED_DTYPE), np.zeros(3, NEED_DTYPE)
    needs["at_min"], others["at_min"] = [5, 9], [9, 1, 7]
    others["consumer"] = 1
    both = merged(needs, others)
    assert both[["at_min", "consumer"]].tolist() == [(1, 1), (5, 0), (7, 1), (9, 0), (9, 1)]
