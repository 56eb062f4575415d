"""Baskets filled up so that they ride free, by hand.

A delivery costs 400 and rides free from 5000 on; a gap is filled with probability
L(−2 + 0.5 · 400 / gap), and three tenths of what is added are not worth their price.
"""

import math

import pytest

from sim.flow import free_delivery
from sim.flow.choosing import Candidate
from sim.flow.free_delivery import Filled
from tests.sim.worlds import session_of, with_coupons

PRICING = {"use": "flat", "base_cents": 400, "free_over_cents": 5000}
COUPON = {"use": "free_delivery", "fee_share": 0.25, "over_cents": 5200}
GAP = 200
FILLS_UP = 1 / (1 + math.exp(2 - 0.5 * 400 / GAP))  # 0.269


def town_with(item_cents=0, coupon=COUPON):
    town = with_coupons(coupon, pricing=PRICING)
    town.world.choice["top_up_item_cents"] = item_cents
    town.world.campaigns["over_cents"] = coupon["over_cents"]
    return town


def filled_up(town, draw, *, basket=5000.0 - GAP, held=0, as_it_is=None):
    candidate = Candidate(
        0, town.world.stores[0], 1500.0, True, True, True, basket, 0.0, (0.5, 0.5, 0.5, 0.5)
    )
    session = session_of(town.world.consumers[0], coupons=held, top_up_draw=draw)
    before = as_it_is or Filled(-1, 0.0, basket, 400.0)
    return tuple(town.call(free_delivery.filled_up, session, candidate, basket, held, before))


def test_a_basket_is_filled_up_to_ride_free_by_those_whom_the_fee_brings_to_it():
    """0.269 of people add 200 for a fee of 400, of which 60 are not worth it."""
    town = town_with()
    as_it_is = (-1, 0, 4800, 400)
    assert pytest.approx(0.269, abs=0.0005) == FILLS_UP
    assert filled_up(town, FILLS_UP - 0.001) == pytest.approx((-1, -0.3 * GAP, 5000, 0))
    assert filled_up(town, FILLS_UP + 0.001) == as_it_is


def test_items_go_beyond_the_basket_that_rides_free():
    """Of who fills up by half of his chance, 400 · ln 2 beyond it: 277 more."""
    beyond = 400 * math.log(2)
    found = filled_up(town_with(item_cents=400), FILLS_UP / 2)
    assert found == pytest.approx((-1, -0.3 * (GAP + beyond), 5000 + beyond, 0))


def test_nobody_adds_more_than_the_fee_is_worth():
    """400 · ln 20 = 1198 beyond it: 0.3 · 1398 lost are more than the 400 spared."""
    found = filled_up(town_with(item_cents=400), FILLS_UP / 20)
    assert found == (-1, 0, 4800, 400)


def test_a_gap_beyond_the_limit_is_not_filled():
    found = filled_up(town_with(), 1e-9, basket=3999.0)
    assert found == (-1, 0, 3999, 400)


def test_a_coupon_whose_threshold_was_reached_takes_nothing_off_a_fee_that_is_not_asked():
    """It was to take 100 off the fee, for 400 more of food at a loss of 120."""
    town = town_with()
    before = Filled(0, 100 - 120.0, 5200.0, 400.0)
    assert filled_up(town, 1.0, held=1, as_it_is=before) == pytest.approx((0, -120, 5200, 0))


def test_a_fee_that_a_coupon_pays_already_is_filled_up_for_by_nobody():
    town = town_with(coupon=COUPON | {"fee_share": 1.0, "over_cents": 0})
    before = Filled(0, 400.0, 4800.0, 400.0)
    assert filled_up(town, 1e-9, held=1, as_it_is=before) == (0, 400, 4800, 400)
