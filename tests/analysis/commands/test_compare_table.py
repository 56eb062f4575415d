"""The table of a comparison on a terminal."""

import io

import pytest
from rich.console import Console

from analysis.commands.compare import _table
from analysis.report.tables import headline_rows
from analysis.words import words
from tests.analysis.charts.made_up import comparison_of


@pytest.mark.parametrize("width", [60, 80])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_number_is_cut_where_a_terminal_is_narrow(lang, width):
    comparison, _ = comparison_of(2, lang=lang)
    console = Console(file=io.StringIO(), width=width)
    console.print(_table(comparison.contrasts[0], lang))
    told = console.file.getvalue().replace("\u00a0", " ")
    assert "…" not in told
    for row in headline_rows(comparison, words(lang)):
        for text in (row.base, row.cells[0].level, row.cells[0].interval):
            assert text.replace("\u00a0", " ") in told
