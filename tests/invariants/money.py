"""Where every cent must be, worked out from the orders and not from the book."""

import numpy as np
from numpy.typing import NDArray

from sim import ledger
from sim.daytime import DAY_MIN
from sim.flow.parts import Taker
from sim.ledger import Account, Kind
from sim.mechanisms.care.columns import COUNTS_ROWS
from sim.order import Cause, Channel, State, is_strangers
from sim.result import RunResult
from sim.schema import Rows
from tests.invariants import care, picking

Cents = NDArray[np.int64]
COUNTS_OF_TALK = COUNTS_OF_LISTS = 2  # among its tables
# What reservations move beside the price of the meal.
DEPOSITS = (Kind.DEPOSIT, Kind.DEPOSIT_BACK, Kind.DEPOSIT_KEPT, Kind.RESERVATION_FEE)
COUNTS_OF_REPLENISHMENT = 2
COUNTS_OF_RETURNS = 1
COUNTS_OF_ADDONS = 0
COUNTS_OF_ITEMS = COUNTS_OF_MEMBERSHIP = COUNTS_OF_POINTS = MEDIA_OF_MARKETING = 1


def paid_cents(orders: Rows) -> Cents:
    """What consumers paid for their orders, coupons taken off."""
    off = (
        orders["platform_discount_cents"]
        + orders["store_discount_cents"]
        + orders["sponsor_discount_cents"]
    )
    return orders["basket_cents"] + orders["fee_cents"] - off


def taken_by(result: RunResult, taker: Taker) -> NDArray[np.bool_]:
    """Which orders are whose, (n_orders,)."""
    channels = result.parts.channels
    return np.array([channels[row].taker == taker for row in result.orders["channel"]], bool)


def food_bought(result: RunResult, app: Rows) -> NDArray[np.bool_]:
    """Which orders were given up by who has bought the food all the same, (n_orders,).

    That is food that was cooked, unless a guarantee was due. Where guarantees differ by the time of
    day it is known of the refund alone.
    """
    cooked = ~np.isnan(app["cooking_min"])
    bought = cooked & np.isin(app["cause"], (Cause.IMPATIENCE, Cause.NO_SHOW))
    policies = result.scenario.policies
    both = [policies.promise, getattr(policies.otherwise, "promise", None)]
    first, *others = [policy.guarantee for policy in both if policy is not None]
    late_min = np.where(
        app["channel"] == Channel.DELIVERY, app["ended_min"] - app["promised_min"], 0
    )
    due = (late_min > first.grace_min) & first.pays
    if any(other != first for other in others):
        due = (late_min > 0) & (app["refund_cents"] == paid_cents(app))
    return bought & ~due & (app["state"] != State.FULFILLED)


def wages_of_cooks(result: RunResult) -> Cents:
    """What each store pays its cooks on all days, (n_stores,); its hours are told minute by minute.

    Stores open and close at whole minutes.
    """
    rules, stores = result.scenario.mechanisms.kitchen_wages, result.stores
    minute = np.arange(DAY_MIN)
    opens, closes = (stores[name][:, None] for name in ("open_min", "close_min"))
    after, before = minute >= opens, minute < closes
    n_min = np.where(opens <= closes, after & before, after | before).sum(axis=1)
    hours = n_min / 60 + rules.beside_hours * (n_min > 0)
    cents = np.rint(stores["n_cooks"] * hours * rules.wage_cents_per_hour).astype(np.int64)
    return cents * result.days


def expected_book(result: RunResult) -> Cents:
    """Cents gained, (n_kinds, n_accounts), but for guarantees, rewards and the cost of riding."""
    rules = result.scenario
    orders = result.orders
    app = orders[taken_by(result, Taker.PLATFORM)]
    fulfilled = app["state"] == State.FULFILLED
    cooked = ~np.isnan(app["cooking_min"])
    forfeited = food_bought(result, app)
    paid_back = ~fulfilled & ~forfeited
    book = np.zeros((len(ledger.KINDS), len(ledger.ACCOUNTS)), np.int64)

    def move(kind: int, payer: int, payee: int, cents: Cents) -> None:
        book[kind, payer] -= cents.sum()
        book[kind, payee] += cents.sum()

    consumer, store, platform = Account.CONSUMER, Account.STORE, Account.PLATFORM
    move(Kind.FOOD, consumer, platform, app["basket_cents"])
    if "items" in result.own:  # paid, and paid back
        back = result.own["items"][COUNTS_OF_ITEMS]["back_cents"]
        move(Kind.FOOD, consumer, platform, back)
        move(Kind.PART_REFUND, platform, consumer, back)
    move(Kind.FEE, consumer, platform, app["fee_cents"])
    for payer, column in (
        (platform, "platform_discount_cents"),
        (store, "store_discount_cents"),
        (Account.SPONSOR, "sponsor_discount_cents"),
    ):
        move(Kind.COUPON, payer, consumer, app[column][~paid_back])
    bank = np.rint(rules.policies.payment_fee_share * paid_cents(app)).astype(np.int64)
    move(Kind.PAYMENT_FEE, platform, Account.BANK, bank)
    everything = app["basket_cents"] + app["fee_cents"]
    beyond_the_food = np.maximum(0, paid_cents(app) - app["basket_cents"])
    move(Kind.REFUND, platform, consumer, everything[paid_back])
    move(Kind.REFUND, platform, consumer, beyond_the_food[forfeited])
    move(Kind.LATE_REFUND, platform, consumer, app["late_refund_cents"])
    settled = fulfilled | cooked
    move(Kind.SETTLEMENT, platform, store, app["basket_cents"][settled])
    move(Kind.COMMISSION, store, platform, app["commission_cents"][settled])
    brought = (orders["state"] == State.FULFILLED) | (orders["cause"] == Cause.NOT_FOUND)
    brought &= orders["channel"] == Channel.DELIVERY
    move(Kind.ORDER_PAY, platform, Account.COURIER, orders["courier_pay_cents"][brought])
    made = orders[~np.isnan(orders["cooking_min"])]
    food = np.rint(rules.stores.food_cost_share * made["basket_cents"]).astype(np.int64)
    move(Kind.INGREDIENTS, store, Account.SUPPLIER, food)
    sold = orders[taken_by(result, Taker.STORE) & (orders["state"] == State.FULFILLED)]
    strangers = is_strangers(sold)
    move(Kind.WALK_IN_SALE, consumer, store, sold["basket_cents"][~strangers])
    move(Kind.STREET_SALE, consumer, store, sold["basket_cents"][strangers])
    if "membership" in result.own:
        counts = result.own["membership"][COUNTS_OF_MEMBERSHIP]
        move(Kind.MEMBER_FEE, consumer, platform, counts["fee_cents"])
        move(Kind.MEMBER_BENEFIT, platform, consumer, counts["benefit_cents"])
        move(Kind.FEE, consumer, platform, counts["benefit_cents"])  # fees at their full level
    if "marketing" in result.own:
        sent = result.own["marketing"][MEDIA_OF_MARKETING]["cents"]
        move(Kind.MARKETING, platform, Account.MEDIA, sent)
    if "care" in result.own:
        counts = result.own["care"][COUNTS_ROWS]
        move(Kind.COMPENSATION, platform, consumer, counts["compensation_cents"])
        move(Kind.CARE, platform, Account.AGENT, care.paid_for_help(result))
    if "returns" in result.own:
        counts = result.own["returns"][COUNTS_OF_RETURNS]
        move(Kind.RETURN, store, consumer, counts["refund_cents"])
        move(Kind.RETURN_FETCH, store, Account.CARRIER, counts["fetch_cents"])
        move(Kind.RESTOCK, Account.SUPPLIER, store, counts["restock_cents"])
    if "addons" in result.own:
        counts = result.own["addons"][COUNTS_OF_ADDONS]
        move(Kind.ADDON_SALE, consumer, store, counts["sale_cents"])
        move(Kind.ADDON_COST, store, Account.SUPPLIER, counts["cost_cents"])
    if "regulation" in result.own:
        fines, counts = result.own["regulation"][1:3]
        broken = counts["n"].reshape(-1, len(fines)).sum(axis=0)
        move(Kind.FINE, platform, Account.STATE, broken * fines["cents"])
    if "points" in result.own:
        counts = result.own["points"][COUNTS_OF_POINTS]
        move(Kind.POINTS, platform, consumer, counts["earned"] - counts["expired"])
    if "replenishment" in result.own:
        costs = result.own["replenishment"][COUNTS_OF_REPLENISHMENT]
        move(Kind.WASTE, store, Account.SUPPLIER, costs["waste_cents"])
        move(Kind.HOLDING, store, Account.SUPPLIER, costs["holding_cents"])
    move(Kind.SHRINKAGE, store, Account.SUPPLIER, result.stores["shrunk_cents"])
    if "picking" in result.own:
        move(Kind.WRONG_REFUND, store, consumer, picking.paid_back(result))
        move(Kind.MACHINES, store, Account.SUPPLIER, picking.paid_for_machines(result))
    if rules.mechanisms.kitchen_wages.enabled and rules.replay.orders is None:
        move(Kind.KITCHEN_WAGES, store, Account.COOK, wages_of_cooks(result))
    if "lists" in result.own:
        move(Kind.ADVERTISING, store, platform, result.own["lists"][COUNTS_OF_LISTS]["paid_cents"])
    rivals = orders[taken_by(result, Taker.RIVAL)]
    came = rivals[rivals["state"] == State.FULFILLED]
    move(Kind.RIVAL_SALE, consumer, Account.RIVAL, paid_cents(came))
    begun = rivals[~np.isnan(rivals["cooking_min"])]
    due = begun["basket_cents"] - begun["commission_cents"]
    move(Kind.RIVAL_SETTLEMENT, Account.RIVAL, store, due)
    return book


def check_book_balances(result: RunResult) -> None:
    """Every page and every kind of posting sums to zero."""
    assert (result.book.sum(axis=2) == 0).all()


def check_book_agrees_with_orders(result: RunResult) -> None:
    """Each account's gain of each kind is what the orders' columns say, to the cent."""
    book = result.book.sum(axis=0)
    expected = expected_book(result)
    for kind, name in enumerate(ledger.KINDS):
        if kind not in (Kind.GUARANTEE, Kind.RUNNING_COST, Kind.REFERRAL, *DEPOSITS):
            assert (book[kind] == expected[kind]).all(), (name, book[kind], expected[kind])


def check_book_agrees_with_couriers(result: RunResult) -> None:
    """Couriers' earnings are their orders' pay and guarantees; they bear the cost of their ways.

    A shift's cost is rounded to a cent.
    """
    couriers = result.couriers
    book = result.book.sum(axis=0)
    delivered = result.orders[result.orders["courier_pay_cents"] > 0]
    pay = np.zeros(len(couriers), np.int64)
    np.add.at(pay, delivered["courier"], delivered["courier_pay_cents"])
    guaranteed = couriers["earned_cents"] - pay
    assert (guaranteed >= 0).all()
    assert book[Kind.GUARANTEE, Account.COURIER] == guaranteed.sum()
    cost = couriers["ridden_m"].sum() / 1000 * result.scenario.couriers.cost_cents_per_km
    n_shifts = len(couriers) * (result.days + 1)
    assert abs(book[Kind.RUNNING_COST, Account.ROAD] - cost) <= 0.5 * n_shifts + 1e-6


def check_pages_are_days(result: RunResult) -> None:
    """Food, and what is paid back of it, is booked on the page of the day it is ordered."""
    app = result.orders[taken_by(result, Taker.PLATFORM)]
    day = (app["placed_min"] // DAY_MIN).astype(np.int64)
    by_day = np.bincount(day, app["basket_cents"], minlength=result.days + 1)
    food = result.book[:, (Kind.FOOD, Kind.PART_REFUND), Account.PLATFORM].sum(axis=1)
    assert (food == by_day).all()


def check_prices_of_orders(result: RunResult) -> None:
    """No price is negative, refunds are what the ending asks for, commissions the share."""
    orders = result.orders
    app = orders[taken_by(result, Taker.PLATFORM)]
    walk_ins = orders[taken_by(result, Taker.STORE)]
    for column in (
        "basket_cents",
        "fee_cents",
        "platform_discount_cents",
        "store_discount_cents",
        "sponsor_discount_cents",
        "commission_cents",
        "courier_pay_cents",
        "refund_cents",
        "late_refund_cents",
    ):
        assert (orders[column] >= 0).all(), column
    late = (app["channel"] == Channel.DELIVERY) & (app["ended_min"] > app["promised_min"])
    assert (app["late_refund_cents"] <= np.where(late, paid_cents(app), 0)).all()
    assert (paid_cents(app) >= 0).all()
    fulfilled = app["state"] == State.FULFILLED
    forfeited = food_bought(result, app)
    beyond_food = np.maximum(0, paid_cents(app) - app["basket_cents"])
    refund = np.where(fulfilled, 0, np.where(forfeited, beyond_food, paid_cents(app)))
    assert (app["refund_cents"] == refund).all()
    pricing = result.scenario.policies.pricing
    share = np.full(len(result.stores), pricing.commission_share)
    if pricing.small_commission_share is not None:
        popular = result.stores["popularity"]
        share[popular < np.median(popular)] = pricing.small_commission_share
    share = share[app["store"]]
    assert (app["commission_cents"] == np.rint(share * app["basket_cents"])).all()
    for column in ("fee_cents", "commission_cents", "refund_cents", "courier_pay_cents"):
        assert (walk_ins[column] == 0).all(), column


def check_consumers_spending(result: RunResult) -> None:
    """What each consumer spent is what their orders cost, refunds taken off.

    Rewards are apart, and so are deposits, fees of members, points, compensation, what stores pay
    back for wrong orders and for returned ones, and what strangers pay.
    """
    orders = result.orders
    spent = paid_cents(orders) - orders["refund_cents"] - orders["late_refund_cents"]
    prepaid = taken_by(result, Taker.PLATFORM)
    spent[~prepaid & (orders["state"] != State.FULFILLED)] = 0
    total = np.zeros(len(result.consumers), np.int64)
    consumers = ~is_strangers(orders)
    np.add.at(total, orders["consumer"][consumers], spent[consumers])
    assert (result.consumers["spent_cents"] == total).all()
    gained = result.book[..., Account.CONSUMER].sum()
    kinds = (Kind.REFERRAL, *DEPOSITS, Kind.MEMBER_FEE, Kind.POINTS, Kind.STREET_SALE)
    kinds += Kind.COMPENSATION, Kind.WRONG_REFUND, Kind.RETURN, Kind.ADDON_SALE
    apart = result.book[:, kinds, Account.CONSUMER].sum()
    assert gained - apart == -total.sum()


def check_deposits_are_of_reservations(result: RunResult) -> None:
    """Each is held, and given back unless its guest did not come; a fee is due for who did."""
    rules = result.scenario.mechanisms.reservation
    names = result.parts.channel_names
    reserved = result.orders["channel"] == (names.index("reserve") if "reserve" in names else -1)
    orders = result.orders[reserved]
    kept = int((orders["cause"] == Cause.NO_SHOW).sum())
    came = int((orders["state"] == State.FULFILLED).sum())
    consumer, store, platform = Account.CONSUMER, Account.STORE, Account.PLATFORM
    for kind, payer, payee, cents in (
        (Kind.DEPOSIT, consumer, platform, len(orders) * rules.deposit_cents),
        (Kind.DEPOSIT_BACK, platform, consumer, (len(orders) - kept) * rules.deposit_cents),
        (Kind.DEPOSIT_KEPT, platform, store, kept * rules.deposit_cents),
        (Kind.RESERVATION_FEE, store, platform, came * rules.fee_cents),
    ):
        gained = np.zeros(len(ledger.ACCOUNTS), np.int64)
        gained[payer], gained[payee] = -cents, cents
        assert (result.book[:, kind].sum(axis=0) == gained).all(), kind


def check_rewards_are_of_friends_who_came(result: RunResult) -> None:
    """The platform pays both rewards for each who got the app by talk, and nobody else any."""
    talk = result.scenario.mechanisms.talk
    n_referred = result.own["talk"][COUNTS_OF_TALK]["n_referred"][0] if "talk" in result.own else 0
    cents = int(n_referred) * (talk.referrer_cents + talk.friend_cents)
    gained = np.zeros(len(ledger.ACCOUNTS), np.int64)
    gained[[Account.PLATFORM, Account.CONSUMER]] = -cents, cents
    assert (result.book[:, Kind.REFERRAL].sum(axis=0) == gained).all()


def check_members_and_points(result: RunResult) -> None:
    """Members cost no more than deliveries do, at the dearest fee; points at hand are those left.

    A day's fee is that of the members at its beginning, and no more than if all were.
    """
    n, rules = len(result.consumers), result.scenario.mechanisms
    if "membership" in result.own:
        people, (counts,), _ = result.own["membership"]
        assert counts["member_days"] + counts["other_days"] == n * result.days
        due_cents = counts["member_days"] * rules.membership.fee_month_cents / 30
        assert abs(counts["fee_cents"] - due_cents) <= 0.5 * result.days + 1e-6
        n_app = taken_by(result, Taker.PLATFORM).sum()
        assert counts["member_orders"] + counts["other_orders"] == n_app
        begun = round(rules.membership.member_share * n)
        if result.scenario.warmup_days == 0 or begun == 0:
            assert people["member"].sum() == begun + counts["n_joined"] - counts["n_left"]
        assert ((people["habit"] >= 0) & (people["habit"] <= 1)).all()
    if "points" in result.own:
        people, (counts,), _ = result.own["points"]
        assert (people["points"] >= 0).all()
        assert people["points"].sum() == counts["earned"] - counts["used"] - counts["expired"]


def check_coupons(result: RunResult) -> None:
    """Budgets hold up to one order; one use a day where one is allowed; each rule is kept."""
    policies = result.scenario.policies
    orders = result.orders
    for index, policy in enumerate(policies.coupons):
        used = orders[orders["coupon"] == index]
        saving = (
            used["platform_discount_cents"]
            + used["store_discount_cents"]
            + used["sponsor_discount_cents"]
        )
        pickup = used["channel"] == 1
        saving -= np.where(
            pickup, np.minimum(policies.pickup_discount_cents, used["basket_cents"]), 0
        )
        if policy.budget_cents is not None:
            assert saving.sum() <= policy.budget_cents + saving.max(initial=0)
            assert saving[:-1].sum() < policy.budget_cents or len(used) == 0
        day = (used["placed_min"] // DAY_MIN).astype(np.int64)
        if policy.uses_per_day == 1:
            uses = np.column_stack((used["consumer"], day))
            assert len(np.unique(uses, axis=0)) == len(uses)
        assert (used["basket_cents"] >= policy.over_cents).all()
        assert np.isin((result.scenario.demand.first_weekday + day) % 7, policy.weekdays).all()
        channels = [result.parts.channel_names[channel] for channel in used["channel"]]
        assert set(channels) <= set(policy.channels)
        clock = used["placed_min"] % DAY_MIN
        opens, closes = (60 * int(c[:2]) + int(c[3:]) for c in policy.window)
        assert ((clock >= opens) & (clock < closes)).all()


CHECKS = (
    check_book_balances,
    check_book_agrees_with_orders,
    check_book_agrees_with_couriers,
    check_pages_are_days,
    check_prices_of_orders,
    check_consumers_spending,
    check_rewards_are_of_friends_who_came,
    check_deposits_are_of_reservations,
    check_members_and_points,
    check_coupons,
)
