"""The search on a toy whose best plan is known."""

import numpy as np
import pytest

from analysis.lab.tuning.confirm import chosen, finalists_of, judged
from analysis.lab.tuning.search import search
from tests.analysis.lab.tuning.toys import SPACE, measure, optimum, plan, truth

FRESH = range(100, 120)


def outcome(n_replications, **how):
    """True cost of the plan found, over the best, and whether it truly keeps the constraints."""
    asked = plan(n_replications, **how)
    searched = search(SPACE, measure(), asked)
    trials = finalists_of(searched, asked, 3)
    found = chosen(judged(trials, measure()([trial.point for trial in trials], FRESH)))
    assert found is not None
    cost, *misses = truth(*found.point.values())
    return cost / optimum() - 1, max(misses) <= 0


def test_a_known_optimum_is_found_within_one_per_cent():
    gap, feasible = outcome(80)
    assert feasible
    assert gap < 0.01


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_it_is_found_within_one_per_cent_whatever_the_seed(seed):
    gap, feasible = outcome(120, seed=seed)
    assert feasible
    assert gap < 0.01


@pytest.mark.slow
@pytest.mark.parametrize("sampler", ["random", "tpe"])
def test_surfaces_find_better_than_others_of_the_same_budget(sampler):
    gaps = [
        [outcome(120, seed=seed, sampler=by)[0] for seed in range(5)] for by in ("surface", sampler)
    ]
    assert np.median(gaps[0]) < np.median(gaps[1]) / 3


def test_a_search_is_the_same_each_time_and_goes_on_from_what_is_kept():
    calls = []
    first = search(SPACE, measure(calls=calls), plan(28))
    n_calls = len(calls)
    longer = search(SPACE, measure(calls=calls), plan(36))
    assert n_calls == first.n_replications <= 28
    same = [trial.point for trial in longer.trials[: len(first.trials)]]
    assert same == [trial.point for trial in first.trials]
    assert calls[n_calls : 2 * n_calls] == calls[:n_calls]


def test_a_clear_loser_is_stopped_before_its_last_replication():
    searched = search(SPACE, measure(), plan(48))
    stopped = [trial for trial in searched.trials if trial.stopped]
    assert stopped
    assert all(trial.reading.n_seeds == 2 for trial in stopped)
    others = [trial for trial in searched.trials if not trial.stopped]
    spent = 2 * len(stopped) + sum(trial.reading.n_seeds for trial in others)
    assert searched.n_replications == spent


def test_a_point_that_cannot_be_run_is_left_out():
    def some(points, seeds):
        found = measure()(points, seeds)
        return [None if p["window"] == "dinner" else r for p, r in zip(points, found, strict=True)]

    searched = search(SPACE, some, plan(28))
    failed = [trial for trial in searched.trials if trial.reading is None]
    assert {trial.point["window"] for trial in failed} == {"dinner"}
    assert len(failed) < len(searched.trials)


def test_a_search_is_over_when_it_is_told_so():
    searched = search(SPACE, measure(), plan(400), is_over=lambda n: n >= 8)
    assert 8 <= searched.n_replications < 16
