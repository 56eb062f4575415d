"""Which arm to choose where the city is not known: regret, and what knowing is worth."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.lab.goal import Goal
from analysis.lab.plausible import Plausible
from analysis.statistics.decision import Regret, Worth, of_everything, of_input, regret
from analysis.statistics.holm import surviving


@dataclass(frozen=True, eq=False)
class Choice:
    """Arms by a goal over plausible cities.

    Attributes
    ----------
    means
        Of the goal over cities, (n_arms,), as it is.
    of_everything
        What it is worth to know the city before one decides.
    of_inputs
        What it is worth to know one uncertain setting, by path.
    n
        Cities in which all arms have a value.
    """

    goal: Goal
    labels: tuple[str, ...]
    means: NDArray[np.float64]
    regret: Regret
    of_everything: Worth
    of_inputs: Mapping[str, Worth]
    n: int

    @property
    def known(self) -> frozenset[str]:
        """The settings, by path, of which it is told from luck that they are worth knowing."""
        p_values = {path: of.p_value for path, of in self.of_inputs.items()}
        return surviving({path: p for path, p in p_values.items() if p is not None})

    def rows(self) -> list[dict[str, Any]]:
        """A row for each arm, the least mean regret first."""
        rows = [
            {
                "label": label,
                self.goal.kpi: float(self.means[nth]),
                "regret_mean": float(self.regret.mean[nth]),
                "regret_p90": float(self.regret.p90[nth]),
                "regret_max": float(self.regret.worst[nth]),
                "best_share": float(self.regret.best_share[nth]),
            }
            for nth, label in enumerate(self.labels)
        ]
        return sorted(rows, key=lambda row: row["regret_mean"])


def choice(found: Plausible, goal: Goal) -> Choice | None:
    """Arms by a goal; None: in fewer than two cities all of them have a value."""
    values = goal.sign * found.values(goal.kpi)  # (n_cities, n_arms, n_replications)
    known = np.isfinite(values).all(axis=(1, 2))
    if known.sum() < 2:
        return None
    values = values[known]
    means = values.mean(axis=2)
    points = [found.points[city] for city in np.flatnonzero(known)]
    return Choice(
        goal=goal,
        labels=tuple(arm.label for arm in found.plan.arms),
        means=goal.sign * means.mean(axis=0),
        regret=regret(means),
        of_everything=of_everything(values),
        of_inputs={
            each.path: of_input(means, [point[each.path] for point in points])
            for each in found.plan.distributions
        },
        n=int(known.sum()),
    )
