"""Scenarios at the ends of their bounds run to their end and keep all the rules."""

import os
import subprocess
import sys

import pytest

from tests.invariants.extremes import faults


@pytest.mark.parametrize("number", range(6))
def test_an_extreme_scenario_keeps_the_rules(number):
    assert list(faults(number)) == []


@pytest.mark.slow
@pytest.mark.parametrize(("any_mechanisms", "count"), [(False, 150), (True, 60)])
def test_many_extreme_scenarios_keep_the_rules(any_mechanisms, count):
    found = {n: list(faults(n, any_mechanisms=any_mechanisms)) for n in range(count)}
    assert {number: each for number, each in found.items() if each} == {}


@pytest.mark.slow
def test_extreme_scenarios_with_any_mechanisms_keep_the_rules_uncompiled():
    """Where a number that no column holds is an error."""
    command = [sys.executable, "-m", "tests.invariants.extremes", "--any", "--count", "40"]
    uncompiled = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    process = subprocess.run(command, env=uncompiled, capture_output=True, text=True, check=False)
    assert process.returncode == 0, process.stdout + process.stderr
