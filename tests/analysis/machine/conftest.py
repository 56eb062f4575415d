"""Signals that are heard, as in a command."""

import signal

import pytest

from analysis.machine.stops import hear, hear_no_more


@pytest.fixture
def heard():
    """SIGTERM ends what runs in order."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGALRM)}
    hear([signal.SIGTERM])
    yield
    hear_no_more([signal.SIGTERM])
    for number, answer in before.items():
        signal.signal(number, answer)
