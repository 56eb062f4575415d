"""Staffing: shifts for the couriers there are, forecast and then mended by simulation."""

from analysis.staffing.plan import Plan, historical, with_plan
from analysis.staffing.scenario_text import scenario_text
from analysis.staffing.search import Found, Step, search
from analysis.staffing.trial import Task, Trial, trial

__all__ = [
    "Found",
    "Plan",
    "Step",
    "Task",
    "Trial",
    "historical",
    "scenario_text",
    "search",
    "trial",
    "with_plan",
]
