"""The page in a real browser: a lever, its twin, the interval, the scenario and the report."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.wording import shown_difference
from tests.analysis.commands import hamlet
from tests.analysis.live.serving import ROOT, chromium, needs_the_server, opened, server

pytestmark = needs_the_server

FEE = "input[aria-label='delivery fee']"


def put(tab, lever, value):
    """Put a slider somewhere, as a hand does that lets it go."""
    tab.locator(lever).evaluate(
        "(e, value) => { e.value = value; for (const type of ['input', 'change'])"
        " e.dispatchEvent(new Event(type, { bubbles: true })) }",
        value,
    )


def difference_in(tab, row):
    """What the table of whole runs says of a KPI."""
    return tab.locator(f".measured tr:has(th:text-is('{row}')) td").last.inner_text()


@pytest.mark.slow
@pytest.mark.long
def test_a_lever_is_moved_and_what_it_changes_is_known_saved_and_reported(tmp_path):
    heard = []
    with server(tmp_path, "--replications", "2") as _, chromium() as browser:
        tab, other = opened(browser), opened(browser)
        tab.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
        tab.on("pageerror", lambda error: heard.append(str(error)))
        tab.on("request", lambda asked: heard.append(asked.url) if is_abroad(asked.url) else None)
        # As long as nothing is delivered no wait is known.
        tab.wait_for_function("!document.querySelector('.so-far').textContent.includes('–')")
        assert set(gaps(tab)) == {"0"}
        put(tab, FEE, 0)
        tab.wait_for_function("document.querySelector('.so-far').dataset.move === '1'")
        tab.wait_for_function(measured(2))
        two = difference_in(tab, "orders per day")
        tab.get_by_role("button", name="More runs").click()
        tab.wait_for_function(measured(10), timeout=60_000)
        ten = difference_in(tab, "orders per day")
        assert width(ten) < width(two)
        assert "¥3.50 → ¥0.00" in tab.locator(".levers").inner_text()
        assert "→" not in other.locator(".levers").inner_text()
        assert set(gaps(other)) - {"–"} == {"0"}

        tab.get_by_role("button", name="Save as scenario").click()
        tab.get_by_label("Name of the file").fill("free")
        tab.get_by_role("dialog").get_by_role("button", name="Save as scenario").click()
        tab.wait_for_selector(".told code")
        file = tmp_path / "out" / "live-hamlet" / "free.toml"
        assert hamlet.o2o("check", file).exit_code == 0
        command = tab.locator(".told code").inner_text().split()[1:]
        assert compared(command, tmp_path) == ten

        tab.get_by_role("button", name="Open report").click()
        link = tab.wait_for_selector(".told a", timeout=120_000)
        report = tab.context.new_page()
        report.goto(f"{tab.url.rstrip('/')}{link.get_attribute('href')}")
        assert ten in " ".join(report.locator("body").inner_text().split())
        slides = [each.evaluate("e => e.href") for each in report.locator(".slides a").all()]
        assert {report.request.get(slide).status for slide in slides} == {200}
    assert heard == []


@pytest.mark.slow
def test_a_twin_that_cannot_be_is_neither_measured_nor_saved(tmp_path):
    with server(tmp_path, "--replications", "1") as _, chromium() as browser:
        tab = opened(browser)
        assert tab.locator(FEE).get_attribute("aria-valuetext") == "¥3.50"
        save = tab.locator(".whole").get_by_role("button", name="Save as scenario")
        put(tab, FEE, 0)
        tab.wait_for_selector(".measured table")
        put(tab, "input[aria-label='coupon: off']", 500)
        put(tab, "input[aria-label='coupon: from']", 810)
        tab.wait_for_function("/Not possible/.test(document.querySelector('.verdict').textContent)")
        assert tab.locator(".measured table").count() == 0
        assert save.is_disabled()
        put(tab, "input[aria-label='coupon: until']", 900)
        tab.wait_for_selector(".measured table")
        for number in (1, 2):
            save.click()
            tab.get_by_role("dialog").get_by_role("button", name="Save as scenario").click()
            tab.wait_for_function(
                f"document.querySelector('.told').textContent.includes('what-if-{number}.toml')"
            )


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_fits_its_screen(tmp_path, lang):
    with server(tmp_path, "--lang", lang) as _, chromium() as browser:
        for width_px in (390, 1280):
            tab = opened(browser, viewport={"width": width_px, "height": 800})
            put(tab, "input[type=range] >> nth=0", 0)
            tab.wait_for_selector(".measured table")
            # As of the first few replications, which leave everything open.
            tab.locator(".measured td span span:last-child").evaluate_all(
                "all => all.forEach(each => { each.textContent = '[-¥1,123,456, +¥1,234,567]' })"
            )
            assert tab.evaluate("document.documentElement.scrollWidth") <= width_px
            for table in ("so-far", "measured"):
                fits = "each => each.scrollWidth <= each.clientWidth"
                assert tab.locator(f".{table}").evaluate(fits), (table, width_px)
            assert tab.evaluate("document.documentElement.lang")[:2] == lang
            unnamed = tab.locator("input[type=range]:not([aria-label]), canvas:not([aria-label])")
            assert unnamed.count() == 0


@pytest.mark.slow
def test_axe_finds_nothing_on_the_page(tmp_path):
    axe = pytest.importorskip("axe_playwright_python.base", reason="needs axe-playwright-python")
    script = Path(axe.__file__).with_name("axe.min.js").read_text("utf-8")
    with server(tmp_path, "--replications", "1") as _, chromium() as browser:
        tab = opened(browser, viewport={"width": 1280, "height": 800})
        put(tab, FEE, 0)
        tab.wait_for_selector(".measured table")
        tab.evaluate(script)
        found = tab.evaluate("axe.run()")
    assert found["passes"]
    assert [each["id"] for each in found["violations"]] == []


def is_abroad(address):
    return not address.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:"))


def measured(n):
    return f"/^{n} of/.test(document.querySelector('.whole .note').textContent)"


def gaps(tab):
    """The differences of what was counted so far."""
    return tab.locator(".so-far td:last-child span").all_inner_texts()


def width(told):
    """Of the interval in "+36 [20, 52]"."""
    low, high = told.partition("[")[2].rstrip("]").replace("−", "-").split(",")
    return float(high) - float(low)


def compared(arguments, folder):
    """The same cell, as `o2o compare` finds it."""
    command = [sys.executable, "-m", "analysis", *arguments, "--json", "--out", "out/again"]
    done = subprocess.run(
        command, cwd=folder, env={"PYTHONPATH": str(ROOT)}, capture_output=True, check=True
    )
    (other,) = json.loads(done.stdout)["arms"]
    found = other["kpis"]["orders_per_day"]
    return shown_difference(found["difference"], found["low"], found["high"], "count")
