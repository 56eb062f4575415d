"""The files of an explanation: explanation.json, tables as CSV, and its figures."""

from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from analysis.charts import chain, incrementality
from analysis.charts.export import write_figure
from analysis.charts.style import WIDE_IN
from analysis.kpis import Lang
from analysis.lab.explanation import Explanation
from analysis.lab.shares import rows
from analysis.results import as_csv, as_json, write_text
from analysis.words import words

FIGURE = "incrementality.png"


def write_explanation(folder: Path, found: Explanation, lang: Lang = "en") -> Path:
    """Write it into a folder that is there; returns where the figure is."""
    write_text(folder / "explanation.json", as_json(found.plain()))
    write_text(folder / "incrementality.csv", found.csv())
    write_figure(folder / FIGURE, incrementality.draw(found, words(lang)), lang)
    if found.chain is not None:
        parts = [asdict(part) for part in found.chain.parts]
        write_text(folder / "chain.csv", as_csv(list(parts[0]) if parts else [], parts))
        write_figure(folder / "chain.png", chain.draw(found, words(lang)), lang)
    return folder / FIGURE


@dataclass(frozen=True, eq=False)
class Explained:
    """What `analysis.explain` hands back: the answer, its table, and its figure."""

    answer: Explanation
    lang: Lang

    @property
    def verdict(self) -> str:
        """The answer in sentences."""
        return self.answer.verdict

    @property
    def groups(self) -> pd.DataFrame:
        """A row for each group of each part of the market, orders a day; `analysis.lab.shares`."""
        return pd.DataFrame(list(rows(self.answer.groups)))

    @property
    def causes(self) -> pd.DataFrame:
        """A row for each part of the difference in each KPI; empty where no link was asked for."""
        return pd.DataFrame([] if self.answer.chain is None else list(self.answer.chain.parts))

    def figure(self, width_in: float = WIDE_IN) -> Figure:
        """Incrementality against cannibalisation, so many inches wide."""
        return incrementality.draw(self.answer, words(self.lang), width_in)

    def figure_of_causes(self, kpi: str = "orders_per_day", width_in: float = WIDE_IN) -> Figure:
        """What of the difference in a KPI goes with each link."""
        return chain.draw(self.answer, words(self.lang), width_in, kpi=kpi)
