"""The table of facts is whole."""

import re

import pytest

from analysis.kpis import KPI, UNITS
from analysis.loading import Arm
from analysis.validation.facts import FACTS, PROFILES, SOURCES, profile_of
from analysis.validation.measures import FIGURES
from tests.analysis.handmade import TINY

BY_ID = {fact.id: fact for fact in FACTS}

# What calibration may not look at, what is a consequence, and what the tests show.
HELD_OUT = {"T14", "T16", "T21", "T22", "T46"}
FOLLOWS = {"T9", "T10", "T12", "T33", "T47"}
SUITE = {"T26", "T43", "T44"}


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.id)
def test_what_is_published_is_told_in_words_of_the_page(fact):
    assert set(fact.published) == {"en", "zh"}
    numbers = [re.findall(r"[\d.]+", text) for text in fact.published.values()]
    assert numbers[0] == numbers[1]
    assert set(re.findall(r"[A-Za-z]{2,}", fact.published["zh"])) <= {"Grubhub", "Rappi"}


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.id)
def test_a_fact_is_told_in_both_languages_and_its_lines_are_figures(fact):
    assert set(fact.label) == {"en", "zh"}
    assert fact.source in SOURCES
    assert set(fact.profiles) <= set(PROFILES)
    assert bool(fact.lines) == (fact.how in ("run", "pair"))
    assert bool(fact.where) == (fact.how == "suite")
    assert bool(fact.why) == (fact.how == "absent")
    for line in fact.lines:
        assert fact.how == "pair" or line.figure in FIGURES or line.figure in KPI
        assert line.unit in UNITS
        assert line.low < line.high
        assert bool(line.label["en"]) == bool(line.label["zh"]) == (len(fact.lines) > 1)


def test_what_is_held_out_and_what_follows_is_as_was_said_before_anything_was_fitted():
    assert {fact.id for fact in FACTS if fact.use == "held out"} == HELD_OUT
    assert {fact.id for fact in FACTS if fact.use == "follows"} >= FOLLOWS
    assert {fact.id for fact in FACTS if fact.how == "suite"} == SUITE


# A change here is a change of what is called valid: bounds are narrowed, never widened.
@pytest.mark.parametrize(
    ("fact", "bounds"),
    [
        ("T1", [(31, 40)]),
        ("T3", [(0.09, 0.20)]),
        ("T4", [(0.008, 0.05)]),
        ("T7", [(1.15, 1.8)]),
        ("T8", [(2.5, 4.0)]),
        ("T11", [(0.09, 0.18), (0.07, 0.14), (1.08, 1.25)]),
        ("T13", [(2.0, 3.5), (28, 48)]),
        ("T15", [(3.3, 5.5), (1.5, 3.2)]),
        ("T41", [(3904, 5856), (0.11, 0.18), (0.60, 0.85), (-150, 150)]),
        ("T45", [(-12, -5), (5, 11)]),
    ],
)
def test_bounds_of_hard_facts(fact, bounds):
    assert [(line.low, line.high) for line in BY_ID[fact].lines] == bounds


def test_the_profile_is_that_of_the_scenario_unless_it_is_named():
    assert profile_of(Arm("suburb", TINY), None).name == "suburb"
    assert profile_of(Arm("mine", TINY), None).name == "district"
    assert profile_of(Arm("suburb", TINY), "district").name == "district"
    with pytest.raises(ValueError, match="did you mean 'suburb'"):
        profile_of(Arm("mine", TINY), "suburbs")
    with pytest.raises(ValueError, match="no profile named 'village'; known: district, suburb"):
        profile_of(Arm("mine", TINY), "village")
