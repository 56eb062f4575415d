"""Writes the report of a sweep: the answer, the ranked table, figures, and how sure it is."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from analysis.charts.fonts import check_fonts
from analysis.experiment.gaps import gaps
from analysis.kpis import KPI, Lang, capitalised
from analysis.lab import sweep_folder
from analysis.lab.answer import (
    chance,
    constraint_told,
    notes,
    point_told,
    verdict,
    with_interval,
)
from analysis.lab.design import short_names
from analysis.lab.lever import Lever, Values
from analysis.lab.ranking import N_DRAWS, Ranked
from analysis.lab.setting import setting
from analysis.lab.sweep import Swept
from analysis.report.grid import grid
from analysis.report.pages import Caption, kept_figure, write_page
from analysis.wording import in_two, shown, shown_difference, shown_size
from analysis.words import Words, words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_ROWS = 100  # on the page; a file has all
_FEW_COLUMNS = 4  # of levers and limits; with more the page is wider


class _Kept(NamedTuple):
    """A constraint at a point, as text."""

    level: str
    missed: str  # by how much; nothing where it holds


class Row(NamedTuple):
    """A point as text."""

    rank: str
    levers: list[str]
    goal: str
    change: str
    interval: str
    kept: list[_Kept]
    p_feasible: str
    p_best: str
    p_front: str
    look: str  # "best", "kept" or "missed"


def write_sweep_report(
    folder: Path, swept: Swept, lang: Lang = "en", *, command: str | None = None
) -> Path:
    """Write report.html and figures/ into a folder; returns the page.

    Parameters
    ----------
    command
        The command line that makes the same report again.

    Raises
    ------
    FontError
        The language needs a font that is not installed.
    """
    check_fonts(lang)
    say, found = words(lang), swept.ranking
    every = {
        row.label: _row(swept, row, say, str(nth)) for nth, row in enumerate(found.rows, start=1)
    }
    rows, base = list(every.values())[:MOST_ROWS], _row(swept, found.base, say, say("sweep.base"))
    told = found.best or found.nearest
    levers = list(short_names([lever.path for lever in swept.study.levers]).values())
    heads = _heads(swept, say)
    best_scenario = swept.plan.arms[told.label].scenario if told else swept.plan.base.scenario
    return write_page(
        folder / "report.html",
        "sweep.html",
        lang,
        product=say("sweep.product"),
        many=len(levers) + len(heads["kept"]) > _FEW_COLUMNS,
        title=title(swept, say),
        question=question(swept, say),
        tried=_tried(swept, say),
        verdict=verdict(swept, say),
        notes=notes(swept, say),
        levers=levers,
        heads=heads,
        rows=rows if swept.at_the_base else [*rows, base],
        left=max(0, len(found.rows) - MOST_ROWS),
        grid=grid(swept, every, say),
        points_file=sweep_folder.POINTS,
        figures=_figures(folder, swept, lang),
        sure=_how_sure(swept, say),
        gaps=gaps(swept.plan.base.scenario, best_scenario, say),
        lacks=True,
        command=command,
        fresh=sweep_folder.fresh_command(swept, folder),
        failures=swept.failures,
        seeds=list(swept.study.seeds),
    )


def title(swept: Swept, words: Words) -> str:
    """What was asked, as short as can be."""
    names = short_names([lever.path for lever in swept.study.levers])
    return words(
        "sweep.title",
        kpi=words.kpi(swept.ranking.goal.kpi),
        levers=words("list.comma").join(names.values()),
    )


def question(swept: Swept, words: Words) -> str:
    """The goal and the constraints as a question."""
    found = swept.ranking
    told = [
        constraint_told(each, found.base.kept[nth], words)
        for nth, each in enumerate(found.constraints)
    ]
    subject = words("sweep.subject", constraints=words("sweep.and").join(told)) if told else ""
    return words(
        f"sweep.question_goal_{found.goal.direction}",
        kpi=KPI[found.goal.kpi].label[words.lang],
        subject=subject,
    )


def _tried(swept: Swept, words: Words) -> str:
    about = swept.plan.base.scenario.about(words.lang)[0]
    return words(
        "sweep.question_levers",
        levers=words("list.separator").join(_lever(lever, words) for lever in swept.study.levers),
        n=len(swept.plan.points),
        base=about,
    )


def _lever(lever: Lever, words: Words) -> str:
    if isinstance(lever.over, Values):
        values = (setting(lever.path, value, words) for value in lever.over.options)
        return words("sweep.lever", path=lever.path, values=words("list.comma").join(values))
    low, high = (setting(lever.path, end, words) for end in (lever.over.low, lever.over.high))
    return words("sweep.lever_range", path=lever.path, low=low, high=high)


def _heads(swept: Swept, words: Words) -> dict[str, str | list[str]]:
    """What stands above the columns."""
    found = swept.ranking
    return {
        "goal": words.kpi(found.goal.kpi),
        "kept": [
            capitalised(constraint_told(each, found.base.kept[nth], words))
            for nth, each in enumerate(found.constraints)
        ],
    }


def _row(swept: Swept, row: Ranked, words: Words, rank: str) -> Row:
    found, each = swept.ranking, row.difference
    is_base = row is found.base
    unit = KPI[found.goal.kpi].unit
    number, interval = in_two(
        shown_difference(each.difference, each.low, each.high, unit, words.lang)
    )
    same = is_base or row.label in swept.at_the_base
    point = swept.plan.points.get(row.label, {})
    look = (
        "base" if is_base else "best" if row is found.best else "kept" if row.feasible else "missed"
    )
    return Row(
        rank=rank,
        levers=[setting(path, value, words) for path, value in point.items()]
        or [""] * len(swept.study.levers),
        goal=shown(row.goal.mean, unit, words.lang),
        change=words("sweep.base") if same and not is_base else "" if is_base else number,
        interval="" if same else interval,
        kept=[
            _Kept(
                with_interval(kept.level, constraint.kpi, words),
                ""
                if kept.holds or kept.miss.mean is None
                else words(
                    "sweep.missed_by",
                    by=shown_size(kept.miss.mean, None, None, KPI[constraint.kpi].unit, words.lang),
                ),
            )
            for constraint, kept in zip(found.constraints, row.kept, strict=True)
        ],
        p_feasible="" if is_base else chance(row.p_feasible, words),
        p_best="" if is_base else chance(row.p_best, words),
        p_front="" if is_base else chance(row.p_front, words),
        look=look,
    )


def figures_of(swept: Swept, words: Words) -> dict[str, Callable[..., "Figure"]]:
    """What draws each figure, so many inches wide; without limits there is no frontier."""
    from analysis.charts import frontier, response

    draws: dict[str, Callable[..., Figure]] = {"response": partial(response.draw, swept, words)}
    if swept.ranking.constraints:
        draws["frontier"] = partial(frontier.draw, swept, words)
    return draws


def _figures(folder: Path, swept: Swept, lang: Lang) -> list[dict[str, str]]:
    """Draw the figures; what the page shows of each."""
    say = words(lang)
    return [
        kept_figure(folder, name, draw, _caption(name, swept, say), lang)
        for name, draw in figures_of(swept, say).items()
    ]


def _caption(figure: str, swept: Swept, words: Words) -> Caption:
    name, read = words(f"{figure}.name"), words(f"{figure}.read")
    return Caption(name, read, _alternative(figure, swept, words))


def _alternative(name: str, swept: Swept, words: Words) -> str:
    """What a figure shows, with its main numbers."""
    found = swept.ranking
    goal = KPI[found.goal.kpi].unit
    told = []
    for row in found.rows[:10]:
        value = shown(row.goal.mean, goal, words.lang)
        limited = [
            shown(kept.level.mean, KPI[each.kpi].unit, words.lang)
            for each, kept in zip(found.constraints, row.kept, strict=True)
        ]
        point = point_told(swept, row.label, words)
        told.append(
            words("response.alt_level", point=point, value=value)
            if name == "response"
            else words(
                "frontier.alt_level", point=point, x=words("list.comma").join(limited), y=value
            )
        )
    return words(f"{name}.alt", levels=words("list.separator").join(told))


def _how_sure(swept: Swept, words: Words) -> list[str]:
    """What the numbers rest on."""
    n, n_points = len(swept.study.seeds), len(swept.ranking.rows)
    if n == 1:
        return [words("sweep.sure_single")]
    said = [
        words("sweep.sure_paired", n=n, days=words.days(swept.days)),
        words("sweep.sure_draws", n=n, draws=f"{N_DRAWS:,}".replace(",", "\u2009")),
    ]
    if swept.ranking.constraints:
        said.append(words("sweep.sure_means"))
    if n_points > 1:
        said.append(words("sweep.sure_winner", n=n_points))
    return said
