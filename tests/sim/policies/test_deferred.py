"""Functions that are imported when they are first called."""

import sys
from importlib import import_module

import pytest

from sim.policies.deferred import Deferred

# Where policies are declared apart from how they decide.
DECLARED = [
    "sim.policies.repositioning",
    "sim.policies.dispatch.policies",
    "sim.policies.dispatch.rolling_horizon.policy",
]


def test_a_function_is_imported_at_its_first_call(monkeypatch):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    deferred = Deferred("colorsys", "rgb_to_hsv")
    assert "colorsys" not in sys.modules
    assert deferred(0.0, 0.0, 1.0) == (2 / 3, 1.0, 1.0)
    assert "colorsys" in sys.modules


@pytest.mark.parametrize("module", DECLARED)
def test_every_deferred_function_is_there(module):
    deferred = [each for each in vars(import_module(module)).values() if isinstance(each, Deferred)]
    assert deferred
    for each in deferred:
        assert callable(getattr(import_module(each._module), each._name))
