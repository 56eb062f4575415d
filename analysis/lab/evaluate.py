"""Evaluation: arms under seeds, and the KPIs of each; what sweeps, searches and tests ask for."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

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
