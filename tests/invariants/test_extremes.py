"""Scenarios at the ends of their bounds run to their end and keep all the rules."""

import pytest

from tests.invariants.extremes import faults


@pytest.mark.parametrize("number", range(6))
def test_an_extreme_scenario_keeps_the_rules(number):
    assert list(faults(number)) == []


@pytest.mark.slow
def test_many_extreme_scenarios_keep_the_rules():
    assert {number: found for number in range(300) if (found := list(faults(number)))} == {}
