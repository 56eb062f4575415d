"""A number is the same in a figure, its title, the verdict, all tables and the files."""

import csv
import io
import re

import pytest

from analysis.charts import differences, money, waits
from analysis.charts.blocks import BLOCKS
from analysis.charts.gallery import FIGURES
from analysis.charts.titles import headline
from analysis.experiment.comparison_folder import as_plain, comparison_csv
from analysis.experiment.verdict import VERDICT_KPIS
from analysis.kpis import HEADLINES, KPI, UNITS
from analysis.report.tables import headline_rows
from analysis.words import words
from tests.analysis.charts.made_up import comparison_of

EN = words("en")
COMPARISON, ARMS = comparison_of(3)
ROWS = {row.kpi.name: row for row in headline_rows(COMPARISON, EN)}
RELATIVE = {kpi for block in BLOCKS if block.relative for kpi in block.kpis}
KEPT = "platform_contribution_per_order_cents"


def number(text):
    """The first number of a text, without unit, brackets or marks."""
    return re.search(r"[−+]?\d[\d\u2009]*(\.\d+)?", text)[0]


def size(text):
    return number(text).lstrip("−+")


@pytest.fixture(scope="module")
def drawn():
    """The numbers of the figure of differences, by arm and KPI."""
    panels = differences.draw(COMPARISON, ARMS, EN).axes
    names = {
        at: " ".join(label.get_text().split())
        for at, label in zip(panels[0].get_yticks(), panels[0].get_yticklabels(), strict=True)
    }
    return [
        {
            names[text.xy[1]]: text.get_text()
            for text in axes.texts
            if getattr(text, "xy", (0,))[0] == 1
        }
        for axes in panels
    ]


@pytest.mark.parametrize("kpi", HEADLINES)
@pytest.mark.parametrize("nth", range(len(COMPARISON.contrasts)))
def test_figure_verdict_table_and_files_say_the_same(nth, kpi, drawn):
    contrast, cell = COMPARISON.contrasts[nth], ROWS[kpi].cells[nth]
    said = cell.relative if kpi in RELATIVE else cell.change
    assert number(drawn[nth][EN.kpi(kpi)]) == number(said)
    if kpi in VERDICT_KPIS and not KPI[kpi].compared:
        spoken = cell.relative if kpi == "orders_per_day" else cell.change
        name = f"{KPI[kpi].short['en']} "  # perhaps with a capital, where a sentence begins
        told = re.split(re.escape(name), contrast.verdict, flags=re.IGNORECASE)[1]
        assert number(told) == number(spoken)
        assert cell.interval in told or kpi == "orders_per_day"
    lines = csv.DictReader(io.StringIO(comparison_csv(COMPARISON).removeprefix("\ufeff")))
    (line,) = (each for each in lines if (each["arm"], each["kpi"]) == (contrast.label, kpi))
    plain = as_plain(COMPARISON, ARMS)["arms"][nth]["kpis"][kpi]
    digits = len(number(cell.change).partition(".")[2])
    scale = UNITS[KPI[kpi].unit].scale
    for value in (float(line["difference"]), plain["difference"]):
        shown = f"{abs(value * scale):,.{digits}f}".replace(",", "\u2009")
        assert shown == size(cell.change)


@pytest.mark.parametrize("kpi", [kpi for kpi in HEADLINES if not KPI[kpi].compared])
def test_a_title_says_what_the_table_says(kpi):
    title = headline(COMPARISON, kpi, EN)
    if "changes most" in title:
        cells = [cell for cell in ROWS[kpi].cells if cell.finding not in ("unclear", "same")]
        assert size(title.rsplit(" by ", 1)[1]) in {size(cell.change) for cell in cells}
        assert title.rsplit(" to ", 1)[1] in {cell.level for cell in cells}


def test_the_waits_marked_are_those_of_the_table():
    rows = waits.draw(COMPARISON, ARMS, EN).axes
    p90 = ROWS["click_to_door_p90_min"]
    for axes, level in zip(rows, [p90.base, *(cell.level for cell in p90.cells)], strict=True):
        assert axes.texts[1].get_text().split("\n")[0] == f"P90 {level}"


def test_the_last_bar_of_the_money_is_the_change_of_the_table():
    figure = money.draw(COMPARISON, ARMS, EN)
    title = figure.texts[0].get_text().replace("\n", " ")
    for axes, cell, contrast in zip(
        figure.axes, ROWS[KEPT].cells, COMPARISON.contrasts, strict=False
    ):
        last = axes.patches[-1]
        assert last.get_width() == pytest.approx(contrast[KEPT].difference / 100)
        assert axes.texts[-1].get_text() == f"{number(cell.change)} → {cell.level}"
        assert axes.texts[0].get_text().strip() == ROWS[KEPT].base
    assert f"down by ¥{size(ROWS[KEPT].cells[1].change)}" in title


def test_maps_name_the_change_of_the_whole_city():
    for name, kpi in (("demand-map", "orders_per_day"), ("late-map", "late_share")):
        figure = FIGURES[name](COMPARISON, ARMS, EN)
        heads = [" ".join(axes.get_title(loc="left").split()) for axes in figure.axes[:3]]
        for head, cell in zip(heads[1:], ROWS[kpi].cells, strict=True):
            said = cell.relative if kpi == "orders_per_day" else cell.change
            assert head.endswith("change " + " ".join(said.split()))
