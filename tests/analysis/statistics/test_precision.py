"""How many replications are enough, by hand and against known truth."""

import math

import numpy as np
import pytest
from scipy import stats

from analysis.experiment.compare import interval
from analysis.statistics.precision import (
    FLOOR,
    Known,
    Precision,
    half_width,
    known,
    needed,
    next_step,
    read_precision,
)

TOYS = 2_000


def test_a_precision_is_a_share_or_a_number():
    assert read_precision("1%") == Precision(0.01, True)
    assert read_precision(" 0.5 ") == Precision(0.5, False)
    assert read_precision("1%").of(-300.0) == 3.0
    assert read_precision("0.5").of(-300.0) == 0.5
    assert (str(read_precision("2.5%")), str(read_precision("30"))) == ("2.5%", "30")


@pytest.mark.parametrize("text", ["", "0", "-1%", "x", "nan", "inf", "1%%"])
def test_what_is_no_precision_is_refused(text):
    with pytest.raises(ValueError, match="must be a share"):
        read_precision(text)


def test_half_a_width_is_that_of_student():
    # Of 1, 2, 3: s = 1, t(0.975, 2) = 4.302653.
    assert known(np.array([1.0, 2.0, 3.0]), 1.0).half == pytest.approx(4.302653 / math.sqrt(3))
    low, high = interval(np.array([1.0, 2.0, 3.0]))
    assert known(np.array([1.0, np.nan, 2.0, 3.0]), 1.0).half == pytest.approx((high - low) / 2)


@pytest.mark.parametrize("wanted", [0.05, 0.3, 1.0, 20.0])
def test_the_fewest_that_are_enough_are_told(wanted):
    n = needed(1.0, wanted)
    assert half_width(1.0, n) <= wanted
    assert n == 2 or n > 1000 or half_width(1.0, n - 1) > wanted


def test_what_does_not_vary_is_known_and_what_has_no_scale_never_is():
    assert needed(0.0, 0.0) == 2
    assert needed(1.0, 0.0) is None
    assert known(np.array([5.0, np.nan]), 1.0) == Known(1, math.inf, 1.0, None)


def at(half, wanted=1.0, needs=40, n=10):
    return Known(n, half, wanted, needs)


def test_steps_follow_the_plan_of_whoever_needs_most():
    assert next_step({}, 0, 100).total == FLOOR
    assert next_step({"a": at(0.5)}, 4, 100).total == FLOOR  # precise or not
    assert next_step({"a": at(0.5), "b": at(2.0, needs=15)}, 10, 100).total == 15
    assert next_step({"a": at(2.0, needs=12), "b": at(2.0, needs=90)}, 10, 100).total == 20
    assert next_step({"a": at(2.0, needs=90, n=15)}, 15, 18).total == 18
    # Half of the replications have no value of it: twice as many are planned.
    assert next_step({"a": at(2.0, needs=8, n=6)}, 12, 100).total == 16


def test_it_says_why_it_stops():
    assert next_step({"a": at(1.0)}, 10, 100).stop == "precise"
    assert next_step({"a": at(1.1)}, 100, 100).stop == "ceiling"
    assert next_step({"a": at(1.1)}, 5, 5).stop == "ceiling"
    assert next_step({"a": at(1.1, needs=None)}, 10, 100).stop == "unknown"


def test_a_t_interval_covers_as_often_as_it_says():
    values = np.random.default_rng(0).normal(3.0, 2.0, (TOYS, 8))
    covers = [low <= 3.0 <= high for low, high in map(interval, values)]
    assert 0.935 <= np.mean(covers) <= 0.965


def stopped(values, wanted, ceiling):
    """How many of the values are used, as `compare --precision` goes on."""
    n = 0
    while True:
        step = next_step({"": known(values[:n], wanted)}, n, ceiling)
        if step.stop:
            return n
        n = step.total


@pytest.mark.slow
@pytest.mark.parametrize("wanted", [0.25, 0.5])
def test_stopping_when_precise_covers_often_enough_after_a_floor(wanted):
    values = np.random.default_rng(3).normal(0.0, 1.0, (TOYS, 400))
    covers = []
    for toy in values:
        used = toy[: stopped(toy, wanted, 400)]
        low, high = interval(used)
        covers.append(low <= 0 <= high)
        assert (high - low) / 2 <= wanted
    assert np.mean(covers) >= 0.92


def test_the_t_test_rejects_no_difference_as_rarely_as_it_says():
    """A/A: 10 000 comparisons of a scenario with itself under other luck."""
    from analysis.experiment.compare import _p_value

    toys = np.random.default_rng(4).normal(0.0, 1.0, (10_000, 8))
    told = stats.ttest_1samp(toys, 0.0, axis=1).pvalue
    assert [_p_value(toy) for toy in toys[:200]] == pytest.approx(told[:200])
    assert 0.04 <= (told < 0.05).mean() <= 0.06
