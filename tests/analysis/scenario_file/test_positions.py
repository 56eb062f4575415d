import tomllib
from collections.abc import Iterator
from textwrap import dedent

from analysis.scenario_file.positions import lines_of


def lines(text: str) -> dict:
    return lines_of(dedent(text).lstrip("\n"))


def test_keys_and_tables_stand_where_they_are_written():
    assert lines("""
        title = "a"

        [couriers]  # the fleet
        count = 3
        """) == {("title",): 1, ("couriers",): 3, ("couriers", "count"): 4}


def test_a_dotted_key_gives_a_line_to_each_table_on_its_way():
    assert lines("a.b = 1\na.c = 2") == {("a",): 1, ("a", "b"): 1, ("a", "c"): 2}


def test_a_quoted_key_may_hold_dots_and_escapes():
    assert lines('"a.b"."\\u0063" = 1') == {("a.b",): 1, ("a.b", "c"): 1}


def test_each_array_of_tables_counts_its_own_entries():
    found = lines("""
        [[coupons]]
        off = 1
        [coupons.audience]
        days = 2
        [[coupons.steps]]
        n = 1
        [[coupons.steps]]
        n = 2
        [[coupons]]
        off = 3
        [[coupons.steps]]
        n = 3
        """)
    assert found["coupons", 0, "off"] == 2
    assert found["coupons", 0, "audience", "days"] == 4
    assert found["coupons", 0, "steps", 1, "n"] == 8
    assert found["coupons", 1, "off"] == 10
    assert found["coupons", 1, "steps", 0, "n"] == 12


def test_entries_of_a_long_array_stand_on_their_own_lines():
    found = lines("""
        shifts = [
          # the first
          { share = 0.4, start = "10:00" },
          { share = 0.6 },
        ]
        """)
    assert found["shifts",] == 1
    assert found["shifts", 0, "start"] == 3
    assert found["shifts", 1, "share"] == 4


def test_inline_tables_nest():
    assert lines("a = { b = { c = [1, { d = 2 }] } }")["a", "b", "c", 1, "d"] == 1


def test_a_table_in_two_pieces_keeps_its_first_line():
    assert lines("[a.b]\nx = 1\n[a]\ny = 2")["a",] == 1


def test_text_that_is_not_toml_gives_what_can_be_found():
    assert lines("a = 1\n= = =\n")["a",] == 1


def test_every_setting_that_the_reader_finds_has_a_line():
    text = dedent("""
        a.b = [[1, 2], [3]]
        'c' = { d = 1979-05-27, "e f" = [{ g = 1.5 }] }
        [[h.i]]
        j = '''
        two lines'''
        [h.i.k]
        l = true
        """)
    assert set(paths(tomllib.loads(text))) <= set(lines_of(text))


def paths(value, path=()) -> Iterator[tuple]:
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in entries:
        yield (*path, key)
        if isinstance(inner, (dict, list)):
            yield from paths(inner, (*path, key))
