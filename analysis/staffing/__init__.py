"""Staffing: shifts for the couriers there are, forecast and then mended by simulation."""

from analysis.staffing.kept import kept_trial
from analysis.staffing.plan import Plan, historical, with_plan
from analysis.staffing.scenario_text import scenario_text
from analysis.staffing.search import Found, Step, search
from analysis.staffing.trial import Task, Trial

__all__ = [
    "Found",
    "Plan",
    "Step",
    "Task",
    "Trial",
    "historical",
    "kept_trial",
    "scenario_text",
    "search",
    "with_plan",
]
