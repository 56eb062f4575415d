"""The ledger: integer cents, double entry, one page a day.

`book[day, kind, account]` holds what each account gained from each kind of posting. `post` is the
only writer and moves money from one account to another, so that every page sums to zero.
"""

from numba import njit

# Accounts: five parties, then the world outside the market.
CONSUMER, STORE, COURIER, PLATFORM, SPONSOR, BANK, SUPPLIER, ROAD = 0, 1, 2, 3, 4, 5, 6, 7
ACCOUNTS = ("consumer", "store", "courier", "platform", "sponsor", "bank", "supplier", "road")
PARTIES = ACCOUNTS[:5]

# Kinds of posting.
(
    FOOD,
    FEE,
    COUPON,
    SETTLEMENT,
    COMMISSION,
    INGREDIENTS,
    ORDER_PAY,
    GUARANTEE,
    RUNNING_COST,
    PAYMENT_FEE,
    REFUND,
    WALK_IN_SALE,
) = range(12)
KINDS = (
    "food",
    "fee",
    "coupon",
    "settlement",
    "commission",
    "ingredients",
    "order_pay",
    "guarantee",
    "running_cost",
    "payment_fee",
    "refund",
    "walk_in_sale",
)


@njit(cache=True)
def post(book, day, kind, payer, payee, cents):
    """Move `cents` from one account to another."""
    book[day, kind, payer] -= cents
    book[day, kind, payee] += cents


@njit(cache=True)
def book_coupon(book, day, order, sign):
    """Book a coupon's money: from those who fund it to the consumer; sign -1 takes it back."""
    post(book, day, COUPON, PLATFORM, CONSUMER, sign * order.platform_discount_cents)
    post(book, day, COUPON, STORE, CONSUMER, sign * order.store_discount_cents)
    post(book, day, COUPON, SPONSOR, CONSUMER, sign * order.sponsor_discount_cents)


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
    post(book, day, FOOD, CONSUMER, PLATFORM, order.basket_cents)
    post(book, day, FEE, CONSUMER, PLATFORM, order.fee_cents)
    book_coupon(book, day, order, 1)
    bank_cents = round(payment_fee_share * paid_cents(order))
    post(book, day, PAYMENT_FEE, PLATFORM, BANK, bank_cents)


@njit(cache=True)
def book_settlement(book, day, order):
    """The platform passes the food's price on to the store, less its commission."""
    post(book, day, SETTLEMENT, PLATFORM, STORE, order.basket_cents)
    post(book, day, COMMISSION, STORE, PLATFORM, order.commission_cents)


@njit(cache=True)
def book_ingredients(book, day, order, food_cost_share):
    """The store's food cost, when cooking begins."""
    cents = round(food_cost_share * order.basket_cents)
    post(book, day, INGREDIENTS, STORE, SUPPLIER, cents)


@njit(cache=True)
def book_refund(book, day, order, with_food):
    """Pay back all, or only what was paid beyond the food's price by who gave up cooked food.

    A full refund also takes the coupon back from the consumer.
    """
    if with_food:
        post(book, day, REFUND, PLATFORM, CONSUMER, order.fee_cents + order.basket_cents)
        book_coupon(book, day, order, -1)
        order.refund_cents += paid_cents(order)
    else:
        beyond_cents = max(0, paid_cents(order) - order.basket_cents)
        post(book, day, REFUND, PLATFORM, CONSUMER, beyond_cents)
        order.refund_cents += beyond_cents
