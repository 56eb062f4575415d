"""A number is the same in a figure, its title, the verdict, all tables and the files."""

import csv
import io
import re
from functools import cache
from typing import NamedTuple

import pytest

from analysis.charts.blocks import BLOCKS
from analysis.charts.export import svg
from analysis.charts.gallery import FIGURES
from analysis.charts.money import PARTIES
from analysis.charts.names import mark, quoted
from analysis.charts.titles import headline
from analysis.experiment.arm import ArmData
from analysis.experiment.asked import MAY_BE_TOLD
from analysis.experiment.compare import Comparison
from analysis.experiment.comparison_folder import as_plain, comparison_csv
from analysis.experiment.verdict import VERDICT_KPIS
from analysis.kpis import HEADLINES, KPI, UNITS
from analysis.report.tables import Row, all_rows, headline_counts
from analysis.words import Words, words
from tests.analysis.charts.made_up import comparison_of
from tests.analysis.charts.test_gallery import assert_in_order
from tests.fonts import needs_chinese_font

RELATIVE = {kpi for block in BLOCKS if block.relative for kpi in block.kpis}
KEPT = "platform_contribution_per_order_cents"
ALWAYS_TOLD = set(VERDICT_KPIS) - set(MAY_BE_TOLD)
SPOKEN = [kpi for kpi in HEADLINES if not KPI[kpi].compared]
# Figures whose title tells of one KPI, and whether as a share of the base.
TOLD_OF = {
    "waits": ("click_to_door_p90_min", False),
    "funnel": ("need_order_share", False),
    "money": (KEPT, False),
    "demand-map": ("orders_per_day", True),
    "late-map": ("late_share", False),
}


class Case(NamedTuple):
    """A comparison in a language, and the rows of its tables by KPI."""

    say: Words
    comparison: Comparison
    arms: list[ArmData]
    rows: dict[str, Row]


SEVERAL = ("en", 4)  # nothing is drawn of it but in the slow tests
CASES = [
    ("en", 2),
    pytest.param(SEVERAL, marks=pytest.mark.slow),
    pytest.param(("zh", 3), marks=needs_chinese_font),
    pytest.param(("en", 8), marks=pytest.mark.slow),
    pytest.param(("zh", 8), marks=(pytest.mark.slow, needs_chinese_font)),
]


@cache
def case_of(lang, n_arms):
    say = words(lang)
    comparison, arms = comparison_of(n_arms, lang=lang)
    rows = {row.kpi.name: row for _, group in all_rows(comparison, say) for row in group}
    return Case(say, comparison, arms, rows)


@pytest.fixture(params=CASES, ids=str)
def case(request):
    return case_of(*request.param)


@cache
def drawn(lang, n_arms, figure):
    of = case_of(lang, n_arms)
    return FIGURES[figure](of.comparison, of.arms, of.say)


def figure_of(case, name):
    return drawn(case.say.lang, len(case.arms), name)


def title_of(figure):
    """A figure's title, without spaces: its lines break anywhere in Chinese."""
    return squeezed(figure.texts[0].get_text())


def without_names(figure, case):
    """What a title says besides the names of arms."""
    title = title_of(figure)
    for contrast in case.comparison.contrasts:
        title = title.replace(squeezed(quoted(case.comparison, contrast.label, case.say)), " ")
    return title


def number(text):
    """The first number of a text, without unit, brackets or marks."""
    return re.search(r"[−+]?\d[\d\u2009]*(\.\d+)?", text.replace("¥", ""))[0]


def size(text):
    return number(text).lstrip("−+")


def squeezed(text):
    return re.sub(r"\s", "", text)


def told_in(title, case, kpi, *, relative=False):
    """Whether a title tells of a KPI what the table says of the arm that changes most."""
    clear = [
        (contrast, cell)
        for contrast, cell in zip(case.comparison.contrasts, case.rows[kpi].cells, strict=True)
        if cell.finding not in ("unclear", "same")
    ]
    if not clear:
        return not re.search(r"\d[^”]*$", squeezed(title).removeprefix(squeezed(case.say.kpi(kpi))))
    contrast, cell = max(clear, key=lambda pair: abs(pair[0][kpi].difference))
    who = squeezed(quoted(case.comparison, contrast.label, case.say))
    title = squeezed(title)
    assert title.count(who) == 1
    title = title.replace(who, "", 1).replace(squeezed(case.say.kpi(kpi)), "", 1)
    by = size(cell.relative if relative else cell.change)
    return size(title) == squeezed(by) and title.endswith(squeezed(cell.level))


@pytest.mark.parametrize("kpi", HEADLINES)
def test_figure_verdict_table_and_files_say_the_same(case, kpi):
    figure = figure_of(case, "differences")
    rows = {
        label.get_text(): at
        for at, label in zip(
            figure.axes[0].get_yticks(), figure.axes[0].get_yticklabels(), strict=True
        )
    }
    at = {squeezed(name): y for name, y in rows.items()}[squeezed(case.say.kpi(kpi))]
    table = io.StringIO(comparison_csv(case.comparison).removeprefix("\ufeff"))
    lines = list(csv.DictReader(table))
    plain = as_plain(case.comparison, case.arms)["arms"]
    for nth, contrast in enumerate(case.comparison.contrasts):
        cell = case.rows[kpi].cells[nth]
        (shown,) = (
            text.get_text()
            for text in figure.axes[nth].texts
            if getattr(text, "xy", (0, 0)) == (1, at)
        )
        said = cell.relative if kpi in RELATIVE else cell.change
        assert (number(shown) if said != "–" else shown) == (number(said) if said != "–" else said)
        if kpi in ALWAYS_TOLD and not KPI[kpi].compared and cell.finding != "same":
            spoken = cell.relative if kpi == "orders_per_day" else cell.change
            name = f"{KPI[kpi].short[case.say.lang]} "  # perhaps with a capital
            told = re.split(re.escape(name), contrast.verdict, flags=re.IGNORECASE)[1]
            assert number(told) == number(spoken)
            assert cell.interval in told or kpi == "orders_per_day"
        if said == "–":
            continue
        (line,) = (each for each in lines if (each["arm"], each["kpi"]) == (contrast.label, kpi))
        digits = len(number(cell.change).partition(".")[2])
        for value in (float(line["difference"]), plain[nth]["kpis"][kpi]["difference"]):
            value *= UNITS[KPI[kpi].unit].scale
            assert f"{abs(value):,.{digits}f}".replace(",", "\u2009") == size(cell.change)


@pytest.mark.parametrize("case", [SEVERAL, CASES[0], *CASES[2:]], indirect=True, ids=str)
@pytest.mark.parametrize("kpi", SPOKEN)
def test_a_title_says_what_the_table_says(case, kpi):
    assert told_in(headline(case.comparison, kpi, case.say), case, kpi)


@pytest.mark.parametrize("name", TOLD_OF)
def test_the_title_of_a_figure_says_what_the_table_says(case, name):
    kpi, relative = TOLD_OF[name]
    assert told_in(title_of(figure_of(case, name)), case, kpi, relative=relative)


def test_the_title_of_the_differences_counts_what_the_page_counts(case):
    counts = headline_counts(case.comparison)
    title = without_names(figure_of(case, "differences"), case)
    told = sorted(int(each) for each in re.findall(r"\d+", title))
    best, worst = (max(n[kind] for n in counts) for kind in ("better", "worse"))
    assert told == sorted((best, worst, len(HEADLINES)))


@pytest.mark.parametrize("name", FIGURES)
def test_a_per_cent_is_written_as_the_tables_write_it(case, name):
    of_table = case.rows["late_share"].base.lstrip("0123456789.")
    figure = figure_of(case, name)
    texts = [text.get_text() for axes in figure.axes for text in axes.texts] + [title_of(figure)]
    for found in re.findall(r"\d([ \u00a0]?%)", "\n".join(texts[:-1])):
        assert found.replace(" ", "\u00a0") == of_table


def test_the_waits_marked_are_those_of_the_table(case):
    rows, p90 = figure_of(case, "waits").axes, case.rows["click_to_door_p90_min"]
    levels = [p90.base, *(cell.level for cell in p90.cells)]
    changes = [[], *([cell.change] for cell in p90.cells)]
    for axes, level, change in zip(rows, levels, changes, strict=True):
        assert axes.texts[1].get_text().split("\n") == [f"P90 {level}", *change]


def test_the_bars_of_orders_paid_end_at_the_level_of_the_table(case):
    row = case.rows["need_order_share"]
    bars = {text.get_text() for text in figure_of(case, "funnel").axes[0].texts}
    for contrast, cell in zip(case.comparison.contrasts, row.cells, strict=True):
        assert f"{mark(case.comparison, contrast.label)} {size(cell.level)}".strip() in bars


def test_the_last_bar_of_the_money_is_the_change_of_the_table(case):
    panels = [axes for axes in figure_of(case, "money").axes if "→" in last_text(axes)]
    row = case.rows[KEPT]
    for axes, cell, contrast in zip(panels, row.cells, case.comparison.contrasts, strict=True):
        last = axes.patches[-1]
        assert last.get_width() == pytest.approx(contrast[KEPT].difference / 100)
        assert last_text(axes) == f"{number(cell.change)} → {cell.level}"
        assert axes.texts[0].get_text().strip() == row.base


def last_text(axes):
    return axes.texts[-1].get_text() if axes.texts else ""


def test_what_parties_win_and_lose_is_the_change_of_the_table(case):
    panels = [axes for axes in figure_of(case, "money").axes if len(axes.texts) == len(PARTIES)]
    for nth, axes in enumerate(panels[: len(case.comparison.contrasts)]):
        for kpi in ("platform_contribution_cents_per_day", "store_margin_cents_per_day"):
            cell = case.rows[kpi].cells[nth]
            assert number(cell.change) in {number(text.get_text()) for text in axes.texts}


def test_maps_name_the_change_of_the_whole_city(case):
    for name, kpi in (("demand-map", "orders_per_day"), ("late-map", "late_share")):
        row, panels = case.rows[kpi], figure_of(case, name).axes
        base, *heads = (squeezed(axes.get_title(loc="left")) for axes in panels[: len(case.arms)])
        assert base.endswith(squeezed(row.base))
        for head, cell in zip(heads, row.cells, strict=True):
            said = cell.relative if kpi == "orders_per_day" else cell.change
            assert head.endswith(squeezed(said))


def test_orders_won_and_lost_of_the_title_are_those_of_the_bars(case):
    figure = figure_of(case, "changed")
    title = without_names(figure, case)
    gained, lost = re.findall(r"\d+\.\d", title)
    assert any(
        {f"+{gained}", f"−{lost}"} <= {text.get_text() for text in axes.texts}
        for axes in figure.axes
    )


# The same figures, drawn for what is above, are in order: see tests.analysis.charts.test_gallery.


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_is_in_order(name):
    assert_in_order(drawn("en", 2, name))


@needs_chinese_font
@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_is_in_order_in_chinese(name):
    figure = drawn("zh", 3, name)
    assert_in_order(figure, "zh")
    svg(figure, "zh")  # warns, which is an error here, of characters that the font lacks
