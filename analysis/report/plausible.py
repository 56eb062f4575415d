"""What is found in plausible cities, and its files but for the page: numbers and tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.charts.style import WIDE_IN
from analysis.experiment.arms_compared import titles_of
from analysis.kpis import HEADLINES, Lang
from analysis.lab.choosing import Choice, choice
from analysis.lab.goal import Goal
from analysis.lab.plausible import InCities, Plausible
from analysis.lab.plausible_rows import city_rows, difference_row, run_rows, worth_rows
from analysis.lab.plausible_told import choice_told, notes, verdict
from analysis.results import as_csv, as_json, write_text
from analysis.words import words

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, eq=False)
class InPlausibleCities:
    """Scenarios compared in plausible cities, and what people read of it.

    Attributes
    ----------
    kpis
        What the verdict speaks of.
    goal
        What regret is of.
    """

    plausible: Plausible
    kpis: tuple[str, ...]
    goal: Goal
    lang: Lang = "en"

    @property
    def verdict(self) -> str:
        """In how many plausible cities each KPI is more, or less."""
        return verdict(self.plausible, self.titles, self.kpis, words(self.lang))

    @property
    def notes(self) -> list[str]:
        """What is to be said with the verdict."""
        said = notes(self.plausible, self.kpis, words(self.lang))
        if self.choice is not None:
            said += choice_told(self.choice, self.titles, words(self.lang))
        return said

    @property
    def titles(self) -> Mapping[str, str]:
        """What people read of each scenario, by label."""
        return titles_of(self.plausible.plan.arms, self.lang)

    @cached_property
    def choice(self) -> Choice | None:
        """Regret by the goal, and what knowing is worth; None: too few cities have a value."""
        return choice(self.plausible, self.goal)

    def difference(self, kpi: str, nth: int = 1) -> InCities:
        """The difference in a KPI of the nth arm from the base, by city."""
        return self.plausible.difference(kpi, nth)

    @property
    def cities(self) -> pd.DataFrame:
        """A row for each city: what it has drawn, and each arm's difference in headline KPIs."""
        return pd.DataFrame(city_rows(self.plausible))

    @property
    def runs(self) -> pd.DataFrame:
        """A row for each run: city, scenario, seed, what is drawn, and every KPI."""
        return pd.DataFrame(run_rows(self.plausible))

    @property
    def regret(self) -> pd.DataFrame:
        """A row for each arm, the least mean regret first."""
        return pd.DataFrame(self.choice.rows() if self.choice else [])

    @property
    def worth(self) -> pd.DataFrame:
        """What it is worth to know each uncertain setting, with its standard error and p value."""
        return pd.DataFrame(worth_rows(self.choice))

    def figure(self, nth: int = 1, width_in: float = WIDE_IN) -> "Figure":
        """Differences of the nth arm in plausible cities, sorted; so many inches wide."""
        from analysis.charts.plausible import draw

        label = self.plausible.plan.arms[nth].label
        say = words(self.lang)
        return draw(self.plausible, nth, self.titles[label], self.kpis, say, width_in)

    def plain(self) -> dict[str, Any]:
        """All of it as lists, texts and numbers."""
        plan = self.plausible.plan
        return {
            "verdict": self.verdict,
            "notes": self.notes,
            "arms": [arm.label for arm in plan.arms],
            "uncertain": {each.path: each.plain() for each in plan.distributions},
            "n_cities": len(plan.cities),
            "replications": plan.replications,
            "differences": [
                difference_row(self.difference(kpi, nth))
                for nth in range(1, len(plan.arms))
                for kpi in dict.fromkeys((*self.kpis, *HEADLINES))
            ],
            "goal": str(self.goal),
            "regret": self.choice.rows() if self.choice else [],
            "worth": worth_rows(self.choice),
            "failures": list(self.plausible.failures),
        }


def write_numbers(folder: Path, found: InPlausibleCities) -> None:
    """Write plausible.json, cities.csv and runs.csv into a folder that is there."""
    write_text(folder / "plausible.json", as_json(found.plain()))
    for name, rows in (
        ("cities", city_rows(found.plausible)),
        ("runs", run_rows(found.plausible)),
    ):
        columns = tuple(dict.fromkeys(column for row in rows for column in row))
        filled = ({column: row.get(column) for column in columns} for row in rows)
        write_text(folder / f"{name}.csv", as_csv(columns, filled))
