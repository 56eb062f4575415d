"""What single figures show, read off their marks."""

from collections import Counter
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from matplotlib.colors import rgb_to_hsv, to_rgb
from matplotlib.text import Text

from analysis.charts import (
    changed,
    course,
    demand_map,
    differences,
    funnel,
    hours,
    late_map,
    waits,
)
from analysis.charts.blocks import BLOCKS
from analysis.charts.changed import shares
from analysis.charts.differences import _ticks, shown_blocks
from analysis.charts.names import name
from analysis.charts.style import BETTER, WORSE
from analysis.charts.zone_map import FEWEST_ORDERS, enough
from analysis.experiment.changed import Changed, ChangedOrders
from analysis.experiment.course import course as course_of
from analysis.kpis import HEADLINES
from analysis.kpis.breakdown import SUMMED
from analysis.words import words
from tests.analysis.charts.made_up import compared, comparison_of, with_runs

EN = words("en")


@cache
def hours_of(n_arms, n_runs=6):
    """The figure by hours, drawn once for all that look at it."""
    return hours.draw(*comparison_of(n_arms, n_runs), EN)


def texts(axes):
    return [text.get_text() for text in axes.texts]


def test_waits_are_marked_at_the_quantiles_of_the_table():
    comparison, arms = comparison_of(2)
    _, row = waits.draw(comparison, arms, EN).axes
    found = comparison.contrasts[0]["click_to_door_p90_min"]
    assert row.lines[1].get_xdata()[0] == pytest.approx(found.mean)
    assert texts(row)[1] == f"P90 {found.mean:.1f}\u00a0min\n+{found.difference:.2f}\u00a0min"


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
    (axes,) = differences.draw(comparison, arms, EN).axes
    at = dict(zip(axes.get_yticks(), (t.get_text() for t in axes.get_yticklabels()), strict=True))
    numbers = [text for text in axes.texts if getattr(text, "xy", (0,))[0] == 1]
    colours = {at[text.xy[1]]: text.get_color() for text in numbers}
    assert set(colours) == {EN.kpi(kpi) for kpi in HEADLINES}
    assert colours["Orders per day"] == BETTER
    assert colours["Late deliveries"] == WORSE


def test_differences_hold_every_interval_on_their_scale():
    comparison, arms = comparison_of(5)
    figure = differences.draw(comparison, arms, EN)
    assert len(figure.axes) == 4
    for axes in figure.axes:
        marks = np.concatenate([line.get_xdata() for line in axes.lines])
        assert np.abs(marks).max() <= 1.0


def test_kpis_without_a_value_in_any_arm_have_no_row():
    comparison, arms = comparison_of(2)
    week = replace(arms[1].runs[0], kpis=arms[1].runs[0].kpis | {"repeat_7d_share": None})
    arms[1] = replace(arms[1], runs=(week,))
    shown = [kpi for block in shown_blocks(compared(arms).contrasts) for kpi in block.kpis]
    assert set(HEADLINES) - set(shown) == {"repeat_7d_share"}
    assert len(shown_blocks(comparison.contrasts)) == len(BLOCKS)


def test_a_title_counts_the_kpis_that_have_a_row():
    _, arms = comparison_of(2)
    unknown = {"repeat_7d_share": None}
    weeks = [
        replace(arm, runs=tuple(replace(run, kpis=run.kpis | unknown) for run in arm.runs))
        for arm in arms
    ]
    title = differences.draw(compared(weeks), weeks, EN).texts[0].get_text().replace("\n", " ")
    assert f"of {len(HEADLINES) - 1} headline KPIs" in title


def test_in_little_room_a_scale_has_no_more_than_its_ends_and_zero():
    assert _ticks(4235.0, is_roomy=True).tolist() == [-4000, -2000, 0, 2000, 4000]
    assert _ticks(4235.0, is_roomy=False).tolist() == [-4000, 0, 4000]
    assert _ticks(28.0, is_roomy=False).tolist() == [-20, 0, 20]


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


@pytest.mark.parametrize(("hour", "peak"), [(12, "11–12 h"), (19, "18–19 h"), (3, "11–12 h")])
def test_of_the_peaks_of_a_day_the_title_tells_of_the_one_that_changes_most(hour, peak):
    """A bonus for rainy evenings is not told by what it does at noon; at night there is no peak."""
    comparison, (base, arm) = comparison_of(2)
    orders = np.full(24, 100.0)
    orders[[11, 18]] = 900, 600
    longer = 30 * orders
    longer[hour - 1 : hour + 1] *= 1.5
    days = [
        with_runs(each, hour_orders=orders, hour_delivered=orders, hour_door_min=minutes)
        for each, minutes in ((base, 30 * orders), (arm, longer))
    ]
    title = hours.draw(comparison, days, EN).texts[0].get_text().replace("\n", " ")
    assert f"at the {peak} peak" in title


def test_where_no_hour_has_orders_enough_the_figure_says_so_and_claims_nothing():
    comparison, arms = comparison_of(2)
    none = [with_runs(arm, hour_orders=np.ones_like(arm.runs[0].hour_orders)) for arm in arms]
    figure = hours.draw(comparison, none, EN)
    told = [[text.get_text() for text in axes.texts] for axes in figure.axes]
    assert told == [
        [],
        ["no hour has as many as 50 orders"],
        ["no hour has as many as 50 orders"],
        [],
    ]
    assert len(figure.axes[1].get_yticks()) == 0
    titles = [text.get_text() for text in figure.findobj(Text)]
    assert any(text.endswith("peak: no values") for text in titles)


def test_a_band_holds_all_runs_and_needs_several_runs_and_few_arms():
    _, arms = comparison_of(2)
    panel = hours_of(2).axes[0]
    band = panel.collections[0].get_paths()[0].vertices[:, 1]
    assert band.min() == pytest.approx(arms[0].orders_per_hour.min())
    assert band.max() == pytest.approx(arms[0].orders_per_hour.max())
    for n_arms, n_runs in ((2, 1), (2, 4), (4, 6)):
        figure = hours_of(n_arms, n_runs)
        assert not figure.axes[0].collections
        assert "Band" not in figure.texts[2].get_text()


def test_zones_with_few_orders_in_any_arm_are_grey_in_all():
    comparison, arms = comparison_of(2)
    by_zone = arms[1].runs[0].by_zone.copy()
    by_zone[2, 1, SUMMED.index("orders")] = (FEWEST_ORDERS - 1) // len(arms[1].runs)
    arms[1] = with_runs(arms[1], by_zone=by_zone)
    assert not enough(arms)[2, 1]
    assert enough(arms).sum() == by_zone[..., 0].size - 1
    for axes in late_map.draw(comparison, arms, EN).axes[:2]:
        assert axes.collections[0].get_array().mask[2, 1]


def test_maps_of_changes_share_one_scale():
    figure = demand_map.draw(*comparison_of(3), EN)
    level, *changes = [axes.collections[0] for axes in figure.axes if axes.get_aspect() == 1]
    assert len(changes) == 2
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
    assert second.get_title(loc="left").startswith("B: Free delivery")


def test_segments_without_orders_have_no_row():
    comparison, arms = comparison_of(2)
    of_students = ChangedOrders(only_other=3, same=97)
    nobody = dict.fromkeys(arms[1].segments, ChangedOrders())
    few = Changed(of_students, nobody | {"student": of_students}, 90, 3)
    (axes,) = changed.draw(comparison, [arms[0], replace(arms[1], changed=few)], EN).axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["All consumers", "Students"]


def test_equal_arms_are_said_to_be_equal():
    _, (base, _) = comparison_of(2)
    twins = [base, replace(base, label="baseline-2", title="The same once more")]
    comparison = compared(twins)
    for draw, title in (
        (waits.draw, "P90 click-to-door time: no difference"),
        (differences.draw, "No difference in any headline KPI"),
        (late_map.draw, "Late deliveries: no difference"),
    ):
        assert draw(comparison, twins, EN).texts[0].get_text() == title


@pytest.mark.parametrize(
    "n_arms",
    [n if n in (2, 4, 8) else pytest.param(n, marks=pytest.mark.slow) for n in range(2, 9)],
)
def test_arms_are_told_apart_in_colour_and_in_grey_and_stand_in_their_order(n_arms):
    """Of two arms, either the shades of grey lie apart, or marker and dash do; the base alone."""
    comparison, arms = comparison_of(n_arms)
    figure = hours_of(n_arms)
    lines = figure.axes[0].lines
    looks = [
        (rgb_to_hsv(to_rgb(line.get_color())), line.get_marker(), str(line.get_linestyle()))
        for line in lines
    ]
    assert len({line.get_color() for line in lines}) == n_arms
    assert len({marker for _, marker, _ in looks}) == n_arms
    assert looks[0][0][1] < 0.25  # the base alone is grey
    assert all(look[0][1] > 0.25 for look in looks[1:])
    (legend,) = figure.legends
    assert sorted_by_row(legend) == [handle_name(comparison, arm) for arm in arms]


def sorted_by_row(legend):
    """The first words of a legend, from left to right and from above."""
    legend.figure.draw_without_rendering()
    boxes = [(text.get_window_extent(), text.get_text()) for text in legend.get_texts()]
    boxes.sort(key=lambda each: (-round(each[0].y0 / 8), each[0].x0))
    return [text.split(":")[0].split()[0] for _, text in boxes]


def handle_name(comparison, arm):
    return name(comparison, arm.label, EN).split(":")[0].split()[0]


def test_an_effect_that_grows_is_said_to():
    comparison, arms = comparison_of(3)
    said = course.sentence(comparison, arms, "orders_per_day", EN)
    assert said == (
        "Orders per day: with A the effect grows during the run; "
        "with B the effect shows no trend during the run"
    )
    first = course.draw(comparison, arms, EN).axes[0]
    assert first.lines[0].get_ydata() == pytest.approx(course_of(*arms[:2], "orders_per_day").mean)
