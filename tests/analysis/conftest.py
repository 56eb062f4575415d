"""A cluster of this machine's own, for tests of what runs on one."""

import pytest


@pytest.fixture
def dask_cluster():
    """A scheduler and two worker processes of one thread each."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as running:
        yield running
