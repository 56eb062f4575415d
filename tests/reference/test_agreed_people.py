"""What people believe, remember, pay and tell.

The compiled flow and plain SimPy processes write the same log, to the bit. Each city is about one
part of an order's life, and the test also says that this part was lived.
"""

import numpy as np
import pytest

from sim.ledger import Kind
from sim.order import Cause, Channel, State
from tests.cities import all_on, scenario
from tests.reference.compare import agreed_log
from tests.reference.logs import orders_of
from tests.reference.towns import HECTIC, TOWN, VILLAGE


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
    log = agreed_log(scenario(VILLAGE, changes))
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
    busy = {"consumers": {"count": 900}, "couriers": {"count": 4}}
    log = agreed_log(scenario(TOWN, busy, {"mechanisms": {"care": care}}))
    counts = log["care 3"]
    assert (counts["n_contacts"] > 0).sum() >= 3
    assert counts["n_bot"].sum() > 5
    assert counts["n_left"].sum() > 0
    assert log["book"][:, Kind.CARE].any()
    assert log["book"][:, Kind.COMPENSATION].any()


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


def test_what_was_bought_fills_for_days():
    changes = {
        "days": 2,
        "past": {"days": 5},
        "mechanisms": all_on(),
        "policies": {"coupons": [{"use": "threshold"}]},
    }
    log = agreed_log(scenario(VILLAGE, changes))
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
    log = agreed_log(scenario(VILLAGE, changes))
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
    log = agreed_log(scenario(VILLAGE, changes))
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
    log = agreed_log(scenario(VILLAGE, changes))
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
        "policies": {
            "tracking": 0.8,
            "dispatch": {"use": "batch_insertion", "radius_m": 900, "bundle_m": 0},
        },
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
