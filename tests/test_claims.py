"""Claims are judged by intervals alone, and every scenario of one is asked about."""

import pytest

from analysis.experiment.compare import difference
from analysis.scenario_file import list_scenarios
from tests.benchmarks.claims import CLAIMS, came_true


@pytest.mark.parametrize(
    ("way", "values", "expected"),
    [
        ("more", [1.0, 1.1, 0.9], "yes"),
        ("less", [1.0, 1.1, 0.9], "no"),
        ("less", [-1.0, -1.1, -0.9], "yes"),
        ("more", [1.0, -1.1, 0.9], "open"),
        ("less", [1.0, -1.1, 0.9], "open"),
        ("same", [0.1, 0.0, -0.1], "yes"),
        ("same", [1.0, 1.1, 0.9], "no"),
        ("same", [0.6, -0.1, 0.2], "open"),
        (None, [1.0, 1.1, 0.9], ""),
        ("more", [1.0], "open"),
    ],
)
def test_what_was_said_came_true_by_the_interval_alone(way, values, expected):
    found = difference("orders", [0.0] * len(values), values)
    assert came_true(way, found, tolerance=0.5) == expected


def test_every_scenario_of_a_claim_is_asked_about():
    asked = {
        name for claim in CLAIMS.values() for row in claim.rows for name in (row.arm, row.base)
    }
    shipped = {info.name for info in list_scenarios()}
    assert asked <= shipped
    assert {name for name in shipped if name.startswith("claims/")} <= asked
