"""The crowd answers to an extra in rain: couriers come, orders are later less often, and dearer."""

from functools import cache

import numpy as np
import pytest

from analysis.kpis.measure import measure
from analysis.scenario_file import load_scenario
from sim.simulation import run
from tests.theory.errors import Estimate, estimate


@cache
def rainy(name: str) -> list[dict[str, float]]:
    """KPIs of two days with rain in the evening, under some seeds."""
    days = load_scenario(name).scenario.model_copy(update={"days": 2})
    return [measure(run(days, seed)) for seed in range(10)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kpi", "sign"),
    [("crowd_hours", 1), ("late_share", -1), ("courier_cost_per_order_cents", 1)],
)
def test_a_bonus_in_rain_brings_couriers_who_bring_sooner_and_cost_more(kpi, sign):
    """Paired differences, ¥8 instead of ¥2: intervals of 4 standard errors exclude 0."""
    before, after = (rainy(name) for name in ("crowd-couriers", "rain-bonus"))
    pairs = zip(before, after, strict=True)
    moved: Estimate = estimate([other[kpi] - one[kpi] for one, other in pairs])
    print(f"{kpi}: {np.mean([each[kpi] for each in before]):.4g}, moved by {moved}")
    assert sign * moved.mean - 4 * moved.error > 0
