"""What single figures show, read off their marks."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from analysis.charts import changed, demand_map, differences, funnel, hours, late_map, waits
from analysis.charts.blocks import BLOCKS
from analysis.charts.changed import shares
from analysis.charts.style import BETTER, WORSE
from analysis.charts.zone_map import FEWEST_ORDERS, enough
from analysis.experiment.changed import Changed, ChangedOrders
from analysis.kpis import HEADLINES
from analysis.words import words
from tests.analysis.charts.made_up import compared, comparison_of, with_runs

EN = words("en")


def texts(axes):
    return [text.get_text() for text in axes.texts]


def test_waits_are_marked_at_the_quantiles_of_the_table():
    comparison, arms = comparison_of(2)
    _, row = waits.draw(comparison, arms, EN).axes
    found = comparison.contrasts[0]["click_to_door_p90_min"]
    assert row.lines[1].get_xdata()[0] == pytest.approx(found.mean)
    assert texts(row)[1] == f"P90 {found.mean:.1f}\n+{found.difference:.1f}\u00a0min"


def test_the_funnel_counts_from_a_hundred_needs():
    _, arms = comparison_of(2)
    levels = funnel.per_hundred(arms)
    assert levels[:, 0] == pytest.approx([100, 100])
    assert levels[0] == pytest.approx([100, 75, 13.17, 11.83, 10, 9.5], abs=0.01)
    assert (np.diff(levels, axis=1) <= 0).all()


def test_a_single_stage_is_no_funnel():
    comparison, arms = comparison_of(2)
    counts = np.zeros_like(arms[0].runs[0].funnel)
    counts[:, -1] = 60
    figure = funnel.draw(comparison, [with_runs(arm, funnel=counts) for arm in arms], EN)
    assert not figure.axes
    assert figure.texts[-1].get_text() == "Nothing to show."


def test_the_funnel_leaves_out_stages_that_were_not_recorded():
    comparison, arms = comparison_of(2)
    counts = arms[0].runs[0].funnel.copy()
    counts[:, :2] = 0
    without = [with_runs(arm, funnel=counts) for arm in arms]
    left, _ = funnel.draw(comparison, without, EN).axes
    assert len(left.get_yticks()) == len(funnel.STAGES) - 2


def test_differences_show_every_headline_kpi_in_the_colour_of_its_finding():
    comparison, arms = comparison_of(2)
    blocks = differences.draw(comparison, arms, EN).axes
    colours = {
        label.get_text(): text.get_color()
        for axes in blocks
        for label, text in zip(axes.get_yticklabels(), axes.texts, strict=True)
    }
    assert set(colours) == {EN.kpi(kpi) for kpi in HEADLINES}
    assert colours["Orders per day"] == BETTER
    assert colours["Late deliveries"] == WORSE


def test_differences_hold_every_interval_on_their_scale():
    comparison, arms = comparison_of(5)
    for axes in differences.draw(comparison, arms, EN).axes:
        low, high = axes.get_xlim()
        marks = np.concatenate([line.get_xdata() for line in axes.lines])
        assert low == pytest.approx(-high)
        assert np.abs(marks).max() < high


def test_every_headline_kpi_stands_in_one_block():
    assert Counter(kpi for block in BLOCKS for kpi in block.kpis) == Counter(HEADLINES)


def test_hours_with_few_orders_show_no_wait():
    comparison, arms = comparison_of(2)
    few = arms[1].runs[0].hour_orders.copy()
    few[3] = 1  # in each run
    panels = hours.draw(comparison, [arms[0], with_runs(arms[1], hour_orders=few)], EN).axes
    assert np.isnan(panels[1].lines[1].get_ydata()[3])
    assert np.isfinite(panels[1].lines[0].get_ydata()[3])
    assert np.isfinite(panels[0].lines[1].get_ydata()[3])


def test_a_band_holds_the_curve_and_needs_more_than_one_run():
    comparison, arms = comparison_of(2)
    panel = hours.draw(comparison, arms, EN).axes[0]
    band = panel.collections[0].get_paths()[0].vertices[:, 1]
    assert band.min() <= panel.lines[0].get_ydata().min()
    assert band.max() >= panel.lines[0].get_ydata().max()
    single = hours.draw(*comparison_of(2, n_runs=1), EN).axes[0]
    assert not single.collections


def test_zones_with_few_orders_in_any_arm_are_grey_in_all():
    comparison, arms = comparison_of(2)
    orders = arms[1].runs[0].zone_orders.copy()
    orders[2, 1] = (FEWEST_ORDERS - 1) // len(arms[1].runs)
    arms[1] = with_runs(arms[1], zone_orders=orders)
    assert not enough(arms)[2, 1]
    assert enough(arms).sum() == orders.size - 1
    for axes in late_map.draw(comparison, arms, EN).axes[:2]:
        assert axes.collections[0].get_array().mask[2, 1]


def test_maps_of_changes_share_one_scale():
    figure = demand_map.draw(*comparison_of(5), EN)
    level, *changes = [axes.collections[0] for axes in figure.axes if axes.get_aspect() == 1]
    assert len(changes) == 4
    assert level.get_clim()[0] == 0
    (scale,) = {change.get_clim() for change in changes}
    assert scale[0] == -scale[1]


def test_changed_orders_are_shares_of_the_base():
    orders = ChangedOrders(only_base=10, only_other=30, same=150, other_store=25, other_channel=15)
    assert shares(orders) == {
        "only_base": 5,
        "only_other": 15,
        "same": 75,
        "other_store": 12.5,
        "other_channel": 7.5,
    }
    assert shares(ChangedOrders(only_other=3)) is None


def test_who_changed_has_a_row_for_each_segment():
    comparison, arms = comparison_of(3)
    first, second = changed.draw(comparison, arms, EN).axes
    labels = [label.get_text() for label in first.get_yticklabels()]
    assert labels[:2] == ["All consumers", "Students"]
    assert len(labels) == 1 + len(arms[0].segments)
    assert second.get_title(loc="left") == "free-delivery"


def test_segments_without_orders_have_no_row():
    comparison, arms = comparison_of(2)
    of_students = ChangedOrders(only_other=3, same=97)
    nobody = dict.fromkeys(arms[1].segments, ChangedOrders())
    few = Changed(of_students, nobody | {"student": of_students}, 90, 3)
    (axes,) = changed.draw(comparison, [arms[0], replace(arms[1], changed=few)], EN).axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["All consumers", "Students"]


def test_equal_arms_are_said_to_be_equal():
    _, (base, _) = comparison_of(2)
    twins = [base, replace(base, label="baseline-2")]
    comparison = compared(twins)
    for draw, title in (
        (waits.draw, "P90 click-to-door time: no difference"),
        (differences.draw, "No difference in any headline KPI"),
        (late_map.draw, "Late deliveries: no difference"),
    ):
        assert draw(comparison, twins, EN).texts[0].get_text() == title
