"""The files of a sensitivity analysis: sensitivity.json, sensitivity.csv, and its figures."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from analysis.charts.export import write_figure
from analysis.charts.sensitivity import NAMES, draw
from analysis.charts.style import WIDE_IN
from analysis.kpis import Lang
from analysis.lab.sensitivity import Sensitivity
from analysis.lab.sensitivity_told import verdict
from analysis.results import as_csv, as_json, write_text
from analysis.words import words


def write_sensitivity(folder: Path, found: Sensitivity, lang: Lang = "en") -> list[Path]:
    """Write it into a folder that is there; a figure for each KPI, and where these are."""
    told = found.plain() | {"verdicts": {k: verdict(found, words(lang), k) for k in found.metrics}}
    write_text(folder / "sensitivity.json", as_json(told))
    rows = found.rows()
    write_text(folder / "sensitivity.csv", as_csv(list(rows[0]), rows))
    figures = []
    for kpi in found.metrics:
        file = folder / f"{NAMES[found.plan.method]}-{kpi}.png"
        write_figure(file, draw(found, words(lang), kpi), lang)
        figures.append(file)
    return figures


@dataclass(frozen=True, eq=False)
class Sensitive:
    """What `analysis.sensitivity` hands back: the answer, its table, and its figure."""

    answer: Sensitivity
    lang: Lang

    @property
    def verdict(self) -> str:
        """What moves the first metric most."""
        return verdict(self.answer, words(self.lang), self.answer.metrics[0])

    @property
    def table(self) -> pd.DataFrame:
        """A row for each setting, KPI and, one at a time, value."""
        return pd.DataFrame(self.answer.rows())

    def figure(self, kpi: str | None = None, width_in: float = WIDE_IN) -> Figure:
        """What moves a KPI, the first metric unless it is named; so many inches wide."""
        return draw(self.answer, words(self.lang), kpi or self.answer.metrics[0], width_in)
