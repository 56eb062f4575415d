"""Finalists on fresh seeds: how often they are wrong, in thousands of toys."""

from functools import cache

import numpy as np
import pytest
from scipy import stats

from analysis.lab.tuning.confirm import (
    CONFIDENCE,
    chosen,
    finalists_of,
    judged,
    nearest,
    room_errors,
)
from analysis.lab.tuning.search import Searched
from analysis.lab.tuning.tried import Reading, Trial
from tests.analysis.lab.tuning.toys import plan

N_TOYS, N_FINALISTS, N_SEEDS = 1500, 4, 16


def trial(number, cost, miss, n_seeds=4, stopped=False, point=None):
    luck = np.linspace(-0.1, 0.1, n_seeds)
    reading = Reading(cost + luck, np.stack([miss + luck], axis=1))
    return Trial(number, point or {"x": number}, (0.5,), reading, stopped)


@cache
def toys(*miss):
    """Finalists of toys that all truly miss their constraints by so much, judged."""
    trials = [trial(nth, 0, 0) for nth in range(N_FINALISTS)]
    # The luck of a seed is partly common to all, as of arms under one seed.
    random = np.random.default_rng(0)
    common = random.normal(0, 1, (N_TOYS, 1, N_SEEDS, 3))
    luck = common + random.normal(0, 1, (N_TOYS, N_FINALISTS, N_SEEDS, 3))
    values = luck + np.array([0, *miss])
    return [
        judged(trials, [Reading(each[:, 0], each[:, 1:]) for each in of_toy]) for of_toy in values
    ]


def test_what_misses_by_a_hair_is_called_feasible_at_most_one_time_in_twenty():
    """The worst case: each finalist lies on the bound of one constraint and keeps the other."""
    wrong = [chosen(finalists) is not None for finalists in toys(1e-9, -9.0)]
    assert np.mean(wrong) <= 1 - CONFIDENCE + 2 * np.sqrt(0.05 * 0.95 / N_TOYS)


def test_the_intervals_of_all_finalists_hold_at_once():
    held = [
        all(each.cost_low <= 0 <= each.cost_high for each in finalists)
        for finalists in toys(-9.0, -9.0)
    ]
    assert np.mean(held) >= CONFIDENCE - 2 * np.sqrt(0.05 * 0.95 / N_TOYS)


def test_what_is_kept_by_far_is_confirmed():
    assert all(chosen(finalists) is not None for finalists in toys(-9.0, -9.0))


def test_bounds_by_hand():
    values = np.array([1.0, 2.0, 3.0])
    found, other = judged(
        [trial(0, 0, 0), trial(1, 0, 0)],
        [Reading(values, np.stack([values - 9], axis=1)), Reading(values, np.zeros((3, 1)))],
    )
    error = 1 / np.sqrt(3)
    assert (found.cost, found.miss[0]) == (2, -7)
    assert found.cost_high == pytest.approx(2 + stats.t.ppf(1 - 0.0125, 2) * error)
    assert found.miss_high[0] == pytest.approx(-7 + stats.t.ppf(1 - 0.025, 2) * error)
    assert room_errors(2, 3) == pytest.approx(stats.t.ppf(0.975, 2))
    assert found.confirmed
    assert other.confirmed  # on the bound without any luck


def test_the_cheapest_that_is_confirmed_is_chosen_else_the_nearest_is_told():
    def one(cost, miss):
        luck = np.array([-0.1, 0.0, 0.1])
        return Reading(cost + luck, np.stack([miss + luck], axis=1))

    trials = [trial(nth, 0, 0) for nth in range(3)]
    finalists = judged(trials, [one(1, 0.5), one(3, -5), one(2, -4)])
    assert chosen(finalists).trial == 2
    finalists = judged(trials, [one(1, 0.5), one(3, 0.2), None])
    assert chosen(finalists) is None
    assert nearest(finalists).trial == 1
    assert nearest([]) is None


def test_finalists_are_the_cheapest_of_those_that_confirming_has_room_for():
    trials = (
        trial(0, 5, -9),
        trial(1, 3, -9),
        trial(2, 1, 9),
        trial(3, 1, -9, 2, stopped=True),
        trial(4, 3.5, -9, point={"x": 1}),  # the settings of trial 1
        trial(5, 2, 0.0),  # on the bound: not for sure
    )
    found = finalists_of(Searched(trials, 22), plan(22), 3)
    assert [each.number for each in found] == [1, 0, 5]


def test_without_a_trial_that_ran_there_are_no_finalists():
    failed = Trial(0, {"x": 0}, (0.5,), None)
    assert finalists_of(Searched((failed,), 2), plan(22), 3) == []
