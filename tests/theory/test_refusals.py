"""Refusals in a city beside those of a large platform: how many, of which orders, and how late.

Published are Meituan's of 2022, reanalysed by others: 13.1 % of offers refused, 10.2 % of orders
offered again, 1.15 offers an order; who refuses an order makes others likelier to. The figures are
those of `o2o validate`, over another city's days.
"""

from functools import cache

import numpy as np
import pytest

from analysis.scenario_file import load_scenario
from analysis.validation import fleet, waits
from analysis.validation.seen import Seen, seen
from sim.simulation import run

SEEDS = range(4)


@cache
def days() -> list[Seen]:
    """Three days of the baseline under some seeds."""
    scenario = load_scenario("baseline").scenario.model_copy(update={"days": 3})
    return [seen(run(scenario, seed)) for seed in SEEDS]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("measure", "published", "least", "most"),
    [
        (lambda run: run.kpis["refusal_share"], 0.131, 0.09, 0.18),
        (fleet.reoffered_order_share, 0.102, 0.07, 0.14),
        (lambda run: run.kpis["offers_per_order"], 1.15, 1.08, 1.25),
        (fleet.reoffered_iid_ratio, 0.102 / 0.131, 0, 1),  # refusals come in clusters
        (fleet.refusals_per_reoffered, 1.49, 1.3, np.inf),
        (waits.late_distance_spearman, 1, 0.8, 1),
        (waits.late_distance_ratio, 3.5, 2, 6),
        (waits.late_attempts_ratio, 2.26, 1.5, 3.5),
    ],
    ids=[
        "offers refused",
        "orders offered again",
        "offers an order",
        "offered again over what chance would do",
        "refusals of each of these",
        "the farther the later",
        "farthest over nearest tenth",
        "offered four times over once",
    ],
)
def test_it_is_as_on_a_large_platform(measure, published, least, most):
    found = np.mean([measure(day) for day in days()])
    print(f"{found:.3f}, published {published:.3g}, tolerance {least} to {most}")
    assert least <= found <= most
