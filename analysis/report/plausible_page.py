"""The page of scenarios that were compared in plausible cities."""

from functools import partial
from pathlib import Path

import numpy as np

from analysis.experiment.gaps import gaps
from analysis.kpis import HEADLINES, KPI
from analysis.lab.choosing import Choice
from analysis.lab.plausible import InCities
from analysis.lab.plausible_told import between, drawn_told, how_sure, law, per_cent, rests_on
from analysis.lab.setting import setting
from analysis.report.answer_page import Cell, Page, Row, Table, write_answer
from analysis.report.pages import Caption, kept_figure
from analysis.report.plausible import InPlausibleCities
from analysis.scenario_file.at_path import value_at
from analysis.scenario_file.faults import keys_of
from analysis.wording import NONE, in_two, shown, shown_difference, shown_size
from analysis.words import Words, words

REPORT = "report.html"
_MOST_CITIES = 20  # on the page; a file has all


def write_plausible(folder: Path, found: InPlausibleCities, command: str | None = None) -> Path:
    """Write the page and its figures; returns the page."""
    say, plausible = words(found.lang), found.plausible
    plan, titles = plausible.plan, found.titles
    base, *others = plan.arms
    figures = []
    for nth, arm in enumerate(others, start=1):
        caption = Caption(titles[arm.label], say("plausible.figure_read"), found.verdict)
        file, draw = f"plausible-{arm.label}", partial(found.figure, nth)
        figures.append(kept_figure(folder, file, draw, caption, found.lang))
    tables = [_differences(found, nth, say) for nth in range(1, len(plan.arms))]
    if found.choice is not None:
        tables += [_regret(found, found.choice, say)]
    tables += [_unknown(found, say), _cities(found, say)]
    page = Page(
        product=say("plausible.product"),
        title=say(
            "plausible.title",
            arms=say("list.comma").join(
                say("mark.quoted", title=titles[arm.label]) for arm in others
            ),
            base=titles[base.label],
        ),
        question=say(
            "plausible.question",
            paths=say("list.comma").join(each.path for each in plan.distributions),
        ),
        verdict=found.verdict,
        notes=found.notes,
        tables=[table for table in tables if table.rows],
        figures=figures,
        sure=how_sure(plausible, say),
        rests_on=rests_on(plan, say),
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
    return Table(
        id=f"kpis-{nth}",
        name=_of_arm("plausible.table", found, label, say),
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


def _of_arm(phrase: str, found: InPlausibleCities, label: str, say: Words) -> str:
    """The name of a table of one arm, which says of which where there are several."""
    several = len(found.plausible.plan.arms) > 2
    return say(f"{phrase}_of", arm=found.titles[label]) if several else say(phrase)


def _cells(found: InCities, say: Words) -> list[Cell]:
    unit = KPI[found.kpi].unit
    told = in_two(shown_difference(found.mean, *found.ends, unit, say.lang))
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
        Cell(*told),
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
        below = [] if of.error is None else [f"± {shown(of.error, unit, say.lang)}"]
        if path is not None and of.value and path not in choice.known:
            below.append(say("plausible.worth_untold"))
        return Cell(shown(of.value, unit, say.lang), say("list.comma").join(below))

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
    """The cities with the least and the largest difference of the first arm in the first KPI."""
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
        name=_of_arm("plausible.cities", found, plausible.plan.arms[1].label, say),
        note=say("plausible.cities_note", kpi=say.kpi(kpi), n=len(order), of=len(plausible.points)),
        heads=[say("plausible.city_head"), say.kpi(kpi), *paths],
        rows=rows,
    )
