"""Any executor of futures: a signal leaves no lock of them behind."""

import os
import signal
from concurrent.futures import Executor, Future

import pytest

from analysis.experiment.executors import Futures
from tests.analysis.experiment import toys
from tests.analysis.stopping import stopped


class Interrupted(Future):
    """A signal comes while it is told whom to tell of its end."""

    def add_done_callback(self, function):
        with self._condition:
            os.kill(os.getpid(), signal.SIGTERM)
            self.is_told = True
        super().add_done_callback(function)


class Never(Executor):
    """Does nothing of what it is asked."""

    def __init__(self):
        self.asked = []

    def submit(self, work, /, *args):
        self.asked.append(Interrupted())
        return self.asked[-1]


@pytest.mark.usefixtures("heard")
def test_a_signal_is_heard_when_a_future_knows_whom_to_tell():
    executor = Never()
    with stopped():
        list(Futures(executor, 1)(toys.square, [2]))
    (future,) = executor.asked
    assert future.is_told
    assert future.cancelled()
