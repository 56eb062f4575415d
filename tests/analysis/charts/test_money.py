"""The waterfall of an order's money."""

import numpy as np
import pytest

from analysis.charts.money import STEPS, draw, per_order_yuan
from analysis.words import words
from sim import ledger
from sim.ledger import Account, Kind
from tests.analysis.charts.made_up import comparison_of, with_runs, without_orders

NAMES = list(STEPS)


def arm_with(*postings):
    """An arm of one order a day, with postings (kind, payer, payee, cents)."""
    _, (arm, *_) = comparison_of(2)
    book = np.zeros((len(ledger.KINDS), len(ledger.ACCOUNTS)))
    for kind, payer, payee, cents in postings:
        book[kind, payer] -= cents
        book[kind, payee] += cents
    one_order = np.zeros(24)
    one_order[12] = arm.days
    return with_runs(arm, money_cents=arm.days * book, hour_orders=one_order)


def test_every_yuan_of_an_order_is_shown():
    arm = arm_with(
        (Kind.FOOD, Account.CONSUMER, Account.PLATFORM, 4000),
        (Kind.FEE, Account.CONSUMER, Account.PLATFORM, 300),
        (Kind.COUPON, Account.PLATFORM, Account.CONSUMER, 200),
        (Kind.COUPON, Account.STORE, Account.CONSUMER, 150),
        (Kind.COUPON, Account.SPONSOR, Account.CONSUMER, 150),
        (Kind.SETTLEMENT, Account.PLATFORM, Account.STORE, 4000),
        (Kind.COMMISSION, Account.STORE, Account.PLATFORM, 800),
        (Kind.ORDER_PAY, Account.PLATFORM, Account.COURIER, 600),
        (Kind.PAYMENT_FEE, Account.PLATFORM, Account.BANK, 25),
    )
    shown = dict(zip(NAMES, per_order_yuan(arm), strict=True))
    assert shown == pytest.approx(
        {
            "food": 40,
            "fees": 3,
            "coupons": -5,
            "refunds": 0,
            "paid": 38,
            "sponsor": 1.5,
            "stores": -30.5,
            "couriers": -6,
            "bank": -0.25,
            "platform": 2.75,
        }
    )


def test_what_is_left_is_what_the_ledger_says_the_platform_keeps():
    for arm in comparison_of(5)[1]:
        orders_per_day = arm.orders_per_hour.sum(axis=1).mean()
        kept = arm.money_cents_per_day[:, Account.PLATFORM].sum() / orders_per_day / 100
        assert per_order_yuan(arm)[-1] == pytest.approx(kept)


def test_every_kind_of_posting_of_an_order_has_its_place():
    placed = {kind for step in STEPS.values() if step for kind in step[1]}
    # Costs of stores and couriers, and sales without the platform, are not money of an order.
    apart = {Kind.INGREDIENTS, Kind.RUNNING_COST, Kind.WALK_IN_SALE}
    assert placed | apart == set(range(len(ledger.KINDS)))
    assert not placed & apart


def test_changes_are_those_of_the_amounts_named():
    comparison, arms = comparison_of(2)  # the coupon takes 0.57 off, of which stores pay 0.17
    left, right = draw(comparison, arms, words("en")).axes
    names = [label.get_text() for label in left.get_yticklabels()]
    changes = dict(zip(names, (bar.get_width() for bar in right.patches), strict=True))
    assert changes["Coupons"] == pytest.approx(0.574)
    assert changes["Consumers pay"] == pytest.approx(-0.574)
    assert changes["Stores receive"] == pytest.approx(-0.1722)
    assert changes["Platform keeps"] == pytest.approx(-0.4018)


def test_without_orders_there_is_no_money_of_an_order():
    assert np.isnan(per_order_yuan(without_orders()[1][0])).all()
