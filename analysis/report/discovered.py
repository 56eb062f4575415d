"""The files of a discovery, in the folder of its plausible cities: discover.json, discover.html."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.charts.style import WIDE_IN
from analysis.experiment.arms_compared import titles_of
from analysis.experiment.gaps import gaps
from analysis.kpis import Lang, capitalised
from analysis.lab.discovering import Discovery
from analysis.lab.discovering_told import condition_told, how_sure, limit_told, notes, verdict
from analysis.lab.plausible_told import law, per_cent, rests_on
from analysis.report.answer_page import Cell, Page, Row, Table, write_answer
from analysis.report.pages import Caption, kept_figure
from analysis.results import as_json, write_text
from analysis.wording import NONE
from analysis.words import Words, words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

REPORT = "discover.html"


@dataclass(frozen=True, eq=False)
class Discovered:
    """Where a condition holds in plausible cities, and what people read of it."""

    discovery: Discovery
    lang: Lang = "en"

    @property
    def verdict(self) -> str:
        """How often it is so, and where."""
        return verdict(self.discovery, self.titles, words(self.lang))

    @property
    def notes(self) -> list[str]:
        """How far it can be trusted."""
        return notes(self.discovery, words(self.lang))

    @property
    def titles(self) -> Mapping[str, str]:
        """What people read of each scenario, by label."""
        return titles_of(self.discovery.plausible.plan.arms, self.lang)

    @property
    def limits(self) -> pd.DataFrame:
        """A row for each uncertain setting: its limits, and how often resamples limit it."""
        return pd.DataFrame(self.discovery.rows())

    @property
    def cities(self) -> pd.DataFrame:
        """A row for each city: what it drew, whether the condition holds, and is in the box."""
        found = self.discovery
        box = found.box
        inside = [False] * found.n if box is None else box.holds(found.values).tolist()
        return pd.DataFrame(
            {"city": city + 1, **found.plausible.points[city], "met": bool(met), "in_box": within}
            for city, met, within in zip(found.cities, found.met, inside, strict=True)
        )

    def figure(self, width_in: float = WIDE_IN) -> "Figure":
        """The box; so many inches wide."""
        from analysis.charts.discovered import draw

        return draw(self.discovery, self.titles, words(self.lang), width_in)

    def plain(self) -> dict[str, Any]:
        """All of it as lists, texts and numbers."""
        told = {"verdict": self.verdict, "notes": self.notes}
        failures = list(self.discovery.plausible.failures)
        return told | self.discovery.plain() | {"failures": failures}


def write_numbers(folder: Path, found: Discovered) -> None:
    """Write discover.json into a folder that is there."""
    write_text(folder / "discover.json", as_json(found.plain()))


def write_discovery(folder: Path, found: Discovered, command: str | None = None) -> Path:
    """Write the page and its figure; returns the page."""
    say, discovery = words(found.lang), found.discovery
    plan = discovery.plausible.plan
    base, arm = plan.arms
    caption = Caption(say("discover.figure_name"), say("discover.figure_read"), found.verdict)
    figure = kept_figure(folder, "discovered", found.figure, caption, found.lang)
    told = condition_told(discovery.condition, say)
    page = Page(
        product=say("discover.product"),
        title=say("discover.title", condition=capitalised(told), arm=found.titles[arm.label]),
        question=say(
            "discover.question",
            condition=told,
            paths=say("list.comma").join(each.path for each in plan.distributions),
        ),
        verdict=found.verdict,
        notes=found.notes,
        tables=[_limits(discovery, say)],
        figures=[figure],
        sure=how_sure(discovery, say),
        rests_on=rests_on(plan, say),
        gaps=gaps(base.scenario, arm.scenario, say),
        failures=discovery.plausible.failures,
    )
    return write_answer(folder / REPORT, page, found.lang, command)


def _limits(found: Discovery, say: Words) -> Table:
    laws = {each.path: each for each in found.plausible.plan.distributions}
    limited = {each.name: (low, high) for each, low, high in found.limits}
    rows = []
    for each, row in zip(found.inputs, found.rows(), strict=True):
        told = limit_told(each, *limited[each.name], say) if each.name in limited else NONE
        share, p_value = row["limited_share"], row["p_value"]
        cells = [
            Cell(law(laws[each.path], say)),
            Cell(told),
            Cell(NONE if share is None else per_cent(share, say)),
            Cell(NONE if p_value is None else _p(p_value)),
        ]
        rows.append(Row(each.name, cells, "best" if each.name in limited else ""))
    return Table(
        id="limits",
        name=say("discover.table"),
        note=say("discover.table_note"),
        heads=[
            say("page.setting"),
            say("plausible.law"),
            say("discover.head_limit"),
            say("discover.head_stable"),
            say("discover.head_p"),
        ],
        rows=rows,
    )


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"{value:.3f}"
