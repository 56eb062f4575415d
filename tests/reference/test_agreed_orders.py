"""Orders, coupons, fees and shelves.

The compiled flow and plain SimPy processes write the same log, to the bit. Each city is about one
part of an order's life, and the test also says that this part was lived.
"""

import numpy as np
import pytest

from sim import build
from sim.order import Cause, Channel, State, is_open
from sim.processes.weather import Sky
from tests.cities import NEVER, scenario
from tests.reference.compare import agreed_log
from tests.reference.logs import orders_of
from tests.reference.towns import TOWN, VILLAGE


def test_ordinary_days_in_all_channels():
    log = agreed_log(scenario(VILLAGE, {"days": 2, "demand": {"first_weekday": 4}}))
    for channel in (Channel.DELIVERY, Channel.PICKUP, Channel.WALK_IN):
        assert (orders_of(log, channel)["state"] == State.FULFILLED).any()
    assert log["state"]["n_overruns"][0] > 30  # the promise learns


def test_coupons_of_all_kinds_at_once():
    coupons = [
        {
            "use": "threshold",
            "off_cents": 701,
            "over_cents": 4000,
            "window": ["10:30", "19:30"],
            "funded_by": {"platform": 0.5, "store": 0.5},
        },
        {
            "use": "percent",
            "percent": 12.5,
            "cap_cents": 600,
            "budget_cents": 6000,
            "uses_per_day": 0,
            "funded_by": {"platform": 0.3, "store": 0.3, "sponsor": 0.4},
            "audience": {"random_share": 0.6},
        },
        {"use": "free_delivery", "weekdays": [0], "audience": {"lapsed_days": 1}},
        {
            "use": "percent",
            "percent": 50,
            "window": ["17:00", "11:00"],
            "weekdays": [0],
            "daily_budget_cents": 3000,
        },
    ]
    policies = {
        "coupons": coupons,
        "service_fee_cents": 45,
        "pickup_discount_cents": 150,
        "pricing": {"use": "flat", "free_over_cents": 5000},  # where free delivery is worth nothing
    }
    log = agreed_log(scenario(VILLAGE, {"days": 2, "policies": policies}))
    orders, campaigns = log["orders"], log["campaigns"]
    assert (campaigns["n_used"] > 0).all()
    assert campaigns["budget_left_cents"][1] == 0
    late = orders["placed_min"][orders["coupon"] == 3]
    assert (late >= 17 * 60).any()
    assert (late < 1440 + 11 * 60).all()
    assert (orders["basket_cents"][orders["coupon"] == 0] == 4000).any()  # filled up
    assert (orders["sponsor_discount_cents"] > 0).any()
    assert not orders["sponsor_discount_cents"][orders["coupon"] != 1].any()
    assert (orders["store_discount_cents"] != orders["platform_discount_cents"])[
        orders["coupon"] == 0
    ].any()  # an odd cent


def test_coupons_that_are_claimed_by_some_and_remind_the_idle():
    """Baskets are filled up with items."""
    choice = {"claim_share": 0.6, "reminder_idle_days": 2, "top_up_item_cents": 400}
    choice |= {"opening_constant": 0, "reminder_lift": 0.8, "top_up_constant": 1}
    coupons = [{"use": "threshold", "over_cents": 4000}, {"use": "percent", "over_cents": 3500}]
    log = agreed_log(scenario(VILLAGE, {"choice": choice, "policies": {"coupons": coupons}}))
    baskets = log["orders"]["basket_cents"][log["orders"]["coupon"] == 0]
    assert len(baskets) > 0
    assert (log["orders"]["coupon"] == -1).any()


def test_coupons_of_some_stores_that_are_held_for_days():
    """A ladder for whom it moves, a code, and one for who has bought most, but for a hold-out."""
    coupons = [
        {
            "use": "threshold",
            "over_cents": 3000,
            "ladder": [
                {"over_cents": 4500, "off_cents": 900},
                {"over_cents": 6000, "off_cents": 1300},
            ],
            "targeting": {"rule": "noisy_uplift", "share": 0.7},
        },
        {
            "use": "percent",
            "percent": 30,
            "cap_cents": 2000,
            "valid_days": 2,
            "store_share": 0.5,
            "claim_share": 0.4,
        },
        {"use": "free_delivery", "targeting": {"rule": "rfm", "share": 0.5, "holdout_share": 0.2}},
    ]
    few = {"days": 2, "consumers": {"count": 150}}  # each is asked what he would do
    log = agreed_log(scenario(VILLAGE, few, {"policies": {"coupons": coupons}}))
    assert (log["campaigns"]["n_used"] > 0).all()
    saved = log["orders"]["platform_discount_cents"][log["orders"]["coupon"] == 0]
    assert {500, 900, 1300} <= set(saved)


@pytest.mark.parametrize("use", ["surge", "distance"])
def test_fees_that_differ_by_zone_or_way(use):
    pricing = {"use": use, "every_min": 5, "free_over_cents": 5000}
    if use == "surge":
        pricing |= {"slope": 1.0, "cap": 3.0, "threshold": 0.5}
    promise = {"use": "fixed", "minutes": 35}
    changes = {"couriers": {"count": 3}, "policies": {"pricing": pricing, "promise": promise}}
    log = agreed_log(scenario(VILLAGE, changes))
    deliveries = orders_of(log, Channel.DELIVERY)
    fees = deliveries["fee_cents"]
    assert len(np.unique(fees)) > 2
    assert (fees == 0).any()
    assert (deliveries["basket_cents"] == 5000).any()  # filled up to ride free


@pytest.mark.parametrize("free_over_cents", [0, 5000])
def test_small_orders_are_not_brought(free_over_cents):
    terms = {"min_order_cents": 4000, "free_over_cents": free_over_cents}
    coupons = [{"use": "threshold", "off_cents": 500, "over_cents": 4200}]
    policies = {"pricing": {"use": "flat", **terms}, "coupons": coupons}
    log = agreed_log(scenario(VILLAGE, {"policies": policies}))
    baskets = orders_of(log, Channel.DELIVERY)["basket_cents"]
    assert baskets.min() == 4000
    assert (orders_of(log, Channel.PICKUP)["basket_cents"] < 4000).any()


def test_a_service_area_that_is_smaller_where_orders_wait():
    narrow = {"use": "by_load", "every_min": 5, "slope": 0.5, "threshold": 0, "least_share": 0.2}
    log = agreed_log(scenario(VILLAGE, {"policies": {"service_area": narrow}}))
    assert log["timeline"]["radius_m"].min() < log["timeline"]["radius_m"].max()


def test_a_platform_without_pickup():
    log = agreed_log(scenario(VILLAGE, {"policies": {"pickup": False}}))
    assert set(log["orders"]["channel"]) == {Channel.DELIVERY, Channel.WALK_IN}


@pytest.mark.parametrize("sync_min", [0, 40])
def test_shelves_that_sell_out_by_records_that_miss_much(sync_min):
    stock = {
        "days_of_demand": 0.3,
        "sync_min": sync_min,
        "record_error_sd": 2.0,
        "scan_miss_share": 0.3,
        "shrink_share": 0.3,
        "count_days": 2,
        "safety_buffer": 0,
    }
    changes = {"days": 2, "stock": stock, "stores": {"expected_orders_per_need": 0.2}}
    log = agreed_log(scenario(TOWN, changes))
    assert log["stores"]["n_shrunk"].sum() > 5
    sold_out = orders_of(log, cause=Cause.OUT_OF_STOCK)["channel"]
    assert (sold_out == Channel.WALK_IN).any()
    assert (sold_out != Channel.WALK_IN).any()
    assert log["stores"]["n_sold_out"].sum() == len(sold_out)


def test_walk_ins_who_leave_the_queue():
    changes = {
        "choice": {"walkin_constant": 2.0, "walk_radius_m": 1500},
        "kitchen": {"cooks_per_100_orders": 1},
        "patience": {"walkin_mean_min": 8},
        "stock": {"enabled": False},
    }
    log = agreed_log(scenario(VILLAGE, changes))
    assert len(orders_of(log, Channel.WALK_IN, Cause.QUEUE)) > 5
    assert (orders_of(log, Channel.WALK_IN)["state"] == State.FULFILLED).any()


def test_heavy_rain():
    episodes = [
        {"state": "rain", "start": "10:00", "end": "12:00"},
        {"state": "heavy", "start": "12:00", "end": "20:00"},
    ]
    weather = {"mode": "episodes", "episodes": episodes}
    log = agreed_log(scenario(VILLAGE, {"world": {"weather": weather}}))
    assert (log["timeline"]["weather"] == Sky.HEAVY).any()
    pay = orders_of(log, Channel.DELIVERY, cause=0)["courier_pay_cents"]
    assert pay.max() >= pay.min() + 200


def test_discounts_for_pickup_and_consumers_who_never_collect():
    changes = {
        "choice": {"walk_radius_m": 1500},
        "patience": {"no_show_share": 0.3, "collect_delay_min": 10},
        "policies": {"pickup_discount_cents": 333, "service_fee_cents": 20},
        "kitchen": {"cooks_per_100_orders": 2},
    }
    log = agreed_log(scenario(VILLAGE, changes))
    assert len(orders_of(log, Channel.PICKUP, Cause.NO_SHOW)) > 5
    assert (orders_of(log, Channel.PICKUP)["platform_discount_cents"] == 333).any()
    assert len(orders_of(log, Channel.PICKUP, Cause.IMPATIENCE))


def test_orders_still_open_when_the_run_ends():
    changes = {
        "demand": {"weekday_hours": [0] * 20 + [1] * 4},
        "stores": {"late_share": 1},
        "patience": {"enabled": False, "no_courier_min": 1000},
        "couriers": {
            "count": 4,
            "speed_km_per_h": 0.5,
            "shifts": [{"share": 1, "start": "20:00", "end": "19:00"}],
            "acceptance": {"always": True},
        },
        "choice": {"pickup_constant": NEVER},
        "policies": {"promise": {"use": "fixed"}},
    }
    log = agreed_log(scenario(VILLAGE, changes))
    orders = log["orders"]
    assert (~np.isnan(orders["picked_up_min"]) & (orders["state"] == State.UNDELIVERED)).any()
    assert not is_open(orders["state"]).any()
    assert log["state"]["n_open"][0] == 0


def test_tables_grow_while_orders_live(monkeypatch):
    log = agreed_log(scenario(VILLAGE))
    monkeypatch.setattr(build, "_ORDERS", 2)
    monkeypatch.setattr(build, "_LIST", 65)
    assert len(agreed_log(scenario(VILLAGE))["orders"]) == len(log["orders"])
