"""What an extra order costs: a ratio of paired means, and when there is none."""

import numpy as np
import pytest

from analysis.experiment.extra_order import (
    cannibalised_share,
    compared,
    cost_per_extra_order,
    cost_per_new_user,
    extra_orders_per_100_yuan,
    fieller,
)


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


def with_coupons(orders, used, cents):
    return [
        {
            "orders_per_day": float(placed),
            "coupon_orders_per_day": float(redeemed),
            "coupon_cost_per_order_cents": float(each),
        }
        for placed, redeemed, each in zip(orders, used, cents, strict=True)
    ]


NO_COUPONS = with_coupons([100, 110, 95], [0, 0, 0], [0, 0, 0])


def test_what_a_hundred_yuan_bring_is_orders_gained_over_what_is_taken_off():
    """120, 131 and 114 orders at 100 cents each: 3.65 hundreds of yuan for 60 orders."""
    other = with_coupons([120, 131, 114], [60, 70, 50], [100, 100, 100])
    value, low, high = extra_orders_per_100_yuan(NO_COUPONS, other, 0.95)
    assert value == pytest.approx(60 / 3.65)
    assert low < value < high
    assert compared("extra_orders_per_100_yuan", NO_COUPONS, other, 0.95) == (value, low, high)


def test_without_coupons_nothing_is_brought_or_cannibalised():
    for ratio in (extra_orders_per_100_yuan, cannibalised_share):
        assert ratio(NO_COUPONS, NO_COUPONS, 0.95) == (None, None, None)


def test_what_is_cannibalised_would_have_come_without_a_coupon():
    """Of 60, 70 and 50 with a coupon 20, 21 and 19 are more than without."""
    other = with_coupons([120, 131, 114], [60, 70, 50], [100, 100, 100])
    share, low, high = cannibalised_share(NO_COUPONS, other, 0.95)
    assert share == pytest.approx(1 - 60 / 180)
    assert low < share < high
    assert cannibalised_share(NO_COUPONS[:1], other[:1], 0.95) == (1 - 20 / 60, None, None)


def test_the_interval_covers_the_true_ratio_in_95_of_100_experiments():
    rng = np.random.default_rng(0)
    covered = 0
    for _ in range(2000):
        orders = rng.normal(50.0, 10.0, 6)
        _, low, high = fieller(12.0 * orders + rng.normal(0, 100.0, 6), orders, 0.95)
        covered += low <= 12.0 <= high
    assert abs(covered / 2000 - 0.95) < 4 * np.sqrt(0.95 * 0.05 / 2000)


def won(new_users, coupon_cents, reward_cents, message_cents):
    """Seven days of 100 orders each."""
    return [
        {
            "orders": 700,
            "orders_per_day": 100.0,
            "new_users": users,
            "platform_coupon_cost_per_order_cents": coupon,
            "referral_cents_per_day": reward,
            "marketing_cents_per_day": messages,
        }
        for users, coupon, reward, messages in zip(
            new_users, coupon_cents, reward_cents, message_cents, strict=True
        )
    ]


def test_a_new_user_costs_coupons_rewards_and_messages_of_all_days():
    """In pairs 7 * (100 * 2 + 30 + 70), 7 * (100 * 3 + 10 + 70) and 7 * (100 * 2 + 20 + 80)."""
    base = won([5, 6, 4], [1, 1, 1], [0, 0, 0], [10, 10, 10])
    other = won([25, 30, 20], [3, 4, 3], [30, 10, 20], [80, 80, 90])
    cost, low, high = cost_per_new_user(base, other, 0.95)
    assert cost == pytest.approx((2100 + 2660 + 2100) / (20 + 24 + 16))
    assert low < cost < high
    assert compared("cost_per_new_user_cents", base, other, 0.95) == (cost, low, high)


NOBODY = [{"orders": 0, "orders_per_day": 0.0}] * 3  # and nobody talks


def test_a_new_user_costs_nothing_that_could_be_said_where_none_clearly_comes():
    base = won([5, 6, 4], [1, 1, 1], [0, 0, 0], [0, 0, 0])
    assert cost_per_new_user(base, won([5, 7, 3], [3, 3, 3], *[[0] * 3] * 2), 0.95) == (None,) * 3
    assert cost_per_new_user(NOBODY, NOBODY, 0.95) == (None,) * 3
