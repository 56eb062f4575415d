"""The catalogues of both languages."""

import string
from typing import get_args

import pytest

from analysis.charts.blocks import BLOCKS
from analysis.charts.gallery import FIGURES
from analysis.charts.money import PARTIES, STEPS
from analysis.experiment.course import Trend
from analysis.experiment.finding import Finding
from analysis.experiment.gaps import GAPS
from analysis.kpis import KPIS
from analysis.lab.incrementality import GROUPS
from analysis.lab.links import LINKS
from analysis.words import set_apart, words

EN, ZH = words("en").phrases, words("zh").phrases


def places(phrase):
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name is not None}


def test_both_languages_have_the_same_phrases():
    assert set(EN) == set(ZH)


def test_phrases_have_the_same_places_to_fill_in_both_languages():
    assert {name: places(EN[name]) for name in EN} == {name: places(ZH[name]) for name in EN}


@pytest.mark.parametrize("phrases", [EN, ZH])
def test_all_that_is_named_by_code_has_words(phrases):
    expected = {
        *(f"finding.{name}" for name in get_args(Finding)),
        *(f"money.{name}" for name in STEPS),
        *(f"money.party.{name}" for name in PARTIES),
        *(f"differences.{block.name}" for block in BLOCKS),
        *(f"course.{name}" for name in get_args(Trend)),
        *(f"links.link.{link.name}" for link in LINKS),
        *(f"explain.{of}.{name}" for name in GROUPS for of in ("group", "column")),
        *(f"gap.{name}" for name in GAPS.values()),
        *(f"{name.replace('-', '_')}.{of}" for name in FIGURES for of in ("name", "read", "alt")),
    }
    assert expected <= set(phrases)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_a_kpi_is_named_by_the_table_of_kpis_alone(lang):
    phrases = words(lang).phrases.items()
    others = {text.lower() for name, text in phrases if not name.startswith("stage.")}
    assert not others & {kpi.label[lang].lower() for kpi in KPIS}


def test_chinese_has_no_spaces_but_beside_latin():
    say = words("zh")
    said = say("title.rises", arm="B “午餐券”", what="日均订单量", by="5%", to="20")
    assert said == "B“午餐券”：日均订单量上升 5%，达到 20"
    said = "在 base_cents = 5.50 元 时最高。 * 共 2"
    assert set_apart(said) == "在 base_cents = 5.50 元时最高。* 共 2"
    assert set_apart("每次1 天，−2%的B方案变化−3") == "每次 1 天，−2% 的 B 方案变化 −3"
    assert words("en")("mark.of", mark="A", title="“lunch”") == "A: “lunch”"
