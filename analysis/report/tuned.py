"""The files of a search, with its picture; and what `analysis.tune` hands back."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from analysis.charts.export import write_figure
from analysis.charts.style import WIDE_IN
from analysis.charts.tuning import draw
from analysis.kpis import Lang
from analysis.lab.design import Point
from analysis.lab.tuning.folder import write_tuned
from analysis.lab.tuning.tune import Tuned
from analysis.lab.tuning.verdict import verdict
from analysis.words import words

FIGURE = "search.png"


def write_search(folder: Path, found: Tuned, lang: Lang = "en") -> Path | None:
    """Write it into a folder that was begun; returns where the scenario is, if there is one."""
    scenario = write_tuned(folder, found, lang)
    write_figure(folder / FIGURE, draw(found, words(lang)), lang)
    return scenario


@dataclass(frozen=True, eq=False)
class Answer:
    """What `analysis.tune` hands back: the plan, the verdict, tables and the picture."""

    tuned: Tuned
    lang: Lang

    @property
    def settings(self) -> Point | None:
        """The levers of the plan that fresh seeds confirm; None: they confirm none."""
        return None if self.tuned.chosen is None else self.tuned.chosen.point

    @property
    def verdict(self) -> str:
        """The answer in sentences."""
        return verdict(self.tuned, words(self.lang))

    @property
    def trials(self) -> pd.DataFrame:
        """A row for each trial of the search."""
        return self.tuned.frame()

    @property
    def finalists(self) -> pd.DataFrame:
        """A row for each finalist under fresh seeds."""
        return self.tuned.finalists_frame()

    def figure(self, width_in: float = WIDE_IN) -> Figure:
        """The search, and the trade-off."""
        return draw(self.tuned, words(self.lang), width_in)
