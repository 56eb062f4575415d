"""Golden KPIs notice what differs, and that alone."""

from tests.golden.kpis import differences


def test_the_last_digit_of_another_machine_is_no_difference():
    assert list(differences({"late_share": 0.123456}, {"late_share": 0.123457})) == []


def test_a_difference_in_the_fifth_digit_is_one():
    assert list(differences({"late_share": 0.123456}, {"late_share": 0.123478})) == [
        "late_share: 0.123456 -> 0.123478"
    ]


def test_no_value_is_a_value_of_its_own():
    assert list(differences({"a": None, "b": None}, {"a": None, "b": 0.0})) == ["b: None -> 0.0"]


def test_a_kpi_that_is_new_or_gone_differs():
    assert list(differences({"a": 1}, {"b": 1})) == ["a: 1 -> None", "b: None -> 1"]
