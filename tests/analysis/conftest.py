"""A cluster of this machine's own, signals that are heard, and a command line, as in a command."""

import signal
from functools import cache

import pytest
from typer import testing

from analysis.machine.stops import hear, hear_no_more

# Put together once, as by the program: each call of a command would do so anew.
testing._get_command = cache(testing._get_command)


@pytest.fixture
def dask_cluster():
    """A scheduler and two worker processes of one thread each."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as running:
        yield running


@pytest.fixture
def heard():
    """SIGTERM ends what runs in order."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGALRM)}
    hear([signal.SIGTERM])
    yield
    hear_no_more([signal.SIGTERM])
    for number, answer in before.items():
        signal.signal(number, answer)
