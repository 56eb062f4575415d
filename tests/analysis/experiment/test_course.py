"""Whether an effect grows or fades, by hand."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.experiment.arms_compared import _pooled
from analysis.experiment.course import (
    at_both_ends,
    at_the_end,
    course,
    days_together,
    on_such_days,
    orders_course,
    trend,
)
from analysis.experiment.experiment import Runs
from analysis.loading import Arm
from analysis.words import words
from tests.analysis.charts.made_up import comparison_of, sums, with_runs
from tests.cities import SMALL, scenario

KPI = "orders_per_day"


def arms(effect, n_days=6, n_runs=4):
    """A base of 100 orders a day, and an arm that gains `effect`; runs differ a little."""
    base, arm = comparison_of(2, n_runs)[1]
    both = []
    for each, gained in ((base, np.zeros(n_days)), (arm, np.asarray(effect, float))):
        runs = []
        for nth, run in enumerate(each.runs):
            luck = np.zeros(n_days)
            if each is arm:
                luck[0], luck[-1] = (-1) ** nth, -((-1) ** nth)
            runs.append(replace(run, days=n_days, by_day=sums(100 + gained + luck, 0.1, 30.0, 1)))
        both.append(replace(each, runs=tuple(runs)))
    return both


@pytest.mark.parametrize(
    ("effect", "expected"),
    [
        ([10, 20, 30, 40, 50, 60], "grows"),
        ([-10, -20, -30, -40, -50, -60], "grows"),
        ([60, 50, 40, 30, 20, 10], "fades"),
        ([50, 30, 10, -10, -30, -50], "turns"),
        ([50, 40, 30, 20, 10, -0.5], "fades"),
        ([50, 40, 30, 20, -0.3, -0.4], "fades"),  # which may be chance
        ([0, 0, 0, 0, 0, 50], "grows"),  # by a line alone it would begin below zero
        ([-0.5, 10, 20, 30, 40, 50], "grows"),
        ([30, 30, 30, 30, 30, 30], "steady"),
        ([-0.6, -0.4, -0.2, 0.2, 0.4, 0.6], "steady"),  # a slope, of an effect that is none
    ],
)
def test_a_line_through_the_differences_says_where_it_goes(effect, expected):
    assert trend(*arms(effect), KPI) == expected


def test_one_run_or_two_days_show_no_trend():
    assert trend(*arms([10, 20, 30, 40, 50, 60], n_runs=1), KPI) == "unknown"
    base, arm = (with_runs(each, days=2, by_day=each.runs[0].by_day[:2]) for each in arms([10] * 6))
    assert trend(base, arm, KPI) == "unknown"


def test_an_effect_that_is_none_on_any_day_has_no_course():
    base, arm = arms([0] * 6)
    same = replace(arm, runs=base.runs)
    assert trend(base, same, KPI) == "nothing"
    assert trend(base, arm, KPI) == "steady"  # as much on the mean, not on each day
    assert words("en")("course.nothing") == "nothing differs on any day"
    assert words("zh")("course.nothing") == "每一天都没有差异"


@pytest.mark.parametrize(("of_base", "of_arm"), [(True, False), (False, True)])
def test_what_holds_on_weekends_alone_has_not_grown_since_monday(of_base, of_arm):
    base, arm = arms([0, 0, 0, 0, 0, 50])
    assert trend(base, arm, KPI) == "grows"
    assert trend(replace(base, weekly=of_base), replace(arm, weekly=of_arm), KPI) == "unknown"


def test_what_holds_on_weekends_alone_and_doubles_from_week_to_week_grows():
    effect = np.zeros((4, 7))
    effect[:, 5] = 20, 40, 80, 160
    base, arm = arms(effect.ravel(), n_days=28)
    assert trend(base, replace(arm, weekly=True), KPI) == "grows"


@pytest.mark.parametrize(("weekdays", "weekly"), [([5, 6], True), (list(range(7)), False)])
def test_an_arm_knows_whether_its_policies_hold_on_some_weekdays_alone(weekdays, weekly):
    coupon = {"use": "threshold", "weekdays": weekdays}
    arm = Arm("arm", scenario(SMALL, {"policies": {"coupons": [coupon]}}))
    assert _pooled(arm, "arm", arm, Runs(()), "en").weekly is weekly


def test_the_course_is_the_difference_of_each_day():
    assert course(*arms([10, 20, 30, 40, 50, 60]), KPI).mean == pytest.approx(
        [10, 20, 30, 40, 50, 60], abs=1
    )


def test_long_runs_are_shown_by_week():
    assert [days_together(days) for days in (1, 20, 21, 366)] == [1, 1, 7, 7]


def test_what_has_ended_does_not_fade():
    base, arm = arms([-50, -30, -10, 0, 0, 0])
    assert trend(base, arm, KPI) == "fades"
    assert trend(base, replace(arm, some_days=(2,)), KPI) == "some_days"
    base, arm = arms(np.repeat([10, 20, 30], 7), n_days=21)  # a coupon for Tuesdays, three weeks
    weekly = replace(arm, some_days=(2,), weekly=True)
    assert trend(base, weekly, KPI) == "grows"


def test_such_days_and_the_others_are_told_apart():
    such, others = on_such_days(*arms([0, -40, 0, -20, 10, 20]), KPI, [1, 3])
    assert (such.difference, such.base_mean) == (pytest.approx(-30), 100)
    assert others.difference == pytest.approx(30 / 4)


def test_the_end_has_a_third_of_the_periods_and_the_last_day():
    days, found = at_the_end(*arms([50, 30, 10, -10, -30, -50]), KPI)
    assert (days, found.difference, found.base_mean) == (2, pytest.approx(-40), 100)
    assert found.low < found.difference < found.high
    effect = np.where(np.arange(30) < 23, 50, -50)  # weeks end two days before the run does
    days, found = at_the_end(*arms(effect, n_days=30), KPI)
    assert (days, found.difference) == (7, pytest.approx(-50))


def test_both_ends_of_an_effect_have_a_third_of_the_periods_each():
    days, first, last = at_both_ends(*arms([60, 50, 40, 30, 20, 10]), KPI)
    assert days == 2
    assert (first.difference, last.difference) == (pytest.approx(55), pytest.approx(15))
    assert (first.base_mean, last.base_mean) == (100, 100)


@pytest.mark.parametrize(
    ("effect", "end"),
    [([60, 50, 40, 30, 20, 10], 15), ([10, 20, 30, 40, 50, 60], 55), ([30] * 6, None)],
)
def test_where_an_effect_that_moves_ends_is_known(effect, end):
    found = orders_course(*arms(effect)).end
    assert (found and found[1].difference) == (end and pytest.approx(end))
