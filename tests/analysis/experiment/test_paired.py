"""Paired differences of many parts at once, with intervals by hand."""

import numpy as np
import pytest

from analysis.experiment.arm import ArmData
from analysis.experiment.paired import by_part, changes_between, changes_of
from tests.analysis.charts.made_up import comparison_of


def test_intervals_are_those_of_student_over_pairs():
    """Differences 1, 2, 3: mean 2, standard error 1 / sqrt(3), t 4.3027 with two degrees."""
    base = np.zeros((3, 1, 2))
    other = np.array([[[1.0, 5.0]], [[2.0, 5.0]], [[3.0, 5.0]]])
    change = changes_of(other - base)
    assert change.mean.tolist() == [[2.0, 5.0]]
    assert change.low[0].tolist() == pytest.approx([2 - 4.302653 / np.sqrt(3), 5.0])
    assert change.high[0].tolist() == pytest.approx([2 + 4.302653 / np.sqrt(3), 5.0])
    assert change.clear.tolist() == [[False, True]]


def test_a_pair_without_a_value_is_left_out_where_it_has_none():
    base = np.array([[[0.1, np.nan]], [[0.2, 0.3]], [[0.3, np.nan]]])
    change = changes_of(base + np.array([0.1, 0.2, 0.3])[:, None, None] - base)
    assert change.mean[0].tolist() == pytest.approx([0.2, 0.2])
    assert np.isfinite(change.low[0, 0])
    assert np.isnan(change.low[0, 1])  # a single pair has no interval


def test_what_is_nowhere_known_is_unknown_and_not_clear():
    nothing = np.full((2, 1, 1), np.nan)
    change = changes_of(nothing)
    assert np.isnan(change.mean).all()
    assert not change.clear.any()


def test_one_replication_shows_what_it_has():
    change = changes_of(np.array([[[3.0, np.nan]]]))
    assert change.clear.tolist() == [[True, False]]


def test_parts_have_the_differences_of_kpis():
    comparison, (base, arm) = comparison_of(2)
    found = by_part(base, arm, "orders_per_day", lambda each: each.by_segment("orders_per_day"))
    assert len(found) == len(base.segments)
    total = sum(each.difference for each in found)
    assert total == pytest.approx(comparison.contrasts[0]["orders_per_day"].difference, abs=1)
    assert all(each.low < each.difference < each.high for each in found)


def test_differences_are_paired_by_seed():
    def arm(*seeds):
        runs = tuple(replace_seed(seed) for seed in seeds)
        return ArmData("a", "a", "", runs, None)

    def replace_seed(seed):
        return type("Run", (), {"seed": seed})()

    found = changes_between(arm(0, 1, 2), np.array([1.0, 2, 3]), arm(2, 1), np.array([30.0, 20]))
    assert found.mean == pytest.approx((27 + 18) / 2)
