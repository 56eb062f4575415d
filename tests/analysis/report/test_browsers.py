"""The report in real browsers: what it asks for, says, shows and moves."""

import json
import re
from itertools import product
from pathlib import Path

import pytest

from analysis.charts.fonts import chinese_font
from analysis.charts.gallery import FIGURES
from analysis.experiment.comparison_folder import write_comparison
from analysis.kpis import KPI
from analysis.report import write_report
from analysis.wording import shown, shown_difference
from tests.analysis.charts.made_up import comparison_of
from tests.analysis.live.serving import chromium
from tests.analysis.report.browsers import in_chromium, in_firefox
from tests.analysis.report.days import a_day, busy_day

BROWSERS = (in_chromium, in_firefox)
N_ORDERS = 15_000
PICTURES_A_SECOND = 30
COUNTED = (
    "Object.fromEntries([...document.querySelectorAll('.replay tr[data-of]')].map((row) =>"
    " [row.dataset.of, [...row.querySelectorAll('td')].map((cell) => cell.textContent)]))"
)
# Puts into a row of what was counted what a day of thousands of orders has there.
FULL = {
    lang: f"(row) => row.querySelectorAll('td').forEach((cell, nth) => {{"
    f" cell.textContent = nth < 2 ? '133.5 {minutes}' : '+20.0 {points}'; }})"
    for lang, minutes, points in (("en", "min", "pp"), ("zh", "分钟", "个百分点"))
}


def written(folder, lang, days):
    """A report of as many arms as there are days."""
    comparison, arms = comparison_of(len(days), lang=lang)
    write_comparison(folder, comparison, arms)
    folders = {arm.label: {0: day} for arm, day in zip(arms, days, strict=True)}
    return write_report(folder, comparison, arms, lang, folders=folders, command="o2o compare a b")


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """The whole report, with a day of 15 000 deliveries in each arm."""
    place = tmp_path_factory.mktemp("whole")
    late = busy_day(place / "late", N_ORDERS, late_min=4.0)
    return written(place, "en", (busy_day(place / "base", N_ORDERS), late))


def put(minute):
    """Put the slider of the replay somewhere, as a hand does."""
    return (
        "(() => { const at = document.querySelector('.moment');"
        f" at.value = {minute}; at.dispatchEvent(new Event('input')); return true; }})()"
    )


@pytest.mark.slow
def test_the_report_opens_asks_for_nothing_and_counts_what_the_tables_count(tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.charts.gallery.FIGURES", {})
    day = a_day(tmp_path / "day")
    page = written(tmp_path, "en", (day, day))
    with in_chromium(page) as tab:
        assert tab("document.querySelector('.clock').textContent") == "10:15, dry"
        tab(put(640))
        found = tab(COUNTED)
        assert found["placed"] == ["5", "5", "0"]
        assert found["delivered"] == ["1", "1", "0"]
        assert found["door"] == ["30.0 min", "30.0 min", "0.0 min"]
        assert found["late"] == ["0.0 %", "0.0 %", "0.0 pp"]
        tab(put(1440))
        assert tab(COUNTED)["late"] == ["50.0 %", "50.0 %", "0.0 pp"]
    assert set(tab.heard) <= {page.as_uri()}


@pytest.mark.slow
def test_each_map_has_the_weather_of_its_own_arm(tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.charts.gallery.FIGURES", {})
    dry, wet = (a_day(tmp_path / str(sky), weather=(0, 0, sky)) for sky in (0, 2))
    with in_chromium(written(tmp_path, "en", (dry, dry, wet))) as tab:
        clock = "document.querySelector('.clock').textContent"
        assert tab(clock) == "10:15, dry"
        choose = "(() => { const beside = document.querySelector('.beside'); beside.value = 2;"
        tab(f"{choose} beside.dispatchEvent(new Event('change')); return 0; }})()")
        assert tab(clock) == "10:15, dry / heavy rain"
        at = "getContext('2d').getImageData(30, 30, 1, 1).data.join()"
        base, other = tab(f"[...document.querySelectorAll('.town canvas')].map((map) => map.{at})")
        assert base != other
        name = tab("[...document.querySelectorAll('.town canvas')].pop().ariaLabel")
        assert name.startswith("Map: B: ")


@pytest.mark.slow
def test_with_every_figure_and_a_large_day_the_report_is_no_larger_than_5_mb(report):
    assert report.stat().st_size < 5_000_000


@pytest.mark.slow
@pytest.mark.parametrize("browser", BROWSERS)
def test_the_numbers_of_the_page_are_those_of_the_file(report, browser):
    (other,) = json.loads((report.parent / "comparison.json").read_text("utf-8"))["arms"]
    with browser(report) as tab:
        rows = tab(
            "[...document.querySelectorAll('#kpis tbody tr:not(:first-child)')].map((row) =>"
            " [row.querySelector('code').textContent,"
            " ...[...row.querySelectorAll('td')].map((cell) => cell.textContent)])"
        )
    assert {row[0] for row in rows} == set(other["kpis"])
    for name, base, level, difference, *_ in rows:
        kpi, unit = other["kpis"][name], KPI[name].unit
        said = shown_difference(kpi["difference"], kpi["low"], kpi["high"], unit)
        assert numbers(difference) == numbers(said), name
        assert numbers(base) == numbers(shown(kpi["base_mean"], unit)), name
        if not KPI[name].compared:  # there, the level is the difference
            assert numbers(level) == numbers(shown(kpi["mean"], unit)), name
    assert set(tab.heard) <= {report.as_uri()}


def numbers(text):
    """Those of a text, as they are written."""
    return re.findall(r"−?\d+\.?\d*", re.sub(r"[\s¥]", "", text))


@pytest.mark.slow
@pytest.mark.parametrize("browser", BROWSERS)
def test_the_replay_moves_thirty_times_a_second_and_ends_with_the_day(report, browser):
    play = "document.querySelector('.play').click() ?? true"
    with browser(report) as tab:
        tab(put(700))
        tab("document.querySelector('.speed').value = '5'")
        tab(play)
        measured = "Number(document.querySelector('.moves').dataset.framesPerSecond)"
        tab.wait_for(f"{measured} >= {PICTURES_A_SECOND}", within_s=90)
        tab(play)
        stands = tab("document.querySelector('.moment').value")
        tab.wait_for("true")
        assert tab("document.querySelector('.moment').value") == stands
        assert 700 < int(stands) < 1400
        tab(put(1440))
        found = tab(COUNTED)
        assert found["placed"] == ["15\u202f000", "15\u202f000", "0"]
        # Those of 18 to 37 minutes come late after 30; with 4 minutes more, those from 27 on.
        assert found["late"] == ["35.0 %", "55.0 %", "+20.0 pp"]
        assert found["door"] == ["27.5 min", "31.5 min", "+4.0 min"]
    assert set(tab.heard) <= {report.as_uri()}


@pytest.mark.slow
def test_what_stands_under_the_pointer_is_said(report):
    with in_chromium(report) as tab:
        tab(put(721.5))
        tab(
            "(() => { const canvas = document.querySelector('.town canvas');"
            " const { width } = canvas.getBoundingClientRect();"
            " for (let x = 0; x < width; x += 4) { canvas.dispatchEvent(new PointerEvent("
            "'pointermove', { clientX: canvas.getBoundingClientRect().left + x,"
            " clientY: canvas.getBoundingClientRect().top + 200 }));"
            " if (!document.querySelector('.told').hidden) break; } return true; })()"
        )
        told = tab("document.querySelector('.told').textContent")
    assert re.match(r"Ordered 1[12]:\d\d, promised for 12:\d\d|A courier|A store", told)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("browser", "width_px", "lang"),
    [*product([in_chromium], [390, 1280], ["en", "zh"]), (in_firefox, 390, "en")],
)
def test_the_report_fits_its_screen(tmp_path, monkeypatch, browser, width_px, lang):
    if lang == "zh" and chinese_font() is None:
        pytest.skip("no font with Chinese characters is installed")
    monkeypatch.setattr("analysis.charts.gallery.FIGURES", dict(list(FIGURES.items())[:1]))
    day = a_day(tmp_path / "day")
    with browser(written(tmp_path, lang, (day, day, day)), width_px) as tab:
        assert tab("document.documentElement.scrollWidth") <= width_px
        assert tab("document.documentElement.lang")[:2] == lang
        tab("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
        assert tab("document.documentElement.scrollWidth") <= width_px
        tab(f"document.querySelectorAll('.replay tr[data-of]').forEach({FULL[lang]})")
        assert tab("document.documentElement.scrollWidth") <= width_px
        command = "document.querySelector('pre')"
        tab(f"{command}.textContent += ' --set couriers.count=45'.repeat(20)")
        assert tab(f"{command}.scrollWidth <= {command}.clientWidth + 1")
        tab(
            "(() => { const beside = document.querySelector('.beside'); beside.value = 2;"
            " beside.dispatchEvent(new Event('change')); })()"
        )
        assert tab("document.querySelector('th.other').textContent") == "B"
        assert tab("[...document.querySelectorAll('.town h3')].pop().textContent")[0] == "B"


@pytest.mark.slow
@pytest.mark.parametrize("width_px", [320, 390])
def test_the_table_under_a_replay_of_one_other_scenario_keeps_to_its_card(
    tmp_path, monkeypatch, width_px
):
    """Beside one scenario its column is headed by a word, not by a letter."""
    monkeypatch.setattr("analysis.charts.gallery.FIGURES", {})
    day = a_day(tmp_path / "day")
    with in_chromium(written(tmp_path, "en", (day, day)), width_px) as tab:
        tab(f"document.querySelectorAll('.replay tr[data-of]').forEach({FULL['en']})")
        card = "document.querySelector('.replay')"
        assert tab(f"{card}.scrollWidth <= {card}.clientWidth")


@pytest.mark.slow
def test_on_paper_stands_every_figure(report, tmp_path):
    with chromium() as browser:
        tab = browser.new_page()
        tab.goto(report.as_uri())
        tab.pdf(path=tmp_path / "report.pdf", tagged=True)
        tab.emulate_media(media="print")
        sizes = tab.evaluate(
            "[...document.querySelectorAll('figure img')].map((image) => image.naturalWidth > 0 &&"
            " image.getBoundingClientRect().height)"
        )
        assert not tab.locator(".replay").is_visible()
        assert tab.locator(".on-paper").is_visible()
        assert tab.locator(".hours td").first.is_visible()
    assert len(sizes) == len(FIGURES)
    assert min(sizes) > 100
    paper = (tmp_path / "report.pdf").read_bytes()
    assert paper.count(b"/Alt") >= len(FIGURES)


@pytest.mark.slow
def test_of_eight_scenarios_all_is_on_paper_and_a_phone_shows_an_arm_a_line(tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.charts.gallery.FIGURES", {})
    day = a_day(tmp_path / "day")
    page = written(tmp_path, "en", [day] * 8)
    with chromium() as browser:
        tab = browser.new_page(viewport={"width": 390, "height": 900})
        tab.goto(page.as_uri())
        heights = tab.evaluate(
            "[...document.querySelectorAll('section[aria-labelledby=headline] td.first')].map("
            "(cell) => cell.getBoundingClientRect().height)"
        )
        assert max(heights) < 30
        assert tab.locator(".letters").first.is_visible()
        assert not tab.locator("#kpis td").first.is_visible()
        tab.emulate_media(media="print")
        for part in ("#segments", "#zones", "#kpis", "section[aria-labelledby=who]"):
            assert tab.locator(f"{part} td").last.is_visible()
        tab.set_viewport_size({"width": 703, "height": 1000})  # A4 without its margins
        wider = tab.evaluate(
            "[...document.querySelectorAll('table')].map((table) =>"
            " table.getBoundingClientRect().width - table.parentElement.clientWidth)"
        )
        assert max(wider) < 1


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(report, scheme):
    axe = pytest.importorskip("axe_playwright_python.base", reason="needs axe-playwright-python")
    script = Path(axe.__file__).with_name("axe.min.js").read_text("utf-8")
    with chromium() as browser:
        tab = browser.new_page(color_scheme=scheme)
        tab.goto(report.as_uri())
        tab.wait_for_selector(".replay:not([hidden])")
        tab.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true })")
        tab.evaluate(script)
        found = tab.evaluate("axe.run()")
    assert found["passes"]
    violated = {
        each["id"]: [node["html"][:120] for node in each["nodes"]] for each in found["violations"]
    }
    assert violated == {}


@pytest.mark.slow
def test_tables_of_seven_scenarios_fit_a_screen_of_1280(tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.charts.gallery.FIGURES", {})
    day = a_day(tmp_path / "day")
    with in_chromium(written(tmp_path, "en", [day] * 8)) as tab:
        tab("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        boxes = (
            "[...document.querySelectorAll('[aria-labelledby=headline] .scroll, .hours .scroll')]"
        )
        hidden = tab(f"{boxes}.map((box) => box.scrollWidth - box.clientWidth)")
    assert hidden == [0, 0]
