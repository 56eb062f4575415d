"""Benchmarks write what the program hands to compiled code: they are to go on being compiled."""

from tests.benchmarks import choices


def test_the_benchmark_of_choices_chooses(monkeypatch):
    monkeypatch.setattr(choices, "SESSIONS", 200)
    monkeypatch.setattr(choices, "REPEATS", 1)
    assert 20 < choices.choice_ns()["chose_something"] < 180
