"""Fees, discounts and promises: people take what is cheaper, nearer and sooner."""

import pytest

from tests.cities import Tree
from tests.metamorphic.arms import (
    deliveries,
    falls,
    late_share,
    measured,
    never_falls,
    orders,
    pickups,
    rises,
    walk_ins,
)

# Whole days under several seeds each: minutes of CPU together.
pytestmark = pytest.mark.slow


def flat_fee(cents: int) -> Tree:
    return {"policies": {"pricing": {"use": "flat", "base_cents": cents}}}


def pickup_discount(cents: int) -> Tree:
    return {"policies": {"pickup_discount_cents": cents}}


def promised(minutes: float) -> Tree:
    return {"policies": {"promise": {"use": "fixed", "minutes": minutes}}}


def test_a_dearer_fee_lowers_deliveries_and_raises_pickups_and_walk_ins():
    """Three yuan more: some fetch their food, some go without."""
    dearer = flat_fee(650)
    assert falls(deliveries, dearer)
    assert rises(pickups, dearer)
    assert rises(walk_ins, dearer)
    assert falls(orders, dearer)


def test_the_dearer_the_fee_the_fewer_the_deliveries():
    """Step by step, from nothing to ten yuan."""
    counts = [measured(deliveries, flat_fee(cents)).mean() for cents in (1000, 650, 350, 0)]
    assert never_falls(counts, tolerance=0)


def test_free_delivery_takes_part_of_its_deliveries_from_the_other_channels():
    """Deliveries rise by more than orders do: pickups and walk-ins fall."""
    free = flat_fee(0)
    assert rises(lambda day: deliveries(day) - orders(day), free)
    assert rises(orders, free)
    assert falls(pickups, free)
    assert falls(walk_ins, free)


def test_a_larger_pickup_discount_raises_pickups_at_the_cost_of_deliveries():
    """One, three, six yuan off what is fetched."""
    counts = [measured(pickups, pickup_discount(cents)).mean() for cents in (0, 100, 300, 600)]
    assert never_falls(counts, tolerance=0)
    assert rises(pickups, pickup_discount(600))
    assert falls(deliveries, pickup_discount(600))


def test_a_longer_promise_loses_orders_now_and_is_kept_more_often():
    """Fifty minutes instead of thirty-five for everyone."""
    assert falls(deliveries, promised(50), promised(35))
    assert falls(orders, promised(50), promised(35))
    assert falls(late_share, promised(50), promised(35))


def test_surge_lowers_deliveries_below_those_of_its_base_fee():
    """A fee that may only rise cannot bring orders, at one promise for everyone.

    A promise that learns would become shorter where couriers are short, and bring some.
    """
    surge = {"policies": {"pricing": {"use": "surge", "slope": 1.0, "cap": 3.0}}}
    few = {"couriers": {"count": 200}}
    assert falls(deliveries, surge, few, promised(40))
