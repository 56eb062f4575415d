"""The page of an answer: the verdict, tables, figures, and how sure it is."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from analysis.charts.fonts import check_fonts
from analysis.kpis import Lang
from analysis.report.pages import write_page

_MANY = 6  # columns, from which on the page is wider


class Cell(NamedTuple):
    """A number as text, and what stands below it in small letters."""

    text: str
    under: str = ""


class Row(NamedTuple):
    """A row of a table."""

    name: str
    cells: Sequence[Cell]
    look: str = ""  # "best", "kept", "missed"
    under: str = ""  # below the name


class Table(NamedTuple):
    """A table with a heading of its own; the first of `heads` is that of the names."""

    id: str
    name: str
    note: str
    heads: Sequence[str]
    rows: Sequence[Row]


class Page(NamedTuple):
    """All that a page shows, as text."""

    product: str
    title: str
    question: str
    verdict: str
    notes: Sequence[str]
    tables: Sequence[Table]
    figures: Sequence[dict[str, str]]
    sure: Sequence[str]
    rests_on: str
    gaps: Sequence[str] = ()
    failures: Sequence[str] = ()
    repeat: Sequence[str] = ()


def write_answer(file: Path, page: Page, lang: Lang, command: str | None = None) -> Path:
    """Write a page; returns the file.

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
    many = any(len(table.heads) > _MANY for table in page.tables)
    lacks = bool(page.gaps)
    return write_page(
        file, "answer.html", lang, command=command, many=many, lacks=lacks, **page._asdict()
    )
