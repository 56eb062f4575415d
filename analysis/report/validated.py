"""Writes the page of a validation: the scorecard, and distributions beside what is published."""

from pathlib import Path
from typing import NamedTuple

from analysis.charts.fonts import check_fonts
from analysis.charts.validated import alternative, figures_of
from analysis.kpis import Lang
from analysis.report.pages import Caption, kept_figure, write_page
from analysis.validation import told
from analysis.validation.facts import SOURCES
from analysis.validation.scorecard import Row
from analysis.validation.validating import Validation
from analysis.words import Words, words

# How a verdict looks, by the classes of the house style.
_LOOKS = {"held": "better", "missed": "worse"}


class Line(NamedTuple):
    """A line of the scorecard as text."""

    id: str
    what: str
    part: str
    published: str
    allowed: str
    here: str
    verdict: str
    kind: str
    source: str
    look: str


def write_validation_page(
    folder: Path, found: Validation, lang: Lang = "en", *, command: str | None = None
) -> Path:
    """Write scorecard.html and figures/ into a folder; returns the page.

    Parameters
    ----------
    command
        The command line that makes the same page again.

    Raises
    ------
    FontError
        The language needs a font that is not installed.
    """
    check_fonts(lang)
    say, card = words(lang), found.card
    scenario = found.plan.base.scenario.about(lang)[0]
    return write_page(
        folder / "scorecard.html",
        "validation.html",
        lang,
        product=say("validate.product"),
        many=True,
        title=say("validate.title", scenario=scenario),
        verdict=told.verdict(card, say),
        failing=[told.failing(row, say) for row in card.failing],
        failures=list(found.failures),
        lines=[_line(row, say) for row in card.judged],
        apart=told.apart(card, say),
        figures=[
            kept_figure(folder, name, draw, _caption(name, found, say), lang)
            for name, draw in figures_of(found, say).items()
        ]
        if any(run.get("arrival_mean_min") is not None for run in found.runs)
        else [],
        provenance=told.provenance(found, say),
        command=command,
        seeds=list(found.plan.seeds),
    )


def _caption(figure: str, found: Validation, say: Words) -> Caption:
    name, read = say(f"{figure}.name"), say(f"{figure}.read")
    return Caption(name, read, alternative(figure, found, say))


def _line(row: Row, say: Words) -> Line:
    line = row.line
    return Line(
        row.fact.id,
        row.fact.label[say.lang],
        line.label[say.lang] if line else "",
        row.fact.published[say.lang],
        told.allowed(line, say) if line else "",
        told.value(row, say),
        say(f"validate.verdict_{row.verdict}"),
        told.kind_and_use(row, say),
        SOURCES[row.fact.source][say.lang],
        _LOOKS.get(row.verdict, ""),
    )
