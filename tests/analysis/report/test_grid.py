"""Levers inside the page of a sweep: what they answer is what the table says."""

import json
import re
from html import unescape
from itertools import product

import pytest

from analysis.report.sweep import write_sweep_report
from tests.analysis.lab.made_up import COURIERS, FEES, swept
from tests.analysis.live.serving import chromium

FAILED = "base_cents=150,couriers.count=240"
TWO = (FEES, f"{COURIERS}=240,280")


@pytest.fixture(autouse=True, scope="module")
def no_figures():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analysis.report.sweep.figures_of", lambda *_: {})
        yield


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    return write_sweep_report(tmp_path_factory.mktemp("grid"), swept(TWO, without=[FAILED]))


def held(page):
    """What the page answers from."""
    html = page.read_text("utf-8")
    return json.loads(re.search(r'<script[^>]*id="grid">(.*?)</script>', html, re.DOTALL)[1])


def cells(html):
    """The texts of each row of the table that is a point's."""
    rows = re.findall(r'<tr class="(?:best|kept|missed)">(.*?)</tr>', html, re.DOTALL)
    texts = [re.findall(r">([^<]+)<", row.replace("\n", "")) for row in rows]
    plain = [[unescape(text).replace("\u00a0", " ").strip() for text in row] for row in texts]
    return [[text for text in row if text] for row in plain]


def test_the_grid_says_of_every_point_what_the_table_says(page):
    found = held(page)
    assert found["levels"] == [["¥1.50", "¥2.50", "¥3.50", "¥4.50", "¥5.50"], ["240", "280"]]
    told = []
    for place, point in found["points"].items():
        row = point["row"]
        levels = [of[int(nth)] for of, nth in zip(found["levels"], place.split(","), strict=True)]
        assert row["levers"] == levels
        kept = [text for each in row["kept"] for text in each]
        found_there = [row["goal"], row["change"], row["interval"], *kept]
        chances = [row[name] for name in ("p_feasible", "p_best", "p_front")]
        told.append([row["rank"], *levels, *found_there, *chances])
    told.sort(key=lambda row: int(row[0]))
    assert [[text for text in row if text] for row in told] == cells(page.read_text("utf-8"))


def test_a_point_without_a_run_is_not_made_up(page):
    places = {tuple(map(int, place.split(","))) for place in held(page)["points"]}
    assert set(product(range(5), range(2))) - places == {(0, 0)}


def test_where_not_all_combinations_were_tried_there_are_no_levers(tmp_path):
    some = swept((FEES, f"{COURIERS}=240,280"), design="lhs", n_points=4)
    assert 'id="grid"' not in write_sweep_report(tmp_path, some).read_text("utf-8")


@pytest.mark.slow
def test_the_levers_answer_as_the_table_says_by_keyboard_alone(page):
    heard = []
    with chromium() as browser:
        tab = browser.new_page()
        tab.on("request", lambda request: heard.append(request.url))
        tab.on("pageerror", lambda error: heard.append(f"http {error}"))
        tab.goto(page.as_uri())
        fee, couriers = tab.locator("#lever-0"), tab.locator("#lever-1")
        assert fee.get_attribute("aria-valuetext") == "¥5.50"  # where the best is
        for nth, level in product(range(5), (0, 1)):
            fee.focus()
            tab.keyboard.press("Home")
            for _ in range(nth):
                tab.keyboard.press("ArrowRight")
            couriers.select_option(str(level))
            point = held(page)["points"].get(f"{nth},{level}")
            shown = tab.locator(".found").inner_text()
            if point is None:
                assert "No run of this setting" in shown
                continue
            row = point["row"]
            wanted = [row["goal"], row["change"], row["interval"], row["p_best"], row["rank"]]
            for text in (*wanted, *row["kept"][0]):
                assert text in shown
    assert not [url for url in heard if url.startswith("http")]
