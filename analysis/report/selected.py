"""What is found in a selection, and its files: selection.json, selection.csv, report.html."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.charts.style import WIDE_IN
from analysis.experiment.arms_compared import titles_of
from analysis.experiment.gaps import gaps
from analysis.kpis import KPI, Lang, capitalised
from analysis.lab.answer import constraint_told, with_interval
from analysis.lab.selecting import Selection
from analysis.lab.selecting_told import (
    against_head,
    against_told,
    how_sure,
    notes,
    question,
    verdict,
)
from analysis.loading import Arm
from analysis.report.answer_page import Cell, Page, Row, Table, write_answer
from analysis.report.pages import Caption, kept_figure
from analysis.results import as_csv, as_json, write_text
from analysis.wording import shown, shown_size
from analysis.words import Words, words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

REPORT = "report.html"


@dataclass(frozen=True, eq=False)
class Selected:
    """A selection that was carried out, and what people read of it."""

    selection: Selection
    arms: tuple[Arm, ...]
    lang: Lang = "en"
    failures: tuple[str, ...] = ()

    @property
    def best(self) -> str | None:
        """The label of what was chosen; None: no scenario keeps all limits."""
        return self.selection.best

    @property
    def why(self) -> str:
        """Why it stopped; see `analysis.lab.selecting.Selection`."""
        return self.selection.why

    @property
    def verdict(self) -> str:
        """What was chosen, and how sure that is."""
        return verdict(self.selection, self.titles, words(self.lang))

    @property
    def notes(self) -> list[str]:
        """What is to be said with the verdict."""
        return notes(self.selection, self.titles, words(self.lang))

    @property
    def titles(self) -> Mapping[str, str]:
        """What people read of each scenario, by label."""
        return titles_of(self.arms, self.lang)

    @property
    def days(self) -> int:
        """Days of each run."""
        return self.arms[0].scenario.days

    @property
    def frame(self) -> pd.DataFrame:
        """A row for each scenario, the best mean first."""
        return pd.DataFrame(self.selection.rows())

    def figure(self, width_in: float = WIDE_IN) -> "Figure":
        """How far each is before, or behind, the best of the others; so many inches wide."""
        from analysis.charts.selection import draw

        return draw(self.selection, self.titles, self.days, words(self.lang), width_in)

    def plain(self) -> dict[str, Any]:
        """All of it as lists, texts and numbers."""
        found = self.selection
        return {
            "goal": str(found.goal),
            "subject_to": [str(each) for each in found.constraints],
            "best": found.best,
            "why": found.why,
            "probability": found.probability,
            "indifference": found.indifference,
            "alpha": found.alpha,
            "days": self.days,
            "n_runs": sum(found.n_runs),
            "scenarios": found.rows(),
            "kept": {
                label: [asdict(each) for each in kept]
                for label, kept in zip(found.labels, found.kept, strict=True)
            },
            "verdict": self.verdict,
            "notes": self.notes,
            "failures": list(self.failures),
        }


def write_numbers(folder: Path, chosen: Selected) -> None:
    """Write selection.json and selection.csv into a folder that is there."""
    write_text(folder / "selection.json", as_json(chosen.plain()))
    rows = chosen.selection.rows()
    write_text(folder / "selection.csv", as_csv(list(rows[0]), rows))


def write_selection(folder: Path, chosen: Selected, command: str | None = None) -> Path:
    """Write the page of a selection and its figure; returns the page."""
    say, found = words(chosen.lang), chosen.selection
    caption = Caption(say("select.figure_name"), say("select.figure_read"), chosen.verdict)
    figure = kept_figure(folder, "selection", chosen.figure, caption, chosen.lang)
    best = found.best or found.nearest
    scenarios = {arm.label: arm.scenario for arm in chosen.arms}
    page = Page(
        product=say("select.product"),
        title=say("select.title", kpi=say.kpi(found.goal.kpi)),
        question=question(found, say),
        verdict=chosen.verdict,
        notes=chosen.notes,
        tables=[_table(chosen, say)],
        figures=[figure],
        sure=how_sure(found, chosen.days, say),
        rests_on=say("select.rests_on", n=sum(found.n_runs)),
        gaps=gaps(chosen.arms[0].scenario, scenarios[best], say),
        failures=chosen.failures,
    )
    return write_answer(folder / REPORT, page, chosen.lang, command)


def _table(chosen: Selected, say: Words) -> Table:
    found = chosen.selection
    limits = [
        capitalised(constraint_told(one, found.kept[0][nth], say))
        for nth, one in enumerate(found.constraints)
    ]
    rows = [_row(chosen, row, say) for row in found.rows()]
    return Table(
        id="scenarios",
        name=say("select.table"),
        note=say("select.table_note"),
        heads=[
            say("select.scenario"),
            say("select.runs"),
            say.kpi(found.goal.kpi),
            against_head(found, say),
            *limits,
        ],
        rows=rows,
    )


def _row(chosen: Selected, row: Mapping[str, Any], say: Words) -> Row:
    found = chosen.selection
    nth = found.labels.index(row["label"])
    cells = [
        Cell(str(row["n_runs"])),
        Cell(shown(row[found.goal.kpi], KPI[found.goal.kpi].unit, say.lang)),
        Cell(*against_told(found, row, say)),
    ]
    for constraint, kept in zip(found.constraints, found.kept[nth], strict=True):
        missed = ""
        if not kept.holds and kept.miss.mean is not None:
            unit = KPI[constraint.kpi].unit
            by = shown_size(kept.miss.mean, None, None, unit, say.lang)
            missed = say("sweep.missed_by", by=by)
        cells.append(Cell(with_interval(kept.level, constraint.kpi, say), missed))
    look = "best" if row["chosen"] else "kept" if row["candidate"] else "missed"
    return Row(chosen.titles[row["label"]], cells, look, row["label"])
