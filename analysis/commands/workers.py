"""Who runs the replications of a command: processes of this machine, or a cluster."""

from collections.abc import Iterator
from contextlib import contextmanager

from analysis.commands.errors import InputError
from analysis.experiment.executors import ClusterError, Executing, Processes, cluster


@contextmanager
def workers(jobs: int, address: str | None) -> Iterator[Executing]:
    """Processes, unless there is the address of a scheduler."""
    if address is None:
        yield Processes(jobs)
        return
    try:
        with cluster(address) as found:
            yield found
    except ClusterError as error:
        raise InputError(f"--cluster: {error}") from None
