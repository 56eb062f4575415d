"""The catalogues of both languages."""

import string
from typing import get_args

import pytest

from analysis.charts.finding import Finding
from analysis.charts.gallery import FIGURES
from analysis.charts.money import STEPS
from analysis.kpis import KPIS
from analysis.kpis.table import Group, Unit
from analysis.words import words

EN, ZH = words("en").phrases, words("zh").phrases


def places(phrase):
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name is not None}


def test_both_languages_have_the_same_phrases():
    # English takes the meaning of KPIs from their table.
    assert set(EN) == {name for name in ZH if not name.startswith("meaning.")}


def test_phrases_have_the_same_places_to_fill_in_both_languages():
    assert {name: places(EN[name]) for name in EN} == {name: places(ZH[name]) for name in EN}


def test_every_kpi_has_a_label_in_both_languages_and_a_meaning_in_chinese():
    for kpi in KPIS:
        for phrase in (EN[f"kpi.{kpi.name}"], ZH[f"kpi.{kpi.name}"], ZH[f"meaning.{kpi.name}"]):
            assert phrase.strip()


@pytest.mark.parametrize("phrases", [EN, ZH])
def test_labels_tell_kpis_apart(phrases):
    labels = [label for name, label in phrases.items() if name.startswith("kpi.")]
    assert len(labels) == len(set(labels)) == len(KPIS)


@pytest.mark.parametrize("phrases", [EN, ZH])
def test_all_that_is_named_by_code_has_words(phrases):
    units = [unit.replace(" ", "_").replace("-", "_") for unit in get_args(Unit)]
    expected = {
        *(f"finding.{name}" for name in get_args(Finding)),
        *(f"group.{name}" for name in get_args(Group)),
        *(f"{of}.{unit}" for of in ("unit", "level", "change") for unit in units),
        *(f"money.{name}" for name in STEPS),
        *(f"{name.replace('-', '_')}.{of}" for name in FIGURES for of in ("name", "read", "alt")),
    }
    assert expected <= set(phrases)
