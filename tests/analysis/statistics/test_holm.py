"""Holm's procedure, by hand."""

from analysis.statistics.holm import surviving


def test_the_smallest_is_held_against_the_strictest_limit():
    """0.05 / 4, / 3, / 2, / 1: the third fails, and with it all that follow."""
    p_values = {"a": 0.0125, "b": 0.016, "c": 0.026, "d": 0.03}
    assert surviving(p_values) == {"a", "b"}


def test_none_survives_where_the_smallest_fails():
    assert surviving({"a": 0.013, "b": 0.013, "c": 0.013, "d": 0.013}) == frozenset()


def test_a_single_difference_needs_no_correction():
    assert surviving({"a": 0.05}) == {"a"}
    assert surviving({}) == frozenset()
