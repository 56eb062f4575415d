"""Intervals of shares, by hand."""

import pytest

from analysis.statistics.share import share_interval


def test_of_all_or_none_it_is_a_root_of_what_is_left_for_doubt():
    assert share_interval(1.0, 10) == pytest.approx((0.025**0.1, 1.0))
    assert share_interval(0.0, 10) == pytest.approx((0.0, 1 - 0.025**0.1))


def test_eight_of_ten_are_as_in_the_tables_of_clopper_and_pearson():
    assert share_interval(0.8, 10) == pytest.approx((0.4439, 0.9748), abs=1e-4)


def test_nothing_is_known_of_a_share_of_nobody():
    assert share_interval(0.0, 0) == (0.0, 1.0)
