"""Regret and the worth of information, where both are known."""

import numpy as np
import pytest

from analysis.statistics.decision import Worth, of_everything, of_input, regret, regrets

# Three worlds, three arms.
VALUES = np.array([[10.0, 8.0, 7.0], [0.0, 6.0, 5.0], [4.0, 4.0, 6.0]])


def test_regret_by_hand():
    assert regrets(VALUES).tolist() == [[0, 2, 3], [6, 0, 1], [2, 2, 0]]
    found = regret(VALUES)
    assert found.mean == pytest.approx([8 / 3, 4 / 3, 4 / 3])
    assert found.worst.tolist() == [6, 2, 3]
    assert found.p90 == pytest.approx([5.2, 2.0, 2.6])
    assert found.best_share == pytest.approx([1 / 3, 1 / 3, 1 / 3])
    assert (found.least_mean, found.least_worst) == (1, 1)


def test_ties_share_being_the_best():
    assert regret(np.array([[1.0, 1.0], [2.0, 3.0]])).best_share == pytest.approx([0.25, 0.75])


def test_knowing_everything_is_worth_the_mean_regret_of_the_best_on_average():
    """10, 6 and 6 in the three worlds, against 6 on average for the second and the third."""
    found = of_everything(VALUES[:, :, None])
    assert found.value == pytest.approx(22 / 3 - 6)
    assert found.error == pytest.approx(np.std([2, 0, 2], ddof=1) / np.sqrt(3))


def test_luck_is_nothing_to_be_known_where_there_are_replications():
    """Two arms that are equal in every world; luck makes one or the other look better."""
    chance = np.random.default_rng(0)
    values = chance.normal(0, 1, (400, 2, 4))
    assert of_everything(values[:, :, :1]).value > 0.4  # 1 / sqrt(pi) = 0.56 of luck
    found = of_everything(values)
    assert found.value <= 4 * found.error


def test_the_worth_of_an_input_is_that_of_a_closed_form():
    """The second arm brings x more, x uniform from -1 to 1: E max(x, 0) - 0 = 1/4; y tells none."""
    chance = np.random.default_rng(1)
    n = 400
    x = (np.arange(n) + 0.5) / n * 2 - 1
    y = chance.permutation(x)
    luck = chance.normal(0, 0.3, n)
    values = np.stack([luck, luck + x + chance.normal(0, 0.2, n)], axis=1)
    found = of_input(values, x.tolist())
    assert found.value == pytest.approx(0.25, abs=4 * found.error)
    assert 0 < found.error < 0.03
    assert found.p_value == 1 / 200
    assert of_input(values, y.tolist()).value < 0.02


def test_what_an_input_that_tells_nothing_is_worth_is_told_from_luck_once_in_twenty():
    """Two arms that are as good on average: any curve that luck bends looks worth something."""
    chance = np.random.default_rng(2)
    n_told = n_worth = 0
    for _ in range(60):
        values = np.stack([np.zeros(40), chance.normal(0, 1, 40)], axis=1)
        found = of_input(values, chance.random(40).tolist(), n_draws=2)
        n_worth += found.value > 0
        n_told += found.p_value <= 0.05
    assert n_worth > 10
    assert n_told <= 3 + 4 * np.sqrt(60 * 0.05 * 0.95)


def test_rounding_is_worth_nothing():
    """The second arm is better everywhere: no input changes the choice."""
    x = np.linspace(0, 1, 37)
    values = np.stack([np.zeros(37), 1e6 + 1e3 * x], axis=1)
    assert of_input(values, x.tolist()) == Worth(0.0, 0.0, 1.0)


def test_an_input_that_bends_the_difference_is_followed():
    """The difference is |x| - 1/2: known x, E max(., 0) = 1/8."""
    x = (np.arange(300) + 0.5) / 300 * 2 - 1
    values = np.stack([np.zeros(300), np.abs(x) - 0.5], axis=1)
    assert of_input(values, x.tolist()).value == pytest.approx(0.125, abs=0.01)


def test_inputs_that_are_no_numbers_are_told_apart_by_their_means():
    given = ["rain", "sun"] * 20
    values = np.array([[0.0, 3.0], [0.0, -1.0]] * 20)
    assert of_input(values, given).value == pytest.approx(0.5)  # (3 + 0) / 2 - 1
    assert of_input(values, [True, False] * 20).value == pytest.approx(0.5)
    assert of_input(values, ["always"] * 40).value == 0


def test_a_worth_does_not_depend_on_what_all_arms_share():
    x = np.linspace(-1, 1, 50)
    plain = np.stack([np.zeros(50), x], axis=1)
    moved = plain + 100 * np.sin(9 * x)[:, None]
    assert of_input(plain, x.tolist()) == pytest.approx(of_input(moved, x.tolist()), abs=1e-9) or (
        of_input(plain, x.tolist()).value == pytest.approx(of_input(moved, x.tolist()).value)
    )
