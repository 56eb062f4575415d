"""Levers: lists and ranges as they are written, and what is drawn from them."""

import math
import re
from datetime import date

import pytest

from analysis.lab.lever import Range, Values, checked, lever, read_levers


def over(text):
    return read_levers([f"x.y={text}"])[0].over


def test_a_list_holds_values_of_every_kind_each_once():
    assert over("150,250,350") == Values((150, 250, 350))
    assert over(' nearest , "a,b", [1, 2], true, 0.5') == Values(
        ("nearest", "a,b", [1, 2], True, 0.5)
    )
    assert over("1,1,1.0,true").options == (1, 1.0, True)
    assert [type(each) for each in over("1,1.0,true").options] == [int, float, bool]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("200..400", Range(200, 400, integer=True)),
        ("0.5..2", Range(0.5, 2)),
        ("1..100:log", Range(1, 100, integer=True, log=True)),
        (" -1.5 .. 2.5 ", Range(-1.5, 2.5)),
    ],
)
def test_a_range_of_whole_ends_holds_whole_numbers(text, found):
    assert over(text) == found


def test_a_list_has_equal_shares_of_the_places():
    options = Values(("a", "b", "c"))
    assert [options.at(u) for u in (0, 0.33, 0.34, 0.66, 0.67, 1 - 1e-12)] == list("aabbcc")


def test_places_of_ranges_by_hand():
    assert Range(10.0, 20.0).at(0.25) == 12.5
    assert Range(1.0, 100.0, log=True).at(0.5) == 10
    whole = Range(1, 4, integer=True)
    assert [whole.at(u) for u in (0, 0.24, 0.25, 0.5, 0.75, 1 - 1e-16)] == [1, 1, 2, 3, 4, 4]
    assert Range(1, 9, integer=True, log=True).at(0.5) == math.floor(math.sqrt(10))


def test_levels_go_from_end_to_end():
    assert Range(0.0, 1.0).levels(5) == [0, 0.25, 0.5, 0.75, 1]
    assert Range(1.0, 100.0, log=True).levels(3) == [1, 10, 100]
    assert Range(1, 3, integer=True).levels(5) == [1, 2, 3]  # 1.5 and 2.5 go to the even one


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x", "must read PATH=v1,v2 or PATH=low..high"),
        ("x=", "a value is missing"),
        ("x=1,,2", "a value is missing"),
        ("=1,2", "'' is no path of a setting"),
        ("x[=1,2", "'x[' is no path of a setting"),
        ("x=3..1", "low (3) must be smaller than high (1)"),
        ("x=0..1:log", "low (0) must be more than 0"),
        ("title=a,b", "'title' says nothing to the market; a lever is a setting of it"),
        ("extends=baseline,suburb", "'extends' says nothing to the market"),
        ("x=1..2:square", "'square' is no way through a range; known: log"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_was_written(text, said):
    with pytest.raises(ValueError, match="--over ") as refused:
        read_levers([text])
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (5, "must be a list of values, or a range with low and high"),
        ([], "holds no values"),
        ([math.nan, 3], "nan must be a finite number"),
        ([{"share": [1, -math.inf]}], "-inf must be a finite number"),
        ([date(2024, 5, 17), 3], "2024-05-17 is a date or a time"),
        ({"low": 1}, "high is missing from a range"),
        ({"low": 1, "high": "2"}, 'high = "2" must be a number'),
        ({"low": 1, "high": True}, "high = true must be a number"),
        ({"low": 1, "high": math.inf}, "must be a finite number"),
        ({"low": 1, "high": 2, "step": 1}, "a range has no 'step'; known: low, high, integer, log"),
        ({"low": 1, "high": 2, "log": 1}, "log = 1 must be true or false"),
        ({"low": 0.5, "high": 2, "integer": True}, "0.5 and 2 must be whole numbers"),
    ],
)
def test_a_table_that_is_no_range_is_refused(table, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        lever("x.y", table, "a file")


def test_one_setting_is_varied_once():
    with pytest.raises(ValueError, match="varies the same setting"):
        read_levers(["a.b=1,2", "a.b=3,4"])
    with pytest.raises(ValueError, match="varies the same setting"):
        read_levers(["a.b.c=1,2", "a.b=3,4"])
    assert len(read_levers(["a.b=1,2", "a.bc=3,4"])) == 2
    with pytest.raises(ValueError, match="nothing is varied"):
        checked([])
