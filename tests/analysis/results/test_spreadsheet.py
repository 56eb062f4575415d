"""A CSV that a spreadsheet opens as it is meant: text as text, numbers as numbers."""

import pytest

from analysis.results.spreadsheet import as_csv


def test_it_begins_with_the_mark_by_which_excel_knows_its_encoding():
    text = as_csv(("arm", "mean"), [{"arm": "老王面馆", "mean": 1.5}])
    assert text.encode("utf-8") == b"\xef\xbb\xbf" + "arm,mean\n老王面馆,1.5\n".encode()


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝", "  =", "\n"])
def test_no_text_is_a_formula(sign):
    text = as_csv(("arm",), [{"arm": f"{sign}1+1"}])
    assert text.removeprefix("\ufeffarm\n").removeprefix('"').startswith("'")


def test_numbers_stay_numbers_and_nothing_stays_empty():
    row = {"low": -0.5, "n": -3, "high": None, "text": "a-b", "far": -1e-7}
    assert as_csv(tuple(row), [row]).splitlines()[1] == "-0.5,-3,,a-b,-1e-07"
