"""The page and its figures, as a reader gets them."""

import base64
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from analysis.charts import fonts, gallery, waits
from analysis.experiment.compare import Difference
from analysis.report import pages, write_report
from sim.scenario import Scenario
from tests.analysis.charts.made_up import comparison_of, without_orders
from tests.analysis.charts.pixels import with_few_pixels
from tests.analysis.experiment.test_campaigns import LUNCH_OFFER
from tests.fonts import needs_chinese_font

VOID = {"meta", "img", "br", "link", "source"}
COMMAND = "o2o compare baseline lunch-coupon --set 'title=\"<a & b>\"'"


class Page(HTMLParser):
    """A page read strictly: every tag is closed in its turn."""

    def __init__(self, text):
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self.feed(text.replace("<wbr>", ""))  # where a long name may break
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.text.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def words(self):
        return " ".join(" ".join(self.text).split())


def scenarios_of(arms):
    return {
        arm.label: Scenario(title=arm.title, couriers={"count": 200 + nth})
        for nth, arm in enumerate(arms)
    }


def blank(*_):
    """A figure that takes no time to draw, where it is the page that matters."""
    return Figure((1, 1))


@pytest.fixture
def one_figure(monkeypatch):
    """One stands for all."""
    monkeypatch.setattr(gallery, "FIGURES", {"waits": blank})


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A report of two arms in English; a figure of lines and a map are drawn, others are blank.

    Each is drawn wide and narrow by tests of its own; a slow test writes a page with them all.
    """
    comparison, arms = comparison_of(2)
    folder = tmp_path_factory.mktemp("report")
    few = {name: gallery.FIGURES[name] for name in ("waits", "demand-map")}
    with pytest.MonkeyPatch.context() as monkeypatch:
        with_few_pixels(monkeypatch)
        monkeypatch.setattr(gallery, "FIGURES", dict.fromkeys(gallery.FIGURES, blank) | few)
        page = write_report(
            folder, comparison, arms, "en", scenarios=scenarios_of(arms), command=COMMAND
        )
    return Page(page.read_text(encoding="utf-8")), folder, comparison


def test_the_page_needs_nothing_from_outside(written):
    page, folder, _ = written
    text = (folder / "report.html").read_text(encoding="utf-8")
    without_images = re.sub(r"base64,[A-Za-z0-9+/=]+", "", text)
    assert not re.search(r"https?:|//[a-z]|@import|url\(", without_images)
    assert not page.all("script")
    assert not page.all("link")
    for image in page.all("img"):
        kind, data = image["src"].split(",", 1)
        begins = {"data:image/svg+xml;base64": b"<?xml", "data:image/png;base64": b"\x89PNG"}
        assert base64.b64decode(data).startswith(begins[kind])
    for source in page.all("source"):  # what a phone shows
        assert source["srcset"].startswith("data:image/png;base64,")


def test_the_page_links_to_what_exists(written):
    page, folder, _ = written
    ids = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
    for link in page.all("a"):
        target = link["href"]
        assert target[1:] in ids if target.startswith("#") else (folder / target).is_file()


def test_where_cities_vary_a_reason_stands_in_place_of_the_maps(tmp_path, monkeypatch):
    monkeypatch.setattr(gallery, "FIGURES", dict.fromkeys(gallery.FIGURES, blank))
    comparison, arms = comparison_of(2)
    varied = write_report(tmp_path, replace(comparison, cities="vary", place=None), arms)
    page = Page(varied.read_text(encoding="utf-8"))
    assert len(page.all("img")) == len(gallery.FIGURES) - len(gallery.MAPS)
    assert not list((tmp_path / "figures").glob("*-map.*"))
    assert page.words.count("a map would average different places") == len(gallery.MAPS)
    assert "Each replication lives in another city" in page.words


@pytest.mark.usefixtures("one_figure")
@pytest.mark.parametrize(
    ("lived", "said"),
    [
        ({}, "A warm-up of 1 day before the first day is left out of all figures."),
        ({"warmup_days": 3}, "A warm-up of 3 days before the first day"),
        ({"warmup_days": 0}, None),
        ({"replay": {"orders": "recorded.csv"}}, None),
    ],
)
def test_a_warm_up_is_named_where_there_is_one(lived, said, tmp_path):
    comparison, arms = comparison_of(2)
    scenarios = {arm.label: Scenario(title=arm.title, **lived) for arm in arms}
    page = write_report(tmp_path, comparison, arms, scenarios=scenarios)
    words = Page(page.read_text(encoding="utf-8")).words
    assert ("warm-up" in words) == (said is not None)
    assert said is None or said in words


def test_a_figure_of_many_lines_is_an_image_of_few_bytes_on_the_page(tmp_path, monkeypatch):
    monkeypatch.setattr(gallery, "FIGURES", {"waits": waits.draw})
    monkeypatch.setattr(pages, "_MOST_SVG_BYTES", 1000)
    comparison, arms = comparison_of(2)
    page = Page(write_report(tmp_path, comparison, arms).read_text(encoding="utf-8"))
    (image,) = page.all("img")
    kind, data = image["src"].split(",", 1)
    assert kind == "data:image/png;base64"
    assert len(base64.b64decode(data)) < (tmp_path / "figures" / "waits.png").stat().st_size / 2


def test_every_figure_is_on_the_page_and_in_the_folder(written):
    page, folder, _ = written
    assert len(page.all("img")) == len(gallery.FIGURES)
    files = {file.name for file in (folder / "figures").iterdir()}
    assert files == {f"{name}.{kind}" for name in gallery.FIGURES for kind in ("png", "svg")}


def test_the_page_can_be_read_without_seeing_it(written):
    page, _, comparison = written
    assert page.all("html")[0]["lang"] == "en"
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    alternatives = [image["alt"] for image in page.all("img")]
    assert all(len(text) > 40 for text in alternatives)
    waits = next(text for text in alternatives if "Distribution" in text)
    p90 = comparison.contrasts[0]["click_to_door_p90_min"].mean
    assert f"P90 {p90:.1f}" in waits
    levels = [int(name[1]) for name, _ in page.tags if re.fullmatch(r"h[1-6]", name)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_wide_tables_scroll_in_a_box_of_their_own(written):
    page, _, _ = written
    boxes = [a for name, a in page.tags if a.get("class") == "scroll"]
    assert len(boxes) == len(page.all("table"))
    assert all(box["tabindex"] == "0" and box["role"] == "group" for box in boxes)


def test_the_page_answers_the_question_asked(written):
    page, _, comparison = written
    contrast = comparison.contrasts[0]
    assert contrast.title in page.words
    verdict = " ".join(contrast.verdict.split())
    assert verdict in page.words
    assert page.words.index(verdict) < page.words.index("KPI Base An ordinary week")


def test_each_sentence_of_a_verdict_has_a_line_of_its_own(written):
    """What is sure stands alone, and large, before what is not."""
    page, _, comparison = written
    lines = [a for name, a in page.tags if name == "p" and a.get("class") == "sentence"]
    assert len(lines) == sum(len(contrast.sentences) for contrast in comparison.contrasts) > 1


def test_the_page_says_what_differs_and_how_to_repeat_it(written):
    page, _, _ = written
    assert "couriers.count 200 201" in page.words
    assert COMMAND in page.words
    assert "Seeds: 0, 1, 2, 3, 4, 5." in page.words


def test_without_scenarios_or_command_the_page_does_not_speak_of_them(one_figure, tmp_path):
    page = Page(write_report(tmp_path, *comparison_of(2), "en").read_text(encoding="utf-8"))
    assert "What differs" not in page.words
    assert "How to repeat" not in page.words


def test_failed_runs_and_scenario_texts_are_shown_as_they_are(one_figure, tmp_path):
    comparison, arms = comparison_of(2)
    failed = replace(comparison, failures=("baseline, seed 3: <MemoryError> & more",))
    arms[1] = replace(arms[1], why='Is "5 < 6" & so on?')
    page = Page(write_report(tmp_path, failed, arms, "en").read_text(encoding="utf-8"))
    assert "baseline, seed 3: <MemoryError> & more" in page.words
    assert 'Is "5 < 6" & so on?' in page.words


def test_a_single_run_is_said_to_know_nothing_of_chance(one_figure, tmp_path):
    page = Page(
        write_report(tmp_path, *comparison_of(2, n_runs=1), "en").read_text(encoding="utf-8")
    )
    assert "Only one seed was run" in page.words
    assert "Student's t" not in page.words
    assert "[95" not in page.words
    assert "Holm" not in page.words


def test_a_report_can_be_written_where_nobody_ordered(one_figure, tmp_path):
    assert Page(write_report(tmp_path, *without_orders(), "en").read_text(encoding="utf-8")).words


@needs_chinese_font
def test_five_arms_in_chinese(one_figure, tmp_path):
    comparison, arms = comparison_of(5, lang="zh")
    text = write_report(
        tmp_path, comparison, arms, "zh", scenarios=scenarios_of(arms), command=COMMAND
    ).read_text(encoding="utf-8")
    page = Page(text)
    assert page.all("html")[0]["lang"] == "zh-CN"
    for expected in ("结论", "核心指标", "转化率", "骑手时薪", "方法与局限", "日均订单量 +"):
        assert expected in page.words
    for english in ("verdict", "Headline", "better", "Charts"):
        assert english not in page.words


def test_many_arms_go_by_their_letters_and_what_is_long_can_be_closed(tmp_path, monkeypatch):
    monkeypatch.setattr(gallery, "FIGURES", {})
    for n_arms, is_many in ((4, False), (5, True)):
        comparison, arms = comparison_of(n_arms)
        path = write_report(tmp_path, comparison, arms, scenarios=scenarios_of(arms))
        page = Page(path.read_text("utf-8"))
        labels = {cell.get("data-label") for cell in page.all("td")}
        assert ("A" in labels) == is_many
        assert any(label and label.startswith("A: ") for label in labels) != is_many
        legends = [each for each in page.all("ul") if "letters" in each["class"]]
        assert bool(legends) == is_many
        closed = {each.get("id") for each in page.all("details")}
        assert {"segments", "zones", "kpis"} <= closed
        assert ("settings" in closed) == is_many


def test_chinese_without_a_font_is_refused_before_anything_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "chinese_font", lambda: None)
    with pytest.raises(fonts.FontError):
        write_report(tmp_path, *comparison_of(2), "zh")
    assert list(Path(tmp_path).iterdir()) == []


def test_the_page_is_the_same_each_time_it_is_written(monkeypatch, tmp_path):
    with_few_pixels(monkeypatch)
    monkeypatch.setattr(gallery, "FIGURES", {"waits": waits.draw})
    first, second = (
        write_report(tmp_path / name, *comparison_of(2), "en").read_bytes() for name in "ab"
    )
    assert first == second


def test_campaigns_stand_behind_the_money_where_coupons_differ(tmp_path, monkeypatch):
    monkeypatch.setattr(gallery, "FIGURES", {"money": blank})
    comparison, (base, other) = comparison_of(2)
    texts = []
    for campaigns in ((), (LUNCH_OFFER,)):
        arms = [base, replace(other, campaigns=campaigns)]
        page = write_report(tmp_path, comparison, arms, "en")
        texts.append(Page(page.read_text(encoding="utf-8")).words)
    assert "Coupon campaigns" not in texts[0]
    assert "¥6.00 off from ¥30.00 on, 11:00–14:00 5 ¥20.00 ¥10.00 ¥0.00 ¥30.00 ¥6.00" in texts[1]


def test_what_mechanisms_measure_stands_among_all_kpis(tmp_path, one_figure):
    comparison, arms = comparison_of(2)
    (contrast,) = comparison.contrasts
    letters = Difference("letters_sent", 2, 10, 14, 4, 3, 5, 0.4, 0.3, 0.5)
    told = replace(contrast, differences=(*contrast.differences, letters))
    page = write_report(tmp_path, replace(comparison, contrasts=(told,)), arms, "en")
    words = Page(page.read_text(encoding="utf-8")).words
    assert "Mechanisms Letters sent letters_sent" in words


@pytest.mark.usefixtures("one_figure")
def test_the_page_speaks_of_titles_and_keeps_labels_for_commands(tmp_path):
    comparison, arms = comparison_of(8)
    text = write_report(tmp_path, comparison, arms, "en").read_text(encoding="utf-8")
    page = Page(text)
    for arm in arms:
        assert page.words.count(f" {arm.label} ") == 1, arm.label  # beside its title
        assert arm.title in page.words
    heads = re.findall(r'<th class="first" scope="col"><b>(\w)</b>', text)
    assert heads[:7] == list("ABCDEFG")
    assert "7 scenarios against “An ordinary week" in page.words


@pytest.mark.usefixtures("one_figure")
def test_few_scenarios_are_named_in_the_title_each_in_its_marks(tmp_path):
    comparison, arms = comparison_of(3)
    page = Page(write_report(tmp_path, comparison, arms, "en").read_text(encoding="utf-8"))
    first, second = (each.title for each in comparison.contrasts)
    assert f"“{first}” and “{second}” against “An ordinary week" in page.words


def test_what_only_an_arm_has_is_shown_though_there_is_no_difference(tmp_path, one_figure):
    comparison, arms = comparison_of(3)
    members = Difference("letters_sent", 2, None, 130, None, None, None, None, None, None)
    first, second = comparison.contrasts
    told = replace(first, differences=(*first.differences, members))
    none = replace(members, mean=None)
    other = replace(second, differences=(*second.differences, none))
    page = write_report(tmp_path, replace(comparison, contrasts=(told, other)), arms, "en")
    words = Page(page.read_text(encoding="utf-8")).words
    assert re.search(r"letters_sent .*– not in the base 130 no value –", words)


@pytest.mark.usefixtures("one_figure")
def test_parts_of_the_market_have_tables_with_intervals(tmp_path):
    comparison, arms = comparison_of(2)
    page = Page(write_report(tmp_path, comparison, arms, "en").read_text(encoding="utf-8"))
    assert "By segment of consumers" in page.words
    students = page.words.index("Students", page.words.index("Segment Base"))
    assert re.match(r"Students 1 203 1 2\d\d \+8\d.* \[\d", page.words[students:])
    assert "16 of 16 zones" in page.words
    assert "3–3.5 km east, 0–1 km north" in page.words
    varied = replace(comparison, cities="vary", place=None)
    page = Page(write_report(tmp_path, varied, arms, "en").read_text(encoding="utf-8"))
    assert "km east" not in page.words


@pytest.mark.usefixtures("one_figure")
def test_it_is_said_whether_the_effect_grows_and_from_where_to_where(tmp_path):
    page = Page(write_report(tmp_path, *comparison_of(2), "en").read_text(encoding="utf-8"))
    told = page.words[page.words.index("Orders per day: the effect grows during the run (") :]
    assert re.match(r"[^(]*\(first 2 days \+5\.\d+ % \[.*?\], last 2 days \+8\.\d+ % \[", told)
    assert "contribution per day: the effect fades during the run (first 2 days −¥3 3" in told
    assert "late deliveries: the effect shows no trend during the run;" in told


@pytest.mark.usefixtures("one_figure")
@pytest.mark.parametrize(
    ("policies", "said"),
    [
        ({"promise": {"use": "fixed"}}, "finds one odd before it was broken"),
        ({"service_fee_cents": 100}, "there is no other platform in this market"),
        ({"coupons": [{"use": "free_delivery"}]}, "nobody gets the app because of one"),
        ({}, None),
    ],
)
def test_what_a_policy_works_through_that_the_market_lacks_is_said(policies, said, tmp_path):
    comparison, arms = comparison_of(2)
    scenarios = {
        arm.label: Scenario.model_validate({"title": arm.title, "policies": given})
        for arm, given in zip(arms, ({}, policies), strict=True)
    }
    page = Page(
        write_report(tmp_path, comparison, arms, scenarios=scenarios).read_text(encoding="utf-8")
    )
    assert ("Mind the gap" in page.words) == (said is not None)
    assert said is None or said in page.words


def test_the_effect_over_time_needs_days(one_figure, tmp_path, monkeypatch):
    monkeypatch.setattr(gallery, "FIGURES", {"course": gallery.course.draw})
    comparison, arms = comparison_of(2)
    page = Page(
        write_report(tmp_path, replace(comparison, days=1), arms).read_text(encoding="utf-8")
    )
    assert "needs runs of at least two days" in page.words
