"""The page of a sweep: the answer first, then what it rests on."""

import re

import pytest

from analysis.report.sweep import write_sweep_report
from analysis.report.swept import SweepAnswer
from tests.analysis.charts.pixels import with_few_pixels
from tests.analysis.lab.made_up import FEE, FEES, P90, swept
from tests.analysis.report.reading import text_of
from tests.fonts import needs_chinese_font


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sweep")
    return write_sweep_report(folder, swept(), "en", command="o2o sweep baseline --over …")


def test_the_page_answers_first_and_then_says_what_it_rests_on(page):
    told = text_of(page)
    order = [
        "Of 5 settings, base_cents = ¥5.50 brings the highest",
        "All settings, ranked",
        "What each setting brings",
        "What a limit costs",
        "How sure this is",
        "What the model lacks",
        "Mind the gap: prices are at work here",
        "How to repeat it",
        "o2o sweep baseline --over …",
        "o2o compare baseline",
    ]
    places = [told.rindex(each) for each in order]
    assert places == sorted(places)


def test_the_page_has_a_row_a_point_and_marks_the_base(page):
    rows = re.findall(r'<tr class="(\w+)">(.*?)</tr>', page.read_text("utf-8"), flags=re.S)
    assert rows[0][0] == "best"
    assert len(rows) == 5  # the base is one of them
    assert "the base" in next(row for _, row in rows if "¥3.50" in row)


def test_the_page_holds_its_figures_and_offers_them_for_slides(page):
    html = page.read_text("utf-8")
    assert html.count("<figure") == 2
    for name in ("response", "frontier"):
        assert (page.parent / "figures" / f"{name}.png").stat().st_size > 10_000
        assert f'href="figures/{name}.svg"' in html
    assert 'src="http' not in html


@needs_chinese_font
def test_the_chinese_page_is_chinese(tmp_path, monkeypatch):
    with_few_pixels(monkeypatch)
    told = text_of(write_sweep_report(tmp_path, swept(n_seeds=1, subject_to=[f"{P90}<=4"]), "zh"))
    assert "5 种设置都不能满足 P90 送达时长不超过 4.0 分钟" in told
    assert "只运行了一个种子" in told
    assert "Mind the gap" not in told


def test_a_long_table_is_cut_and_says_where_the_rest_is(tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.report.sweep.MOST_ROWS", 3)
    # They are those of the page above.
    monkeypatch.setattr("analysis.report.sweep.figures_of", lambda *_: {})
    page = write_sweep_report(tmp_path, swept())
    assert "2 more in points.csv" in text_of(page)
    assert page.read_text("utf-8").count("<tr class=") == 3


def test_failed_runs_are_told_above_the_answer(tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.report.sweep.figures_of", lambda *_: {})
    told = text_of(write_sweep_report(tmp_path, swept(without=["base_cents=150"])))
    assert told.index("base_cents=150, seed 0: it failed") < told.index("Of 4 settings")


def test_from_python_there_are_sentences_frames_and_figures():
    answer = SweepAnswer(swept([FEES]), "en")
    assert answer.verdict.startswith("Of 5 settings")
    assert answer.best == {FEE: 550}
    assert answer.frame[FEE].tolist() == [550, 450, 350, 250, 150]
    assert len(answer.runs) == 36
    assert list(answer.figures()) == ["response", "frontier"]
    assert SweepAnswer(swept(subject_to=[f"{P90}<=4"]), "en").best is None
