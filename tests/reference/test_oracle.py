"""The compiled flow and plain SimPy processes write the same log, to the bit.

Each city is about one part of an order's life, and the test also says that this part was lived.
"""

from itertools import product

import numpy as np
import pytest

from sim import build
from sim.flow.flow import Flow
from sim.flow.requests import MOVE
from sim.ledger import Kind
from sim.mechanisms.care.columns import Trouble
from sim.order import CAUSES, Cause, Channel, State, is_ahead, is_open
from sim.policies.repositioning import RepositioningPolicy
from sim.processes.weather import Sky
from sim.recording import RecordedCouriers, Recording, arranged
from tests.cities import CALM, NEVER, all_on, scenario
from tests.reference.compare import agreed_log
from tests.reference.courier import Courier
from tests.reference.towns import HECTIC, TOWN


def orders_of(log, channel=None, cause=None):
    orders = log["orders"]
    if channel is not None:
        orders = orders[orders["channel"] == channel]
    if cause is not None:
        orders = orders[orders["cause"] == cause]
    return orders


@pytest.fixture
def count_calls(monkeypatch):
    """Counts how often the reference does what its log does not show."""

    def watch(method):
        calls = []
        original = getattr(Courier, method)

        def counted(courier, *args):
            calls.append(args)
            return original(courier, *args)

        monkeypatch.setattr(Courier, method, counted)
        return calls

    return watch


def bundled(log):
    """Deliveries that were on board together with another one."""
    carried = orders_of(log, Channel.DELIVERY, cause=0)
    carried = carried[np.lexsort((carried["picked_up_min"], carried["courier"]))]
    same = carried["courier"][1:] == carried["courier"][:-1]
    return same & (carried["picked_up_min"][1:] < carried["ended_min"][:-1])


def test_ordinary_days_in_all_channels():
    log = agreed_log(scenario(TOWN, {"days": 2, "demand": {"first_weekday": 4}}))
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
    log = agreed_log(scenario(TOWN, {"days": 2, "policies": policies}))
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
    log = agreed_log(scenario(TOWN, {"choice": choice, "policies": {"coupons": coupons}}))
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
    log = agreed_log(scenario(TOWN, {"days": 2, "policies": {"coupons": coupons}}))
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
    log = agreed_log(scenario(TOWN, changes))
    fees = orders_of(log, Channel.DELIVERY)["fee_cents"]
    assert len(np.unique(fees)) > 2
    assert (fees == 0).any()


@pytest.mark.parametrize("use", ["nearest", "batch_insertion"])
def test_offers_refused_and_orders_bundled(use, count_calls):
    turns = count_calls("_turn")
    dispatch = {"use": use, "every_min": 3}
    if use == "batch_insertion":
        # Rounds of several orders, of which a courier gets one after the other.
        dispatch |= {"every_min": 8, "bundle_m": 2000, "lead_min": 15, "courier_weight": 2}
    changes = {
        "choice": {"pickup_constant": NEVER},
        "couriers": {"count": 5, "acceptance": {"constant": 1.0}, "max_orders": 4},
        "patience": {"enabled": False},
        "policies": {"dispatch": dispatch},
    }
    log = agreed_log(scenario(TOWN, changes))
    assert log["couriers"]["n_refusals"].sum() > 10
    if use == "batch_insertion":
        assert bundled(log).any()
        assert turns  # a courier just called was sent to another store first
    else:
        assert not bundled(log).any()


@pytest.mark.parametrize("every_min", [3, 12])
def test_short_shifts_and_impatient_consumers(every_min, count_calls):
    given_back = count_calls("_give_back")
    city = scenario(TOWN, HECTIC, {"policies": {"dispatch": {"every_min": every_min}}})
    orders = np.concatenate([agreed_log(city, seed)["orders"] for seed in range(2)])
    impatient = orders[
        (orders["channel"] == Channel.DELIVERY) & (orders["cause"] == Cause.IMPATIENCE)
    ]
    has_courier = ~np.isnan(impatient["assigned_min"])
    at_store = ~np.isnan(impatient["at_store_min"])
    assert (~has_courier).any()
    assert (has_courier & ~at_store).any()
    assert at_store.any()
    assert (orders["cause"] == Cause.NO_COURIER).any()
    assert given_back


def test_promises_that_are_believed_as_they_were_kept():
    """A town that promises five minutes: overdue orders are remembered, given up ones too."""
    changes = {
        "mechanisms": all_on(belief={"half_life_days": 0.2}),
        "policies": {
            "promise": {
                "use": "fixed",
                "minutes": 5,
                "guarantee": {"share": 0.3, "cents": 150, "grace_min": 2, "claim_share": 0.5},
            }
        },
        "patience": {"hazard_per_min": 0.005},
        "past": {"days": 20},
    }
    log = agreed_log(scenario(TOWN, changes))
    told = log["belief 2"][0]
    assert told["sum_min"] / told["weight"] > 10
    overdue = orders_of(log, Channel.DELIVERY)
    overdue = overdue[overdue["ended_min"] > overdue["promised_min"]]
    assert (overdue["cause"] == Cause.IMPATIENCE).any()
    missed = overdue["ended_min"] > overdue["promised_min"] + 2  # the grace
    brought = overdue["state"] == State.FULFILLED
    claimed = overdue["late_refund_cents"] > 0
    assert not claimed[~(missed & brought)].any()
    n = np.count_nonzero(missed & brought)
    assert abs(claimed[missed & brought].mean() - 0.5) <= 4 * np.sqrt(0.25 / n)


@pytest.mark.slow
def test_tables_that_are_reserved():
    """With a deposit, in full slots, after which some do not come; stocks run out."""
    rules = {"enabled": True, "constant": 1, "deposit_cents": 1000, "no_show_share": 0.5}
    changes = {
        "mechanisms": {"reservation": rules},
        "stock": {"days_of_demand": 0.5},
        "choice": {"walkin_constant": 0},
    }
    log = agreed_log(scenario(TOWN, changes))
    reserved = orders_of(log, len(Channel))
    assert {"", "no_show", "out_of_stock"} <= {CAUSES[cause] for cause in reserved["cause"]}
    assert (reserved["ready_min"] > reserved["promised_min"]).any()
    assert log["book"][:, Kind.DEPOSIT_KEPT].any()
    assert log["reservation 0"]["n_taken"].max() > 0


@pytest.mark.slow
def test_a_rival_that_follows_and_has_a_war_of_prices():
    """Of both promises, fees follow the platform's surge, and some food is sold out there too."""
    rival = {"both_share": 0.6, "only_share": 0.2, "fee_factor": 0.5, "discount_cents": 120}
    rival |= {"enabled": True, "from_day": 1, "reacts": "match", "promise_min": 25}
    changes = {
        "days": 3,
        "mechanisms": all_on() | {"rival": rival},
        "stock": {"enabled": True, "days_of_demand": 0.8},
        "policies": {"pricing": {"use": "surge", "every_min": 5, "slope": 1, "threshold": 0.5}},
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
        "stock": {"days_of_demand": 0.5},
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
def test_channels_that_people_are_used_to():
    changes = {
        "past": {"days": 5},
        "choice": {"walk_radius_m": 1500},
        "mechanisms": {"channel_habit": {"enabled": True}},
    }
    log = agreed_log(scenario(TOWN, changes))
    assert set(log["channel_habit 0"]["channel"]) >= set(Channel)
    assert min(log["channel_habit 1"][0].tolist()) > 0


@pytest.mark.slow
def test_rules_of_coupons_that_are_read_and_misread():
    changes = {
        "mechanisms": {"coupon_rules": {"enabled": True, "misread_share": 0.2}},
        "policies": {
            "coupons": [
                {"use": "threshold", "window": ["10:00", "22:00"]},
                {
                    "use": "free_delivery",
                    "show_final_price": True,
                    "audience": {"random_share": 0.5},
                },
                {"use": "percent", "over_cents": 2000},
            ]
        },
    }
    log = agreed_log(scenario(TOWN, changes))
    counts = log["coupon_rules 1"][0]
    assert 0 < counts["n_failed"] < counts["n_tried"]
    assert (log["consumers"]["loyalty"] < 0).any()


@pytest.mark.slow
def test_sessions_that_are_browsed_and_ways_to_pay():
    changes = {
        "choice": {"walk_radius_m": 1500, "payment_failure_share": 0.1},
        "mechanisms": {
            "browsing": {"enabled": True, "pages": 3},
            "cost_and_ease": {"enabled": True},
            "payment": {"enabled": True},
        },
    }
    log = agreed_log(scenario(TOWN, changes))
    counts = log["browsing 1"][0]
    assert counts.n_impressions > counts.n_menus > counts.n_carts > counts.n_orders > 20
    assert log["payment 2"][0].n_payments > 20


@pytest.mark.slow
def test_tastes_that_last():
    changes = {
        "days": 2,
        "past": {"days": 5},
        "choice": {"walk_radius_m": 1500},
        "mechanisms": {"lasting_taste": {"enabled": True, "lasts_days": 1, "variety_weight": 1}},
    }
    log = agreed_log(scenario(TOWN, changes))
    assert log["lasting_taste 1"]["n_again"][0] > 0


@pytest.mark.slow
def test_people_for_whom_the_app_is_hard_and_people_who_want_it_now():
    changes = {
        "choice": {"walk_radius_m": 1500, "loss_per_step": 0.1},
        "mechanisms": {
            "accessibility": {"enabled": True, "disabled_share": 0.4, "senior_mode": 0.5},
            "browsing": {"enabled": True},
            "cost_and_ease": {"enabled": True},
            "immediacy": {"enabled": True},
        },
    }
    log = agreed_log(scenario(TOWN, changes))
    groups = log["accessibility 1"]
    assert (groups["n_sessions"] > groups["n_chosen"]).all()
    assert (groups["n_chosen"] > groups["n_orders"]).all()
    assert log["immediacy 1"][0].moved < 0


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
        "days": 2,
        "stock": {"days_of_demand": 0.4, "sync_min": 60, "record_error_sd": 2, "safety_buffer": 0},
        "stores": {"expected_orders_per_need": 0.2},
        "mechanisms": all_on() | {"pooling": {"enabled": True}},
    }
    log = agreed_log(scenario(TOWN, changes))
    counts = log["pooling 1"][0]
    assert 2 < counts["n_rescued"] <= counts["n_lacking"]


@pytest.mark.slow
def test_messages_that_open_the_app_and_bring_people_to_stores():
    sent = [
        {"use": "everyone", "medium": "advert"},
        {"use": "after_silence", "idle_days": 1, "cap_per_week": 1},
    ]
    changes = {
        "days": 2,
        "choice": {"walk_radius_m": 1500, "opening_constant": 0},
        "mechanisms": {
            "marketing": {"enabled": True, "visit_adopt_share": 1},
            "talk": {"enabled": True, "without_app_share": 0.3},
            "foot_traffic": {"enabled": True},
        },
        "policies": {"marketing": sent},
    }
    log = agreed_log(scenario(TOWN, changes))
    assert (log["marketing 1"]["n_messages"] > 0).sum() == 2
    assert log["marketing 2"]["n_by_visit"][0] > 0
    assert log["book"][:, Kind.MARKETING].any()


def test_a_service_area_that_is_smaller_where_orders_wait():
    narrow = {"use": "by_load", "every_min": 5, "slope": 0.5, "threshold": 0, "least_share": 0.2}
    log = agreed_log(scenario(TOWN, {"policies": {"service_area": narrow}}))
    assert log["timeline"]["radius_m"].min() < log["timeline"]["radius_m"].max()


@pytest.mark.slow
def test_lists_of_ones_own_with_places_that_are_sold():
    """Some let their data be used; stores are open, and have something left, or not."""
    ranking = {"use": "personal", "precision": 0.9, "popularity_weight": 1, "retrain_days": 1}
    sold = {"sponsored_places": 2, "sponsor_share": 0.6, "sponsor_budget_cents": 400}
    changes = {
        "days": 2,
        "past": {"days": 20},
        "mechanisms": {
            "lasting_taste": {"enabled": True, "lasts_days": 3},
            "lists": {"enabled": True, "n_listed": 8},
            "trust": {"enabled": True, "opt_in_share": 0.5},
        },
        "policies": {"ranking": ranking | sold, "crm_integrated": True},
    }
    log = agreed_log(scenario(TOWN, changes))
    people = log["lists 3"]
    assert 0.2 < people["opted_in"].mean() < 0.8
    assert (people["n_known"] > 0).any()
    assert log["book"][:, Kind.ADVERTISING].any()
    assert log["lists 2"]["n_paid"][0] > 20


@pytest.mark.slow
def test_orders_stores_and_couriers_that_bring_refusals():
    changes = {
        "couriers": {"acceptance": {"constant": 1}},
        "mechanisms": {"refusals": {"enabled": True, "order_sd": 3, "store_sd": 1}},
    }
    log = agreed_log(scenario(TOWN, changes))
    assert (log["orders"]["offers"] > 3).any()
    assert log["couriers"]["n_refusals"].sum() > 20


@pytest.mark.slow
def test_couriers_who_come_and_go_as_they_like():
    rain = {"mode": "episodes", "attendance_factor": [0.5, 0.3]}
    rain["episodes"] = [{"state": "heavy", "start": "12:15", "end": "18:00"}]
    changes = {
        "days": 2,
        "world": {"weather": rain},
        "mechanisms": {"crowd": {"enabled": True, "share": 0.7, "half_life_days": 1}},
        "policies": {"pay": {"use": "guarantee", "hourly_guarantee_cents": 1200}},
    }
    log = agreed_log(scenario(TOWN, changes))
    people, crowd = log["crowd 0"], log["couriers"][log["crowd 2"]["first"][0] :]
    assert (people["known_h"] > 0).sum() > 2
    assert crowd["n_delivered"].sum() > 20
    assert log["book"][:, Kind.GUARANTEE].any()


@pytest.mark.slow
def test_couriers_who_ride_back_to_stores():
    changes = {
        "city": {"width_m": 3000, "height_m": 3000},
        "mechanisms": {"drift": {"enabled": True, "after_min": 2, "near_m": 100}},
    }
    log = agreed_log(scenario(TOWN, changes))
    assert len(log["moves"]) > 10


@pytest.mark.slow
def test_who_was_let_down_asks_for_help():
    gives = {"contact_share": 1, "compensation_cents": 100, "compensation_share": 0.1}
    care = {
        "enabled": True,
        **dict.fromkeys(("cancelled", "missing", "late"), gives),
        "late_from_min": 1,
        "missing_share": 0.1,
        "bot_share": 0.3,
        "desks": [
            {"name": "one", "share": 1, "handle_min": 60, "patience_min": 2, "agents": [1] * 24}
        ],
        "refund_min": 2000,
        "refund_ask_min": 60,
    }
    log = agreed_log(scenario(TOWN, {"mechanisms": {"care": care}}))
    counts = log["care 3"]
    assert (counts["n_contacts"] > 0).sum() >= 3
    assert counts["n_bot"].sum() > 5
    assert counts["n_left"].sum() > 0
    assert log["book"][:, Kind.CARE].any()
    assert log["book"][:, Kind.COMPENSATION].any()


@pytest.mark.slow
def test_orders_that_leave_the_kitchen_wrong():
    """Under load, from stores with machines and without; who gets one may ask for help."""
    picking = {
        "enabled": True,
        "base_share": 0.1,
        "most_share": 0.5,
        "elasticity": 1.5,
        "automated_stores_share": 0.5,
    }
    changes = {
        "kitchen": {"cooks_per_100_orders": 2},
        "policies": {"promise": {"use": "fixed", "minutes": 30, "guarantee": {"share": 1}}},
        "mechanisms": all_on(care={"wrong": {"contact_share": 1}}) | {"picking": picking},
    }
    log = agreed_log(scenario(TOWN, changes))
    wrong = log["orders"][log["orders"]["wrong"] == 1]
    assert {Channel.DELIVERY, Channel.PICKUP} <= set(wrong["channel"].tolist())
    assert log["care 3"]["n_contacts"][Trouble.WRONG] > 0
    for kind in (Kind.WRONG_REFUND, Kind.MACHINES):
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
        "commission_cap": 0.1,
        "commission_fine_cents": 7,
        "stretch_hours": 2,
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
        "days": 2,
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
                "pause_from_min": 12,
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
def test_who_comes_for_an_order_buys_something_besides():
    changes = {"addons": {"enabled": True, "share": 0.5}, "reservation": {"enabled": True}}
    log = agreed_log(scenario(TOWN, {"mechanisms": changes}))
    counts = log["addons 0"][0]
    assert 0 < counts.n_bought < counts.n_visits
    assert log["book"][:, [Kind.ADDON_SALE, Kind.ADDON_COST]].any(axis=(0, 2)).all()


@pytest.mark.slow
def test_what_disappoints_goes_back_or_is_kept():
    changes = {
        "mechanisms": {
            "returns": {
                "enabled": True,
                "wish_share": 0.5,
                "delay_min": 120,
                "across_channels": True,
                "fetch_min": 20,
            }
        },
    }
    log = agreed_log(scenario(TOWN, changes))
    counts = log["returns 1"][0]
    assert 0 < counts.n_across < counts.n_made < counts.n_wished < counts.n_sold
    assert log["book"][:, [Kind.RETURN, Kind.RETURN_FETCH, Kind.RESTOCK]].any(axis=(0, 2)).all()


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


def test_a_platform_without_pickup():
    log = agreed_log(scenario(TOWN, {"policies": {"pickup": False}}))
    assert set(log["orders"]["channel"]) == {Channel.DELIVERY, Channel.WALK_IN}


def test_what_was_bought_fills_for_days():
    changes = {
        "days": 2,
        "past": {"days": 5},
        "mechanisms": all_on(),
        "policies": {"coupons": [{"use": "threshold"}]},
    }
    log = agreed_log(scenario(TOWN, changes))
    stock, counts = log["appetite 0"], log["appetite 2"][0]
    assert len(np.unique(stock["meals"])) > 100
    assert counts["n_needs"] > 100
    assert counts["utils"] != 0


@pytest.mark.parametrize("show", ["all_in", "at_checkout"])
def test_fees_in_the_price_or_seen_late(show):
    """With a coupon on the fee, a fee for the service, and many who leave where they see it."""
    changes = {
        "choice": {"surprise_weight": 5, "unseen_total_share": 0.9},
        "policies": {
            "pricing": {"use": "distance", "show": show},
            "service_fee_cents": 80,
            "coupons": [{"use": "free_delivery", "fee_share": 0.5}],
        },
    }
    log = agreed_log(scenario(TOWN, changes))
    assert len(orders_of(log, Channel.DELIVERY)) > 10


def test_ratings_that_follow_what_is_written():
    """All write, many of them cross, bad reviews are answered: the next day shows other ratings."""
    writes = {f"post_{felt}_share": 1 for felt in ("neutral", "pleased", "displeased")}
    settings = {"window_days": 1, "answered_share": 0.5, **writes}
    changes = {"days": 2, "past": {"days": 20}, "mechanisms": all_on(reviews=settings)}
    cross = {"patience": {"hazard_per_min": 0.06}}
    log = agreed_log(scenario(TOWN, HECTIC, cross, changes))
    written = log["reviews 1"][0]
    assert 0 < written["n_answered"] < written["n_reviews"]
    assert written["n_reviews"] == written["n_ended"]
    assert np.abs(log["stores"]["shown_quality"] - 4.6).max() > 0.5


def test_what_orders_cost_and_what_trouble_they_were_is_scored():
    """Beside another mechanism, in all channels, with coupons of two conditions."""
    campaign = {"over_cents": 3000, "off_cents": 700, "window": ["10:00", "22:00"]}
    changes = {
        "days": 2,
        "mechanisms": all_on(),
        "choice": {"walk_radius_m": 1500},
        "policies": {"coupons": [{"use": "threshold", "funded_by": {"platform": 1}} | campaign]},
    }
    log = agreed_log(scenario(TOWN, changes))
    for channel in Channel:
        of_channel = orders_of(log, channel)
        prices = np.unique(np.round(of_channel["price_score"], 12))
        if channel == Channel.WALK_IN:  # with no fee and no coupon, by the store's prices alone
            assert len(prices) == len(np.unique(of_channel["store"])) > 3
        else:
            assert len(prices) > 30
        assert of_channel["ease_score"].any() == (channel != Channel.WALK_IN)
    used = log["orders"]["coupon"] >= 0
    assert used.any()
    assert log["orders"]["ease_score"][used].max() < log["orders"]["ease_score"][~used].max()


def test_prices_that_are_remembered():
    """A town of surges and of fees seen late, where some have coupons, for deliveries alone."""
    changes = {
        "mechanisms": all_on(price_memory={"usual_delivery_cents": 300}),
        "policies": {
            "pricing": {"use": "surge", "show": "at_checkout", "slope": 1, "threshold": 0},
            "coupons": [
                {"use": "threshold", "channels": ["delivery"], "audience": {"random_share": 0.5}}
            ],
            "pickup_discount_cents": 200,
        },
    }
    log = agreed_log(scenario(TOWN, changes))
    assert (log["price_memory 0"]["annoyance"] > 0).mean() > 0.5
    assert len(np.unique(log["price_memory 0"]["delivery_cents"])) > 10
    assert (orders_of(log, Channel.DELIVERY)["price_score"] != 0).all()


def test_people_who_talk_come_and_go():
    """Half do not have the app, rewards are paid, many leave and come back each day."""
    settings = {
        "without_app_share": 0.5,
        "imitate_per_day": 0.5,
        "referrer_cents": 500,
        "sleep_per_day": 0.3,
        "wake_per_day": 0.3,
        "told_weight": 1,
        "memory_days": 1,
    }
    changes = {"days": 3, "past": {"days": 20}, "mechanisms": all_on(talk=settings)}
    log = agreed_log(scenario(TOWN, changes))
    counts, people = log["talk 2"][0], log["talk 0"]
    assert min(counts["n_adopted"], counts["n_referred"], counts["n_left"]) > 0
    assert counts["n_reactivated"] > 0
    assert log["book"][:, Kind.REFERRAL].any()
    assert people["told_utils"].std() > 0.1


def test_trust_that_is_lost_and_returns():
    """A breach in the middle, failures of every kind, and deliveries that are followed."""
    trust = {"half_life_days": 0.5, "breach_day": 1, "late_min": 5}
    changes = {
        "days": 2,
        "mechanisms": all_on(trust=trust),
        "policies": {"tracking": 0.8},
        "stock": {"days_of_demand": 0.5, "sync_min": 40, "safety_buffer": 0},
        "patience": {"hazard_per_min": 0.005, "no_courier_min": 20},
        "past": {"days": 20},
    }
    log = agreed_log(scenario(TOWN, changes))
    causes = orders_of(log)["cause"]
    assert {Cause.IMPATIENCE, Cause.OUT_OF_STOCK, Cause.NO_COURIER} <= set(causes.tolist())
    people = log["trust 0"]
    heard = people["at_min"] > 1440
    assert people["gap"][heard].mean() < people["gap"][~heard].mean() - 0.05


@pytest.mark.slow
def test_members_and_points():
    """Half are members, others join; many have points, which hold in the store too."""
    changes = {
        "days": 3,
        "past": {"days": 20},
        "choice": {"walk_radius_m": 1500, "walkin_constant": 0.0},
        "mechanisms": all_on()
        | {
            "membership": {
                "enabled": True,
                "member_share": 0.5,
                "join_constant": -1,
                "fee_off_share": 0.8,
                "sunk_utils": 1,
                "habit_utils": 1,
                "leave_weight": 5,
            },
            "points": {"enabled": True, "use_from_cents": 60, "near_utils": 1, "expire_days": 1},
        },
        "policies": {
            "crm_integrated": True,
            "pricing": {"use": "distance"},
            "service_fee_cents": 90,
            "coupons": [{"use": "free_delivery", "audience": {"random_share": 0.5}}],
        },
    }
    log = agreed_log(scenario(TOWN, changes))
    counts, points = log["membership 1"][0], log["points 1"][0]
    assert min(counts["n_joined"], counts["n_left"], counts["benefit_cents"]) > 0
    assert min(points["earned"], points["used"], points["expired"]) > 0
    assert log["book"][:, Kind.MEMBER_BENEFIT].any()
    habits = log["membership 0"]["habit"]
    assert len(np.unique(habits)) > 10


@pytest.mark.parametrize("sync_min", [0, 40])
def test_shelves_that_sell_out_by_records_that_miss_much(sync_min):
    stock = {
        "days_of_demand": 0.3,
        "sync_min": sync_min,
        "record_error_sd": 2.0,
        "scan_miss_share": 0.3,
        "shrink_share": 0.2,
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
    log = agreed_log(scenario(TOWN, changes))
    assert len(orders_of(log, Channel.WALK_IN, Cause.QUEUE)) > 5
    assert (orders_of(log, Channel.WALK_IN)["state"] == State.FULFILLED).any()


def test_heavy_rain():
    episodes = [
        {"state": "rain", "start": "10:00", "end": "12:00"},
        {"state": "heavy", "start": "12:00", "end": "20:00"},
    ]
    weather = {"mode": "episodes", "episodes": episodes}
    log = agreed_log(scenario(TOWN, {"world": {"weather": weather}}))
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
    log = agreed_log(scenario(TOWN, changes))
    assert len(orders_of(log, Channel.PICKUP, Cause.NO_SHOW)) > 5
    assert (orders_of(log, Channel.PICKUP)["platform_discount_cents"] == 333).any()
    assert len(orders_of(log, Channel.PICKUP, Cause.IMPATIENCE))


@pytest.mark.parametrize("end", ["12:00", "11:30"])
def test_guaranteed_pay_in_shifts_that_run_into_the_next_one(end, count_calls):
    settled, overtime = count_calls("_pay_shift"), count_calls("_work_overtime")
    changes = {
        "days": 2,
        "demand": {"weekday_hours": [0] * 10 + [1, 1, 1] + [0] * 11},
        "couriers": {
            "count": 12,
            "shifts": [{"share": 1, "start": "12:00", "end": end}],
            "metric": "manhattan",
            "speed_km_per_h": 5,
            "dropoff_after_min": 20,
            "attendance_share": 1,
        },
        "policies": {
            "pay": {"use": "guarantee", "hourly_guarantee_cents": 2000},
            "promise": {"use": "fixed", "minutes": 20},
        },
    }
    log = agreed_log(scenario(TOWN, changes))
    # Two days' shifts, and the one that began the day before the first.
    assert len(settled) == 3 * len(log["couriers"])
    assert overtime
    assert (log["couriers"]["earned_cents"] > 2000 * 30).any()


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
    log = agreed_log(scenario(TOWN, changes))
    orders = log["orders"]
    assert (~np.isnan(orders["picked_up_min"]) & (orders["state"] == State.UNDELIVERED)).any()
    assert not is_open(orders["state"]).any()
    assert log["state"]["n_open"][0] == 0


class Wander(RepositioningPolicy):
    """Sends all who are idle to one store after the other, to the end of the shift."""

    def __call__(self, view):
        idle = np.flatnonzero(view.idle)
        moves = MOVE.empty(len(idle))
        moves["courier"] = idle
        store = (moves["courier"] + int(view.now_min)) % len(view.stores)
        moves["x_m"], moves["y_m"] = view.stores["x_m"][store], view.stores["y_m"][store]
        return moves


# Every two of the three choices meet here; all three meet in the slow ones.
PAIRS = {
    ("nearest", "demand_weighted", False),
    ("nearest", "balance", True),
    ("nearest", "wander", False),
    ("batch_insertion", "demand_weighted", True),
    ("batch_insertion", "balance", False),
    ("batch_insertion", "wander", True),
}


@pytest.mark.parametrize(
    ("dispatch", "moving", "finish_moves"),
    [
        case if case in PAIRS else pytest.param(*case, marks=pytest.mark.slow)
        for case in product(
            ("nearest", "batch_insertion"), ("demand_weighted", "balance", "wander"), (False, True)
        )
    ],
)
def test_couriers_who_wait_elsewhere(dispatch, moving, finish_moves, count_calls):
    """Offers on the way, taken and refused; orders lost on the way; shifts that end on it."""
    calls, ends = count_calls("accept"), count_calls("end_shift")
    stops = count_calls("_stop_moving")
    if moving == "wander":
        moving = Wander(every_min=3)
    else:
        moving = {"use": moving, "every_min": 1, "least_stay_min": 0, "half_life_min": 10}
    changes = {
        "city": {"zone_m": 300},
        "consumers": {"count": 1200},
        "couriers": {
            "count": 120,
            "finish_moves": finish_moves,
            "metric": "manhattan" if finish_moves else "euclidean",
            "acceptance": {"constant": 1.5},
            "dropoff_after_min": 4,
        },
        "policies": {"repositioning": moving, "dispatch": {"use": dispatch, "every_min": 1}},
    }
    log = agreed_log(scenario(TOWN, HECTIC, changes))
    moves, couriers = log["moves"], log["couriers"]
    assert len(moves) > 50
    assert len(stops) > 5 or (finish_moves and not isinstance(moving, Wander))
    assert (couriers["n_refusals"] > 0).any()
    assert len(calls) > 40
    assert len(ends) > 20


@pytest.mark.parametrize("finish_moves", [False, True])
def test_couriers_who_wait_elsewhere_in_whole_minutes(finish_moves):
    recording = whole_minute_recording()
    rules = {"whole_minutes": True, "finish_moves": finish_moves, "attendance_share": 1}
    changes = {
        "city": {"zone_m": 300, "cell_m": 100},
        "couriers": {**rules, "acceptance": {"always": True, "response_min": 0}},
        "policies": {
            "repositioning": {"use": "balance", "every_min": 1, "least_stay_min": 0},
            "dispatch": {"use": "nearest"},
        },
    }
    log = agreed_log(scenario(CALM, recording.settings, changes), recording=recording)
    moves = log["moves"]
    assert len(moves) > 5
    assert (moves["depart_min"] == np.rint(moves["depart_min"])).all()
    stores = set(zip(log["stores"]["x_m"].tolist(), log["stores"]["y_m"].tolist(), strict=True))
    assert set(zip(moves["x_m"].tolist(), moves["y_m"].tolist(), strict=True)) <= stores


def whole_minute_recording(n_orders=200, n_stores=5, n_couriers=20):
    """Orders of one evening whose times and rides are whole minutes, so that moments coincide."""
    rows = np.arange(n_orders)
    return arranged(
        Recording(
            placed_min=600.0 + rows // 5 * 2,
            store=(rows * 7 % n_stores).astype(np.int32),
            door_x_m=100.0 * (rows * 13 % 17),
            door_y_m=100.0 * (rows * 5 % 11),
            ready_min=np.where(rows % 5 == 0, np.nan, 600.0 + rows // 5 * 2 + rows % 4 * 5),
            basket_cents=rows % 3 * 1500,
            order_names=tuple(f"o{row}" for row in rows),
            store_names=tuple(f"s{row}" for row in range(n_stores)),
            store_x_m=np.arange(n_stores) * 200.0,
            store_y_m=np.arange(n_stores) * 100.0,
            couriers=RecordedCouriers(
                names=tuple(f"c{row}" for row in range(n_couriers)),
                x_m=np.arange(n_couriers) * 300.0,
                y_m=np.zeros(n_couriers),
                on_min=np.full(n_couriers, 600.0),
                off_min=600.0 + np.arange(1, n_couriers + 1) * 20.0,
            ),
            settings={},
        )
    )


@pytest.mark.parametrize("placed_min", [0.0, 600.0, 1440.0])
def test_a_recorded_order_is_seen_in_the_round_of_its_own_minute(placed_min):
    """Its courier comes on duty in that minute, and goes when the food is ready, ten minutes on.

    There is no round at midnight of the first day. The way from the courier to the store is 100 m.
    """
    day_min = 1440.0 * (placed_min // 1440.0)
    round_min = max(placed_min, 1.0)
    recording = arranged(
        Recording(
            placed_min=np.array([placed_min]),
            store=np.zeros(1, np.int32),
            door_x_m=np.array([1100.0]),
            door_y_m=np.zeros(1),
            ready_min=np.array([placed_min + 10.0]),
            basket_cents=np.array([3000]),
            order_names=("o",),
            store_names=("s",),
            store_x_m=np.array([100.0]),
            store_y_m=np.zeros(1),
            couriers=RecordedCouriers(
                names=("c",),
                x_m=np.zeros(1),
                y_m=np.zeros(1),
                on_min=np.array([placed_min - day_min]),
                off_min=np.array([placed_min + 10.0 - day_min]),
            )
            if day_min == 0
            else None,
            settings={},
        )
    )
    rules = {"whole_minutes": True, "attendance_share": 1, "pickup_before_min": 2, "count": 1}
    if day_min > 0:
        rules["shifts"] = [{"share": 1, "start": "00:00", "end": "23:59"}]
    changes = {
        "couriers": {**rules, "acceptance": {"always": True, "response_min": 0}},
        "patience": {"enabled": False, "no_courier_min": 240},
        "policies": {"dispatch": {"use": "nearest"}},
    }
    log = agreed_log(scenario(CALM, recording.settings, changes), recording=recording)
    (order,) = log["orders"]
    assert order.placed_min == placed_min
    assert order.assigned_min == round_min
    assert order.state == State.FULFILLED
    if day_min == 0:
        # At the last minute of the shift.
        assert order.picked_up_min == log["couriers"]["until_min"][0] == placed_min + 10
        assert log["couriers"]["on_shift_min"][0] > 10  # and home from the door
    # The shift that began the evening before ends on the first page, and is settled there.
    of_orders = np.delete(log["book"], Kind.GUARANTEE, axis=1)
    pages = np.abs(of_orders).sum(axis=(1, 2))
    assert np.flatnonzero(pages)[0] == placed_min // 1440


def test_recorded_orders_for_a_store_that_is_out_are_lost():
    recording = whole_minute_recording()
    out = {"stores": ["s1", "s3"], "window": ["10:10", "10:30"]}
    changes = {"world": {"outages": [out]}, "replay": {"orders": "mine.csv"}}
    log = agreed_log(scenario(CALM, recording.settings, changes), recording=recording)
    hit = (recording.placed_min >= 610) & (recording.placed_min < 630)
    lost = hit & np.isin(recording.store, [1, 3])
    assert lost.any()
    came = [(order.placed_min, order.store) for order in log["orders"]]
    kept = zip(recording.placed_min[~lost], recording.store[~lost], strict=True)
    assert came == list(kept)


@pytest.mark.parametrize("use", ["nearest", "batch_insertion"])
def test_recorded_orders_with_whole_minutes(use):
    recording = whole_minute_recording()
    changes = {
        "couriers": {
            "whole_minutes": True,
            "pickup_before_min": 2,
            "pickup_after_min": 2,
            "dropoff_before_min": 2,
            "dropoff_after_min": 2,
            "acceptance": {"always": True, "response_min": 0},
            "attendance_share": 1,
        },
        "patience": {"enabled": False, "no_courier_min": 240},
        "policies": {"dispatch": {"use": use}, "service_fee_cents": 30},
    }
    log = agreed_log(scenario(CALM, recording.settings, changes), recording=recording)
    ended = orders_of(log, Channel.DELIVERY, cause=0)["ended_min"]
    assert len(ended) > 20
    assert (ended == np.rint(ended)).sum() > 10
    assert len(np.unique(ended)) < len(ended)


def test_tables_grow_while_orders_live(monkeypatch):
    log = agreed_log(scenario(TOWN))
    monkeypatch.setattr(build, "_ORDERS", 2)
    monkeypatch.setattr(build, "_LIST", 65)
    assert len(agreed_log(scenario(TOWN))["orders"]) == len(log["orders"])


@pytest.mark.parametrize("first_capacity", [65, 80, 100])
def test_a_round_that_calls_more_couriers_than_the_calendar_had_room_for(
    first_capacity, monkeypatch
):
    monkeypatch.setattr(build, "_LIST", first_capacity)
    make_offers = Flow.make_offers

    def make_offers_in_bounds(flow, offers, now_min):
        accepted = make_offers(flow, offers, now_min)
        assert flow.world.state["heap_size"][0] <= len(flow.world.heap)
        return accepted

    monkeypatch.setattr(Flow, "make_offers", make_offers_in_bounds)
    changes = {
        "consumers": {"count": 800},
        "choice": {"pickup_constant": NEVER, "walkin_constant": NEVER},
        "patience": {"hazard_per_min": 0, "no_courier_min": 500},
        "demand": {"weekday_hours": [0] * 12 + [1] + [0] * 11},
        "kitchen": {"cooks_per_100_orders": 100},
        "couriers": {"count": 200, "acceptance": {"always": True}},
        "policies": {"dispatch": {"use": "nearest", "every_min": 60}},
    }
    log = agreed_log(scenario(TOWN, changes))
    assigned = orders_of(log, Channel.DELIVERY)["assigned_min"]
    _, at_once = np.unique(assigned[~np.isnan(assigned)], return_counts=True)
    assert at_once.max() > first_capacity
