"""What changes in each zone."""

import pytest

from analysis.experiment.zones import late_change, orders_change
from tests.analysis.charts.made_up import comparison_of


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
