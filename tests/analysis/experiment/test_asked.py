"""What a verdict speaks of is what its scenario moves."""

from itertools import chain

import pytest

from analysis.experiment.asked import ANSWERS, ASKED_BY, NEWS, OF_THE_CORE, asked_about
from analysis.experiment.decided import decided
from analysis.kpis import KPI
from sim.mechanisms import MECHANISMS
from tests.cities import SMALL, scenario

# Their KPIs are means of what people think, of which satisfaction and orders tell.
SILENT = {"belief", "appetite"}
LAPSED = {"use": "threshold", "audience": {"lapsed_days": 14}}
FIRST = {"use": "threshold", "audience": {"first_order": True}}
LADDER = {"use": "threshold", "ladder": [{"over_cents": 5000, "off_cents": 900}]}
FETCHED = {"use": "threshold", "channels": ["pickup"]}


def asked(*changes):
    return asked_about(scenario(SMALL), scenario(SMALL, *changes))


def test_of_every_mechanism_that_measures_something_a_verdict_speaks():
    measuring = {each.name for each in MECHANISMS if each.kpis is not None}
    assert measuring - SILENT == NEWS.keys() | ANSWERS.keys()


def test_what_is_decided_is_asked_about_by_its_field():
    assert decided(scenario(SMALL)).keys() >= ASKED_BY.keys()
    about = set(chain.from_iterable(ASKED_BY.values()))
    assert OF_THE_CORE.keys() <= about <= NEWS.keys() | ANSWERS.keys() | OF_THE_CORE.keys()


@pytest.mark.parametrize("name", [*NEWS])
def test_what_is_switched_on_is_asked_about(name):
    assert set(NEWS[name]) <= asked({"mechanisms": {name: {"enabled": True}}})
    assert all(KPI[kpi].short["zh"] for kpi in NEWS[name])


@pytest.mark.parametrize(
    ("change", "kpi"),
    [
        ({"stock": {"scan_miss_share": 0.02}}, "out_of_stock_share"),
        ({"stock": {"scan_miss_share": 0.02}}, "line_filled_share"),
        ({"kitchen": {"shape": 3}}, "paused_share"),
        ({"policies": {"tracking": 0.9}}, "trust_share"),
        ({"policies": {"pricing": {"use": "surge"}}}, "annoyance_loss_share"),
        ({"policies": {"pricing": {"use": "surge"}}}, "delivery_fee_mean_cents"),
        ({"policies": {"promise": {"use": "fixed"}}}, "guarantee_cost_per_order_cents"),
        ({"policies": {"promise": {"use": "fixed"}}}, "promise_mean_min"),
        ({"policies": {"pay": {"use": "order", "order_cents": 400}}}, "refusal_share"),
        (
            {"policies": {"pricing": {"use": "flat", "free_over_cents": 5000}}},
            "basket_mean_cents",
        ),
        (
            {"policies": {"pricing": {"use": "flat", "min_order_cents": 2000}}},
            "basket_mean_cents",
        ),
        (
            {"policies": {"pricing": {"use": "flat", "small_commission_share": 0.04}}},
            "small_store_share",
        ),
        (
            {"policies": {"pricing": {"use": "flat", "commission_share": 0.2}}},
            "stores_away_share",
        ),
        ({"policies": {"pickup_discount_cents": 100}}, "pickup_share"),
        ({"policies": {"coupons": [FETCHED]}}, "pickup_share"),
        ({"policies": {"coupons": [FIRST]}}, "new_users"),
        ({"policies": {"coupons": [FIRST]}}, "annoyance_loss_share"),
        ({"policies": {"coupons": [LAPSED]}}, "users_reactivated"),
        ({"policies": {"coupons": [LADDER]}}, "basket_mean_cents"),
        ({"policies": {"coupons": [{"use": "free_delivery"}]}}, "coupon_cost_per_order_cents"),
        ({"policies": {"service_area": {"use": "fixed", "share": 0.5}}}, "km_per_order"),
        ({"choice": {"radius_m": 2000}}, "km_per_order"),
        ({"couriers": {"max_orders": 2}}, "bundled_share"),
        ({"couriers": {"max_orders": 2}}, "courier_cost_per_order_cents"),
        ({"couriers": {"count": 7}}, "crowd_hours_share"),
        ({"kitchen": {"shape": 3}}, "preparation_mean_min"),
        ({"kitchen": {"cooks_per_100_orders": 6}}, "kitchen_wages_cents_per_day"),
        ({"stores": {"closes": "00:30"}}, "kitchen_wages_cents_per_day"),
        ({"policies": {"coupons": [{"use": "threshold"}]}}, "coupon_failure_share"),
        ({"policies": {"ranking": {"use": "popular"}}}, "order_hhi"),
        ({"policies": {"marketing": [{"use": "everyone"}]}}, "marketing_cents_per_day"),
        ({"mechanisms": {"care": {"agents_factor": 0.5}}}, "care_answer_mean_min"),
        ({"mechanisms": {"care": {"agents_factor": 0.5}}}, "care_left_share"),
        ({"couriers": {"co2_g_per_km": 60}}, "co2_per_order_g"),
        ({"couriers": {"cost_cents_per_km": 45}}, "courier_income_cents_per_day"),
        ({"couriers": {"count": 7}}, "courier_income_cents_per_day"),
        (
            {"policies": {"pay": {"use": "order", "order_cents": 400}}},
            "courier_income_cents_per_day",
        ),
    ],
)
def test_what_a_setting_or_a_policy_moves_is_asked_about(change, kpi):
    usual = {"mechanisms": {"lists": {"enabled": True}}}
    base, moved, costly = (
        scenario(SMALL, usual, each)
        for each in ({}, change, {"policies": {"payment_fee_share": 0.01}})
    )
    assert kpi in asked_about(base, moved)
    assert kpi not in asked_about(base, costly)


def test_of_a_commission_alone_no_fee_is_asked_about():
    fee, commission = (
        asked({"policies": {"pricing": {"use": "flat", **each}}})
        for each in ({"base_cents": 400}, {"commission_share": 0.2})
    )
    assert {"delivery_fee_mean_cents", "annoyance_loss_share"} <= fee
    assert not {"delivery_fee_mean_cents", "annoyance_loss_share"} & commission
    assert "delivery_fee_mean_cents" in asked({"policies": {"service_fee_cents": 50}})


def test_equal_scenarios_ask_nothing():
    assert asked() == frozenset()
    assert asked({"days": 2}) == frozenset()
