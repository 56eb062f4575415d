"""What an alternative by each channel weighs, by hand: its worth, its money and its wait.

A store 1500 m away, whose food takes ten minutes; 4400 cents at its prices, 4000 at usual ones. On
foot a hundred metres take two minutes, and each counts three times.
"""

import math

import pytest

from sim.flow import worth
from sim.flow.channels import delivery, pickup, walk_in
from sim.flow.choosing import Candidate
from sim.flow.parts import Mechanism
from sim.order import Channel
from tests.sim.worlds import session_of, with_coupons
from tests.uncompiled import assert_tests_pass_uncompiled

COUPON = {"use": "percent", "percent": 20, "cap_cents": 700, "channels": ["delivery", "pickup"]}
PER_CENT, PER_MIN = 0.002, 0.05
UTILS = 0.3
NOWHERE = -math.inf, -1, 0


def town_with(**changes):
    """A fee of 350 and one of 50 for the service, both felt half as much again."""
    town = with_coupons(COUPON)
    world = town.world
    world.tariff["base_cents"], world.tariff["per_km_cents"], world.tariff["pad_min"] = 300, 100, 6
    world.rates["fee_free_km"], world.rates["estimate_weight"] = 1, 1
    world.terms["service_fee_cents"], world.terms["pickup_discount_cents"] = 50, 200
    world.choice["fee_salience"], world.choice["access_weight"] = 1.5, 3
    world.choice["per_scale"] = 0.5
    world.outside["walking_utils"] = -0.2
    world.choice["quality_per_star"], world.choice["inertia"] = 2, 0.7
    world.segments["delivery_constant"], world.segments["pickup_constant"] = 0.9, 0.6
    world.segments["walkin_constant"] = 0.4
    world.consumers["price_sensitivity"], world.consumers["wait_sensitivity"] = PER_CENT, PER_MIN
    for name, value in changes.items():
        world.stores[name] = value
    return town


def looking(town, coupons=0, draw=1.0):
    return session_of(town.world.consumers[0], coupons=coupons, top_up_draw=draw)


def store_of(town, *, near=True, listed=True, delivered=True):
    draws = (0.5, 0.5, 0.5, 0.5)
    return Candidate(0, town.world.stores[0], 1500.0, delivered, near, listed, 4400.0, 0.0, draws)


def alternative(channel, town, *, coupons=0, draw=1.0, **there):
    """(log of the weight, coupon, basket)."""
    session, candidate = looking(town, coupons, draw), store_of(town, **there)
    weight, *rest = town.call(channel.alternative, session, candidate, UTILS)
    return (math.log(weight) if weight else -math.inf, *rest)


def test_a_delivery_costs_its_fees_and_its_promise():
    """Promised are 6 + 10 + 1 of handling, 2 at the door, and 15 of riding: 34."""
    v = UTILS - PER_CENT * 1.5 * (350 + 50) - PER_MIN * 34
    assert alternative(delivery, town_with()) == (pytest.approx(v / 2), -1, 4400)


def test_a_coupon_lifts_a_delivery():
    v = UTILS + PER_CENT * (700 - 1.5 * (350 + 50)) - PER_MIN * 34
    assert alternative(delivery, town_with(), coupons=1) == (pytest.approx(v / 2), 0, 4400)


def test_a_coupon_on_the_fee_gives_back_its_share_of_it():
    town = town_with()
    campaign = town.world.campaigns[0]
    campaign.basket_share, campaign.fee_share = 0, 0.4
    v = UTILS + PER_CENT * (0.4 * 350 - 1.5 * (350 + 50)) - PER_MIN * 34
    assert alternative(delivery, town, coupons=1) == (pytest.approx(v / 2), 0, 4400)


def smallest_order_of(least_cents):
    town = town_with()
    town.world.terms["min_order_cents"] = least_cents
    town.world.choice["top_up_limit_cents"] = 1000
    return town


def test_what_is_added_for_the_smallest_order_is_worth_nothing_to_the_last_to_add_it():
    v = UTILS - PER_CENT * (600 + 1.5 * (350 + 50)) - PER_MIN * 34
    found = alternative(delivery, smallest_order_of(5000))
    assert found == (pytest.approx(v / 2), -1, 5000)


def test_coupons_and_a_free_ride_go_by_the_basket_that_is_ordered():
    """A fifth of 5000 is 1000, but 700 at most; and no fee but for the service is asked."""
    town = smallest_order_of(5000)
    town.world.terms["free_over_cents"] = 4900
    v = UTILS + PER_CENT * (700 - 600 - 1.5 * 50) - PER_MIN * 34
    assert alternative(delivery, town, coupons=1) == (pytest.approx(v / 2), 0, 5000)


def test_a_gap_to_the_smallest_order_that_is_too_wide_is_filled_by_nobody():
    assert alternative(delivery, smallest_order_of(5401)) == NOWHERE


def riding_free_from(over_cents):
    town = town_with()
    town.world.terms["free_over_cents"] = over_cents
    town.world.choice["top_up_item_cents"], town.world.choice["top_up_loss_share"] = 0, 0.3
    return town


@pytest.mark.parametrize(("coupons", "coupon", "saved"), [(0, -1, 0), (1, 0, 700)])
def test_a_delivery_is_filled_up_to_ride_free_by_those_whom_the_fee_brings_to_it(
    coupons, coupon, saved
):
    """600 more spare a fee of 350, and are worth 180 less than their price."""
    fills_up = 1 / (1 + math.exp(2 - 0.5 * 350 / 600))
    town = riding_free_from(5000)
    found = alternative(delivery, town, coupons=coupons, draw=fills_up - 0.001)
    v = UTILS + PER_CENT * (saved - 180 - 1.5 * 50) - PER_MIN * 34
    assert found == (pytest.approx(v / 2), coupon, 5000)
    found = alternative(delivery, town, coupons=coupons, draw=fills_up + 0.001)
    v = UTILS + PER_CENT * (saved - 1.5 * (350 + 50)) - PER_MIN * 34
    assert found == (pytest.approx(v / 2), coupon, 4400)


def test_even_a_fee_of_a_cent_is_filled_up_for():
    """By one who adds a cent of food to spare it."""
    town = riding_free_from(4401)
    town.world.tariff["base_cents"], town.world.tariff["per_km_cents"] = 1, 0
    v = UTILS - PER_CENT * (0.3 + 1.5 * 50) - PER_MIN * 34
    found = alternative(delivery, town, draw=0.1)
    assert found == (pytest.approx(v / 2, rel=1e-9), -1, 4401)


def test_the_smallest_order_is_one_that_is_brought():
    assert alternative(pickup, smallest_order_of(9900))[2] == 4400


@pytest.mark.parametrize(("quoted_min", "wait_min"), [(10, 30), (40, 40)])
def test_a_pickup_costs_the_service_the_walk_and_the_wait(quoted_min, wait_min):
    """Waited is for the walk or the food, whichever is longer; the walk is felt beside it."""
    v = UTILS + PER_CENT * (200 - 1.5 * 50) - PER_MIN * (wait_min + 3 * 30)
    town = town_with(quoted_min=quoted_min)
    assert alternative(pickup, town) == (pytest.approx(v / 2), -1, 4400)


def test_a_coupon_lifts_a_pickup_beside_its_discount():
    v = UTILS + PER_CENT * (700 + 200 - 1.5 * 50) - PER_MIN * (30 + 3 * 30)
    assert alternative(pickup, town_with(), coupons=1) == (pytest.approx(v / 2), 0, 4400)


def test_a_walk_in_costs_the_walk_and_the_wait_and_no_fee():
    v = UTILS - PER_MIN * (10 + 3 * 30)
    assert alternative(walk_in, town_with(), coupons=1) == (pytest.approx(v / 2), -1, 4400)


@pytest.mark.parametrize(
    ("channel", "near", "listed", "there"),
    [
        (delivery, False, True, True),
        (delivery, True, False, False),
        (pickup, True, True, True),
        (pickup, False, True, False),
        (pickup, True, False, False),
        (walk_in, True, False, True),
        (walk_in, False, True, False),
    ],
)
def test_an_offer_is_there_within_reach_and_while_it_is_listed(channel, near, listed, there):
    found = alternative(channel, town_with(), near=near, listed=listed)
    assert (found != NOWHERE) == there


def test_nothing_is_brought_farther_than_its_store_delivers():
    assert alternative(delivery, town_with(), delivered=False) == NOWHERE
    assert alternative(pickup, town_with(), delivered=False) != NOWHERE


@pytest.mark.parametrize(
    ("channel", "utils"), [(delivery, 0.9), (pickup, 0.6 - 0.2), (walk_in, 0.4 - 0.2)]
)
def test_a_channel_is_worth_its_constant_and_rain_is_felt_on_foot(channel, utils):
    town = town_with()
    assert town.call(channel.worth, looking(town)) == pytest.approx(utils)


@pytest.mark.parametrize(
    ("basket_cents", "stars", "last_store", "utils"),
    [
        (4000.0, 4.6, 1, 0.0),
        (4400.0, 4.6, 1, -PER_CENT * 400),
        (3600.0, 4.6, 1, PER_CENT * 400),
        (4000.0, 4.9, 1, 2 * 0.3),
        (4000.0, 4.6, 0, 0.7),  # the store of the last order
        (4400.0, 4.9, 0, -0.8 + 0.6 + 0.7),
    ],
)
def test_a_store_is_worth_its_price_its_shown_quality_and_the_habit(
    basket_cents, stars, last_store, utils
):
    town = town_with(shown_quality=stars, quality=1)
    town.world.consumers["last_store"] = last_store
    found = town.call(worth.of_store, looking(town), 0, 1500.0, basket_cents)
    assert found == pytest.approx(utils, abs=1e-12)


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("channel", "number", "gain", "seen", "told_min", "wait_min"),
    [
        (delivery, Channel.DELIVERY, 700, 350 + 50, [34], 34 + 6),
        (pickup, Channel.PICKUP, 700 + 200, 50, [], 30 + 3 * 30),
    ],
)
def test_mechanisms_are_told_what_an_alternative_costs_and_what_is_promised(
    channel, number, gain, seen, told_min, wait_min
):
    """One thinks a promise six minutes too short, and likes all alternatives by 1."""
    waits, prices = [], []

    def expected_wait(_world, minutes, *told):
        waits.append((minutes, *told))
        return minutes + 6

    def price_utils(_world, utils, *told):
        prices.append((utils, *told))
        return utils + 1

    ear = Mechanism("ear", "hears", expected_wait=expected_wait, price_utils=price_utils)
    town = town_with()
    town.put(parts=town.world.parts.with_mechanisms(ear))
    session, candidate = looking(town, coupons=1), store_of(town)
    weight, *_ = town.call(channel.alternative, session, candidate, UTILS)
    assert waits == [(minutes, session, candidate) for minutes in told_min]
    assert prices == [(UTILS, session, candidate, number, gain, seen)]
    v = UTILS + 1 + PER_CENT * (gain - 1.5 * seen) - PER_MIN * wait_min
    assert math.log(weight) == pytest.approx(v / 2)


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
