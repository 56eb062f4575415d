"""Items, by hand: what an order asks for, what is brought, and what is paid for the rest."""

import numpy as np
import pytest

from sim import ledger, luck
from sim.agents.store import ENDLESS
from sim.ledger import Account, Kind
from sim.mechanisms import items
from sim.mechanisms.items import picking
from sim.order import Cause
from sim.simulation import alive
from tests.cities import SMALL, scenario
from tests.sim.worlds import PICKUP_ONLY, WALK_IN_ONLY, Town
from tests.uncompiled import assert_tests_pass_uncompiled

RULES = {
    "enabled": True,
    "count": 3,
    "concentration": 0,
    "lines_mean": 4,
    "left_out_share": 0,
    "substitute_share": 0,
    "cancel_share": 0,
}


class Shop(Town):
    """A shop of three items, from which one consumer picks up an order of four lines at once."""

    def __init__(self, *changes, stock=(9, 9, 9), shown=None, **rules):
        tables = {"mechanisms": {"items": RULES | rules}, "stores": {"count": 1}}
        super().__init__({"stock": {"enabled": False}}, PICKUP_ONLY, tables, *changes)
        self.items, counts, *_ = self.world.own[0]
        self.counts = counts[0]
        self.world.stores["daily_stock"] = ENDLESS
        self.items["physical_stock"] = stock
        for known in ("recorded_stock", "published_stock"):
            self.items[known] = stock if shown is None else shown
        self.asked = asked()

    def orders_one(self):
        self.needs((600, 0))
        self.advance(601)
        return self.orders[0]

    def of(self, column):
        return self.items[column].tolist()

    def counted(self, *columns):
        return tuple(self.counts[list(columns)].tolist())


BROUGHT = "n_orders", "n_lines", "n_supplied", "n_substituted", "n_given_up", "back_cents"


def draws(line):
    return luck.four(0, luck.ITEMS, 0, 0, 1 + 2 * line)


def asked():
    """How many of the four lines ask for each item."""
    return np.bincount([int(3 * draws(line)[0]) for line in range(4)], minlength=3)


@pytest.mark.uncompiled
def test_what_is_asked_for_is_taken_off_shelf_record_and_app():
    shop = Shop()
    order = shop.orders_one()
    left = (9 - shop.asked).tolist()
    for column in ("physical_stock", "recorded_stock", "published_stock"):
        assert shop.of(column) == left
    assert order.basket_cents == 4000
    assert order.reliability_score == 0
    assert shop.counted(*BROUGHT) == (1, 4, 4, 0, 0, 0)
    assert shop.counted("n_wanted", "hidden_cents", "lacking_parts") == (4, 0, 0)


@pytest.mark.uncompiled
def test_of_what_the_app_shows_as_gone_the_next_item_is_ordered():
    shop = Shop(shown=(0, 9, 0))
    shop.orders_one()
    assert shop.of("physical_stock") == [9, 5, 9]
    assert shop.counts["n_supplied"] == 4


@pytest.mark.uncompiled
@pytest.mark.parametrize("there", [9, 0])
def test_what_the_app_does_not_show_is_left_out_but_for_the_first(there):
    """All that is wanted but the first of items that are not shown; what was there is lost."""
    shop = Shop(stock=(there, 9, there), shown=(0, 9, 0), left_out_share=1)
    order = shop.orders_one()
    first = int(3 * draws(0)[0])
    n_left = 4 - shop.asked[1] - (first != 1)
    assert n_left > 0
    assert shop.of("physical_stock") == [there, 5 + n_left, there]
    assert order.basket_cents == 1000 * (4 - n_left)
    assert order.reliability_score == 0
    assert shop.world.book[0, Kind.FOOD, Account.PLATFORM] == order.basket_cents
    assert shop.counted("n_wanted", "n_lines", "n_supplied") == (4, 4 - n_left, 4 - n_left)
    assert shop.counts["hidden_cents"] == (1000 * n_left if there else 0)


@pytest.mark.uncompiled
def test_a_shop_is_on_the_app_while_an_item_is_above_the_buffer():
    shop = Shop({"stock": {"enabled": True, "safety_buffer": 1}}, stock=(1, 3, 1))
    shop.call(picking.show, 0)
    assert shop.world.stores["published_stock"] == ENDLESS
    shop.orders_one()
    assert shop.of("published_stock")[1] <= 1
    assert shop.world.stores["published_stock"] == 0
    assert shop.world.stores["physical_stock"] == 100


@pytest.mark.uncompiled
def test_a_refund_leaves_what_the_coupon_asks_for():
    coupon = {"use": "threshold", "off_cents": 500, "over_cents": 3500, "channels": ["pickup"]}
    policies = {"policies": {"coupons": [coupon]}}
    kept = int(np.argmax(asked()))
    shop = Shop(policies, stock=[9 * (item == kept) for item in range(3)], shown=(9, 9, 9))
    assert 4 - shop.asked[kept] > 0
    shop.world.campaigns["today"], shop.world.campaigns["cap_cents"] = True, np.inf
    shop.world.campaigns["off_cents"] = 500
    shop.world.consumers["coupons"] = 1
    order = shop.orders_one()
    assert order.platform_discount_cents + order.store_discount_cents == 500
    assert order.basket_cents == 3500
    assert shop.counts["back_cents"] == 500
    assert shop.world.book[0, Kind.PART_REFUND, Account.CONSUMER] == 500


@pytest.mark.uncompiled
def test_what_lacks_is_not_charged_for_and_costs_satisfaction():
    """Nothing is on the shelf of the item that is asked for least, of those asked for at all."""
    asked_for = asked()
    gone = int(np.argmin(np.where(asked_for > 0, asked_for, 9)))
    lacking = asked_for[gone]
    assert 0 < lacking < 4
    shop = Shop(stock=[0 if item == gone else 9 for item in range(3)], shown=(9, 9, 9))
    order = shop.orders_one()
    less_cents = 1000 * lacking
    assert order.basket_cents == 4000 - less_cents
    assert order.commission_cents == round(
        shop.world.terms[0].commission_share * order.basket_cents
    )
    assert order.reliability_score == pytest.approx(-2.0 * lacking / 4)
    book = shop.world.book[0]
    assert book[Kind.FOOD, Account.PLATFORM] == 4000
    assert book[Kind.PART_REFUND, Account.CONSUMER] == less_cents
    fee = shop.world.terms[0].payment_fee_share
    assert book[Kind.PAYMENT_FEE, Account.BANK] == round(fee * ledger.paid_cents(order))
    assert not book.sum(axis=1).any()
    assert shop.counted(*BROUGHT) == (1, 4, 4 - lacking, 0, 0, less_cents)
    assert shop.counts["lacking_parts"] == lacking / 4
    known = np.where(np.arange(3) == gone, 0, 9 - asked_for).tolist()  # the picker has seen it
    assert shop.of("published_stock") == shop.of("recorded_stock") == known


@pytest.mark.uncompiled
def test_another_is_brought_for_what_lacks():
    shop = Shop(stock=(0, 0, 9), shown=(9, 9, 9), substitute_share=1, substitute_weight=1)
    order = shop.orders_one()
    replaced = 4 - shop.asked[2]
    assert replaced > 0
    assert shop.of("physical_stock") == [0, 0, 5]
    assert order.basket_cents == 4000
    assert order.reliability_score == pytest.approx(-replaced / 4)
    assert shop.counted(*BROUGHT) == (1, 4, shop.asked[2], replaced, 0, 0)
    assert shop.counts["substituted_parts"] == replaced / 4
    assert shop.of("published_stock") == [0 if shop.asked[item] else 9 for item in (0, 1)] + [5]


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("stock", "cancel_share"), [((0, 9, 9), 1), ((9, 9, 0), 1), ((0, 0, 0), 0)]
)
def test_who_gives_up_for_what_lacks_has_all_back_and_so_has_the_shelf(stock, cancel_share):
    shop = Shop(stock=stock, shown=(9, 9, 9), cancel_share=cancel_share)
    order = shop.orders_one()
    lacks = any(wanted and not there for wanted, there in zip(shop.asked, stock, strict=True))
    assert (order.cause == Cause.OUT_OF_STOCK) == lacks
    if lacks:
        assert shop.of("physical_stock") == list(stock)
        assert order.refund_cents == ledger.paid_cents(order)
        assert order.basket_cents == 4000
        assert (shop.counts["n_given_up"], shop.world.stores["n_sold_out"]) == (1, 1)


@pytest.mark.uncompiled
def test_who_orders_of_a_store_that_is_no_shop_takes_no_items():
    shop = Shop(stock=(0, 0, 0), shown=(9, 9, 9))
    items.keep_to(shop.world, np.array([False]))
    assert shop.orders_one().cause == Cause.NONE
    assert shop.counts["n_orders"] == 0


@pytest.mark.uncompiled
def test_who_walks_in_takes_what_is_there_and_the_record_may_miss_it():
    shop = Shop(WALK_IN_ONLY, {"stock": {"scan_miss_share": 1}}, stock=(9, 0, 9), shown=(9, 9, 9))
    shop.needs((600, 0))
    shop.advance(700)
    assert shop.orders["cause"][0] == Cause.NONE
    assert shop.of("physical_stock") == [9 - shop.asked[0], 0, 9 - shop.asked[2]]
    assert shop.of("recorded_stock") == shop.of("published_stock") == [9, 9, 9]
    assert shop.counts["n_orders"] == 0
    assert shop.orders["basket_cents"][0] == 1000 * (4 - shop.asked[1])
    assert shop.world.book[0, Kind.WALK_IN_SALE, Account.STORE] == shop.orders["basket_cents"][0]


@pytest.mark.uncompiled
def test_with_each_item_another_vanishes_which_its_store_has_paid_for():
    """0.4 of an item of ten yuan, four times."""
    shop = Shop({"stock": {"shrink_share": 1}, "stores": {"food_cost_share": 0.4}})
    shop.orders_one()
    assert shop.of("physical_stock") == (9 - 2 * shop.asked).tolist()
    assert shop.world.stores[["n_shrunk", "shrunk_cents"]][0].item() == (4, 1600)


def test_items_are_asked_for_by_their_rank():
    tables = {"mechanisms": {"items": RULES | {"concentration": 1}}}
    up_to = items.rows(scenario(SMALL, tables))[2]["up_to"]
    assert up_to == pytest.approx([6 / 11, 9 / 11, 1])


@pytest.mark.uncompiled
def test_shelves_are_filled_at_midnight_and_the_app_is_told_in_between():
    quiet = {"days": 2, "consumers": {"count": 30}, "past": {"days": 0}}
    quiet["demand"] = {"weekday_hours": [0] * 12 + [1] + [0] * 11}
    stock = {"sync_min": 30, "record_error_sd": 0, "count_days": 1, "days_of_demand": 2}
    rules = RULES | {"days_of_demand": 0.5, "concentration": 1}
    changes = quiet, {"stock": stock}, {"mechanisms": {"items": rules}}
    market = alive(scenario(SMALL, *changes), 0)
    stores, shop = market.world.stores, market.world.own[0][0]
    usual = alive(scenario(SMALL, *changes[:-1]), 0).world.stores["daily_stock"]
    first = np.ceil(0.5 * 4 * 6 / 11 * usual / 2)
    assert shop["daily_stock"].reshape(-1, 3)[:, 0] == pytest.approx(first, abs=1)
    for column in ("daily_stock", "physical_stock", "recorded_stock", "published_stock"):
        assert (stores[column] == ENDLESS).all()
    market.clock.run(until=1)
    shop["recorded_stock"] = 1
    market.clock.run(until=29.5)
    assert (shop["published_stock"] == shop["daily_stock"]).all()
    assert (stores["published_stock"] == ENDLESS).all()
    market.clock.run(until=30.5)
    assert (shop["published_stock"] == 1).all()
    assert (stores["published_stock"] == 0).all()  # none is above the buffer
    shop["physical_stock"] = 0
    market.clock.run(until=1441)
    for column in ("physical_stock", "recorded_stock", "published_stock"):
        assert (shop[column] == shop["daily_stock"]).all()
    assert (stores["published_stock"] == ENDLESS).all()


def test_the_slow_ones_pass_uncompiled():
    assert_tests_pass_uncompiled(__file__)
