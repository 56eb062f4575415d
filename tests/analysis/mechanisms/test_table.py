"""The table of mechanisms: its levers and metrics are real, and every term has its place."""

import pytest

from analysis.kpis import KPI
from analysis.mechanisms import STATUSES, TERMS, catalogue, statuses
from analysis.mechanisms.table import _CORE
from analysis.scenario_file import load_scenario, read_overrides
from sim.mechanisms import MECHANISMS
from tests.cities import scenario

BASELINE = load_scenario("baseline").scenario
ENTRIES = catalogue(BASELINE)
EFFECTS = [entry.effect for entry in ENTRIES if entry.effect]


def entries_of(row, entries=ENTRIES):
    return [entry for entry in entries if row in entry.rows]


def test_there_are_88_terms_in_order():
    assert list(TERMS) == list(range(1, 89))
    assert {term.tier for term in TERMS.values()} == {"1", "2", "3", "X"}


@pytest.mark.parametrize("row", TERMS)
def test_a_term_is_there_or_says_what_it_lacks(row):
    found = entries_of(row)
    if TERMS[row].tier == "X":
        assert [entry.status for entry in found] == ["outside"]
    elif not any(entry.effect for entry in found):
        assert [entry.status for entry in found] == ["missing"]
        assert TERMS[row].lacks
    else:
        assert all(entry.effect for entry in found)
        assert {entry.status for entry in found} <= {"core", "mechanism", "partial"}


@pytest.mark.parametrize("effect", EFFECTS, ids=lambda effect: f"{effect.rows} {effect.lever}")
def test_an_effect_names_terms_settings_and_a_kpi(effect):
    assert effect.rows == tuple(sorted(set(effect.rows)))
    assert set(effect.rows) <= set(TERMS)
    assert effect.metric in KPI
    assert not KPI[effect.metric].compared
    assert effect.direction in ("+", "-")
    assert all((effect.term_zh, effect.term, effect.evidence))
    before, after = (
        load_scenario(effect.scenario, read_overrides([f"{effect.lever}={value}"])).scenario
        for value in effect.change
    )
    assert before != after


def test_every_mechanism_says_what_can_be_measured_of_it():
    for mechanism in MECHANISMS:
        assert mechanism.effects, mechanism.name


def test_a_mechanism_is_on_where_the_scenario_has_it_on():
    off = catalogue(scenario({"mechanisms": {"belief": {"enabled": False}}}))
    on = catalogue(scenario({"mechanisms": {"belief": {"enabled": True}}}))
    for entries, expected in ((off, False), (on, True)):
        assert {entry.on for entry in entries if entry.name == "belief"} == {expected}


@pytest.mark.parametrize(
    ("shipped", "name", "expected"),
    [
        ("baseline", "threshold", False),
        ("lunch-coupon", "threshold", True),
        ("baseline", "surge", False),
        ("surge-pricing", "surge", True),
        ("baseline", "guarantee", False),
        ("promise-30-or-refund", "guarantee", True),
        ("baseline", "lateness", True),
    ],
)
def test_what_the_core_does_is_on_where_its_settings_are_there(shipped, name, expected):
    entries = catalogue(load_scenario(shipped).scenario)
    assert [entry.on for entry in entries if entry.name == name] == [expected]


def test_what_the_core_needs_are_settings():
    for core in _CORE:
        for need in core.needs:
            owner, _, key = need.partition("=")[0].rpartition(".")
            value = BASELINE
            for each in owner.split("."):
                value = getattr(value, each)
            assert hasattr(value, key), need


def test_a_term_is_as_good_as_what_stands_for_it():
    found = statuses(ENTRIES)
    assert list(found.values()).count("outside") == 2
    assert [found[row] for row in (36, 31, 40, 26, 14)] == [
        "core", "mechanism", "core", "partial", "outside",
    ]  # fmt: skip
    assert sorted(found) == list(TERMS)


def test_what_lacks_something_is_partial():
    for entry in ENTRIES:
        if entry.effect:
            assert (entry.status == "partial") == bool(entry.lacks)
        assert entry.status in STATUSES


def test_what_is_told_comes_by_the_first_of_its_terms():
    assert [entry.rows for entry in ENTRIES] == sorted(entry.rows for entry in ENTRIES)
