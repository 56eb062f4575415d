"""What `analysis.sweep` hands back: the answer in sentences, frames, and figures."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.kpis import Lang
from analysis.lab import answer
from analysis.lab.sweep import Swept
from analysis.words import words

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, eq=False)
class SweepAnswer:
    """A sweep that was carried out.

    Attributes
    ----------
    swept
        All that is known: the ranking, every run's KPIs, what failed.
    """

    swept: Swept
    lang: Lang

    @property
    def verdict(self) -> str:
        """The best point that keeps all limits, or that there is none, in a sentence."""
        return answer.verdict(self.swept, words(self.lang))

    @property
    def notes(self) -> list[str]:
        """What is to be said with the verdict."""
        return answer.notes(self.swept, words(self.lang))

    @property
    def best(self) -> dict[str, Any] | None:
        """The settings of the best point that keeps all limits, by path; None: there is none."""
        best = self.swept.ranking.best
        return None if best is None else dict(self.swept.plan.points[best.label])

    @property
    def frame(self) -> pd.DataFrame:
        """A row a point, the best first: its settings, goal, limits and probabilities."""
        return pd.DataFrame(self.swept.rows())

    @property
    def runs(self) -> pd.DataFrame:
        """A row a run, the base's among them: label, settings, seed and every KPI."""
        return pd.DataFrame(self.swept.runs_rows())

    def figures(self) -> "dict[str, Figure]":
        """The figures by name: "response", and "frontier" where there are limits."""
        from analysis.report.sweep import figures_of

        return {name: draw() for name, draw in figures_of(self.swept, words(self.lang)).items()}
