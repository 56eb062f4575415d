"""The folder of plausible cities: manifest, cities.csv, runs.csv, plausible.json, report.html."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.charts.style import WIDE_IN
from analysis.experiment.experiment import titles_of
from analysis.kpis import HEADLINES, KPI, Lang
from analysis.lab.answer import setting
from analysis.lab.choosing import Choice, choice
from analysis.lab.goal import Goal
from analysis.lab.plausible import InCities, Plan, Plausible
from analysis.lab.plausible_told import (
    between,
    choice_told,
    drawn_told,
    how_sure,
    law,
    notes,
    per_cent,
    verdict,
)
from analysis.report.answer_page import Cell, Page, Row, Table, write_answer
from analysis.report.gaps import gaps
from analysis.report.pages import kept_figure
from analysis.results import as_csv, as_json, asked, environment, stamp, write_text
from analysis.scenario_file.faults import keys_of
from analysis.scenario_file.uncertain import value_at
from analysis.wording import NONE, shown, shown_difference, shown_size
from analysis.words import Words, words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

KIND = "plausible cities"
REPORT = "report.html"
_MOST_CITIES = 20  # on the page; a file has all


def begin(folder: Path, plan: Plan) -> None:
    """Mark a folder as that of plausible cities, before the first run."""
    folder.mkdir(parents=True, exist_ok=True)
    manifest = {
        **stamp(KIND),
        **asked(),
        "arms": [arm.label for arm in plan.arms],
        "scenarios": {arm.label: arm.scenario.model_dump(mode="json") for arm in plan.arms},
        "uncertain": {each.path: each.plain() for each in plan.distributions},
        "seeds": [seed for city in range(len(plan.cities)) for seed in plan.seeds(city)],
        **environment(),
    }
    write_text(folder / "manifest.json", as_json(manifest))


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
        """What it is worth to know each uncertain setting, with its standard error."""
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


def difference_row(found: InCities) -> dict[str, Any]:
    """One KPI of one arm over plausible cities, as a row."""
    low, high = found.ends
    p05, p95 = found.middle or (None, None)
    more, less = found.beyond_luck or (None, None)
    return {
        "label": found.label,
        "kpi": found.kpi,
        "n_cities": found.n,
        "share_more": found.share_more,
        "share_less": found.share_less,
        "n_more_beyond_luck": more,
        "n_less_beyond_luck": less,
        "mean": found.mean,
        "mean_low": low,
        "mean_high": high,
        "p05": p05,
        "p95": p95,
        "sd_uncertainty": found.uncertainty,
        "sd_luck": found.luck,
    }


def worth_rows(found: Choice | None) -> list[dict[str, Any]]:
    """What it is worth to know each setting, the most first; then everything."""
    if found is None:
        return []
    rows = [{"path": path, **asdict(worth)} for path, worth in found.of_inputs.items()]
    rows.sort(key=lambda row: -row["value"])
    return [*rows, {"path": "", **asdict(found.of_everything)}]


def city_rows(found: Plausible) -> list[dict[str, Any]]:
    """A row for each city: what it has drawn, and each arm's difference in headline KPIs."""
    labels = [arm.label for arm in found.plan.arms[1:]]
    columns = {
        f"{label} {kpi}": found.difference(kpi, nth).by_city
        for nth, label in enumerate(labels, start=1)
        for kpi in HEADLINES
    }
    return [
        {"city": number + 1, **point}
        | {name: _none_if_unknown(values[number]) for name, values in columns.items()}
        for number, point in enumerate(found.points)
    ]


def run_rows(found: Plausible) -> list[dict[str, Any]]:
    """A row for each run: city, scenario, seed, what is drawn, and every KPI."""
    return [
        {"city": number + 1, "label": arm.label, "seed": seed, **point}
        | dict(found.found[arm.label][seed])
        for number, point in enumerate(found.points)
        for arm in found.plan.arms
        for seed in found.plan.seeds(number)
        if seed in found.found[arm.label]
    ]


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


def write_plausible(folder: Path, found: InPlausibleCities, command: str | None = None) -> Path:
    """Write the page and its figures; returns the page."""
    say, plausible = words(found.lang), found.plausible
    plan, titles = plausible.plan, found.titles
    base, *others = plan.arms
    figures = []
    for nth, arm in enumerate(others, start=1):
        draw = partial(found.figure, nth)
        figures.append(
            kept_figure(folder, f"plausible-{arm.label}", draw, found.lang)
            | {
                "name": titles[arm.label],
                "read": say("plausible.figure_read"),
                "alt": found.verdict,
            }
        )
    tables = [_differences(found, nth, say) for nth in range(1, len(plan.arms))]
    if found.choice is not None:
        tables += [_regret(found, found.choice, say)]
    tables += [_unknown(found, say), _cities(found, say)]
    page = Page(
        product=say("plausible.product"),
        title=say(
            "plausible.title",
            arms=say("list.comma").join(titles[arm.label] for arm in others),
            base=titles[base.label],
        ),
        question=say(
            "plausible.question",
            paths=say("list.comma").join(each.path for each in plan.distributions),
        ),
        verdict=found.verdict,
        notes=found.notes,
        tables=tables,
        figures=figures,
        sure=how_sure(plausible, say),
        rests_on=say(
            "plausible.note",
            n=len(plan.cities),
            r=plan.replications,
            days=say.days(base.scenario.days),
        ),
        gaps=list(
            dict.fromkeys(gap for arm in others for gap in gaps(base.scenario, arm.scenario, say))
        ),
        failures=plausible.failures,
    )
    return write_answer(folder / REPORT, page, found.lang, command)


def _differences(found: InPlausibleCities, nth: int, say: Words) -> Table:
    """Headline KPIs of an arm over plausible cities."""
    label = found.plausible.plan.arms[nth].label
    kpis = dict.fromkeys((*found.kpis, *HEADLINES))
    rows = []
    for kpi in kpis:
        of_kpi = found.difference(kpi, nth)
        if of_kpi.n:
            rows.append(Row(say.kpi(kpi), _cells(of_kpi, say)))
    several = len(found.plausible.plan.arms) > 2
    name = say("plausible.table_of", arm=found.titles[label]) if several else say("plausible.table")
    return Table(
        id=f"kpis-{nth}",
        name=name,
        note=say("plausible.table_note"),
        heads=[
            say("page.kpi"),
            *(
                say(f"plausible.head_{head}")
                for head in ("more", "less", "mean", "middle", "uncertainty", "luck")
            ),
        ],
        rows=rows,
    )


def _cells(found: InCities, say: Words) -> list[Cell]:
    unit = KPI[found.kpi].unit if found.kpi in KPI else "count"
    number, _, interval = shown_difference(found.mean, *found.ends, unit, say.lang).partition(" [")
    beyond = found.beyond_luck

    def size(value: float | None) -> Cell:
        return Cell(NONE if value is None else shown_size(value, None, None, unit, say.lang))

    return [
        Cell(
            per_cent(share or 0.0, say),
            "" if beyond is None else say("plausible.beyond", n=beyond[place]),
        )
        for place, share in enumerate((found.share_more, found.share_less))
    ] + [
        Cell(number, f"[{interval}" if interval else ""),
        Cell(between(found.middle, found.kpi, say)),
        size(found.uncertainty),
        size(found.luck),
    ]


def _regret(found: InPlausibleCities, choice: Choice, say: Words) -> Table:
    unit = KPI[choice.goal.kpi].unit
    rows = []
    for row in choice.rows():
        cells = [
            Cell(shown(row[name], unit, say.lang))
            for name in (choice.goal.kpi, "regret_mean", "regret_p90", "regret_max")
        ]
        label = row["label"]
        chosen = label == choice.labels[choice.regret.least_mean]
        look = "best" if chosen else ""
        rows.append(
            Row(found.titles[label], [*cells, Cell(per_cent(row["best_share"], say))], look, label)
        )
    return Table(
        id="regret",
        name=say("plausible.regret"),
        note=say("plausible.regret_note", kpi=say.kpi(choice.goal.kpi)),
        heads=[
            say("select.scenario"),
            say.kpi(choice.goal.kpi),
            *(say(f"plausible.regret_{name}") for name in ("mean", "p90", "max", "best")),
        ],
        rows=rows,
    )


def _unknown(found: InPlausibleCities, say: Words) -> Table:
    """What is not known: its law, the scenario's own value, and what knowing it is worth."""
    plan, choice = found.plausible.plan, found.choice
    unit = KPI[found.goal.kpi].unit

    def worth(path: str | None) -> Cell:
        if choice is None:
            return Cell(NONE)
        of = choice.of_everything if path is None else choice.of_inputs[path]
        error = "" if of.error is None else f"± {shown(of.error, unit, say.lang)}"
        return Cell(shown(of.value, unit, say.lang), error)

    rows = []
    for each in plan.distributions:
        own = value_at(plan.arms[0].scenario, keys_of(each.path))
        cells = [Cell(law(each, say)), Cell(setting(each.path, own, say)), worth(each.path)]
        rows.append(Row(each.path, cells))
    rows.append(Row(say("plausible.everything"), [Cell(""), Cell(""), worth(None)]))
    return Table(
        id="unknown",
        name=say("plausible.unknown_table"),
        note=say("plausible.unknown_note", kpi=say.kpi(found.goal.kpi)),
        heads=[
            say("page.setting"),
            say("plausible.law"),
            say("plausible.own"),
            say("plausible.worth_head"),
        ],
        rows=rows,
    )


def _cities(found: InPlausibleCities, say: Words) -> Table:
    """The cities with the least and the largest difference in the first KPI."""
    plausible, kpi = found.plausible, found.kpis[0]
    of_kpi = found.difference(kpi)
    order = [int(city) for city in np.argsort(of_kpi.by_city)[: of_kpi.n]]
    if len(order) > _MOST_CITIES:
        half = _MOST_CITIES // 2
        order = [*order[:half], *order[-half:]]
    unit = KPI[kpi].unit
    paths = [each.path for each in plausible.plan.distributions]
    rows = [
        Row(
            say("plausible.city", number=city + 1),
            [
                Cell(shown_difference(float(of_kpi.by_city[city]), None, None, unit, say.lang)),
                *(Cell(drawn_told(path, plausible.points[city][path], say)) for path in paths),
            ],
        )
        for city in order
    ]
    return Table(
        id="cities",
        name=say("plausible.cities"),
        note=say("plausible.cities_note", kpi=say.kpi(kpi), n=len(order), of=len(plausible.points)),
        heads=[say("plausible.city_head"), say.kpi(kpi), *paths],
        rows=rows,
    )


def _none_if_unknown(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
