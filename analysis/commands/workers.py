"""Who runs the replications of a command: processes of this machine, or a cluster."""

from collections.abc import Iterator
from contextlib import contextmanager

from analysis.commands.errors import InputError
from analysis.experiment.executors import ClusterError, Executing, Processes, cluster
from analysis.lab.lasting import lasting


@contextmanager
def workers(jobs: int, address: str | None, *, last: bool = False) -> Iterator[Executing]:
    """Processes, unless there is the address of a scheduler.

    Processes `last` where a few replications are asked for again and again.
    """
    if address is None and last:
        with lasting(jobs) as processes:
            yield processes
        return
    if address is None:
        yield Processes(jobs)
        return
    try:
        with cluster(address) as found:
            yield found
    except ClusterError as error:
        raise InputError(f"--cluster: {error}") from None
