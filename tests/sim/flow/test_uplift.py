"""Uplift, by hand: what a coupon brings of one consumer with one store in sight, and costs."""

import math

import numpy as np
import pytest
from scipy import stats

from sim.flow import uplift
from sim.mechanisms.lists.columns import RULES_ROW
from sim.settings.people import Demand
from tests.sim.worlds import Town, with_coupons
from tests.uncompiled import assert_tests_pass_uncompiled

# A need at ten, of the usual basket; who opens the app buys as often as not, at even odds.
NOON = uplift.TYPICAL.row(minute=600.0, basket_z=0.0, top_up_draw=0.5)
FIVE_OFF = {"use": "threshold", "off_cents": 500, "over_cents": 3000}
EVEN = {"opening_constant": 0, "reminder_lift": 0, "nest_scale": 0.5, "nothing_constant": -2}


def of_one(coupon, share=1.0, **choice):
    """A fee of 300, which weighs 450, and a promise of half an hour."""
    town = with_coupons(coupon)
    for name, value in (EVEN | {"per_scale": 2.0} | choice).items():
        town.world.choice[name] = value
    town.world.tariff["base_cents"], town.world.tariff["pad_min"] = 300, 30
    everyone = np.ones(1, np.bool_)
    return uplift.of_everyone(town.world, town.columns, 0, everyone, NOON, share, 0.0)[0]


def p_orders(gain_cents):
    """By the logit of one alternative: the scale of its nest does not matter."""
    return 1 / (1 + math.exp(-2 - 0.0006 * (gain_cents - 450) + 0.048 * 30))


def test_it_is_the_difference_of_two_logits_times_the_needs_of_the_day():
    orders, cents = of_one(FIVE_OFF, share=0.25)
    with_it, without = 0.5 * p_orders(500), 0.5 * p_orders(0)
    assert orders == pytest.approx(0.25 * (with_it - without))
    assert cents == pytest.approx(0.25 * with_it * 500)


def test_a_reminder_brings_orders_with_the_coupon_and_others():
    orders, _ = of_one(FIVE_OFF, reminder_lift=0.4)
    assert orders == pytest.approx(0.5 * 1.4 * p_orders(500) - 0.5 * p_orders(0))


def test_who_does_not_claim_it_is_reminded_and_costs_nothing():
    orders, cents = of_one(FIVE_OFF | {"claim_share": 0}, reminder_lift=0.4)
    assert orders == pytest.approx(0.5 * 0.4 * p_orders(0))
    assert cents == 0


def test_a_basket_below_the_threshold_brings_nothing_unless_it_is_filled_up():
    high = FIVE_OFF | {"over_cents": 4500}
    assert of_one(high).tolist() == [0, 0]
    filled = of_one(high, top_up_constant=100.0)
    assert filled[0] > 0
    assert filled[1] > 0


def test_nothing_comes_of_a_coupon_where_neither_buying_nor_not_weighs_anything():
    """exp(-1000) is zero in floating point."""
    assert of_one(FIVE_OFF, nothing_constant=-1000, fee_salience=1e6).tolist() == [0, 0]


def test_who_is_alike_is_told_alike():
    town = with_coupons(FIVE_OFF, homes=[(0, 0)] * 3)
    town.world.segments["basket_sigma"] = 0
    everyone = np.ones(3, np.bool_)
    found = uplift.of_everyone(town.world, town.columns, 0, everyone, NOON, 0.25, 0.0)
    assert found[0, 1] > 0
    assert found.tolist() == [found[0].tolist()] * 3


def test_it_is_asked_of_the_audience_alone():
    town = with_coupons(FIVE_OFF)
    nobody = np.zeros(1, np.bool_)
    assert np.isnan(uplift.of_everyone(town.world, town.columns, 0, nobody, NOON, 1.0, 0.0)).all()


TABLES = ("consumers", "stores", "orders", "campaigns", "funnel", "state", "book")


def test_asking_leaves_no_trace():
    town = with_coupons(FIVE_OFF)
    before = [getattr(town.world, name).tobytes() for name in TABLES]
    uplift.of_everyone(town.world, town.columns, 0, np.ones(1, np.bool_), NOON, 1.0, 0.0)
    assert [getattr(town.world, name).tobytes() for name in TABLES] == before


@pytest.mark.slow
def test_what_mechanisms_count_is_not_counted_when_they_are_asked():
    """Appetite counts the needs that it hears of; here none has arisen."""
    one = {"consumers": {"count": 1}, "mechanisms": {"appetite": {"enabled": True}}}
    town = Town({"policies": {"coupons": [FIVE_OFF]}}, one)
    before = [table.tobytes() for table in town.world.own[0]]
    uplift.of_everyone(town.world, town.columns, 0, np.ones(1, np.bool_), NOON, 1.0, 0.0)
    assert [table.tobytes() for table in town.world.own[0]] == before


@pytest.mark.slow
def test_no_store_pays_for_a_look_that_is_only_asked_about():
    one = {"consumers": {"count": 1}, "mechanisms": {"lists": {"enabled": True}}}
    town = Town({"policies": {"coupons": [FIVE_OFF]}}, one)
    rules = town.world.own[0][RULES_ROW]
    rules["sponsored_places"], rules["sponsor_share"], rules["view_cents"] = 1, 1, 10
    rules["sponsor_budget_cents"] = 1000
    before = [getattr(town.world, name).tobytes() for name in TABLES]
    own = [table.tobytes() for table in town.world.own[0]]
    uplift.of_everyone(town.world, town.columns, 0, np.ones(1, np.bool_), NOON, 1.0, 0.0)
    assert [getattr(town.world, name).tobytes() for name in TABLES] == before
    assert [table.tobytes() for table in town.world.own[0]] == own


def test_typical_needs_stand_for_the_hours_of_the_coupon():
    hours = Demand().weekday_hours
    needs, share = uplift.typical_needs(hours, 11 * 60.0, 13 * 60.0, 8)
    assert share == pytest.approx((hours[11] + hours[12]) / sum(hours))
    assert ((needs["minute"] >= 660) & (needs["minute"] < 780)).all()
    before_noon = (needs["minute"] < 720).mean()
    assert before_noon == pytest.approx(hours[11] / (hours[11] + hours[12]), abs=1 / 8)
    assert sorted(stats.norm.cdf(needs["basket_z"])) == pytest.approx((np.arange(8) + 0.5) / 8)
    assert sorted(needs["top_up_draw"]) == pytest.approx((np.arange(8) + 0.5) / 8)


def test_a_window_past_midnight_has_needs_on_both_sides():
    needs, _ = uplift.typical_needs([1] * 24, 22 * 60.0, 2 * 60.0, 8)
    assert (needs["minute"] >= 22 * 60).sum() == (needs["minute"] < 120).sum() == 4


def test_mechanisms_uncompiled():
    assert_tests_pass_uncompiled(__file__)
