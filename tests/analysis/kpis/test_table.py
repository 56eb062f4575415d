"""The table of KPIs: complete in every language, and every name its own."""

from collections import Counter
from typing import get_args

import pytest

from analysis.kpis import COMPARED, GROUPS, KPI, KPIS, UNITS, described
from analysis.kpis.table import Better, Lang

LANGUAGES = get_args(Lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kpi_has_a_name_and_a_meaning(lang):
    for kpi in KPI.values():
        assert all(text[lang].strip() for text in (kpi.label, kpi.short, kpi.meaning)), kpi.name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_two_kpis_share_a_name(lang):
    names = Counter(name for kpi in KPI.values() for name in {kpi.label[lang], kpi.short[lang]})
    assert [name for name, n in names.items() if n > 1] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_name_can_stand_in_a_list(lang):
    assert not [kpi.name for kpi in KPI.values() if set(kpi.label[lang]) & set(",;:；：、")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_units_and_groups_are_said(lang):
    for unit in UNITS.values():
        assert unit.label[lang]
        assert unit.value[lang].format("7").count("7") == 1
        assert unit.difference[lang].format("7").count("7") == 1
    assert all(label[lang] for label in GROUPS.values())


def test_units_and_directions_are_those_that_there_are():
    assert {kpi.unit for kpi in KPI.values()} == set(UNITS) - {"relative"}
    assert {kpi.better for kpi in COMPARED} == set(get_args(Better))


def test_a_question_that_costs_less_is_not_better_in_itself():
    """More of them to the same agents cost less each, and wait or go unanswered."""
    assert KPI["care_per_contact_cents"].better == "none"
    assert KPI["care_cents_per_day"].better == KPI["care_left_share"].better == "down"


def test_a_line_begins_with_a_capital_and_keeps_the_others():
    assert KPI["click_to_door_p90_min"].title("en") == "P90 click-to-door time"
    assert KPI["late_share"].title("en") == "Late deliveries"


def test_kpis_of_a_run_are_those_that_need_no_base():
    assert {kpi.name for kpi in COMPARED} - {kpi.name for kpi in KPIS} == {
        "coupon_cannibalised_share",
        "cost_per_extra_order_cents",
        "cost_per_new_user_cents",
        "extra_orders_per_100_yuan",
    }


def test_an_unknown_name_is_refused_with_the_nearest_ones():
    with pytest.raises(KeyError, match="no KPI named 'order_per_day'; nearest: orders_per_day"):
        KPI["order_per_day"]
    with pytest.raises(KeyError, match=r"docs/kpis\.md lists them"):
        KPI["?"]


@pytest.mark.parametrize(
    ("name", "unit", "label"),
    [
        ("letter_wait_min", "min", "letter wait"),
        ("letters_cents", "cents", "letters"),
        ("read_share", "share", "read"),
        ("letters_per_day", "count", "letters per day"),
        ("min", "min", "min"),
    ],
)
def test_a_figure_that_nobody_described_goes_by_its_name(name, unit, label):
    kpi = described(name)
    assert (kpi.name, kpi.unit, kpi.label["zh"], kpi.group) == (name, unit, label, "mechanisms")
