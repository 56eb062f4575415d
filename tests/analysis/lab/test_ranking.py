"""Ranking: paired with the base, feasible by means, sure by draws; by hand and of known truth."""

import numpy as np
import pytest
from scipy import stats

from analysis.lab.goal import read_constraint, read_goal
from analysis.lab.ranking import _draws, how_far, misses, rank, resampled

MONEY, P90, ORDERS = (
    "platform_contribution_cents_per_day",
    "click_to_door_p90_min",
    "orders_per_day",
)
GOAL = read_goal(MONEY)
LIMIT = read_constraint(f"{P90}<=48")


def runs(money, p90=None, orders=None):
    """KPIs by seed, from a value for each of the seeds 0, 1, ….; None: the run failed."""
    n = len(money)
    columns = {
        MONEY: money,
        P90: [40] * n if p90 is None else p90,
        ORDERS: [100] * n if orders is None else orders,
    }
    return {
        seed: {kpi: column[seed] for kpi, column in columns.items()}
        for seed in range(len(money))
        if money[seed] is not None
    }


BASE = ("base", runs([10, 12, 14], [44, 45, 46], [100, 110, 120]))


def test_points_are_compared_with_the_base_seed_by_seed():
    found = rank(BASE, {"a": runs([13, 13, 19])}, GOAL)["a"]
    assert found.difference.difference == pytest.approx((3 + 1 + 5) / 3)
    half = stats.t.ppf(0.975, 2) * 2 / np.sqrt(3)  # 3, 1 and 5 have a deviation of 2
    assert found.difference.low == pytest.approx(3 - half)
    assert (found.goal.mean, found.n_runs) == (15, 3)


def test_the_best_is_the_best_of_those_that_keep_every_constraint():
    points = {
        "dear": runs([30, 30, 30], [47, 48, 50]),  # 48.33 on the mean
        "fair": runs([20, 20, 20], [47, 48, 49]),  # 48 exactly
        "cheap": runs([15, 15, 15], [40, 40, 40]),
    }
    found = rank(BASE, points, GOAL, [LIMIT])
    assert [row.label for row in found.rows] == ["fair", "cheap", "dear"]
    assert (found.best.label, found.nearest) == ("fair", None)
    assert found["fair"].kept[0].miss.mean == 0
    assert found["dear"].kept[0].miss.mean == pytest.approx(1 / 3)


def test_a_goal_that_is_to_be_small_is_ranked_the_other_way():
    points = {"slow": runs([1, 1], [50, 50]), "quick": runs([1, 1], [30, 30])}
    assert [row.label for row in rank(BASE, points, read_goal(P90)).rows] == ["quick", "slow"]
    assert rank(BASE, points, read_goal(f"max:{P90}")).best.label == "slow"


def test_where_none_is_feasible_the_nearest_is_told():
    points = {"far": runs([30, 30], [60, 60]), "near": runs([20, 20], [49.5, 49.5])}
    found = rank(BASE, points, GOAL, [LIMIT])
    assert (found.best, found.nearest.label) == (None, "near")
    assert found.nearest.kept[0].miss.mean == 1.5
    assert found.p_none == 1
    assert found["near"].p_best == found["near"].p_feasible == 0


def test_the_nearest_of_several_constraints_does_not_depend_on_units():
    constraints = [LIMIT, read_constraint(f"{ORDERS}>=1000")]
    points = {
        "a": runs([1, 1], [52.8, 52.8], [990, 990]),  # 10 % and 1 %
        "b": runs([1, 1], [50.4, 50.4], [920, 920]),  # 5 % and 8 %
    }
    found = rank(BASE, points, GOAL, constraints)
    assert how_far(found["a"], found.base) == pytest.approx(0.1)
    assert how_far(found["b"], found.base) == pytest.approx(0.08)
    assert found.nearest.label == "b"


def test_a_bound_that_moves_with_the_base_is_met_seed_by_seed():
    more = read_constraint(f"{ORDERS}>=base*1.05")
    point = runs([1, 1, 1], None, [105, 120, 120])
    assert misses(point, BASE[1], more, [0, 1, 2]) == pytest.approx([0, -4.5, 6])
    found = rank(BASE, {"a": point}, GOAL, [more])["a"].kept[0]
    assert (found.bound, found.miss.mean) == pytest.approx((115.5, 0.5))
    slower = read_constraint(f"{P90}<=base+4")
    assert misses(runs([1], [49]), BASE[1], slower, [0]) == [1]


def test_the_base_is_no_candidate():
    found = rank(BASE, {"worse": runs([1, 1, 1])}, GOAL)
    assert found.best.label == "worse"
    assert found.base.goal.mean == 12


def test_a_run_that_is_missing_is_left_out_of_its_pairs_alone():
    found = rank(BASE, {"a": runs([11, None, 17]), "b": runs([11, 13, 15])}, GOAL)
    assert found["a"].difference.difference == 2  # of seeds 0 and 2
    assert found["b"].difference.difference == 1
    assert (found["a"].n_runs, found["b"].n_runs) == (2, 3)


def test_points_without_a_value_are_told_apart():
    points = {"dead": {}, "no waits": runs([1, 1], [None, None]), "a": runs([1, 1])}
    found = rank(BASE, points, GOAL, [LIMIT])
    assert found.unknown == ("dead", "no waits")
    assert [row.label for row in found.rows] == ["a"]
    assert rank(BASE, {"dead": {}}, GOAL).rows == ()


def test_one_replication_says_nothing_of_chance():
    found = rank(("base", runs([10])), {"a": runs([11]), "b": runs([12])}, GOAL, [LIMIT])
    assert (found.best.label, found.best.p_best, found.best.p_feasible) == ("b", None, None)
    assert (found.best.goal.low, found.p_none) == (None, None)


def test_without_a_run_of_the_base_levels_are_ranked():
    found = rank(("base", {}), {"a": runs([11, 12]), "b": runs([12, 13])}, GOAL, [LIMIT])
    assert (found.best.label, found.best.difference.difference) == ("b", None)
    assert found.best.p_best == 1


def test_drawn_means_by_hand():
    weights = np.array([[2.0, 0.0], [1.0, 1.0], [0.0, 2.0]])
    drawn = resampled(
        np.array([[0.0, 2.0], [5.0, np.nan]]), weights, np.array([[1.0], [1.0], [3.0]])
    )
    assert drawn[:, 0] == pytest.approx([1 - np.sqrt(2), 1, 1 + 3 * np.sqrt(2)])
    assert np.isnan(drawn[:, 1]).all()  # of one replication nothing can be drawn


def test_a_draw_of_the_worse_replication_alone_may_miss_the_bound():
    # Misses of −3 and 1. A quarter of draws takes the second twice; then −1 + stretch * 2 sqrt(2)
    # is above 0 where the stretch, 1 / |z| of a normal z, is more than 1 / (2 sqrt(2)).
    found = rank(("base", runs([1, 1])), {"a": runs([2, 2], [45, 49])}, GOAL, [LIMIT])
    expected = 1 - 0.25 * (2 * stats.norm.cdf(2 * np.sqrt(2)) - 1)
    error = 4 * np.sqrt(expected * (1 - expected) / 4000)
    assert found.best.p_feasible == pytest.approx(expected, abs=error)
    assert found.p_none == pytest.approx(1 - found.best.p_feasible)


def test_points_that_are_alike_share_being_best():
    found = rank(BASE, {"a": runs([20, 22, 21]), "b": runs([20, 22, 21])}, GOAL)
    assert [row.p_best for row in found.rows] == [0.5, 0.5]


def test_every_draw_has_one_best_or_none():
    chance = np.random.default_rng(0)
    points = {f"p{n}": runs(chance.normal(20, 5, 9), chance.normal(48, 2, 9)) for n in range(7)}
    base = ("base", runs(chance.normal(20, 5, 9)))
    found = rank(base, points, GOAL, [LIMIT])
    assert sum(row.p_best for row in found.rows) + found.p_none == pytest.approx(1)
    assert all(row.p_best <= row.p_feasible for row in found.rows)
    assert found == rank(base, points, GOAL, [LIMIT])  # the same each time


def test_points_are_on_the_front_where_no_other_beats_them_in_all_that_counts():
    points = {
        "cheap": runs([20, 22, 21], [40, 41, 40]),
        "dear": runs([30, 32, 31], [46, 47, 46]),
        "beaten": runs([20, 22, 21], [46, 47, 46]),
        "as dear": runs([30, 32, 31], [46, 47, 46]),
    }
    found = rank(BASE, points, GOAL, [LIMIT])
    assert {row.label: row.p_front for row in found.rows} == {
        "cheap": 1,
        "dear": 1,
        "as dear": 1,
        "beaten": 0,
    }
    assert found.base.p_front is None


def test_without_limits_the_front_is_the_best():
    chance = np.random.default_rng(0)
    points = {name: runs(chance.normal(20, 5, 9)) for name in "abc"}
    found = rank(("base", runs(chance.normal(20, 5, 9))), points, GOAL)
    assert [row.p_front for row in found.rows] == [row.p_best for row in found.rows]


def test_how_sure_it_is_that_a_point_is_on_the_front():
    # "a" is beaten where P90 of "b", 37 and 41, is at most 40 in a draw: misses of -3 and 1, above.
    points = {"a": runs([1, 1], [40, 40]), "b": runs([2, 2], [37, 41])}
    found = rank(("base", runs([0, 0])), points, GOAL, [LIMIT])
    expected = 0.25 * (2 * stats.norm.cdf(2 * np.sqrt(2)) - 1)
    error = 4 * np.sqrt(expected * (1 - expected) / 4000)
    assert found["a"].p_front == pytest.approx(expected, abs=error)
    assert found["b"].p_front == 1


def test_luck_that_points_share_does_not_hide_which_is_best():
    chance = np.random.default_rng(0)
    luck = chance.normal(0, 100, 12)
    base = ("base", runs(luck))
    points = {"a": runs(luck + chance.normal(2, 0.5, 12)), "b": runs(luck + 1)}
    assert rank(base, points, GOAL)["a"].p_best > 0.99


@pytest.mark.parametrize("n_seeds", [5, 20])
def test_the_probability_of_being_feasible_is_as_right_as_it_claims(n_seeds):
    # Of 2 000 toys whose true miss is 0, one in ten is to fall outside of 5 to 95 %.
    chance = np.random.default_rng(0)
    toys = chance.normal(0, 1, (2000, n_seeds))
    draws = list(_draws(n_seeds, 1000, 2000))
    kept = [(resampled(toys, *each) <= 0).sum(axis=0) for each in draws]
    p_feasible = sum(kept) / 1000
    outside = np.mean((p_feasible < 0.05) | (p_feasible > 0.95))
    assert outside == pytest.approx(0.1, abs=0.03)
    assert p_feasible.mean() == pytest.approx(0.5, abs=0.03)


def test_probabilities_and_t_intervals_say_the_same():
    # The lower end of a 90 % interval at 0: feasible with 5 %.
    values = np.random.default_rng(0).normal(0, 1, 8)
    values += stats.t.ppf(0.95, 7) * values.std(ddof=1) / np.sqrt(8) - values.mean()
    found = rank(("base", runs([1] * 8)), {"a": runs([1] * 8, 48 + values)}, GOAL, [LIMIT])
    assert found.rows[0].p_feasible == pytest.approx(0.05, abs=0.015)


def test_the_safe_point_is_the_best_that_is_surely_feasible():
    points = {
        "edge": runs([30, 30, 30], [47, 50, 46.5]),
        "sure": runs([20, 20, 20], [40, 41, 40]),
    }
    found = rank(BASE, points, GOAL, [LIMIT])
    assert (found.best.label, found.safe(0.95).label) == ("edge", "sure")
    assert found.safe(0.5).label == "edge"


def test_the_rival_is_who_else_may_be_the_best():
    chance = np.random.default_rng(0)
    points = {f"p{n}": runs(20 + n + chance.normal(0, 2, 6)) for n in range(4)}
    found = rank(("base", runs([20.0] * 6)), points, GOAL)
    assert found.rival.p_best == max(row.p_best for row in found.rows[1:]) > 0
    assert rank(BASE, {"only": runs([1, 1, 1])}, GOAL).rival is None
