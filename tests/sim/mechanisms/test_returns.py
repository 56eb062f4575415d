"""Returns, by hand: who wishes to return what, by which way it goes, and what that costs."""

import math

import pytest
from numba import njit

from sim import luck
from sim.agents import odds
from sim.mechanisms import kinds, returns
from sim.mechanisms.returns import COUNTS_ROW, MECHANISM, RULES_ROW, STORES_ROWS
from sim.order import Cause, Channel
from sim.simulation import run
from tests.cities import ASLEEP, SMALL, scenario
from tests.sim.mechanisms.alike import differing
from tests.sim.worlds import Town, postings
from tests.uncompiled import assert_tests_pass_uncompiled

_, DELAY, LOSS, _ = luck.four(0, luck.RETURNS, 0, 0, 0)
WISHED_MIN = 100 - 10 * math.log(DELAY)
# What consumer 0 has paid for goods of 20000 cents, and what returning them is worth, in utils.
PAID = {"basket_cents": 20000, "fee_cents": 500, "platform_discount_cents": 1000}
WORTH = 0.0006 * 19000 * LOSS
# Ten minutes at the store and 50 m there and back, at 50 m a minute; he weighs 0.048 a minute.
BROUGHT = 0.048 * 12


class Shop(Town):
    """A town of one consumer, 50 m from the store, whose order ends at 100 and disappoints."""

    def __init__(self, **rules):
        settings = {
            "enabled": True,
            "wish_share": 1,
            "delay_min": 10,
            "store_min": 10,
            "fetch_cents": 700,
        } | rules
        changes = {"consumers": {"count": 1}, "mechanisms": {"returns": settings}}
        super().__init__(changes, homes=[(50, 0)])
        self.stores, self.counts, self.rules = self.world.own[0]

    def end(self, channel=Channel.DELIVERY, cause=Cause.NONE, **columns):
        order = self.end_one(100, cause, channel=channel, promised_min=100, **PAID | columns)
        self.world.book[:] = 0
        return order

    def gained(self):
        return postings(self.world.book[0])

    def n(self):
        counted = self.counts[0]
        return {name: int(counted[name]) for name in counted.dtype.names if counted[name]}


# At the food cost of the default, 0.7 of it on the shelf again.
def again_cents(shop, basket_cents=20000):
    return round(0.7 * shop.scenario.stores.food_cost_share * basket_cents)


@pytest.mark.parametrize(
    ("share", "weight", "score", "probability"),
    [
        (0.1, 1, 0.0, 0.1),
        (0.1, 1, 2.0, 0.1),
        (0.1, 1, -1.0, 0.2),
        (0.1, 0.5, -1.0, 0.15),
        (0.4, 1, -3.0, 1),
        (0, 1, -3.0, 0),
    ],
)
@pytest.mark.uncompiled
def test_what_disappoints_is_wished_back_more_often(share, weight, score, probability):
    rules = Shop(wish_share=share, disappointment_weight=weight).rules[0]
    assert returns.wish_probability(rules, score) == pytest.approx(probability)


@pytest.mark.uncompiled
def test_the_wish_comes_some_time_after_the_order():
    shop = Shop()
    shop.end()
    assert shop.n() == {"n_sold": 1}
    shop.advance(WISHED_MIN - 0.01)
    assert shop.n() == {"n_sold": 1}
    shop.advance(WISHED_MIN + 0.01)
    assert shop.n()["n_wished"] == 1


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("channel", "across", "expected"),
    [
        (Channel.DELIVERY, False, (1.2, math.inf)),
        (Channel.PICKUP, False, (1.2, math.inf)),
        (Channel.WALK_IN, False, (math.inf, BROUGHT)),
        (Channel.DELIVERY, True, (1.2, BROUGHT)),
        (Channel.WALK_IN, True, (1.2, BROUGHT)),
    ],
)
def test_goods_go_back_by_their_own_channel_or_by_both(channel, across, expected):
    shop = Shop(across_channels=across, fetch_min=25)
    order = shop.end(channel)
    assert shop.call(_trouble, 0) == pytest.approx(expected)
    assert shop.call(_worth, 0) == pytest.approx(WORTH)
    assert order.satisfaction > 1


@pytest.mark.uncompiled
def test_goods_are_brought_from_home_or_work_whichever_is_nearer():
    shop = Shop(across_channels=True)
    shop.end()
    for work_x_m, minutes in ((400, 12), (25, 11), (0, 10)):
        shop.world.consumers["work_x_m"] = work_x_m
        assert shop.call(_trouble, 0)[1] == pytest.approx(0.048 * minutes)


@njit
def _trouble(world, order_id):
    return returns.trouble_utils(world, world.orders[order_id])


@njit
def _worth(world, order_id):
    return returns.worth_utils(world, world.orders[order_id])


@pytest.mark.uncompiled
def test_what_is_fetched_costs_the_store_its_price_and_its_way_but_for_what_it_has_again():
    shop = Shop(fetch_min=WORTH / 0.048 - 0.01)
    order = shop.end()
    felt = float(order.satisfaction)
    shop.advance(1000)
    again = again_cents(shop)
    assert shop.gained() == {
        ("return", "store"): -19000,
        ("return", "consumer"): 19000,
        ("return_fetch", "store"): -700,
        ("return_fetch", "carrier"): 700,
        ("restock", "supplier"): -again,
        ("restock", "store"): again,
    }
    assert shop.n() == {
        "n_sold": 1,
        "n_wished": 1,
        "n_made": 1,
        "refund_cents": 19000,
        "fetch_cents": 700,
        "restock_cents": again,
    }
    assert order.satisfaction == felt


@pytest.mark.uncompiled
def test_what_was_bought_in_the_app_is_brought_to_the_store_where_that_is_easier():
    shop = Shop(across_channels=True, fetch_min=31, restock_share=0)
    assert BROUGHT < WORTH
    shop.end()
    shop.advance(1000)
    assert shop.gained() == {("return", "store"): -19000, ("return", "consumer"): 19000}
    assert (shop.n()["n_made"], shop.n()["n_across"]) == (1, 1)


@pytest.mark.uncompiled
def test_what_was_bought_in_the_store_is_fetched_where_that_is_easier():
    shop = Shop(across_channels=True, fetch_min=1, restock_share=0)
    shop.end(Channel.WALK_IN, fee_cents=0, platform_discount_cents=0)
    shop.advance(1000)
    assert shop.gained()[("return", "consumer")] == 20000
    assert shop.gained()[("return_fetch", "carrier")] == 700
    assert (shop.n()["n_made"], shop.n()["n_across"]) == (1, 1)


@pytest.mark.uncompiled
def test_what_is_too_much_trouble_is_kept_and_disappoints():
    shop = Shop(fetch_min=WORTH / 0.048 + 0.01, kept_weight=0.5)
    order, consumer, feel = shop.end(), shop.world.consumers[0], shop.world.satisfaction[0]
    felt, mean, loyalty = (
        float(each) for each in (order.satisfaction, consumer.satisfaction, consumer.loyalty)
    )
    shop.advance(1000)
    assert shop.gained() == {}
    assert shop.n() == {"n_sold": 1, "n_wished": 1}
    score = math.log((felt - 1) / (5 - felt)) - 0.5
    lost = 1 + 4 * odds.logistic(score) - felt
    assert order.ease_score == -0.5
    assert order.satisfaction - felt == pytest.approx(lost)
    assert consumer.satisfaction - mean == pytest.approx(feel.memory * lost)
    assert consumer.loyalty - loyalty == pytest.approx(feel.loyalty_gain * lost)


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("columns", "refund_cents"),
    [
        ({}, 19000),
        ({"late_refund_cents": 3000}, 16500),
        ({"late_refund_cents": 300}, 19000),
        ({"basket_cents": 800}, 0),
    ],
)
def test_no_more_is_paid_back_than_was_paid_for_the_goods_and_is_not_back_yet(
    columns, refund_cents
):
    shop = Shop()
    order = shop.end()
    for name, value in columns.items():
        order[name] = value
    assert returns.refund_cents(order) == refund_cents


@pytest.mark.uncompiled
def test_what_failed_came_wrong_or_is_of_a_store_that_takes_nothing_back_is_not_returned():
    shop = Shop()
    shop.end(cause=Cause.NO_COURIER)
    shop.end(wrong=1)
    returns.keep_to(shop.world, [False])
    shop.end()
    shop.advance(1000)
    assert shop.n() == {}


@pytest.mark.uncompiled
def test_of_several_kinds_of_business_retail_takes_back():
    on = {"mechanisms": {"returns": {"enabled": True}, "kinds": {"enabled": True}}}
    town = Town({"stores": {"count": 40}}, on, stores=[{}] * 40)
    kinds.live_past(town.world, town.scenario)
    owners = [part.name for part in town.world.parts.owners]
    of = {name: town.world.own[owners.index(name)] for name in ("kinds", "returns")}
    is_retail = of["kinds"][0]["kind"] == kinds.RETAIL
    assert 0 < is_retail.sum() < 40
    assert of["returns"][STORES_ROWS]["takes_back"].tolist() == is_retail.tolist()


def test_figures():
    counts = returns.COUNTS.empty(1)
    result = type("Result", (), {"own": {"returns": (None, counts, None)}, "days": 2})
    assert MECHANISM.kpis(result) == {
        "returned_share": None,
        "return_kept_share": None,
        "return_across_share": None,
        "return_cost_cents_per_day": 0,
    }
    counts[0] = (100, 10, 8, 2, 30000, 4000, 10000)
    assert MECHANISM.kpis(result) == {
        "returned_share": 0.08,
        "return_kept_share": 0.2,
        "return_across_share": 0.25,
        "return_cost_cents_per_day": 12000,
    }
    assert (COUNTS_ROW, RULES_ROW) == (1, 2)


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_where_nobody_wishes_it_changes_nothing():
    few = {"consumers": {"count": 20}, "past": {"days": 0}}
    none = {"mechanisms": {"returns": {"enabled": True, "wish_share": 0}}}
    without = run(scenario(SMALL, ASLEEP, few), 3)
    assert not differing(without, run(scenario(SMALL, ASLEEP, few, none), 3))


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
