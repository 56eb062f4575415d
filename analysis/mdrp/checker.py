"""The strict checker: whether a solution keeps all rules of the benchmark.

The evaluator published with the instances leaves several unchecked: service times, who knows what
when, the placement and ready times in the file of orders, couriers told while they are at work.
"""

from analysis.mdrp.agreement import disagreements
from analysis.mdrp.days import days_of
from analysis.mdrp.handovers import late_or_early
from analysis.mdrp.instance import Instance
from analysis.mdrp.knowledge import told_too_soon
from analysis.mdrp.names import misnamed
from analysis.mdrp.routes import impossible_moves
from analysis.mdrp.rules import Violation
from analysis.mdrp.solution import Solution


def check(instance: Instance, solution: Solution) -> list[Violation]:
    """All that a solution does against the rules; nothing if it keeps them.

    Names come first, then whether the three files tell one story, then the story itself. A stage
    is judged once the one before is in order, since it would otherwise have nothing to go by.

    Nothing but the solution's three lists is believed: arrivals are computed from departures.
    """
    violations = misnamed(instance, solution) or disagreements(instance, solution)
    if violations:
        return violations
    days = days_of(instance, solution)
    return [
        *told_too_soon(instance, days),
        *impossible_moves(instance, days),
        *late_or_early(instance, days),
    ]
