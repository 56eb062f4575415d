"""The files of an explanation: explanation.json, incrementality.csv, and its figure."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from analysis.charts.export import png, svg
from analysis.charts.incrementality import draw
from analysis.charts.style import WIDE_IN
from analysis.kpis import Lang
from analysis.lab.explanation import Explanation
from analysis.lab.shares import rows
from analysis.results import as_json, write_bytes, write_text
from analysis.words import words

FIGURE = "incrementality.png"


def write_explanation(folder: Path, found: Explanation, lang: Lang = "en") -> Path:
    """Write it into a folder that is there; returns where the figure is."""
    write_text(folder / "explanation.json", as_json(found.plain()))
    write_text(folder / "incrementality.csv", found.csv())
    drawn = figure(found, lang)
    write_bytes(folder / "incrementality.svg", svg(drawn, lang))
    write_bytes(folder / FIGURE, png(drawn, lang))
    return folder / FIGURE


def figure(found: Explanation, lang: Lang = "en", width_in: float = WIDE_IN) -> Figure:
    """Incrementality against cannibalisation."""
    return draw(found, words(lang), width_in)


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

    def figure(self, width_in: float = WIDE_IN) -> Figure:
        """Incrementality against cannibalisation, so many inches wide."""
        return figure(self.answer, self.lang, width_in)
