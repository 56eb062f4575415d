"""Stores, rivals, streets and the rules of the state.

The compiled flow and plain SimPy processes write the same log, to the bit. Each city is about one
part of an order's life, and the test also says that this part was lived.
"""

import numpy as np
import pytest

from sim.ledger import Kind
from sim.mechanisms.care.columns import Trouble
from sim.order import CAUSES, Cause, Channel, State, is_ahead
from tests.cities import all_on, scenario
from tests.reference.compare import agreed_log
from tests.reference.logs import orders_of
from tests.reference.towns import HECTIC, TOWN


@pytest.mark.slow
def test_tables_that_are_reserved():
    """With a deposit, in full slots, after which some do not come; stocks run out."""
    rules = {"enabled": True, "constant": 1, "deposit_cents": 1000, "no_show_share": 0.5}
    changes = {
        "mechanisms": {"reservation": rules},
        "stock": {"days_of_demand": 0.2},
        "choice": {"walkin_constant": 0},
        "consumers": {"count": 400},
    }
    log = agreed_log(scenario(TOWN, changes))
    reserved = orders_of(log, len(Channel))
    assert {"", "no_show", "out_of_stock"} <= {CAUSES[cause] for cause in reserved["cause"]}
    assert (reserved["ready_min"] > reserved["promised_min"]).any()
    assert log["book"][:, Kind.DEPOSIT_KEPT].any()
    assert log["reservation 0"]["n_taken"].max() > 0


@pytest.mark.slow
def test_a_rival_that_follows_and_has_a_war_of_prices():
    """Of both promises, fees follow the platform's surge, and some food is sold out there too.

    The platform delivers a fifth as far as the rival.
    """
    rival = {"both_share": 0.6, "only_share": 0.2, "fee_factor": 0.5, "discount_cents": 120}
    rival |= {"enabled": True, "from_day": 1, "reacts": "match", "promise_min": 25}
    changes = {
        "days": 3,
        "mechanisms": all_on() | {"rival": rival},
        "stock": {"enabled": True, "days_of_demand": 0.8},
        "consumers": {"count": 600},
        "couriers": {"count": 3},
        "policies": {
            "pricing": {"use": "surge", "every_min": 5, "slope": 1, "threshold": 0.5},
            "service_area": {"use": "fixed", "share": 0.2},
        },
    }
    log = agreed_log(scenario(TOWN, changes))
    orders = log["orders"]
    rivals = orders[~np.isin(orders["channel"], list(Channel))]
    assert (rivals["state"] == State.FULFILLED).sum() > 20
    assert len(np.unique(rivals["fee_cents"])) == 3
    assert log["rival 0"]["liking"].std() > 0


@pytest.mark.slow
def test_strangers_who_walk_in_from_the_street():
    """Some see two stores, some find the shelf empty, some leave the queue; mechanisms are on."""
    changes = {
        "days": 2,
        "mechanisms": all_on()
        | {"foot_traffic": {"enabled": True, "passers_per_store": 200, "seen_m": 500}},
        "kitchen": {"cooks_per_100_orders": 1},
        "patience": {"walkin_mean_min": 12},
        "stock": {"days_of_demand": 1.2},
    }
    log = agreed_log(scenario(TOWN, changes))
    strangers = log["orders"][log["orders"]["consumer"] < 0]
    assert {"", "queue", "out_of_stock"} == {CAUSES[cause] for cause in strangers["cause"]}
    passed = -1 - strangers["consumer"]
    assert 0 < (passed != strangers["store"]).sum() < len(strangers)


@pytest.mark.slow
def test_mechanisms_that_bring_orders_of_other_kinds_all_together():
    """Each makes orders that the others see, or moves what they decide by."""
    rules = {
        "reservation": {"constant": 2, "deposit_cents": 500, "until_weight": 0.1},
        "channel_habit": {"switch_friction": 1},
        "rival": {"constant": 1, "both_share": 0.6, "only_share": 0.1, "fee_factor": 0.5},
        "membership": {"member_share": 0.3, "fee_month_cents": 900},
        "preorder": {"foreseen_share": 0.4},
        "points": {"use_from_cents": 60, "expire_days": 1},
        "updates": {"threshold_min": 1},
        "foot_traffic": {"passers_per_store": 60},
    }
    changes = {
        "days": 2,
        "choice": {"walk_radius_m": 1500, "walkin_constant": -1, "pickup_constant": 0},
        "mechanisms": all_on() | {name: {"enabled": True} | rules[name] for name in rules},
        "patience": {"hazard_per_min": 0.02},
        "policies": {
            "crm_integrated": True,
            "promise": {"use": "fixed", "minutes": 20},
            "coupons": [{"use": "threshold", "off_cents": 300, "over_cents": 2000}],
        },
    }
    log = agreed_log(scenario(TOWN, changes))
    orders = log["orders"]
    assert len(np.unique(orders["channel"])) == 6
    assert is_ahead(orders).any()
    assert log["updates 1"]["n_updates"][0] > 0
    assert log["points 1"]["earned"][0] > 0
    assert log["membership 1"]["benefit_cents"][0] > 0


@pytest.mark.slow
def test_orders_that_are_placed_ahead():
    """Most needs are foreseen; food is planned late, and given up soon."""
    changes = {
        "days": 2,
        "mechanisms": {"preorder": {"enabled": True, "foreseen_share": 0.8, "pad_min": 0}},
        "patience": {"hazard_per_min": 0.05},
        "stock": {"days_of_demand": 0.2},
    }
    log = agreed_log(scenario(TOWN, changes))
    ahead = log["orders"][is_ahead(log["orders"])]
    assert {"", "impatience", "out_of_stock"} <= {CAUSES[cause] for cause in ahead["cause"]}
    assert (ahead["ended_min"] > ahead["wanted_min"]).any()
    assert {Channel.DELIVERY, Channel.PICKUP} == set(ahead["channel"].tolist())
    assert len(ahead) > 0.4 * len(log["orders"])


@pytest.mark.slow
def test_new_times_that_are_told_on_the_way():
    changes = {
        "mechanisms": {"updates": {"enabled": True, "threshold_min": 1}},
        "policies": {"promise": {"use": "fixed", "minutes": 15}},
    }
    log = agreed_log(scenario(TOWN, changes))
    assert log["updates 1"]["n_updates"][0] > 10


@pytest.mark.slow
@pytest.mark.parametrize("sync_min", [0, 90])
def test_shops_of_items_that_lack_much(sync_min):
    changes = {
        "days": 2,
        "choice": {"walk_radius_m": 1500, "walkin_constant": 0.0},
        "stock": {"sync_min": sync_min, "scan_miss_share": 0.3, "record_error_sd": 1},
        "stores": {"expected_orders_per_need": 0.2},
        "mechanisms": all_on() | {"items": {"enabled": True, "count": 8, "days_of_demand": 0.4}},
    }
    log = agreed_log(scenario(TOWN, changes))
    counts = log["items 1"][0]
    assert min(counts["n_substituted"], counts["n_given_up"], counts["back_cents"]) > 0


@pytest.mark.slow
def test_stores_that_order_their_stock_ahead():
    settings = {"enabled": True, "lead_days": 1, "safety_sds": -1, "spoiled_share": 0.5}
    changes = {
        "days": 3,
        "stock": {"safety_buffer": 0},
        "stores": {"expected_orders_per_need": 0.2},
        "mechanisms": all_on() | {"replenishment": settings},
    }
    log = agreed_log(scenario(TOWN, changes))
    counts = log["replenishment 2"][0]
    assert min(counts["n_delivered"], counts["n_wasted"], counts["holding_cents"]) > 0
    assert log["book"][:, Kind.WASTE].any()
    assert log["stores"]["n_sold_out"].any()


@pytest.mark.slow
def test_stores_that_send_for_each_other():
    changes = {
        "days": 3,
        "stock": {"days_of_demand": 0.4, "sync_min": 60, "record_error_sd": 2, "safety_buffer": 0},
        "stores": {"expected_orders_per_need": 0.2},
        "mechanisms": all_on() | {"pooling": {"enabled": True}},
    }
    log = agreed_log(scenario(TOWN, changes))
    counts = log["pooling 1"][0]
    assert 2 < counts["n_rescued"] <= counts["n_lacking"]


@pytest.mark.slow
def test_orders_that_leave_the_kitchen_wrong():
    """Under load, from stores with machines and without; who gets one may ask for help.

    Stores pay their cooks too.
    """
    picking = {
        "enabled": True,
        "base_share": 0.1,
        "most_share": 0.5,
        "elasticity": 1.5,
        "automated_stores_share": 0.5,
    }
    changes = {
        "kitchen": {"cooks_per_100_orders": 2},
        "choice": {"walk_radius_m": 1500, "pickup_constant": 0.0},
        "policies": {"promise": {"use": "fixed", "minutes": 30, "guarantee": {"share": 1}}},
        "mechanisms": all_on(care={"wrong": {"contact_share": 1}})
        | {"picking": picking, "kitchen_wages": {"enabled": True}},
    }
    log = agreed_log(scenario(TOWN, changes))
    wrong = log["orders"][log["orders"]["wrong"] == 1]
    assert {Channel.DELIVERY, Channel.PICKUP} <= set(wrong["channel"].tolist())
    assert log["care 3"]["n_contacts"][Trouble.WRONG] > 0
    for kind in (Kind.WRONG_REFUND, Kind.MACHINES, Kind.KITCHEN_WAGES):
        assert log["book"][:, kind].any()


@pytest.mark.slow
def test_a_day_on_which_much_happens():
    happens = [
        {"kind": "app_outage", "window": ["11:30", "12:30"]},
        {"kind": "payment_outage", "window": ["18:00", "18:30"]},
        {"kind": "sync_outage"},
        {"kind": "strike", "window": ["12:00", "14:00"], "attendance_factor": 0.1},
        {"kind": "festival", "demand_factor": 2, "zones": [0]},
        {"kind": "cold", "demand_factor": 0.8},
    ]
    traffic = [1.0] * 8 + [1.5] * 12 + [1.0] * 4
    events = {"enabled": True, "happens": happens, "traffic": traffic}
    near = {"choice": {"walkin_constant": 1}}
    log = agreed_log(scenario(TOWN, near, {"mechanisms": {"events": events}}))
    counts = log["events 2"][0]
    assert counts["n_back"] > 3
    assert counts["n_walked"] > 0
    assert counts["n_unpaid"] > 0
    assert counts["n_struck"] > 0


@pytest.mark.slow
def test_rules_of_the_state_that_are_broken():
    """A coupon of a fifth of the people, food that is cheaper fetched, long days and low pay."""
    rules = {
        "enabled": True,
        "commission_cap": 0.05,
        "commission_fine_cents": 7,
        "stretch_hours": 1,
        "day_hours": 6,
        "day_fine_cents": 11,
        "pay_per_hour_cents": 5000,
        "same_in_channels": True,
        "same_for_all": True,
        "promise_floor_min": 35,
        "promise_floor_per_km_min": 2,
    }
    coupon = {"use": "threshold", "off_cents": 500, "over_cents": 3000}
    policies = {
        "coupons": [coupon | {"audience": {"random_share": 0.2}}],
        "pickup_discount_cents": 200,
    }
    log = agreed_log(scenario(TOWN, {"policies": policies, "mechanisms": {"regulation": rules}}))
    assert log["regulation 2"]["n"].all()
    assert log["book"][:, Kind.FINE].any()


@pytest.mark.slow
def test_stores_that_answer_by_hand_refuse_and_pause():
    changes = {
        "days": 3,
        "kitchen": {"cooks_per_100_orders": 2},
        "stores": {"expected_orders_per_need": 0.3},
        "choice": {"walk_radius_m": 1500, "pickup_constant": 0.0},
        "mechanisms": all_on()
        | {
            "confirmation": {
                "enabled": True,
                "automatic_share": 0.4,
                "delay_min": 2,
                "refused_share": 0.05,
                "pause_from_min": 8,
                "pause_min": 7,
            },
            "preorder": {"enabled": True, "foreseen_share": 0.3},
        },
    }
    log = agreed_log(scenario(TOWN, changes))
    assert set(orders_of(log, cause=Cause.REFUSED)["channel"]) == {Channel.DELIVERY, Channel.PICKUP}
    pauses, counts = log["confirmation 0"], log["confirmation 1"][0]
    assert pauses["n_pauses"].sum() > 3
    assert pauses["paused_min"].sum() > 30
    assert counts.n_confirmed > 100
    assert counts.delay_min > 50


@pytest.mark.slow
def test_doors_that_are_searched_for_and_not_all_found():
    changes = {
        "mechanisms": {
            "addresses": {
                "enabled": True,
                "imprecise_share": 0.9,
                "search_min": 6,
                "give_up_min": 5,
                "corrected_share": 0.3,
            }
        },
    }
    log = agreed_log(scenario(TOWN, HECTIC, changes))
    not_found = orders_of(log, Channel.DELIVERY, Cause.NOT_FOUND)
    counts = log["addresses 1"][0]
    assert 5 < counts.n_failed == len(not_found) < counts.n_doors
    assert (not_found["courier_pay_cents"] > 0).all()
