"""Selection among made-up scenarios whose best is known."""

from typing import ClassVar

import numpy as np
import pytest

from analysis.lab.goal import read_constraint, read_goal
from analysis.lab.selecting import select
from analysis.loading import Arm

TRUE = {"a": 30.0, "b": 33.0, "c": 31.0}
ARMS = [Arm(label, None) for label in TRUE]


class Market:
    """KPIs with luck in common and a little alone; counts what it is asked for."""

    def __init__(self):
        self.asked = []

    def __call__(self, arms, seeds):
        found = {arm.label: {} for arm in arms}
        for arm in arms:
            for seed in seeds:
                self.asked.append((arm.label, seed))
                luck = np.random.default_rng(seed).normal(0, 20)
                alone = np.random.default_rng((seed, ord(arm.label))).normal(0, 1)
                value = TRUE[arm.label] + luck + alone
                found[arm.label][seed] = {"orders_per_day": value, "click_to_door_p90_min": value}
        return found


@pytest.mark.parametrize(
    ("goal", "best"), [("max:orders_per_day", "b"), ("click_to_door_p90_min", "a")]
)
@pytest.mark.parametrize("how", [{"indifference": 0.5}, {"budget": 60}])
def test_the_best_is_chosen_and_nothing_is_run_twice(goal, best, how):
    market = Market()
    found = select(ARMS, read_goal(goal), market, seed=5, **how)
    assert found.best == best
    assert len(set(market.asked)) == len(market.asked) == sum(found.n_runs)
    assert min(seed for _, seed in market.asked) == 5
    first = found.rows()[0]
    assert (first["label"], first["chosen"], first["may_be_best"]) == (best, True, True)
    assert all(row["against_best_low"] <= row["against_best_high"] for row in found.rows())
    assert (found.why == "budget") == ("budget" in how)


def test_batches_choose_the_same():
    one, many = (
        select(ARMS, read_goal("orders_per_day"), Market(), indifference=0.3, batch=batch)
        for batch in (1, 4)
    )
    assert (one.best, one.n_runs, one.means) == (many.best, many.n_runs, many.means)


def test_a_run_without_a_value_ends_it():
    def failing(arms, seeds):
        return {arm.label: {} for arm in arms}

    with pytest.raises(RuntimeError, match="a, seed 0: no value of orders_per_day"):
        select(ARMS, read_goal("orders_per_day"), failing, indifference=1)


def test_one_way_to_stop_is_said():
    for how in ({}, {"indifference": 1.0, "budget": 60}):
        with pytest.raises(ValueError, match="one of them"):
            select(ARMS, read_goal("orders_per_day"), Market(), **how)


class Limited(Market):
    """A market in which the best by orders is late, and another only now and then."""

    LATE: ClassVar = {"a": 0.10, "b": 0.30, "c": 0.105}

    def __call__(self, arms, seeds):
        found = super().__call__(arms, seeds)
        for label, runs in found.items():
            for seed, kpis in runs.items():
                swing = 0.02 if seed % 2 else -0.02
                kpis["late_share"] = self.LATE[label] + swing
        return found


@pytest.mark.parametrize("how", [{"indifference": 0.5}, {"budget": 60}])
def test_whoever_misses_a_limit_is_left_out_and_never_gets_more_than_the_first(how):
    limits = [read_constraint("late_share<=0.11")]
    found = select(ARMS, read_goal("orders_per_day"), Limited(), constraints=limits, **how)
    assert found.best == "c"
    assert found.candidates == (0, 2)
    assert found.n_runs[1] == 10
    assert sum(found.n_runs) == (60 if "budget" in how else sum(found.n_runs))
    last = found.rows()[-1]
    assert (last["label"], last["candidate"], last["against_best"]) == ("b", False, None)


def test_a_chosen_one_that_misses_a_limit_in_the_mean_is_dropped_in_the_end():
    """c is within luck of the limit after ten runs, and above it in the mean: a is chosen."""
    limits = [read_constraint("late_share<=0.104")]
    found = select(
        ARMS, read_goal("orders_per_day"), Limited(), constraints=limits, indifference=0.5
    )
    assert (found.best, found.why, found.candidates) == ("a", "only", (0,))
    assert found.against_best is None


def test_where_none_keeps_the_limits_the_nearest_is_told():
    limits = [read_constraint("late_share<=0.01"), read_constraint("orders_per_day>=base*0.9")]
    found = select(
        ARMS, read_goal("orders_per_day"), Limited(), constraints=limits, indifference=0.5
    )
    assert (found.best, found.why, found.nearest) == (None, "none", "a")
    assert [row["chosen"] for row in found.rows()] == [False] * 3
