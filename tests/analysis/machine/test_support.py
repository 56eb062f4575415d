"""What is set for other programs, and would end this one half-way, is refused at once."""

import pytest

from analysis.machine.support import refusal


@pytest.mark.parametrize(
    ("threads", "told"),
    [("", ""), ("4", ""), (" 1", ""), ("many", ""), ("0", "is 0"), ("-2", "is -2")],
)
def test_so_many_threads_as_numba_takes_for_a_fault_are_refused(threads, told, monkeypatch):
    """It says itself that `many` is no number, and goes on without it."""
    monkeypatch.setenv("NUMBA_NUM_THREADS", threads)
    assert told in refusal()
    assert bool(refusal()) == bool(told)
