"""The ledger: integer cents, double entry, one page a day.

`book[day, kind, account]` holds what each account gained from each kind of posting. `post`, and
`enter` where nothing is compiled, are the only writers and move money from one account to another,
so that every page sums to zero. The last page is the warm-up's: what an order that was placed in it
moves is booked there, whenever it does; the one before holds what ends after the last midnight.
"""

from enum import IntEnum

from numba import njit

from sim.order import is_measured
from sim.schema import names_of


class Account(IntEnum):
    """Who money moves between: the five parties, the world outside the market, a rival platform."""

    CONSUMER = 0
    STORE = 1
    COURIER = 2
    PLATFORM = 3
    SPONSOR = 4
    BANK = 5
    SUPPLIER = 6
    ROAD = 7
    RIVAL = 8
    MEDIA = 9
    AGENT = 10
    STATE = 11
    CARRIER = 12
    COOK = 13


class Kind(IntEnum):
    """What a posting is for."""

    FOOD = 0
    FEE = 1
    COUPON = 2
    SETTLEMENT = 3
    COMMISSION = 4
    INGREDIENTS = 5
    ORDER_PAY = 6
    GUARANTEE = 7
    RUNNING_COST = 8
    PAYMENT_FEE = 9
    REFUND = 10
    WALK_IN_SALE = 11
    LATE_REFUND = 12
    REFERRAL = 13
    DEPOSIT = 14
    DEPOSIT_BACK = 15
    DEPOSIT_KEPT = 16
    RESERVATION_FEE = 17
    MEMBER_FEE = 18
    MEMBER_BENEFIT = 19
    POINTS = 20
    RIVAL_SALE = 21
    RIVAL_SETTLEMENT = 22
    STREET_SALE = 23
    ADVERTISING = 24
    MARKETING = 25
    CARE = 26
    COMPENSATION = 27
    PART_REFUND = 28
    FINE = 29
    WASTE = 30
    HOLDING = 31
    WRONG_REFUND = 32
    MACHINES = 33
    RETURN = 34
    RETURN_FETCH = 35
    RESTOCK = 36
    ADDON_SALE = 37
    ADDON_COST = 38
    SHRINKAGE = 39
    KITCHEN_WAGES = 40


ACCOUNTS, KINDS = names_of(Account), names_of(Kind)


def enter(book, day, kind, payer, payee, cents):
    """What `post` does, for Python: Numba takes a third of a millisecond to look at its enums."""
    book[day, kind, payer] -= cents
    book[day, kind, payee] += cents


@njit(cache=True)
def post(book, day, kind, payer, payee, cents):
    """Move `cents` from one account to another.

    Parameters
    ----------
    book : (n_days + 2, n_kinds, n_accounts) of int
        What each account gained, cents.
    day : int
        Page of the book, as `page_of` has it.
    kind : Kind
        What it is for.
    payer, payee : Account
    cents : int
        Negative to take a posting back.
    """
    book[day, kind, payer] -= cents
    book[day, kind, payee] += cents


@njit(cache=True)
def page_of(book, page, order):
    """The page for an order's money: today's, or for an order of the warm-up the last one."""
    return page if is_measured(order) else len(book) - 1


@njit(cache=True)
def book_coupon(book, day, order, sign):
    """Book a coupon's money: from those who fund it to the consumer; sign -1 takes it back."""
    consumer = Account.CONSUMER
    platform_cents, store_cents = order.platform_discount_cents, order.store_discount_cents
    post(book, day, Kind.COUPON, Account.PLATFORM, consumer, sign * platform_cents)
    post(book, day, Kind.COUPON, Account.STORE, consumer, sign * store_cents)
    post(book, day, Kind.COUPON, Account.SPONSOR, consumer, sign * order.sponsor_discount_cents)


@njit(cache=True)
def paid_cents(order):
    """What the consumer pays for an order."""
    return (
        order.basket_cents
        + order.fee_cents
        - order.platform_discount_cents
        - order.store_discount_cents
        - order.sponsor_discount_cents
    )


@njit(cache=True)
def book_payment(book, day, order, payment_fee_share):
    """The consumer pays the platform when ordering; the coupon is booked beside it."""
    post(book, day, Kind.FOOD, Account.CONSUMER, Account.PLATFORM, order.basket_cents)
    post(book, day, Kind.FEE, Account.CONSUMER, Account.PLATFORM, order.fee_cents)
    book_coupon(book, day, order, 1)
    bank_cents = round(payment_fee_share * paid_cents(order))
    post(book, day, Kind.PAYMENT_FEE, Account.PLATFORM, Account.BANK, bank_cents)


@njit(cache=True)
def book_less(book, day, order, cents, payment_fee_share):
    """So much of an order's food was not ordered: it was never charged for.

    Parameters
    ----------
    book : (n_days + 2, n_kinds, n_accounts) of int
        What each account gained, cents.
    day : int
        Page of the book, as `page_of` has it.
    order
        Row of ORDER, paid; its basket becomes smaller.
    cents : int
        Of its basket.
    payment_fee_share : float
        Of what is paid, to the bank.
    """
    post(book, day, Kind.FOOD, Account.CONSUMER, Account.PLATFORM, -cents)
    _take_off(book, day, order, cents, payment_fee_share)


@njit(cache=True)
def book_part_refund(book, day, order, cents, payment_fee_share):
    """So much of an order's food was not there, and is paid back; the bank gives its fee back too.

    Parameters
    ----------
    book : (n_days + 2, n_kinds, n_accounts) of int
        What each account gained, cents.
    day : int
        Page of the book, as `page_of` has it.
    order
        Row of ORDER, paid; its basket becomes smaller.
    cents : int
        Of its basket.
    payment_fee_share : float
        Of what is paid, to the bank.
    """
    post(book, day, Kind.PART_REFUND, Account.PLATFORM, Account.CONSUMER, cents)
    _take_off(book, day, order, cents, payment_fee_share)


@njit(cache=True)
def _take_off(book, day, order, cents, payment_fee_share):
    """A basket is so much smaller, and the bank's fee with it.

    Parameters
    ----------
    book : (n_days + 2, n_kinds, n_accounts) of int
        What each account gained, cents.
    day : int
        Page of the book.
    order
        Row of ORDER.
    cents : int
        Of its basket.
    payment_fee_share : float
        Of what is paid, to the bank.
    """
    before_cents = round(payment_fee_share * paid_cents(order))
    order.basket_cents -= cents
    less_cents = before_cents - round(payment_fee_share * paid_cents(order))
    post(book, day, Kind.PAYMENT_FEE, Account.BANK, Account.PLATFORM, less_cents)


@njit(cache=True)
def book_settlement(book, day, order):
    """The platform passes the food's price on to the store, less its commission."""
    post(book, day, Kind.SETTLEMENT, Account.PLATFORM, Account.STORE, order.basket_cents)
    post(book, day, Kind.COMMISSION, Account.STORE, Account.PLATFORM, order.commission_cents)


@njit(cache=True)
def book_ingredients(book, day, order, food_cost_share):
    """The store's food cost, when cooking begins."""
    cents = round(food_cost_share * order.basket_cents)
    post(book, day, Kind.INGREDIENTS, Account.STORE, Account.SUPPLIER, cents)


@njit(cache=True)
def book_refund(book, day, order, with_food):
    """Pay back all, or only what was paid beyond the food's price by who gave up cooked food.

    A full refund also takes the coupon back from the consumer.
    """
    platform, consumer = Account.PLATFORM, Account.CONSUMER
    if with_food:
        post(book, day, Kind.REFUND, platform, consumer, order.fee_cents + order.basket_cents)
        book_coupon(book, day, order, -1)
        order.refund_cents += paid_cents(order)
    else:
        beyond_cents = max(0, paid_cents(order) - order.basket_cents)
        post(book, day, Kind.REFUND, platform, consumer, beyond_cents)
        order.refund_cents += beyond_cents
