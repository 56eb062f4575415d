"""Morris and Sobol against functions whose answer is known, with and without noise."""

import numpy as np
import pytest
from SALib.analyze import morris

from analysis.statistics import effects
from analysis.statistics.effects import (
    elementary_effects,
    morris_design,
    sobol_design,
    sobol_indices,
)


def test_effects_of_a_plane_are_its_slopes():
    design = morris_design(3, 6)
    assert design.shape == (24, 3)
    found = elementary_effects(design, (design @ [2.0, -1.0, 0.0])[None])
    assert found.mean == pytest.approx([2, -1, 0])
    assert found.size == pytest.approx([2, 1, 0])
    assert found.spread == pytest.approx([0, 0, 0], abs=1e-9)
    assert np.isnan(found.noise).all()


def test_effects_are_those_of_salib():
    design = morris_design(3, 8)
    values = design[:, 0] * design[:, 1] + design[:, 2] ** 2
    problem = {"num_vars": 3, "names": list("abc"), "bounds": [[0, 1]] * 3}
    said = morris.analyze(problem, design, values, num_levels=4)
    found = elementary_effects(design, values[None])
    assert found.mean == pytest.approx(np.asarray(said["mu"]))
    assert found.size == pytest.approx(np.asarray(said["mu_star"]))
    assert found.spread == pytest.approx(np.asarray(said["sigma"]))


def test_luck_is_told_from_effects():
    rng, design = np.random.default_rng(0), morris_design(3, 10)
    values = 5 * design[:, 0] + rng.normal(0, 1, (8, len(design))) + rng.normal(0, 50, (8, 1))
    found = elementary_effects(design, values)
    assert found.p_value[0] < 1e-6
    assert (found.p_value[1:] > 0.001).all()
    # Two values of noise sqrt(1/8), two thirds apart: 0.75, of which the mean size is 0.6.
    assert found.noise == pytest.approx([0.6] * 3, rel=0.2)
    assert found.size[1:] == pytest.approx([0.6] * 2, rel=0.5)
    assert found.size[0] == pytest.approx(5, rel=0.15)


def ishigami(unit, a=7.0, b=0.1):
    x = np.pi * (2 * unit - 1)
    return np.sin(x[:, 0]) + a * np.sin(x[:, 1]) ** 2 + b * x[:, 2] ** 4 * np.sin(x[:, 0])


FIRST, TOTAL = [0.3139, 0.4424, 0.0], [0.5576, 0.4424, 0.2437]  # Ishigami and Homma 1990


def test_indices_of_ishigami():
    found = sobol_indices(ishigami(sobol_design(3, 1024))[None], 3)
    assert found.first == pytest.approx(FIRST, abs=0.02)
    assert found.total == pytest.approx(TOTAL, abs=0.02)
    assert np.isnan(found.luck_share)


def test_indices_of_ishigami_through_noise():
    """Without telling luck apart the totals would be too large by a tenth."""
    rng, true = np.random.default_rng(1), ishigami(sobol_design(3, 1024))
    values = true + rng.normal(0, np.sqrt(8 * true.var() / 9), (8, len(true)))
    found = sobol_indices(values, 3)
    assert found.luck_share == pytest.approx(0.1, abs=0.01)
    assert found.first == pytest.approx(FIRST, abs=0.06)
    assert found.total == pytest.approx(TOTAL, abs=0.06)


def test_what_never_varies_has_no_index():
    found = sobol_indices(np.ones((2, 8 * 4)), 2)
    assert (found.total.tolist(), found.luck_share) == ([0, 0], 0)


def test_points_are_a_power_of_two():
    with pytest.raises(ValueError, match=r"points \(12\) must be a power of two"):
        sobol_design(3, 12)


def test_without_salib_it_is_said_how_to_get_it(monkeypatch):
    def missing(name):
        raise ModuleNotFoundError(name=name)

    monkeypatch.setattr(effects, "import_module", missing)
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'o2o-market\[sensitivity\]'"):
        morris_design(2, 4)
