"""`python -m tests.benchmarks.common_luck`: what luck in common is worth, on the demo's comparison.

The variance of a difference between runs that share their seed, beside that between runs that do
not: the sum of the two variances.
"""

from collections.abc import Iterator

import numpy as np

from analysis.kpis import KPI, Kpis
from analysis.kpis.measure import measure
from analysis.scenario_file import load_scenario
from sim.simulation import run

ARMS = ("baseline", "lunch-coupon")
SEEDS = range(6)
SHOWN = (
    "orders_per_day",
    "conversion_share",
    "click_to_door_mean_min",
    "platform_contribution_per_order_cents",
)


def table(base: list[Kpis], other: list[Kpis]) -> Iterator[str]:
    """The lines of a Markdown table; runs in the order of their seeds."""
    yield "| KPI | variance of a difference: without luck in common ÷ with it |"
    yield "|---|---:|"
    for name in SHOWN:
        ours, theirs = (np.array([kpis[name] for kpis in arm], float) for arm in (base, other))
        apart = ours.var(ddof=1) + theirs.var(ddof=1)
        ratio = apart / (theirs - ours).var(ddof=1)
        yield f"| {KPI[name].label['en']} | {ratio:.0f} |"


if __name__ == "__main__":
    scenarios = [load_scenario(name).scenario for name in ARMS]
    arms = [[measure(run(scenario, seed)) for seed in SEEDS] for scenario in scenarios]
    print("\n".join(table(*arms)))
