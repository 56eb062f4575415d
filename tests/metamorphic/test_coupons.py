"""Coupons: what they bring, what they cost, and whom they move."""

import numpy as np
import pytest

from sim.simulation import run
from tests.cities import Tree, scenario
from tests.metamorphic.arms import (
    DAY,
    app_orders,
    contribution_cents,
    contribution_per_order_cents,
    days,
    deliveries,
    falls,
    measured,
    orders,
    rises,
    sessions,
    walk_ins,
)

OVER_CENTS = 4000
UNREMINDED: Tree = {"choice": {"reminder_lift": 0}}


def coupon(**says: object) -> Tree:
    return {"policies": {"coupons": [{"use": "threshold", "off_cents": 500, **says}]}}


def test_a_coupon_raises_orders_and_takes_from_those_who_walk_in():
    """Five off thirty, without its reminder: more orders in all, fewer at the counter."""
    assert rises(orders, coupon(), UNREMINDED)
    assert rises(app_orders, coupon(), UNREMINDED)
    assert falls(walk_ins, coupon(), UNREMINDED)


def test_a_coupon_also_opens_the_app_by_being_there():
    """More sessions with a reminder than without, at the same money off."""
    reminded, not_reminded = (measured(sessions, change, coupon()) for change in ({}, UNREMINDED))
    assert (reminded > not_reminded).all()


def test_a_coupon_of_the_platform_lowers_its_contribution_per_order():
    """It is paid on every qualifying order, those that would have come anyway included."""
    assert falls(contribution_per_order_cents, coupon())
    assert falls(contribution_cents, coupon())


@pytest.mark.parametrize("payer", ["store", pytest.param("sponsor", marks=pytest.mark.slow)])
def test_a_coupon_that_others_pay_raises_the_platforms_contribution(payer):
    """The case in which it pays: commission on more and larger baskets, and no cost."""
    paid_by_others = coupon(funded_by={payer: 1})
    assert rises(contribution_per_order_cents, paid_by_others)
    assert rises(contribution_cents, paid_by_others)


def test_who_funds_a_coupon_moves_no_one():
    """Consumers see what is off, not who pays: not one order differs."""
    seen = [
        run(scenario(DAY, coupon(funded_by={payer: 1})), seed=0).orders
        for payer in ("platform", "store")
    ]
    for column in ("consumer", "need", "store", "channel", "placed_min", "ended_min"):
        assert np.array_equal(seen[0][column], seen[1][column], equal_nan=True)


def test_a_coupon_for_some_costs_less_and_brings_less_than_for_all():
    """A random third of the consumers."""
    third = coupon(audience={"random_share": 1 / 3})
    none, some, everyone = (measured(orders, change) for change in ({}, third, coupon()))
    assert (none < some).all()
    assert (some < everyone).all()


def test_a_coupon_outside_its_window_changes_nothing_before_it():
    """Until the window opens, the two days are the same, order by order."""
    without, with_it = (
        run(scenario(DAY, change), seed=0).orders
        for change in ({}, coupon(window=["17:00", "20:00"]))
    )
    before = [rows[rows["placed_min"] < 17 * 60] for rows in (without, with_it)]
    for column in ("consumer", "store", "channel", "basket_cents", "placed_min"):
        assert np.array_equal(before[0][column], before[1][column])
    assert len(with_it) > len(without)


def density_jump(*changes: Tree) -> float:
    """Baskets in the 3 yuan from the threshold on, for each in the 3 yuan below it."""
    spent = np.concatenate([day.baskets_cents for day in days(*changes)])
    above = ((spent >= OVER_CENTS) & (spent < OVER_CENTS + 300)).sum()
    below = ((spent >= OVER_CENTS - 300) & (spent < OVER_CENTS)).sum()
    return float(above / below)


def test_baskets_bunch_just_above_the_threshold_and_not_without_the_coupon():
    """Items are added to reach it: the density jumps there, and is smooth where no coupon is."""
    assert 0.8 < density_jump() < 1.1
    assert density_jump(coupon(over_cents=OVER_CENTS)) > 2


def test_no_basket_is_filled_up_to_a_threshold_that_asks_for_too_much():
    """Gaps beyond the largest that is filled stay."""
    changes = coupon(over_cents=OVER_CENTS) | {"choice": {"top_up_limit_cents": 0}}
    assert density_jump(changes) < 1.6


def test_coupon_orders_reach_the_threshold():
    """No order below it has money off."""
    result = run(scenario(DAY, coupon(over_cents=OVER_CENTS)), seed=0)
    redeemed = result.orders[result.orders["coupon"] == 0]
    assert len(redeemed) > 1000
    assert redeemed["basket_cents"].min() >= OVER_CENTS


def test_a_coupon_for_deliveries_takes_them_from_pickup():
    """Free delivery by coupon: deliveries rise by more than orders in the app do.

    Beside 2 off every pickup, so that there are some to be taken.
    """
    free = {"policies": {"coupons": [{"use": "free_delivery"}]}}
    cheap = {"policies": {"pickup_discount_cents": 200}}
    assert rises(lambda day: deliveries(day) - app_orders(day), free, UNREMINDED, cheap)
    assert rises(app_orders, free, UNREMINDED, cheap)
