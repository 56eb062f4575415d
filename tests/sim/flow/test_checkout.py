"""The checkout: fees, promises, the best coupon, who pays for it, and the shelf."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.flow import checkout
from sim.ledger import Account, Kind
from sim.order import Channel
from tests.sim.worlds import Town

ALL = 0b111


def with_coupons(*coupons, **changes):
    """A town whose campaigns are all valid today, for everybody."""
    town = Town({"policies": {"coupons": list(coupons), **changes}})
    campaigns = town.world.campaigns
    for campaign, policy in zip(campaigns, town.scenario.policies.coupons, strict=True):
        offer = policy(town.view())
        campaign.today = True
        campaign.off_cents = offer.off_cents
        campaign.basket_share = offer.basket_share
        campaign.cap_cents = offer.cap_cents
        campaign.fee_share = offer.fee_share
    town.world.consumers["coupons"] = (1 << len(coupons)) - 1
    return town


def charged(town, basket, fee, coupon, channel=Channel.DELIVERY):
    """A new order of consumer 0, paid."""
    order_id = town.call(checkout.new_order, 0, 0, 0, channel, 0.0, 0.0, 600.0)
    town.call(checkout.charge, order_id, float(basket), float(fee), coupon)
    return town.world.orders[order_id]


# Fee and promise


@pytest.mark.parametrize(
    ("metres", "basket", "fee"),
    [
        (0, 2000, 250),
        (1000, 2000, 250),
        (1500, 2000, 300),
        (3000, 4999, 450),
        (3000, 5000, 0),
        (0, 9000, 0),
    ],
)
def test_the_fee_covers_the_first_kilometre_and_large_baskets_ride_free(metres, basket, fee):
    town = Town({"policies": {"pricing": {"use": "flat", "free_over_cents": 5000}}})
    town.world.rates["fee_free_km"] = 1
    town.world.tariff["base_cents"] = 250
    town.world.tariff["per_km_cents"] = 100
    store = town.world.stores[0]
    asked = town.call(checkout.delivery_fee_cents, store, float(metres), float(basket))
    assert asked == pytest.approx(fee)


def test_the_fee_and_the_promise_are_those_of_the_store_s_zone():
    town = Town(stores=[{"x_m": 100}, {"x_m": 1900}])
    town.world.tariff["base_cents"] = [300, 700]
    town.world.tariff["pad_min"] = [5, 50]
    for store, fee, promise in zip(town.world.stores, (300, 700), (5, 50), strict=True):
        assert town.call(checkout.delivery_fee_cents, store, 0.0, 1000.0) == fee
        assert town.call(checkout.quoted_promise_min, store, 0.0) == promise


def test_a_promise_is_the_pad_and_a_weight_of_quote_handling_and_ride():
    """Quote 10, out of the store 1, in at the door 2, and 400 m are 4 minutes: 17 expected."""
    town = Town()
    town.world.tariff["pad_min"] = 6
    store = town.world.stores[0]
    assert town.call(checkout.expected_min, store, 400.0) == 17
    for weight, promise in ((0, 6), (1, 23), (0.5, 14.5)):
        town.world.rates["estimate_weight"] = weight
        assert town.call(checkout.quoted_promise_min, store, 400.0) == promise


# Coupons

PERCENT = {"use": "percent", "percent": 20, "cap_cents": 700}
THRESHOLD = {"use": "threshold", "off_cents": 500, "over_cents": 3000}
FREE = {"use": "free_delivery"}


@pytest.mark.parametrize(
    ("coupon", "basket", "fee", "saving"),
    [
        (PERCENT, 2000, 300, 400),
        (PERCENT, 3500, 300, 700),
        (PERCENT, 9000, 300, 700),
        (THRESHOLD, 3000, 300, 500),
        (THRESHOLD | {"over_cents": 0}, 320, 300, 320),
        (FREE, 2000, 350, 350),
        (FREE | {"fee_share": 0.4}, 2000, 350, 140),
    ],
)
def test_a_coupon_saves_its_amount_up_to_its_cap_and_the_basket(coupon, basket, fee, saving):
    campaign = with_coupons(coupon).world.campaigns[0]
    assert checkout.saving_cents(campaign, float(basket), float(fee)) == pytest.approx(saving)


@pytest.mark.parametrize(
    ("channel", "basket", "fee", "best", "gain"),
    [
        (Channel.DELIVERY, 2000, 350, 0, 400),  # 20 % against 350 of fee
        (Channel.DELIVERY, 1700, 350, 2, 350),
        (Channel.DELIVERY, 3000, 350, 0, 600),
        (Channel.DELIVERY, 2000, 900, 2, 900),
        (Channel.PICKUP, 1700, 0, 0, 340),  # free delivery is of no use here
        (Channel.DELIVERY, 0, 0, -1, 0),
    ],
)
def test_the_coupon_worth_most_for_the_offer_is_used(channel, basket, fee, best, gain):
    town = with_coupons(PERCENT, THRESHOLD, FREE)
    no_top_up = 1.0
    found = town.call(checkout.best_coupon, ALL, channel, float(basket), float(fee), no_top_up)
    assert found == (best, pytest.approx(gain), basket)


def test_only_campaigns_valid_for_the_consumer_are_looked_at():
    town = with_coupons(PERCENT, THRESHOLD, FREE)
    found = {valid: find(town, valid, 5000.0, 350.0) for valid in range(8)}
    assert {valid: best for valid, (best, _, _) in found.items()} == {
        0b000: -1,
        0b001: 0,
        0b010: 1,
        0b011: 0,
        0b100: 2,
        0b101: 0,
        0b110: 1,
        0b111: 0,
    }


def find(town, valid, basket, fee, draw=1.0):
    return town.call(checkout.best_coupon, valid, Channel.DELIVERY, basket, fee, draw)


def test_a_basket_just_below_the_threshold_is_filled_up():
    """600 more buy a coupon of 500; of added items, 30 % are not worth their price: 180."""
    town = with_coupons(THRESHOLD)
    draw = 1 / (1 + math.exp(-(-2.0 + 0.5 * 500 / 600)))
    assert find(town, 1, 2400.0, 0.0, draw - 1e-9) == (0, pytest.approx(500 - 180), 3000)
    assert find(town, 1, 2400.0, 0.0, draw + 1e-9) == (-1, 0, 2400)


def test_a_gap_beyond_the_limit_is_never_filled():
    town = with_coupons(THRESHOLD)
    assert find(town, 1, 2000.0, 0.0, 0.0)[0] == 0
    assert find(town, 1, 1999.0, 0.0, 0.0)[0] == -1


def test_a_top_up_that_costs_more_than_it_brings_is_left():
    """A gap of 900 loses 270, more than the 200 that the coupon takes off."""
    town = with_coupons(THRESHOLD | {"off_cents": 200})
    assert find(town, 1, 2100.0, 0.0, 0.0) == (-1, 0, 2100)


@pytest.mark.parametrize(
    "spoiled",
    [
        {"today": False},
        {"budget_left_cents": 0.0},
        {"from_min": 601.0},
        {"to_min": 600.0},
    ],
)
def test_a_coupon_is_offered_within_its_day_its_hours_and_its_budget(spoiled):
    town = with_coupons(PERCENT)
    consumer, campaign = town.world.consumers[0], town.world.campaigns[0]
    assert town.call(checkout.is_valid, consumer, 0, 600.0)
    for name, value in spoiled.items():
        campaign[name] = value
    assert not town.call(checkout.is_valid, consumer, 0, 600.0)


def test_a_coupon_is_offered_to_whom_it_addresses_and_once_a_day():
    town = with_coupons(PERCENT, PERCENT)
    consumer = town.world.consumers[0]
    consumer.coupons = 0b10
    assert not town.call(checkout.is_valid, consumer, 0, 600.0)
    assert town.call(checkout.is_valid, consumer, 1, 600.0)
    consumer.coupons_used = 0b10
    assert not town.call(checkout.is_valid, consumer, 1, 600.0)


@pytest.mark.parametrize(("uses_per_day", "used"), [(1, 1), (0, 0)])
def test_a_use_is_marked_only_where_uses_are_limited(uses_per_day, used):
    town = with_coupons(PERCENT | {"uses_per_day": uses_per_day})
    charged(town, 2000, 0, 0)
    assert town.world.consumers["coupons_used"][0] == used
    assert town.world.campaigns["n_used"][0] == 1


# Money


def test_an_order_carries_its_prices_and_its_commission():
    town = with_coupons(PERCENT, pricing={"use": "flat", "commission_share": 0.18})
    order = charged(town, 2000.4, 349.6, 0)
    assert (order.basket_cents, order.fee_cents, order.coupon) == (2000, 350, 0)
    assert (order.platform_discount_cents, order.store_discount_cents) == (400, 0)
    assert order.sponsor_discount_cents == 0
    assert order.commission_cents == 360
    assert town.world.campaigns["budget_left_cents"][0] == math.inf


def test_the_budget_pays_its_last_coupon_in_full_and_then_no_more():
    town = with_coupons(PERCENT | {"budget_cents": 600, "uses_per_day": 0})
    for left, offered in ((200, True), (-200, False)):
        charged(town, 2000, 0, 0)
        assert town.world.campaigns["budget_left_cents"][0] == left
        assert town.call(checkout.is_valid, town.world.consumers[0], 0, 600.0) == offered


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


def test_a_pickup_is_cheaper_by_its_discount_but_never_below_nothing():
    town = Town({"policies": {"pickup_discount_cents": 300}})
    assert charged(town, 2000, 0, -1, Channel.PICKUP).platform_discount_cents == 300
    assert charged(town, 200, 0, -1, Channel.PICKUP).platform_discount_cents == 200
    assert charged(town, 2000, 0, -1, Channel.DELIVERY).platform_discount_cents == 0


def test_a_coupon_counts_on_what_the_pickup_discount_leaves():
    """20 % of 2000 - 500."""
    town = with_coupons(PERCENT, pickup_discount_cents=500)
    assert charged(town, 2000, 0, 0, Channel.PICKUP).platform_discount_cents == 500 + 300


# A new order, the kitchen and the shelf


def test_a_new_order_knows_who_what_where_and_when_and_nothing_else():
    town = Town(homes=[(0, 0), (300, 400)], stores=[{}, {"preparation_min": 7}])
    row = town.call(checkout.new_order, 1, 5, 1, Channel.DELIVERY, 300.0, 400.0, 33.0)
    order, consumer = town.world.orders[row], town.world.consumers[1]
    assert town.life(row) == {"placed": 33}
    assert (order.consumer, order.need, order.store, order.channel) == (1, 5, 1, Channel.DELIVERY)
    assert (order.courier, order.coupon, order.refused_by, order.next_in_queue) == (-1,) * 4
    assert (order.door_x_m, order.door_y_m, order.distance_m) == (300, 400, 500)
    assert order.service_min == 7
    assert (consumer.n_orders, consumer.last_store, consumer.last_order_min) == (1, 1, 33)
    assert town.world.stores["n_orders"].tolist() == [0, 1]
    assert town.world.state["n_open"][0] == 1


def test_a_delivery_goes_to_the_kitchen_and_to_dispatch_at_once():
    town = Town(homes=[(400, 0)])
    town.world.tariff["pad_min"] = 6
    town.world.rates["estimate_weight"] = 1
    town.needs((100, 0))
    town.advance(101)
    order = town.world.orders[0]
    assert town.life(0) == {"placed": 100, "cooking": 100}
    assert (order.expected_min, order.promised_min) == (17, 123)
    assert order.predicted_ready_min == 110
    assert town.waiting_orders() == [0]


def test_a_store_sold_out_against_its_record_cancels_and_pays_back():
    town = Town({"stock": {"enabled": True, "safety_buffer": 1}}, homes=[(0, 0)] * 2)
    town.world.tariff["base_cents"] = 300
    town.world.stores["physical_stock"] = 1
    town.world.stores["published_stock"] = 9
    town.needs((10, 0), (11, 1))
    assert town.advance(20) == 0
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


def test_a_pickup_comes_when_it_was_said_to_be_ready():
    """The promise is the quote or the walk, whichever is longer; both start at the order."""
    town = Town(homes=[(300, 0), (900, 0)], stores=[{"n_cooks": 2}])
    for consumer in range(2):
        x_m = float(town.world.consumers["home_x_m"][consumer])
        row = town.call(checkout.new_order, consumer, 0, 0, Channel.PICKUP, x_m, 0.0, 0.0)
        town.call(checkout.charge, row, 1000.0, 0.0, -1)
        town.call(checkout.place_pickup, row, 0.0)
    assert town.orders["promised_min"].tolist() == [10, 18]
    town.advance(30)
    assert [town.life(row)["ended"] for row in range(2)] == [10, 18]


def test_a_slow_kitchen_makes_the_pickup_s_consumer_come_later():
    """Predicted ready at 12 against a promise of 10."""
    town = Town()
    town.world.preparation[:] = 1.2
    row = town.call(checkout.new_order, 0, 0, 0, Channel.PICKUP, 0.0, 0.0, 0.0)
    town.call(checkout.place_pickup, row, 0.0)
    town.advance(30)
    assert town.life(row)["at_store"] == 12
