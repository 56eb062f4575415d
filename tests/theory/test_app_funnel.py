"""The funnel of the app: what practitioners report of impressions, menus, carts and orders."""

import pytest

from analysis.kpis.measure import measure
from analysis.scenario_file import load_scenario
from sim.simulation import run

# What is reported, from to; each end may be missed by so much of it.
REPORTED = {
    "menu_share": (0.08, 0.12),
    "cart_share": (0.25, 0.35),
    "cart_order_share": (0.55, 0.65),
}
TOLERANCE = 0.3


@pytest.mark.slow
def test_stores_seen_lead_to_menus_these_to_carts_and_these_to_orders_as_reported():
    """A food aggregator's funnel, told by practitioners; a weekday, three seeds."""
    scenario = load_scenario("app-funnel").scenario.model_copy(update={"days": 1})
    kpis = [measure(run(scenario, seed)) for seed in range(3)]
    for name, (least, most) in REPORTED.items():
        found = sum(each[name] for each in kpis) / len(kpis)
        low, high = least * (1 - TOLERANCE), most * (1 + TOLERANCE)
        reported = f"reported {least} to {most}"
        print(f"{name} {found:.3f}, {reported}, tolerance: {low:.3f} to {high:.3f}")
        assert low <= found <= high
