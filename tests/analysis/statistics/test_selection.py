"""KN chooses the best as often as it promises."""

import numpy as np
import pytest

from analysis.statistics.selection import _reach, kim_nelson


def drawing(values):
    """Values that are there already, (n_replications, n_systems)."""
    return lambda systems, first, last: values[first:last][:, list(systems)]


def test_the_reach_is_that_of_the_paper():
    # k = 2, alpha = 0.05, n0 = 11: eta = (0.1^(-0.2) - 1) / 2.
    assert _reach(2, 0.05, 11) == pytest.approx(2 * 10 * (0.1**-0.2 - 1) / 2)


def test_one_that_is_always_better_is_chosen_at_once():
    luck = np.random.default_rng(0).normal(0, 5, 10)
    found = kim_nelson(drawing(luck[:, None] + np.array([0.0, 3.0, 1.0])), 3, 0.5)
    assert (found.best, found.why, found.left) == (1, "alone", (1,))
    assert found.n.tolist() == [10, 10, 10]


def test_equals_end_as_indifferent():
    values = np.random.default_rng(1).normal(0, 1, (2000, 2))
    found = kim_nelson(drawing(values), 2, 0.5)
    assert found.why in {"indifferent", "alone"}
    same = np.repeat(values[:, :1], 2, 1)
    assert kim_nelson(drawing(same), 2, 0.5).why == "indifferent"


def test_the_ceiling_ends_it():
    values = np.random.default_rng(2).normal(0, 10, (40, 3))
    found = kim_nelson(drawing(values), 3, 0.01, most=25)
    assert (found.why, found.n.max()) == ("ceiling", 25)
    assert found.means[found.best] == max(found.means[list(found.left)])


def test_batches_change_nothing():
    values = np.random.default_rng(3).normal([0, 0.1, 0.2, 0.4], 1, (3000, 4))
    one, many = (kim_nelson(drawing(values), 4, 0.2, batch=batch) for batch in (1, 7))
    assert (one.best, one.why, one.n.tolist()) == (many.best, many.why, many.n.tolist())
    assert one.means.tolist() == many.means.tolist()


def test_those_dropped_are_drawn_no_more():
    values = np.random.default_rng(4).normal([0, 0.1, 4], 1, (3000, 3))
    drawn = []

    def draw(systems, first, last):
        drawn.append(list(systems))
        return values[first:last][:, list(systems)]

    kim_nelson(draw, 3, 0.05, most=50)
    assert drawn[0] == [0, 1, 2]
    assert 0 not in drawn[-1] or len(drawn) == 1


@pytest.mark.parametrize(
    ("n", "said", "why"),
    [
        (1, {}, "two or more"),
        (3, {"indifference": 0.0}, "indifference"),
        (3, {"alpha": 0.9}, "alpha"),
        (3, {"first": 1}, "first"),
        (3, {"most": 5}, "most"),
    ],
)
def test_bad_numbers_are_refused(n, said, why):
    with pytest.raises(ValueError, match=why):
        kim_nelson(drawing(np.zeros((20, 3))), n, **({"indifference": 1.0} | said))


@pytest.mark.slow
@pytest.mark.parametrize("common", [0.0, 0.7])
def test_the_best_is_chosen_as_often_as_promised(common):
    """All others are worse by just the indifference zone, the hardest case."""
    rng, toys, right = np.random.default_rng(5), 500, 0
    for _ in range(toys):
        values = rng.normal([0.3, 0, 0, 0, 0], np.sqrt(1 - common), (1200, 5))
        values += rng.normal(0, np.sqrt(common), (1200, 1))
        right += kim_nelson(drawing(values), 5, 0.3, batch=5).best == 0
    assert right / toys >= 0.95 - 2 * np.sqrt(0.95 * 0.05 / toys)
