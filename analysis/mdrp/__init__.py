"""The Meal Delivery Routing Problem: its instances, solutions of them, the rules and measures."""

from analysis.mdrp.checker import check
from analysis.mdrp.figures import Figures, Overall, figures, overall
from analysis.mdrp.instance import ON_LOCATION, Instance
from analysis.mdrp.reading import read_instance
from analysis.mdrp.rules import Rule, Violation
from analysis.mdrp.solution import Assignment, Delivery, Move, Solution
from analysis.mdrp.solution_files import SolutionError, read_solution, write_solution

__all__ = [
    "ON_LOCATION",
    "Assignment",
    "Delivery",
    "Figures",
    "Instance",
    "Move",
    "Overall",
    "Rule",
    "Solution",
    "SolutionError",
    "Violation",
    "check",
    "figures",
    "overall",
    "read_instance",
    "read_solution",
    "write_solution",
]
