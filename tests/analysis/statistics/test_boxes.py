"""PRIM finds a box that was planted, and none where there is none."""

from itertools import pairwise

import numpy as np
import pytest

from analysis.statistics.boxes import peeling, prim, said


def cases(n=1000, n_inputs=4, seed=0):
    return np.random.default_rng(seed).random((n, n_inputs))


def test_a_planted_box_is_found():
    inputs = cases()
    planted = (inputs[:, 0] > 0.6) & (inputs[:, 2] < 0.5)
    box = prim(inputs, planted)
    assert box.limited == (0, 2)
    assert box.low[0] == pytest.approx(0.6, abs=0.05)
    assert box.high[2] == pytest.approx(0.5, abs=0.05)
    assert (box.low[2], box.high[0]) == (-np.inf, np.inf)
    assert box.coverage > 0.85
    assert box.density > 0.9
    assert max(box.p_values.values()) < 0.05


def test_a_planted_box_is_found_through_noise():
    inputs, rng = cases(), np.random.default_rng(1)
    planted = (inputs[:, 0] > 0.6) & (inputs[:, 2] < 0.5)
    of_interest = rng.random(1000) < np.where(planted, 0.9, 0.05)
    box = prim(inputs, of_interest)
    assert {0, 2} <= set(box.limited)
    assert box.low[0] == pytest.approx(0.6, abs=0.1)
    assert box.high[2] == pytest.approx(0.5, abs=0.1)


def test_peeling_goes_from_everything_to_something_denser():
    inputs = cases(200, 2)
    found = peeling(inputs, inputs[:, 0] > 0.7)
    assert (found[0].n, found[0].coverage) == (200, 1.0)
    assert all(a.n > b.n and a.density < b.density for a, b in pairwise(found))
    # One step by hand: a twentieth of the cases, those with the smallest first input.
    assert found[1].n == 190
    assert found[1].low[0] == pytest.approx(np.quantile(inputs[:, 0], 0.05))


def test_where_there_is_no_box_none_is_told():
    rng, found = np.random.default_rng(2), 0
    for seed in range(20):
        found += prim(cases(100, 5, seed), rng.random(100) < 0.15) is not None
    nothing = np.zeros(100, bool)
    assert prim(cases(100), nothing) is None
    assert prim(cases(100), ~nothing) is None
    assert prim(np.ones((100, 2)), np.arange(100) < 10) is None
    assert found < 20


def test_inputs_of_few_values_are_peeled_by_value():
    inputs = np.tile([[0.0, 5], [1, 5], [1, 5], [2, 5]], (25, 1))
    box = prim(inputs, inputs[:, 0] == 2)
    assert said(box, ["day", "same"]) == {"day": (2.0, None)}
    assert box.holds(inputs).sum() == box.n == 25
