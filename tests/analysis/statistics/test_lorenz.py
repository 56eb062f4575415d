"""The Lorenz curve, by hand and beside the Gini coefficient."""

import numpy as np
import pytest

from analysis.kpis.numbers import gini
from analysis.statistics.lorenz import lorenz


def test_a_lorenz_curve_by_hand():
    assert lorenz(np.array([30.0, 10.0]), 3).tolist() == [0, 0.25, 1]
    assert lorenz(np.array([5.0, 5.0]), 5) == pytest.approx([0, 0.25, 0.5, 0.75, 1])
    assert np.isnan(lorenz(np.zeros(3), 3)).all()


def test_twice_what_lies_over_the_curve_is_the_gini_coefficient():
    pay = np.random.default_rng(0).gamma(2.0, 10.0, 50)
    curve = lorenz(pay, 50 * 20 + 1)
    area = float(np.sum((curve[1:] + curve[:-1]) / 2) / (len(curve) - 1))
    assert 1 - 2 * area == pytest.approx(gini(pay), abs=1e-9)
