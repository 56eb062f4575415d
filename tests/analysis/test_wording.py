"""Numbers as people read them."""

import pytest

from analysis.kpis import KPIS
from analysis.wording import counted, decimals, in_two, shown, shown_difference, shown_size, signed

THIN = "\u2009"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (43012, "count", f"43{THIN}012"),
        (4703.5, "count", f"4{THIN}704"),
        (300.0, "count", "300"),
        (1.256, "count", "1.26"),
        (7, "count", "7"),
        (0.19337, "share", "19.3 %"),
        (23.58, "min", "23.6 min"),
        (567.77, "cents", "¥5.68"),
        (-41.2, "cents", "−¥0.41"),
        (-0.2, "cents", "¥0.00"),
        (35079688, "cents", f"¥350{THIN}797"),
        (None, "min", "–"),
    ],
)
def test_a_value_is_shown_with_its_unit_and_few_digits(value, unit, text):
    assert shown(value, unit) == text


def test_every_unit_of_the_table_can_be_shown():
    for kpi in KPIS:
        assert shown(1.5, kpi.unit)
        assert shown_difference(1.5, 1.0, 2.0, kpi.unit).startswith("+")


@pytest.mark.parametrize(
    ("numbers", "unit", "text"),
    [
        ((2.31, 1.93, 2.69), "min", "+2.3 min [1.9, 2.7]"),
        ((-0.0041, -0.0045, -0.0037), "share", "−0.41 pp [−0.45, −0.37]"),
        ((123.0, -5.0, 251.0), "cents", "+¥1.2 [−0.1, 2.5]"),
        ((1234.5, None, None), "count", f"+1{THIN}234"),
        ((0.04567, None, None), "min", "+0.05 min"),
        ((0.0, 0.0, 0.0), "min", "0"),
        ((0.0, None, None), "min", "0"),
        ((0.0, -1.0, 1.0), "min", "0.0 min [−1.0, 1.0]"),
        ((None, None, None), "min", "–"),
    ],
)
def test_a_difference_has_the_digits_its_interval_supports(numbers, unit, text):
    assert shown_difference(*numbers, unit) == text


def test_an_end_that_is_not_zero_does_not_look_like_it():
    assert decimals(-1.3, -2.5, -0.1, "min") == 1
    assert decimals(-1.3, -2.5, -0.04, "min") == 2
    assert decimals(5.2, 0.04, 10.4, "min") == 2
    assert decimals(5.2, -0.004, 10.4, "min") == 2
    assert decimals(5.2, 0.004, 10.4, "min") == 2


@pytest.mark.parametrize(
    ("numbers", "unit", "text"),
    [
        ((0.0031, 0.0012, 0.0050), "stars", "+0.003 stars [0.001, 0.005]"),
        ((-4.17, -8.3379, -0.0021), "min", "−4.17 min [−8.34, −0.002]"),
        ((-0.0013, -0.0013, -0.0013), "stars", "−0.001 stars [−0.001, −0.001]"),
        ((0.004, None, None), "stars", "+0.004 stars"),
        ((0.0031, -0.0012, 0.0074), "stars", "0.00 stars [0.00, 0.01]"),  # not told from none
        ((2e-15, 1e-15, 3e-15), "stars", "0.00 stars [0.00, 0.00]"),  # what sums leave over
    ],
)
def test_what_is_told_from_zero_looks_so_however_small_it_is(numbers, unit, text):
    assert shown_difference(*numbers, unit) == text


@pytest.mark.parametrize(("unit", "most"), [("min", 2), ("cents", 2), ("log-odds", 3)])
def test_no_interval_is_so_short_that_more_decimals_than_a_unit_has_make_sense(unit, most):
    assert decimals(1.2805, 1.2804, 1.2806, unit) == most


def test_a_size_has_no_sign_and_turns_its_interval_with_it():
    assert shown_size(1231.0, 1102.0, 1388.0, "cents") == "¥12.3 [11.0, 13.9]"
    assert shown_size(-1231.0, -1388.0, -1102.0, "cents") == "¥12.3 [11.0, 13.9]"
    assert shown_size(-1231.0, None, None, "cents", "zh") == "12.3 元"


def test_what_rounds_to_zero_has_no_sign():
    assert [signed(value, 1) for value in (0.04, -0.04, 0.06, -0.06)] == [
        "0.0",
        "0.0",
        "+0.1",
        "−0.1",
    ]


def test_one_is_singular():
    assert (counted(1, "day"), counted(7, "day")) == ("1 day", "7 days")


@pytest.mark.parametrize(
    ("ends", "number", "interval"),
    [((1.1, 3.5), "+2.3 min", "[1.1, 3.5]"), ((None, None), "+2.30 min", "")],
)
def test_a_difference_is_taken_apart_into_its_number_and_its_interval(ends, number, interval):
    assert in_two(shown_difference(2.3, *ends, "min")) == (number, interval)
