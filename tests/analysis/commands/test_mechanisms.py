"""`o2o mechanisms` shows the table of mechanisms, for people and for programs."""

import json

import pytest

from analysis.commands.errors import InputError
from analysis.commands.mechanisms import mechanisms
from analysis.mechanisms import TERMS


def listed(capsys, scenario="baseline"):
    assert mechanisms(scenario, allow_code=True, as_json=True) == 0
    return json.loads(capsys.readouterr().out)


def test_programs_get_every_term_as_whole_numbers(capsys):
    entries = listed(capsys)["mechanisms"]
    assert {row for entry in entries for row in entry["rows"]} == set(TERMS)
    for entry in entries:
        assert all(type(row) is int for row in entry["rows"])
        assert type(entry["on"]) is bool
        is_there = entry["status"] in ("core", "mechanism", "partial")
        for key in ("lever", "metric", "direction", "evidence"):
            assert bool(entry[key]) == is_there


def test_a_mechanism_tells_its_lever_and_its_metric(capsys):
    found = listed(capsys, "promise-one-minute")
    assert found["scenario"] == "promise-one-minute"
    entry = next(each for each in found["mechanisms"] if each["name"] == "belief")
    assert entry["rows"] == [31]
    assert entry["lever"] == "mechanisms.belief.late_weight"
    assert (entry["metric"], entry["direction"]) == ("delivery_orders", "-")
    assert (entry["status"], entry["on"]) == ("mechanism", True)


def test_people_see_every_lever_and_what_is_missing(capsys):
    assert mechanisms("baseline", allow_code=True, as_json=False) == 0
    shown = capsys.readouterr().out
    for entry in listed(capsys)["mechanisms"]:
        assert entry["term_zh"] in shown
        assert (entry["lever"] or f"  {entry['status']}  ") in shown
    assert "88 terms: " in shown


def test_a_misspelt_scenario_is_refused_with_the_nearest_name():
    with pytest.raises(InputError, match="did you mean 'baseline'"):
        mechanisms("basline", allow_code=True, as_json=False)
