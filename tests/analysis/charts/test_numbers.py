"""KPIs and changes as people read them."""

import pytest

from analysis.charts.numbers import Change, amount, bracket, change_of, level, spoken
from analysis.experiment.compare import Difference
from analysis.words import words

EN, ZH = words("en"), words("zh")


def difference(kpi, value, low=None, high=None, base=100.0):
    return Difference(
        kpi=kpi,
        n_pairs=6,
        base_mean=base,
        mean=base + value,
        difference=value,
        low=low,
        high=high,
        relative=value / base,
        relative_low=None if low is None else low / base,
        relative_high=None if high is None else high / base,
    )


@pytest.mark.parametrize(
    ("value", "kpi", "english", "chinese"),
    [
        (51.23, "click_to_door_p90_min", "51.2\u00a0min", "51.2\u00a0分钟"),
        (0.1234, "late_share", "12.3\u00a0%", "12.3%"),
        (43.0, "platform_contribution_per_order_cents", "¥0.43", "0.43\u00a0元"),
        (-117.0, "platform_contribution_per_order_cents", "−¥1.17", "−1.17\u00a0元"),
        (11_432_200.0, "store_margin_cents_per_day", "¥114\u2009322", "114\u2009322\u00a0元"),
        (6017.4, "orders_per_day", "6\u2009017", "6\u2009017"),
        (1.153, "offers_per_order", "1.15", "1.15"),
        (None, "late_share", "–", "–"),
    ],
)
def test_a_level_is_shown_in_its_unit(value, kpi, english, chinese):
    assert (level(value, kpi, EN), level(value, kpi, ZH)) == (english, chinese)


def test_a_change_has_the_digits_that_its_interval_supports():
    found = change_of(difference("click_to_door_p90_min", 2.3456, 1.9, 2.8))
    assert (spoken(found, EN), bracket(found)) == ("+2.3\u00a0min", "[1.9, 2.8]")


def test_shares_change_by_points_and_money_by_yuan():
    late = change_of(difference("late_share", -0.021, -0.03, -0.012))
    cost = change_of(difference("courier_cost_per_order_cents", -41.0, -45.0, -37.0))
    assert spoken(late, EN) == "−2.1\u00a0pp"
    assert spoken(late, ZH) == "−2.1\u00a0个百分点"
    assert spoken(cost, EN) == "−¥0.41"


def test_a_relative_change_is_in_per_cent():
    orders = change_of(difference("orders", 7.1, 6.6, 7.6), relative=True)
    assert orders[:3] == pytest.approx((7.1, 6.6, 7.6))
    assert spoken(orders, EN) == "+7.1\u00a0%"


@pytest.mark.parametrize(
    ("change", "size", "said"),
    [
        (Change(-2.318, -2.37, -2.26, "min"), "2.32\u00a0min", "−2.32\u00a0min"),
        (Change(-41.27, -45, -37, "cents"), "¥41", "−¥41"),
        (Change(14.02, 13.6, 14.4, "relative"), "14.0\u00a0%", "+14.0\u00a0%"),
    ],
)
def test_a_title_has_the_digits_of_the_table(change, size, said):
    assert (amount(change, EN), spoken(change, EN)) == (size, said)


def test_without_an_interval_there_are_no_brackets():
    assert bracket(change_of(difference("late_share", 0.02))) == ""
