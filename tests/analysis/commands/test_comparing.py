"""The table of a comparison on a terminal."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from analysis.commands.comparing import Compared, _table, show
from analysis.experiment.gaps import gaps
from analysis.report.tables import headline_rows
from analysis.words import words
from tests.analysis.charts.made_up import comparison_of
from tests.cities import SMALL, scenario


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


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_a_verdict_lacks_stands_beside_it_as_on_the_page(lang, capsys):
    comparison, data = comparison_of(2, lang=lang)
    (contrast,) = comparison.contrasts
    base = scenario(SMALL)
    less = scenario(SMALL, {"policies": {"service_area": {"use": "fixed", "share": 0.5}}})
    scenarios = {comparison.base: base, contrast.label: less}
    show(Compared(comparison, data, Path("here"), None, scenarios), lang)
    lacking = gaps(base, less, words(lang))
    assert len(lacking) == 2
    told = "".join(capsys.readouterr().out.split())
    assert "".join("".join((contrast.verdict, *lacking)).split()) in told
