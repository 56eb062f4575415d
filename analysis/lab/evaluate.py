"""Evaluation: arms under seeds, and the KPIs of each; what sweeps, searches and tests ask for."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from analysis.experiment.experiment import units_of
from analysis.experiment.together import bundled, measure_together
from analysis.loading import Arm

# By label of the arm and by seed; KPIs by name. What failed is missing.
Found = dict[str, dict[int, Mapping[str, Any]]]


class Evaluate(Protocol):
    """Whoever runs replications and measures them.

    Arms have labels of their own. Under one seed all arms have the same luck, so that they are
    compared seed by seed; those that differ from the first in policies alone begin after its
    warm-up, in the same city. The same bits come however and wherever they are run.
    """

    def __call__(self, arms: Sequence[Arm], seeds: Sequence[int]) -> Found:
        """KPIs of each arm under each seed."""


def evaluate_here(arms: Sequence[Arm], seeds: Sequence[int]) -> Found:
    """Run all in this process and keep nothing.

    Raises
    ------
    RuntimeError
        A run failed; says which, and why.
    """
    found: Found = {arm.label: {} for arm in arms}
    for units in bundled(units_of(arms, seeds, None), 1):
        for outcome in measure_together(units):
            unit = outcome.task
            if outcome.value is None:
                raise RuntimeError(f"{unit.label}, seed {unit.seed}: {outcome.error}")
            found[unit.label][unit.seed] = outcome.value.kpis
    return found
