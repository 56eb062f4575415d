"""Money KPIs: two orders booked with the ledger itself."""

import pytest

from analysis.kpis.measure import measure
from sim import ledger
from sim.ledger import Account, Kind
from sim.order import Channel, State
from tests.analysis.handmade import orders, run_of

PAY_CENTS = 600
GUARANTEE_CENTS = 100
PAYMENT_FEE_SHARE = 0.01
FOOD_COST_SHARE = 0.4

ORDERS = orders(
    {
        "channel": Channel.DELIVERY,
        "state": State.FULFILLED,
        "basket_cents": 4000,
        "fee_cents": 500,
        "commission_cents": 800,
        "platform_discount_cents": 300,
        "store_discount_cents": 200,
        "sponsor_discount_cents": 100,
    },
    {"channel": Channel.DELIVERY, "state": State.CANCELLED, "basket_cents": 2000, "fee_cents": 400},
)


def booked():
    """The first order is cooked, carried and settled; the second given up and paid back."""
    result = run_of(ORDERS.copy())
    book = result.book
    first, second = result.orders
    for order in (first, second):
        ledger.book_payment.py_func(book, 0, order, PAYMENT_FEE_SHARE)
    ledger.book_ingredients.py_func(book, 0, first, FOOD_COST_SHARE)
    ledger.book_settlement.py_func(book, 1, first)
    ledger.post.py_func(book, 1, Kind.ORDER_PAY, Account.PLATFORM, Account.COURIER, PAY_CENTS)
    ledger.post.py_func(book, 1, Kind.RUNNING_COST, Account.COURIER, Account.ROAD, 50)
    ledger.post.py_func(book, 2, Kind.GUARANTEE, Account.PLATFORM, Account.COURIER, GUARANTEE_CENTS)
    ledger.book_refund.py_func(book, 2, second, True)
    return result


def test_what_each_party_keeps():
    kpis = measure(booked())
    fees_of_bank = round(0.01 * 3900) + round(0.01 * 2400)
    platform = 500 + 800 - 300 - PAY_CENTS - GUARANTEE_CENTS - fees_of_bank
    store = 4000 - 800 - 200 - 1600
    assert kpis["platform_contribution_cents_per_day"] == platform / 2
    assert kpis["platform_contribution_per_order_cents"] == pytest.approx(platform / 2)
    assert kpis["store_margin_cents_per_day"] == store / 2
    assert kpis["store_margin_per_order_cents"] == pytest.approx(store / 1)
    assert kpis["courier_income_cents_per_day"] == (PAY_CENTS + GUARANTEE_CENTS - 50) / 2
    assert kpis["ledger_sum_cents"] == 0


def test_costs_are_spread_over_the_orders_that_cause_them():
    kpis = measure(booked())
    assert kpis["coupon_cost_per_order_cents"] == pytest.approx(600 / 2)
    assert kpis["platform_coupon_cost_per_order_cents"] == pytest.approx(300 / 2)
    assert kpis["courier_cost_per_order_cents"] == pytest.approx(PAY_CENTS + GUARANTEE_CENTS)
    assert kpis["refund_per_order_cents"] == pytest.approx(2400 / 2)


def test_trade_counts_all_baskets_and_takes_from_those_settled():
    kpis = measure(booked())
    assert kpis["gmv_cents"] == 6000
    assert kpis["take_rate"] == pytest.approx((800 + 500) / 4000)
