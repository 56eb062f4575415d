"""Demand KPIs, by hand."""

import pytest

from analysis.kpis.measure import measure
from sim.agents.consumer import CONSUMER
from sim.flow.campaigns import CAMPAIGN_DAY
from sim.flow.funnel import Step
from sim.mechanisms.talk.columns import ASLEEP, OUTSIDE, PEOPLE, USER
from sim.mechanisms.talk.columns import NAME as TALK
from sim.order import Channel, State
from tests.analysis.handmade import orders, rows, run_of

PLACED = orders(
    {"channel": Channel.DELIVERY, "basket_cents": 3000, "fee_cents": 400},
    {
        "channel": Channel.DELIVERY,
        "basket_cents": 5000,
        "fee_cents": 200,
        "coupon": 1,
        "consumer": 1,
    },
    {"channel": Channel.DELIVERY, "basket_cents": 4000, "fee_cents": 300, "state": State.CANCELLED},
    {"channel": Channel.PICKUP, "basket_cents": 8000, "fee_cents": 50},
    {"channel": Channel.WALK_IN, "basket_cents": 1000},
)


def test_channels_are_counted_and_walk_ins_are_no_platform_orders():
    kpis = measure(run_of(PLACED))
    assert (kpis["orders"], kpis["orders_per_day"]) == (4, 2.0)
    assert (kpis["delivery_orders"], kpis["pickup_orders"], kpis["walkin_orders"]) == (3, 1, 1)
    assert kpis["delivery_share"] == pytest.approx(3 / 5)
    assert kpis["pickup_share"] == pytest.approx(1 / 5)
    assert kpis["walkin_share"] == pytest.approx(1 / 5)


def test_baskets_are_those_of_the_platform_and_fees_those_of_deliveries():
    kpis = measure(run_of(PLACED))
    assert kpis["basket_mean_cents"] == 5000.0
    assert kpis["delivery_fee_mean_cents"] == 300.0


def test_the_funnel_adds_up_segments_hours_and_zones():
    result = run_of(PLACED)
    counts = {
        Step.NEED: 50,
        Step.SESSION: 20,
        Step.CHOSE_DELIVERY: 6,
        Step.CHOSE_PICKUP: 2,
        Step.CHOSE_WALK_IN: 2,
        Step.CHOSE_NOTHING: 10,
        Step.PAYMENT: 5,
        Step.PAID: 4,
    }
    for step, count in counts.items():
        result.funnel[0, 11, 1, step] = count - 1
        result.funnel[1, 23, 0, step] = 1
    kpis = measure(result)
    assert (kpis["needs"], kpis["sessions"]) == (50, 20)
    assert kpis["opening_share"] == pytest.approx(20 / 50)
    assert kpis["conversion_share"] == pytest.approx(4 / 20)
    assert kpis["nothing_share"] == pytest.approx(10 / 20)
    assert kpis["checkout_loss_share"] == pytest.approx(3 / 8)
    assert kpis["payment_loss_share"] == pytest.approx(1 / 5)


def test_redemption_counts_those_who_were_offered_a_coupon_or_had_one():
    offered = rows(CONSUMER, {}, {}, {"coupons": 1}, {"coupons": 4})
    kpis = measure(run_of(PLACED, consumers=offered))  # consumer 1 used one that has run out
    assert kpis["coupon_order_share"] == pytest.approx(1 / 4)
    assert kpis["redemption_share"] == pytest.approx(1 / 3)


def test_who_does_not_have_the_app_redeems_no_coupon():
    """Of four with one on offer two have the app, of whom one has used it and one has left."""
    offered = rows(CONSUMER, *[{"coupons": 1}] * 4)
    people = rows(PEOPLE, *({"status": each} for each in (USER, OUTSIDE, ASLEEP, OUTSIDE)))
    placed = orders({"coupon": 0})
    for own, expected in (({}, 1 / 4), ({TALK: (people,)}, 1 / 2)):
        kpis = measure(run_of(placed, consumers=offered, own=own))
        assert kpis["redemption_share"] == pytest.approx(expected)


def test_coupons_issued_are_used_or_not():
    days = rows(CAMPAIGN_DAY, {"n_issued": 3}, {"n_issued": 5})
    kpis = measure(run_of(PLACED, campaigns=days))
    assert kpis["coupon_breakage_share"] == pytest.approx(1 - 1 / 8)
    assert measure(run_of(PLACED))["coupon_breakage_share"] is None


def test_a_hold_out_tells_what_coupons_bring():
    """Held out, one of ten orders; 20 of 100 offered one do: 10 more, of 16 with a coupon."""
    offered = {"n_eligible": 100, "offered_orders": 20, "n_orders": 16}
    days = rows(CAMPAIGN_DAY, offered | {"n_held_out": 50, "held_out_orders": 5}, {"n_orders": 9})
    result = run_of(PLACED, campaigns=days)
    kpis = measure(result)
    assert kpis["holdout_extra_orders_per_day"] == pytest.approx(10 / result.days)
    assert kpis["holdout_cannibalised_share"] == pytest.approx(6 / 16)


def test_each_campaign_goes_by_those_held_out_of_it():
    """5 more of the rare, of whom one of ten orders, and none of the others, of whom half do."""
    rare = {"n_eligible": 50, "offered_orders": 10, "n_held_out": 50, "held_out_orders": 5}
    keen = {"n_eligible": 90, "offered_orders": 45, "n_held_out": 10, "held_out_orders": 5}
    result = run_of(PLACED, campaigns=rows(CAMPAIGN_DAY, rare, keen | {"campaign": 1}))
    assert measure(result)["holdout_extra_orders_per_day"] == pytest.approx(5 / result.days)


def test_without_a_hold_out_nothing_is_told():
    kpis = measure(run_of(PLACED, campaigns=rows(CAMPAIGN_DAY, {"n_eligible": 100})))
    assert kpis["holdout_extra_orders_per_day"] is None
    assert kpis["holdout_cannibalised_share"] is None
