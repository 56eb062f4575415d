"""Paired differences and their intervals, by hand and against scipy."""

import numpy as np
import pytest
from scipy import stats

from analysis.experiment.compare import differences, interval, judged_together
from analysis.experiment.finding import finding
from analysis.kpis import COMPARED, KPIS


def arm(**values):
    """KPIs by seed, from lists; all others are zero."""
    n = len(next(iter(values.values())))
    zeros = {kpi.name: 0.0 for kpi in KPIS}
    return {seed: zeros | {name: of[seed] for name, of in values.items()} for seed in range(n)}


def difference(kpi, base, other):
    found = differences(arm(**{kpi: base}), arm(**{kpi: other}))
    return next(each for each in found if each.kpi == kpi)


def test_differences_are_paired_by_seed():
    found = difference("late_share", [0.10, 0.20, 0.30], [0.12, 0.21, 0.33])
    assert found.n_pairs == 3
    assert found.base_mean == pytest.approx(0.2)
    assert found.mean == pytest.approx(0.22)
    assert found.difference == pytest.approx(0.02)
    assert found.relative == pytest.approx(0.1)


def test_the_interval_is_that_of_a_paired_t_test():
    rng = np.random.default_rng(0)
    base = rng.normal(40, 3, 8)
    other = base + rng.normal(2, 0.5, 8)
    found = difference("click_to_door_p90_min", list(base), list(other))
    exact = stats.ttest_rel(other, base).confidence_interval(0.95)
    assert found.low == pytest.approx(exact.low, rel=1e-12)
    assert found.high == pytest.approx(exact.high, rel=1e-12)
    assert found.relative_low == pytest.approx(exact.low / base.mean(), rel=1e-12)


def test_intervals_cover_the_true_difference_in_95_of_100_experiments():
    draws = np.random.default_rng(0).normal(1.0, 2.0, (2000, 6))
    covered = sum(low <= 1.0 <= high for low, high in map(interval, draws))
    assert abs(covered / 2000 - 0.95) < 4 * np.sqrt(0.95 * 0.05 / 2000)


def test_identical_arms_differ_by_exactly_zero():
    values = [0.1 + 0.2, 1 / 3, 1e-17]
    found = difference("late_share", values, values)
    assert (found.difference, found.low, found.high, found.relative) == (0, 0, 0, 0)


def test_one_replication_has_no_interval():
    found = difference("orders", [100], [110])
    assert (found.difference, found.low, found.high) == (10, None, None)
    assert (found.relative, found.relative_low) == (pytest.approx(0.1), None)


def test_a_base_below_zero_does_not_turn_the_sign_of_the_share():
    found = difference("platform_contribution_per_order_cents", [-50.0], [-25.0])
    assert found.relative == pytest.approx(0.5)


def test_a_base_of_zero_has_no_share():
    found = difference("coupon_cost_per_order_cents", [0.0, 0.0], [90.0, 110.0])
    assert found.difference == 100.0
    assert (found.relative, found.relative_low, found.relative_high) == (None, None, None)


def test_only_seeds_with_a_value_in_both_arms_count():
    found = difference("redemption_share", [None, 0.2, 0.4], [0.9, 0.3, 0.5])
    assert (found.n_pairs, found.base_mean, found.mean) == (2, pytest.approx(0.3), 0.4)
    assert found.difference == pytest.approx(0.1)


def test_a_kpi_without_meaning_in_one_arm_keeps_the_others_mean():
    found = difference("redemption_share", [None, None], [0.2, 0.4])
    assert found.n_pairs == 0
    assert (found.base_mean, found.difference, found.low) == (None, None, None)
    assert found.mean == pytest.approx(0.3)


def test_only_seeds_that_both_arms_have_are_compared():
    base, other = arm(orders=[100, 200, 300]), arm(orders=[110, 190, 330])
    del base[1]
    del other[2]
    found = next(each for each in differences(base, other) if each.kpi == "orders")
    assert (found.n_pairs, found.difference) == (1, 10)


def test_differences_come_in_the_order_of_the_table():
    found = differences(arm(orders=[1]), arm(orders=[2]))
    assert [each.kpi for each in found] == [kpi.name for kpi in COMPARED]


def test_what_mechanisms_measure_is_compared_after_the_kpis_of_the_table():
    base = arm(late_share=[0.1, 0.2], letters=[3, 5])
    found = differences(base, arm(late_share=[0.1, 0.2], letters=[4, 7]))
    assert [each.kpi for each in found] == [*(kpi.name for kpi in COMPARED), "letters"]
    assert (found[-1].base_mean, found[-1].difference) == (4, 1.5)


def test_a_mechanism_that_the_base_lacks_has_a_level_and_no_difference():
    found = differences(arm(late_share=[0.1, 0.2]), arm(letters=[4, 7]))[-1]
    assert (found.kpi, found.n_pairs, found.base_mean, found.mean) == ("letters", 0, None, 5.5)
    assert found.difference is None
    assert finding(found) == "unknown"


def test_the_p_value_is_that_of_a_paired_t_test():
    rng = np.random.default_rng(1)
    base = rng.normal(40, 3, 8)
    other = base + rng.normal(1, 1, 8)
    found = difference("click_to_door_p90_min", list(base), list(other))
    assert found.p_value == pytest.approx(stats.ttest_rel(other, base).pvalue, rel=1e-9)
    assert difference("late_share", [0.1, 0.2], [0.1, 0.2]).p_value is None
    assert difference("late_share", [0.1], [0.2]).p_value is None


def test_headline_differences_of_all_arms_are_judged_together():
    """One arm's p-value of 0.0002 survives 40 of its kind, another's of 0.01 does not."""
    clear = differences(arm(late_share=[0.1] * 4), arm(late_share=[0.2, 0.2, 0.2, 0.201]))
    vague = differences(arm(late_share=[0.1] * 4), arm(late_share=[0.11, 0.12, 0.11, 0.13]))
    holm = judged_together({"a": clear, "b": vague})
    assert holm["a"] == {"late_share"}
    assert {each.kpi: each for each in vague}["late_share"].low > 0
    assert holm["b"] == {"late_share"}  # of two hypotheses, for all others differ in nothing
