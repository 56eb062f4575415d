"""What an extra order costs: a ratio of paired means, and when there is none."""

import numpy as np
import pytest

from analysis.experiment.extra_order import cost_per_extra_order, fieller


def runs(contributions, orders):
    return [
        {"platform_contribution_cents_per_day": float(kept), "orders_per_day": float(placed)}
        for kept, placed in zip(contributions, orders, strict=True)
    ]


BASE = runs([1000, 1100, 900], [100, 110, 95])


def test_it_is_the_contribution_given_up_over_the_orders_gained():
    other = runs([400, 480, 330], [120, 131, 114])
    cost, low, high = cost_per_extra_order(BASE, other, 0.95)
    assert cost == pytest.approx((600 + 620 + 570) / (20 + 21 + 19))
    assert low < cost < high


def test_more_contribution_is_a_negative_cost():
    cost, low, high = cost_per_extra_order(BASE, runs([1300, 1420, 1190], [120, 131, 114]), 0.95)
    assert low < cost < high < 0


def test_where_orders_do_not_clearly_rise_it_has_no_value():
    for placed in ([120, 100, 96], [90, 99, 85], [100, 110, 95]):
        assert cost_per_extra_order(BASE, runs([400, 480, 330], placed), 0.95) == (None,) * 3


def test_a_single_pair_has_a_cost_without_an_interval():
    assert cost_per_extra_order(BASE[:1], runs([400], [120]), 0.95) == (30.0, None, None)
    assert cost_per_extra_order(BASE[:1], runs([400], [99]), 0.95) == (None, None, None)
    assert cost_per_extra_order([], [], 0.95) == (None, None, None)


def test_the_interval_covers_the_true_ratio_in_95_of_100_experiments():
    rng = np.random.default_rng(0)
    covered = 0
    for _ in range(2000):
        orders = rng.normal(50.0, 10.0, 6)
        _, low, high = fieller(12.0 * orders + rng.normal(0, 100.0, 6), orders, 0.95)
        covered += low <= 12.0 <= high
    assert abs(covered / 2000 - 0.95) < 4 * np.sqrt(0.95 * 0.05 / 2000)
