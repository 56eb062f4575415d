"""The checkout: an order is written, charged and funded, and the shelf is emptied."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import luck
from sim.flow import checkout, coupons, kitchen
from sim.flow.choosing import Place
from sim.flow.news import News
from sim.flow.parts import Mechanism
from sim.ledger import Account, Kind
from sim.order import Channel
from tests.sim.worlds import HERE, Town, chosen_by, session_of, with_coupons
from tests.uncompiled import assert_tests_pass_uncompiled

PERCENT = {"use": "percent", "percent": 20, "cap_cents": 700}
THRESHOLD = {"use": "threshold", "off_cents": 500, "over_cents": 3000}


def charged(town, basket, fee, coupon, discount=0):
    """A new order of consumer 0, paid."""
    order_id = town.call(checkout.write_order, 0, 0, 0, Channel.DELIVERY, HERE, 600.0)
    town.call(checkout.charge, order_id, float(basket), float(fee), discount, coupon)
    return town.world.orders[order_id]


# Money


def test_an_order_carries_its_prices_and_its_commission():
    town = with_coupons(PERCENT, pricing={"use": "flat", "commission_share": 0.18})
    order = charged(town, 2000.4, 349.6, 0)
    assert (order.basket_cents, order.fee_cents, order.coupon) == (2000, 350, 0)
    assert (order.platform_discount_cents, order.store_discount_cents) == (400, 0)
    assert order.sponsor_discount_cents == 0
    assert order.commission_cents == 360
    assert town.world.campaigns["budget_left_cents"][0] == math.inf


def test_of_a_small_store_another_share_is_taken():
    pricing = {"use": "flat", "commission_share": 0.18, "small_commission_share": 0.05}
    town = with_coupons(PERCENT, pricing=pricing)
    assert charged(town, 2000, 0, 0).commission_cents == 360
    town.world.stores["small"] = True
    assert charged(town, 2000, 0, 0).commission_cents == 100


def test_prices_coupon_and_commission_are_rounded_to_the_nearest_cent():
    """2002.6 of food; 20 % of 2003 are 400.6, 18 % are 360.54."""
    town = with_coupons(PERCENT, pricing={"use": "flat", "commission_share": 0.18})
    order = charged(town, 2002.6, 349.4, 0)
    assert (order.basket_cents, order.fee_cents) == (2003, 349)
    assert (order.platform_discount_cents, order.commission_cents) == (401, 361)


def test_each_use_of_a_coupon_counts_and_is_marked_beside_the_others():
    town = with_coupons(PERCENT, PERCENT, PERCENT)
    town.world.campaigns["n_used"] = 5
    town.world.consumers["coupons_used"] = 0b001
    charged(town, 2000, 0, 2)
    assert town.world.campaigns["n_used"].tolist() == [5, 5, 6]
    assert town.world.consumers["coupons_used"][0] == 0b101


def test_the_last_coupon_of_a_budget_takes_off_what_is_left():
    town = with_coupons(PERCENT | {"budget_cents": 600, "uses_per_day": 0})
    for left, offered in ((200, True), (0, False)):
        charged(town, 2000, 0, 0)
        assert town.world.campaigns["budget_left_cents"][0] == left
        assert town.call(coupons.is_valid, town.world.consumers[0], 0, 600.0) == offered


def test_the_last_coupon_of_a_day_s_budget_takes_off_what_is_left_of_it():
    town = with_coupons(PERCENT | {"daily_budget_cents": 600, "uses_per_day": 0})
    for left, offered in ((200, True), (0, False)):
        charged(town, 2000, 0, 0)
        assert town.world.campaigns["day_left_cents"][0] == left
        assert town.call(coupons.is_valid, town.world.consumers[0], 0, 600.0) == offered
    assert town.world.campaigns["budget_left_cents"][0] == math.inf


@pytest.mark.parametrize(
    ("funding", "split"),
    [
        ({"platform": 1}, (333, 0, 0)),
        ({"store": 1}, (0, 333, 0)),
        ({"sponsor": 1}, (0, 0, 333)),
        ({"platform": 0.5, "store": 0.5}, (167, 166, 0)),
        ({"store": 0.5, "sponsor": 0.5}, (0, 166, 167)),
        ({"platform": 0.4, "store": 0.3, "sponsor": 0.3}, (133, 100, 100)),
    ],
)
def test_a_coupon_is_funded_by_the_shares(funding, split):
    """333 cents; an odd half goes to the even number, the rest is borne by whoever is last."""
    order = charged(with_coupons(THRESHOLD | {"off_cents": 333, "funded_by": funding}), 4000, 0, 0)
    assert split == (
        order.platform_discount_cents,
        order.store_discount_cents,
        order.sponsor_discount_cents,
    )


@given(
    off=st.integers(1, 2000),
    parts=st.tuples(*[st.integers(0, 20)] * 3).filter(any),
)
def test_the_split_adds_up_to_the_cent_and_charges_nobody_who_funds_nothing(off, parts):
    platform, store, _ = (part / sum(parts) for part in parts)
    town = with_coupons(THRESHOLD | {"off_cents": off})
    campaign = town.world.campaigns[0]
    campaign.platform_share, campaign.store_share = platform, store
    order = charged(town, 4000, 0, 0)
    split = [order[f"{name}_discount_cents"] for name in ("platform", "store", "sponsor")]
    assert sum(split) == off
    for cents, part in zip(split, parts, strict=True):
        assert abs(cents - off * part / sum(parts)) <= 1
        assert cents == 0 or part > 0
    assert (town.world.book.sum(axis=2) == 0).all()
    assert town.world.book[0, Kind.COUPON, Account.CONSUMER] == off


def test_a_discount_is_never_more_than_the_basket():
    town = Town()
    assert charged(town, 2000, 0, -1, 300).platform_discount_cents == 300
    assert charged(town, 200, 0, -1, 300).platform_discount_cents == 200
    assert charged(town, 2000, 0, -1, 0).platform_discount_cents == 0


def test_a_coupon_counts_on_what_the_discount_leaves():
    """20 % of 2000 - 500."""
    town = with_coupons(PERCENT)
    assert charged(town, 2000, 0, 0, 500).platform_discount_cents == 500 + 300


@pytest.mark.parametrize(("uses_per_day", "used"), [(1, 1), (0, 0)])
def test_a_use_is_marked_only_where_uses_are_limited(uses_per_day, used):
    town = with_coupons(PERCENT | {"uses_per_day": uses_per_day})
    charged(town, 2000, 0, 0)
    assert town.world.consumers["coupons_used"][0] == used
    assert town.world.campaigns["n_used"][0] == 1


@pytest.mark.parametrize(
    ("coupon", "draw", "paid"),
    [(-1, 0.89, True), (-1, 0.91, False), (0, 0.79, True), (0, 0.81, False)],
)
def test_a_coupon_s_conditions_cost_some_who_were_about_to_pay(coupon, draw, paid):
    """One step loses a tenth, and half of that more for each of two conditions."""
    town = with_coupons(PERCENT)
    choice = town.world.choice[0]
    choice.checkout_steps, choice.loss_per_step, choice.complexity = 1, 0.1, 0.5
    town.world.campaigns["n_conditions"] = 2
    session = session_of(town.world.consumers[0], coupons=1, checkout_draw=draw)
    assert town.call(checkout.is_paid, session, chosen_by(Channel.DELIVERY, coupon)) == paid


# A new order, the kitchen and the shelf


def test_a_new_order_knows_who_what_where_and_when_and_nothing_else():
    town = Town(homes=[(0, 0), (300, 400)], stores=[{}, {"preparation_min": 7}])
    at = Place(cell=0, zone=1, x_m=300.0, y_m=400.0)
    row = town.call(checkout.write_order, 1, 5, 1, Channel.DELIVERY, at, 33.0)
    order, consumer = town.world.orders[row], town.world.consumers[1]
    assert town.life(row) == {"placed": 33}
    assert (order.consumer, order.need, order.store, order.channel) == (1, 5, 1, Channel.DELIVERY)
    assert (order.courier, order.coupon, order.refused_by, order.next_in_queue) == (-1,) * 4
    assert (order.zone, order.door_x_m, order.door_y_m) == (1, 300, 400)
    assert order.distance_m == 500
    assert order.service_min == 7
    assert (consumer.n_orders, consumer.last_store, consumer.last_order_min) == (1, 1, 33)
    assert town.world.stores["n_orders"].tolist() == [0, 1]
    assert town.world.state["n_open"][0] == 1


def test_a_new_order_takes_its_consumer_s_segment_and_the_cook_s_time_of_this_need():
    town = Town(homes=[(0, 0)] * 4, stores=[{"preparation_min": 7}])
    town.world.preparation[:] = np.arange(len(town.world.preparation)) / kitchen.PER_UNIT
    town.world.consumers["segment"][3] = 2
    town.world.consumers["n_orders"][3] = town.world.stores["n_orders"][0] = 6
    order = town.world.orders[
        town.call(checkout.write_order, 3, 1, 0, Channel.DELIVERY, HERE, 33.0)
    ]
    assert order.segment == 2
    service_min = 7 * luck.exponential(0, luck.PREPARATION, 3, 1)
    assert order.service_min == pytest.approx(service_min)
    assert town.world.consumers["n_orders"][3] == town.world.stores["n_orders"][0] == 7


def test_recorded_food_is_ready_when_it_was_whatever_the_kitchen_does():
    town = Town()
    row = town.call(checkout.write_order, 0, 0, 0, Channel.DELIVERY, HERE, 33.0)
    town.call(kitchen.predict, row, 77.0, 33.0)
    assert town.call(checkout.send_to_kitchen, row, 77.0, 33.0)
    order = town.world.orders[row]
    assert math.isnan(order.service_min)
    assert (order.predicted_ready_min, town.world.stores["n_cooking"][0]) == (77, 0)
    town.advance(100)
    assert town.life(row) == {"placed": 33, "cooking": 33, "ready": 77}


@pytest.mark.uncompiled
@pytest.mark.parametrize("held", [True, False])
def test_an_order_that_a_mechanism_holds_does_not_reach_the_kitchen(held):
    told = []

    def holds(_world, before, order_id, now):
        told.append((before, order_id, now))
        return held

    town = Town()
    town.put(parts=town.world.parts.with_mechanisms(Mechanism("booking", "holds", held=holds)))
    for need in (0, 1):
        row = town.call(checkout.write_order, 0, need, 0, Channel.DELIVERY, HERE, 33.0)
    assert town.call(checkout.send_to_kitchen, row, math.nan, 35.0) == (not held)
    assert told == [(False, 1, 35)]
    assert town.world.stores["n_cooking"][0] == (not held)


def test_each_order_that_an_empty_shelf_refuses_counts_and_is_told():
    town = Town({"stock": {"enabled": True}}, homes=[(0, 0)], stores=[{}, {"physical_stock": 0}])
    town.world.stores["n_sold_out"] = 6
    town.world.shown[:] = [[1, -1]]
    town.needs((10, 0))
    assert town.advance(20).subject == 1
    assert town.world.stores["n_sold_out"].tolist() == [6, 7]


def test_a_store_sold_out_against_its_record_cancels_and_pays_back():
    town = Town({"stock": {"enabled": True, "safety_buffer": 1}}, homes=[(0, 0)] * 2)
    town.world.tariff["base_cents"] = 300
    town.world.stores["physical_stock"] = 1
    town.world.stores["published_stock"] = 9
    town.needs((10, 0), (11, 1))
    assert town.advance(20) == (News.SOLD_OUT, 0, town.now_min)
    assert town.now_min == 11
    assert [town.ending(order) for order in range(2)] == ["cooking", "cancelled out_of_stock"]
    assert town.world.orders["refund_cents"][1] == 4000 + 300
    store = town.world.stores[0]
    assert (store.physical_stock, store.published_stock, store.n_sold_out) == (0, 7, 1)
    assert town.waiting_orders() == [0]
    assert town.world.consumers["spent_cents"][1] == 0


def test_an_unlimited_shelf_is_not_counted():
    town = Town()
    town.needs((0, 0))
    town.advance(1)
    assert town.world.stores["physical_stock"][0] == 100
    assert town.world.stores["published_stock"][0] == 100


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
