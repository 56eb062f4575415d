"""Every posting by hand, to the cent."""

import numpy as np
import pytest

from sim import ledger
from sim.ledger import Account, Kind
from sim.order import ORDER
from tests.sim.worlds import postings as postings_of

DAY = 2


def empty_book():
    return np.zeros((4, len(ledger.KINDS), len(ledger.ACCOUNTS)), np.int64)


def order_of(**columns):
    """40.00 of food, 3.50 of fee, a coupon of 6.00 that three share, 18 % of commission."""
    usual = {
        "basket_cents": 4000,
        "fee_cents": 350,
        "platform_discount_cents": 300,
        "store_discount_cents": 200,
        "sponsor_discount_cents": 100,
        "commission_cents": 720,
    }
    order = ORDER.empty(1)[0]
    for name, value in (usual | columns).items():
        order[name] = value
    return order


def postings(book):
    """What stands in the book; nothing on other days' pages."""
    assert not np.delete(book, DAY, axis=0).any()
    return postings_of(book[DAY])


PAYMENT = {
    ("food", "consumer"): -4000,
    ("food", "platform"): 4000,
    ("fee", "consumer"): -350,
    ("fee", "platform"): 350,
    ("coupon", "consumer"): 600,
    ("coupon", "platform"): -300,
    ("coupon", "store"): -200,
    ("coupon", "sponsor"): -100,
    ("payment_fee", "platform"): -23,
    ("payment_fee", "bank"): 23,
}


def test_a_posting_moves_money_from_one_account_to_another():
    book = empty_book()
    for cents in (70, 5):
        ledger.post(book, DAY, Kind.GUARANTEE, Account.PLATFORM, Account.COURIER, cents)
    assert postings(book) == {("guarantee", "platform"): -75, ("guarantee", "courier"): 75}


def test_python_enters_what_compiled_code_posts():
    book = empty_book()
    for cents in (70, -5):
        ledger.enter(book, DAY, Kind.FINE, Account.STORE, Account.PLATFORM, cents)
    assert postings(book) == {("fine", "store"): -65, ("fine", "platform"): 65}


def test_the_payer_may_be_the_payee():
    book = empty_book()
    ledger.post(book, DAY, Kind.COUPON, Account.STORE, Account.STORE, 70)
    assert postings(book) == {}


def test_a_consumer_pays_food_and_fee_less_the_coupon():
    assert ledger.paid_cents(order_of()) == 4000 + 350 - 600


def test_the_payment_of_an_order():
    """The bank takes 0.6 % of the 37.50 that are paid: 22.5 cents, an even 22."""
    book = empty_book()
    ledger.book_payment(book, DAY, order_of(), 0.006)
    expected = PAYMENT | {("payment_fee", "platform"): -22, ("payment_fee", "bank"): 22}
    assert postings(book) == expected


def test_the_bank_s_fee_is_rounded_to_the_nearest_cent():
    book = empty_book()
    ledger.book_payment(book, DAY, order_of(fee_cents=370), 0.006)
    assert book[DAY, Kind.PAYMENT_FEE, Account.BANK] == 23


def test_the_settlement_with_the_store():
    book = empty_book()
    ledger.book_settlement(book, DAY, order_of())
    assert postings(book) == {
        ("settlement", "platform"): -4000,
        ("settlement", "store"): 4000,
        ("commission", "store"): -720,
        ("commission", "platform"): 720,
    }


@pytest.mark.parametrize(("basket_cents", "cost"), [(4001, 1600), (4004, 1602)])
def test_the_ingredients_of_an_order(basket_cents, cost):
    """1600.4 and 1601.6 cents."""
    book = empty_book()
    ledger.book_ingredients(book, DAY, order_of(basket_cents=basket_cents), 0.4)
    assert postings(book) == {("ingredients", "store"): -cost, ("ingredients", "supplier"): cost}


def test_a_full_refund_pays_back_all_and_takes_the_coupon_back():
    book, order = empty_book(), order_of()
    ledger.book_refund(book, DAY, order, True)
    assert postings(book) == {
        ("refund", "platform"): -4350,
        ("refund", "consumer"): 4350,
        ("coupon", "consumer"): -600,
        ("coupon", "platform"): 300,
        ("coupon", "store"): 200,
        ("coupon", "sponsor"): 100,
    }
    assert order.refund_cents == ledger.paid_cents(order)


def test_a_refund_without_the_food_pays_what_was_paid_beyond_it():
    book, order = empty_book(), order_of(platform_discount_cents=0, store_discount_cents=0)
    ledger.book_refund(book, DAY, order, False)
    assert postings(book) == {("refund", "platform"): -250, ("refund", "consumer"): 250}
    assert order.refund_cents == 250


@pytest.mark.parametrize("with_food", [True, False])
def test_a_refund_never_exceeds_what_was_paid(with_food):
    """A coupon on the fee: who paid 40.00 in all, fee included, gets no more than that."""
    order = order_of(fee_cents=350, platform_discount_cents=350)
    order.store_discount_cents = order.sponsor_discount_cents = 0
    ledger.book_refund(empty_book(), DAY, order, with_food)
    assert order.refund_cents <= ledger.paid_cents(order)


@pytest.mark.parametrize(("with_food", "refund_cents"), [(True, 3750), (False, 350 - 100)])
def test_a_refund_adds_to_what_was_paid_back_before(with_food, refund_cents):
    order = order_of(refund_cents=70)
    if not with_food:
        order.platform_discount_cents = order.store_discount_cents = 0
    ledger.book_refund(empty_book(), DAY, order, with_food)
    assert order.refund_cents == 70 + refund_cents


def test_an_order_paid_and_refunded_leaves_the_bank_s_fee_alone():
    book, order = empty_book(), order_of()
    ledger.book_payment(book, DAY, order, 0.006)
    ledger.book_refund(book, DAY, order, True)
    left = book[DAY].sum(axis=0)
    assert dict(zip(ledger.ACCOUNTS, left.tolist(), strict=True)) == dict.fromkeys(
        ledger.ACCOUNTS, 0
    ) | {"platform": -22, "bank": 22}


# 0.6 % of 37.50 that are paid is 22.5 cents, rounded to 22; of 17.50 less, 12.
PART = {("payment_fee", "bank"): -10, ("payment_fee", "platform"): 10}


@pytest.mark.parametrize(
    ("book_part", "expected"),
    [
        (ledger.book_less, {("food", "consumer"): 1750, ("food", "platform"): -1750}),
        (
            ledger.book_part_refund,
            {("part_refund", "consumer"): 1750, ("part_refund", "platform"): -1750},
        ),
    ],
)
def test_food_that_was_not_there_is_not_paid_for_and_the_bank_gives_its_fee_back(
    book_part, expected
):
    book, order = empty_book(), order_of()
    book_part(book, DAY, order, 1750, 0.006)
    assert postings(book) == expected | PART
    assert order["basket_cents"] == 2250
    assert ledger.paid_cents(order) == 2000


def test_the_bank_s_fee_of_the_whole_and_of_its_parts_is_that_of_what_is_left():
    """Rounded as a whole each time: 22, then 22 less 15 for 24.50, and 15 less 6 for 9.50."""
    book, order = empty_book(), order_of()
    ledger.book_payment(book, DAY, order, 0.006)
    for cents in (1300, 1500):
        ledger.book_part_refund(book, DAY, order, cents, 0.006)
    assert book[DAY, Kind.PAYMENT_FEE, Account.BANK] == round(0.006 * 950)
