"""What changes in each zone, with intervals by hand."""

import numpy as np
import pytest

from analysis.experiment.zones import late_change, orders_change, zone_change
from tests.analysis.charts.made_up import comparison_of


def test_intervals_are_those_of_student_over_pairs():
    """Differences 1, 2, 3: mean 2, standard error 1 / sqrt(3), t 4.3027 with two degrees."""
    base = np.zeros((3, 1, 2))
    other = np.array([[[1.0, 5.0]], [[2.0, 5.0]], [[3.0, 5.0]]])
    change = zone_change(base, other)
    assert change.mean.tolist() == [[2.0, 5.0]]
    assert change.low[0].tolist() == pytest.approx([2 - 4.302653 / np.sqrt(3), 5.0])
    assert change.high[0].tolist() == pytest.approx([2 + 4.302653 / np.sqrt(3), 5.0])
    assert change.clear.tolist() == [[False, True]]


def test_a_pair_without_a_value_is_left_out_where_it_has_none():
    base = np.array([[[0.1, np.nan]], [[0.2, 0.3]], [[0.3, np.nan]]])
    change = zone_change(base, base + np.array([0.1, 0.2, 0.3])[:, None, None])
    assert change.mean[0].tolist() == pytest.approx([0.2, 0.2])
    assert np.isfinite(change.low[0, 0])
    assert np.isnan(change.low[0, 1])  # a single pair has no interval


def test_what_is_nowhere_known_is_unknown_and_not_clear():
    nothing = np.full((2, 1, 1), np.nan)
    change = zone_change(nothing, nothing)
    assert np.isnan(change.mean).all()
    assert not change.clear.any()


def test_one_replication_shows_what_it_has():
    change = zone_change(np.zeros((1, 1, 2)), np.array([[[3.0, np.nan]]]))
    assert change.clear.tolist() == [[True, False]]


def test_runs_are_paired_by_seed():
    _, (base, arm) = comparison_of(2)
    fewer = type(arm)(arm.label, arm.title, arm.why, arm.runs[2:], arm.changed)
    mean = (arm.zone_orders_by_run - base.zone_orders_by_run)[2:].mean(axis=0)
    assert orders_change(base, fewer).mean == pytest.approx(mean)


def test_nothing_changes_against_oneself():
    _, (base, _) = comparison_of(2)
    for change in (orders_change(base, base), late_change(base, base)):
        assert (change.mean == 0).all()
        assert (change.low == 0).all()
        assert not change.clear.any()
