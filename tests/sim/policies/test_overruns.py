"""Overruns by hour, beside NumPy's own means and quantiles."""

import numpy as np
import pytest

from sim.flow.influences import Sky
from sim.flow.world import N_OVERRUNS_ALIKE
from sim.policies.overruns import by_hour
from tests.sim.worlds import Town


@pytest.mark.parametrize("quantile", [0.001, 0.3, 0.87, 0.999])
@pytest.mark.parametrize("digits", [0, 9])
def test_an_hour_has_the_mean_and_the_quantile_of_all_zones_that_numpy_finds(quantile, digits):
    """Of nothing, of one, of some and of more than are kept; with many equal values, and none."""
    town = Town()
    draw = np.random.default_rng(digits)
    kept = town.world.overruns_alike[Sky.RAIN]
    seen = town.world.n_overruns_alike[Sky.RAIN]
    kept[:] = draw.normal(0, 3, kept.shape).round(digits)
    seen[:] = draw.integers(0, N_OVERRUNS_ALIKE + 9, seen.shape)
    seen[:, 3], seen[0, 4], seen[1:, 4] = 0, 1, 0
    before = kept.copy()
    n, mean_min, quantile_min = by_hour(town.columns, int(Sky.RAIN), quantile)
    assert (n[3], n[4]) == (0, 1)
    assert n.sum() > 1000
    for hour in range(24):
        own = [kept[zone, hour, : seen[zone, hour]] for zone in range(len(kept))]
        values = np.concatenate(own)
        assert n[hour] == len(values)
        if len(values) == 0:
            assert mean_min[hour] == quantile_min[hour] == 0
        else:
            rank = min(len(values) - 1, int(quantile * len(values)))
            assert quantile_min[hour] == np.sort(values)[rank]
            assert mean_min[hour] == pytest.approx(values.mean())
    assert (kept == before).all()
