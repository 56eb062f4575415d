"""Couriers, cooks and weather: what is short makes people wait."""

from itertools import pairwise

import pytest

from tests.cities import Tree
from tests.metamorphic.arms import (
    click_to_door_min,
    deliveries,
    falls,
    late_share,
    measured,
    never_falls,
    refusals_per_offer,
    rises,
    walk_in_stay_min,
    walk_in_wait_min,
    walk_ins,
)


def fleet(count: int) -> Tree:
    return {"couriers": {"count": count}}


@pytest.mark.parametrize(
    ("few", "more"),
    [
        (180, 240),
        pytest.param(240, 320, marks=pytest.mark.slow),
        pytest.param(320, 450, marks=pytest.mark.slow),
    ],
)
def test_more_couriers_shorten_waits(few, more):
    """From short to ample, whatever the seed."""
    assert falls(click_to_door_min, fleet(more), fleet(few))


def test_more_couriers_keep_more_promises():
    """Of forty minutes for everyone: a promise that learns would become shorter with them."""
    promise = {"policies": {"promise": {"use": "fixed", "minutes": 40}}}
    assert falls(late_share, fleet(320), fleet(180), promise)


def test_more_couriers_than_anyone_needs_change_nothing_much():
    """The tenth hundred neither helps nor harms: a mean wait moves by less than half a minute."""
    ample, abundant = (measured(click_to_door_min, fleet(count)).mean() for count in (900, 1000))
    assert abs(abundant - ample) < 0.5


def test_the_first_couriers_shorten_waits_most():
    """Diminishing returns: each next 60 couriers save fewer minutes than the 60 before."""
    waits = [measured(click_to_door_min, fleet(count)).mean() for count in (180, 240, 300, 360)]
    savings = [before - after for before, after in pairwise(waits)]
    assert never_falls([-saving for saving in savings], tolerance=0)


def test_more_couriers_bring_more_deliveries():
    """Shorter waits make shorter promises, and fewer orders end for want of a courier."""
    assert rises(deliveries, fleet(300), fleet(240))


def test_more_cooks_shorten_the_waits_of_those_who_walk_in():
    """Four for a hundred orders instead of three; deliveries, pickups and walk-ins share them."""
    assert falls(walk_in_wait_min, {"kitchen": {"cooks_per_100_orders": 4}})


def test_slower_cooks_keep_everyone_waiting_longer():
    """Half an hour an order instead of seventeen minutes, at the counter and at the door."""
    slower = {"kitchen": {"preparation_mean_min": 30}}
    assert rises(walk_in_stay_min, slower)
    assert rises(click_to_door_min, slower)


HEAVY_PEAKS: Tree = {
    "world": {
        "weather": {
            "mode": "episodes",
            "episodes": [
                {"state": "heavy", "start": "10:30", "end": "14:00"},
                {"state": "heavy", "start": "16:30", "end": "21:00"},
            ],
        }
    }
}


def test_heavy_rain_lengthens_waits_and_keeps_people_off_the_street():
    """Slower rides and fewer couriers, more lateness; walking in loses its appeal."""
    assert rises(click_to_door_min, HEAVY_PEAKS)
    assert rises(late_share, HEAVY_PEAKS)
    assert falls(walk_ins, HEAVY_PEAKS)


def test_better_pay_lets_couriers_refuse_less():
    """Three times as much an order."""
    better = {"policies": {"pay": {"use": "guarantee", "order_cents": 1350}}}
    assert falls(refusals_per_offer, better)
