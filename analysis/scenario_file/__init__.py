"""Scenario files: found, laid over what they extend, checked, and every fault explained."""

from analysis.scenario_file.faults import Fault, Place, ScenarioError
from analysis.scenario_file.load import (
    LoadedScenario,
    ScenarioInfo,
    list_scenarios,
    load,
    load_scenario,
)
from analysis.scenario_file.overrides import Override, overriding, read_overrides

__all__ = [
    "Fault",
    "LoadedScenario",
    "Override",
    "Place",
    "ScenarioError",
    "ScenarioInfo",
    "list_scenarios",
    "load",
    "load_scenario",
    "overriding",
    "read_overrides",
]
