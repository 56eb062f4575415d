"""Midnights: new needs, full shelves, and today's campaigns."""

import numpy as np
import pytest

from sim.flow.needs import draw_needs
from sim.simulation import alive
from tests.cities import CALM, SMALL, scenario


def market_of(*changes, days=3):
    return alive(scenario(SMALL, CALM, {"days": days}, *changes))


def at(market, *minutes):
    """The market just after each of the minutes."""
    for minute in minutes:
        market.clock.run(until=minute + 0.5)
        yield market


def test_each_day_has_its_number_and_its_weekday():
    market = market_of({"demand": {"first_weekday": 4}})
    seen = [
        (int(now.world.state["day"][0]), now.weekday, bool(now.world.state["weekend"][0]))
        for now in at(market, 0, 1439, 1440, 2880)
    ]
    assert seen == [(0, 4, False), (0, 4, False), (1, 5, True), (2, 6, True)]


def test_after_the_last_day_a_page_is_left_and_no_need():
    market = market_of(days=1)
    market.clock.run(until=1440.5)
    assert market.world.state["day"][0] == 1
    assert len(market.world.needs) == 0
    assert market.world.state["page"][0] == 1
    assert market.world.book.shape[0] == 3  # and the page of a warm-up


@pytest.mark.parametrize(
    ("first_weekday", "factor", "hours"), [(0, 1.0, "week"), (5, 1.3, "weekend")]
)
def test_needs_are_drawn_each_midnight_for_the_kind_of_day(first_weekday, factor, hours):
    demand = {"first_weekday": first_weekday, "weekend_factor": 1.3}
    market = market_of({"demand": demand})
    of_day = {"week": "weekday_hours", "weekend": "weekend_hours"}[hours]
    for day, now in enumerate(at(market, 0, 1440)):
        expected = draw_needs(
            0, now.world.consumers, day, factor, getattr(now.scenario.demand, of_day)
        )
        assert now.world.needs.tobytes() == expected.tobytes()


def test_shelves_are_filled_up_and_published():
    market = market_of({"stock": {"enabled": True, "record_error_sd": 0, "sync_min": 50}})
    stores = market.world.stores
    market.clock.run(until=1439)
    assert (stores["physical_stock"] != stores["daily_stock"]).any()
    assert (stores["published_stock"] != stores["daily_stock"]).any()
    market.clock.run(until=1440.01)
    assert (stores["physical_stock"] == stores["daily_stock"]).all()
    assert (stores["published_stock"] == stores["daily_stock"]).all()


COUPONS = [
    {"use": "percent", "percent": 20, "cap_cents": 700, "weekdays": [0, 2]},
    {"use": "threshold", "off_cents": 300, "audience": {"segments": ["student"]}},
    {"use": "free_delivery", "fee_share": 0.5, "audience": {"lapsed_days": 1}},
]


def test_campaigns_are_opened_with_their_terms_on_their_weekdays():
    market = market_of({"policies": {"coupons": COUPONS}})
    today = []
    for now in at(market, 0, 1440, 2880):
        campaigns = now.world.campaigns
        today.append(campaigns["today"].tolist())
        assert campaigns["off_cents"].tolist() == [0, 300, 0]
        assert campaigns["basket_share"].tolist() == [0.2, 0, 0]
        assert campaigns["cap_cents"].tolist() == [700, np.inf, np.inf]
        assert campaigns["fee_share"].tolist() == [0, 0, 0.5]
        offered = now.agenda.offered[now.world.state["day"][0]]
        for name in ("today", "off_cents", "basket_share", "cap_cents", "fee_share"):
            assert offered[name].tolist() == campaigns[name].tolist()
        bits = now.world.consumers["coupons"][:, None] >> np.arange(3, dtype=np.uint64) & np.uint64(
            1
        )
        assert offered["n_eligible"].tolist() == bits.sum(axis=0).tolist()
    assert today == [[True] * 3, [False, True, True], [True] * 3]


def test_audiences_are_chosen_anew_and_uses_forgotten():
    """A bit a campaign: all have the first, students the second, the lapsed the third."""
    market = market_of({"policies": {"coupons": COUPONS}})
    consumers = market.world.consumers
    for now in at(market, 0, 1440):
        student = consumers["segment"] == 0
        lapsed = now.now_min - 0.5 - consumers["last_order_min"] >= 1440
        assert consumers["coupons"].tolist() == (1 + 2 * student + 4 * lapsed).tolist()
        assert not consumers["coupons_used"].any()
        now.clock.run(until=now.now_min + 1400)
        assert consumers["coupons_used"].any()
    assert not lapsed.all()


def test_a_budget_is_one_for_the_whole_run():
    budget = {"use": "percent", "budget_cents": 5000, "uses_per_day": 0}
    market = market_of({"policies": {"coupons": [budget]}})
    left = [float(now.world.campaigns["budget_left_cents"][0]) for now in at(market, 0, 1440, 2880)]
    assert left[0] == 5000
    assert left[1:] == [0, 0]


def test_a_day_s_budget_is_there_again_at_midnight():
    budget = {"use": "percent", "daily_budget_cents": 2000, "uses_per_day": 0}
    market = market_of({"policies": {"coupons": [budget]}})
    for now in at(market, 0, 1440, 2880):
        assert now.world.campaigns["day_left_cents"][0] == 2000
        now.clock.run(until=now.now_min + 1400)
        assert now.world.campaigns["day_left_cents"][0] == 0


def test_policies_decide_again_at_their_intervals():
    """A tariff that someone changes by hand lasts until the policy speaks again."""
    market = market_of({"policies": {"pricing": {"use": "flat", "every_min": 30}}})
    fees = []
    for minute in (10, 29, 30):
        market.clock.run(until=minute + 0.5)
        fees.append(float(market.world.tariff["base_cents"][0]))
        market.world.tariff["base_cents"] = 1
    assert fees == [350, 1, 350]
