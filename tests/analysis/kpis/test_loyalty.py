"""Loyalty KPIs, by hand."""

import numpy as np
import pytest

from analysis.kpis.loyalty import repeat_share
from analysis.kpis.measure import measure
from sim.agents.consumer import CONSUMER
from sim.ledger import ACCOUNTS, KINDS
from sim.order import Channel
from sim.scenario import Scenario
from sim.settings import Replay
from tests.analysis.handmade import orders, rows, run_of


def order(consumer, placed_min, channel=Channel.PICKUP):
    return {"consumer": consumer, "placed_min": placed_min, "channel": channel}


def test_satisfaction_is_that_of_platform_orders_that_ended():
    felt = orders(
        {"satisfaction": 4.5},
        {"satisfaction": 2.0, "consumer": 3},
        {"satisfaction": 0.0},
        {"satisfaction": 1.0, "channel": Channel.WALK_IN, "consumer": 2},
    )
    kpis = measure(run_of(felt))
    assert kpis["satisfaction_mean"] == pytest.approx(3.25)
    assert kpis["unhappy_share"] == pytest.approx(1 / 2)
    assert kpis["customers"] == 2
    assert kpis["orders_per_customer"] == pytest.approx(3 / 2)


def test_each_part_of_satisfaction_is_what_orders_would_get_for_it_alone():
    """With a constant of 0: 1 + 4 L(1), 1 + 4 L(-2), and 3 for what scores nothing."""
    scored = orders(
        {"satisfaction": 4.5, "price_score": 1.0, "reliability_score": -2.0},
        {"satisfaction": 2.0, "time_score": -2.0, "ease_score": 1.0},
        {"satisfaction": 0.0, "quality_score": 5.0},
        {"satisfaction": 1.0, "quality_score": 5.0, "channel": Channel.WALK_IN},
    )
    scenario = Scenario.model_validate(
        {"title": "by hand", "days": 2, "satisfaction": {"constant": 0}}
    )
    kpis = measure(run_of(scored, scenario=scenario))
    up, down = 1 + 4 / (1 + np.exp(-1)), 1 + 4 / (1 + np.exp(2))
    expected = {"price": up, "time": down, "quality": 3, "ease": up, "reliability": down}
    for part, stars in expected.items():
        mean = (3 + stars) / 2
        assert kpis[f"satisfaction_{part}_mean"] == pytest.approx(mean, abs=1e-12)


def test_loyalty_is_that_of_all_consumers():
    consumers = rows(CONSUMER, {"loyalty": 0.5}, {"loyalty": -0.1}, {}, {})
    assert measure(run_of(consumers=consumers))["loyalty_mean"] == pytest.approx(0.1)


def test_repeat_share_without_censoring_is_the_share_who_came_back():
    placed = orders(order(0, 0), order(0, 500), order(1, 10), order(1, 90), order(2, 0))
    assert repeat_share(placed, end_min=1e6, within_min=1000) == pytest.approx(2 / 3)


def test_a_return_after_the_window_is_none():
    placed = orders(order(0, 0), order(0, 500), order(1, 0), order(1, 1500))
    assert repeat_share(placed, end_min=1e6, within_min=1000) == pytest.approx(1 / 2)


def test_those_last_seen_before_others_return_do_not_count_as_lost():
    """By hand: at 100 one of four returns, at 300 one of the two still watched."""
    placed = orders(
        order(0, 0),
        order(0, 100),
        order(1, 800),  # seen for 200 minutes only
        order(2, 0),
        order(2, 300),
        order(3, 0),
    )
    share = repeat_share(placed, end_min=1000, within_min=1000)
    assert share == pytest.approx(1 - (1 - 1 / 4) * (1 - 1 / 2))


def test_only_the_second_order_counts_however_rows_are_sorted():
    placed = orders(order(0, 900), order(0, 0), order(0, 950))
    assert repeat_share(placed, end_min=1e6, within_min=899) == 0.0
    assert repeat_share(placed, end_min=1e6, within_min=900) == 1.0


def test_seven_days_are_not_seen_in_a_shorter_run():
    placed = orders(
        order(0, 0), order(0, 2000), order(1, 0, Channel.WALK_IN), order(1, 10, Channel.WALK_IN)
    )
    pages = np.zeros((8, len(KINDS), len(ACCOUNTS)), np.int64)
    assert measure(run_of(placed))["repeat_7d_share"] is None
    assert measure(run_of(placed, days=7, book=pages))["repeat_7d_share"] == 1.0


def test_recorded_orders_do_not_say_who_came_back():
    replayed = Scenario(title="replayed", replay=Replay(orders="orders.csv"))
    placed = orders(order(0, 0), order(0, 2000))
    week = {"days": 7, "book": np.zeros((8, len(KINDS), len(ACCOUNTS)), np.int64)}
    assert measure(run_of(placed, **week))["repeat_7d_share"] is not None
    assert measure(run_of(placed, scenario=replayed, **week))["repeat_7d_share"] is None
