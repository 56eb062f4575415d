"""What a container may use: the limits of control groups, of version 1 and 2.

A group is bound by its own limits and by those of all groups that it is in.
"""

from collections.abc import Iterator
from pathlib import Path

# Limits of version 1 that stand for "none" are a little below 2^63.
_NONE_BYTES = 2**60


def processor_quota(root: Path = Path("/")) -> float | None:
    """Processors' worth of time that may be used, such as 1.5; None: as much as there is."""
    quotas = []
    for group in _groups(root, "cpu"):
        match _words(group / "cpu.max"), _words(group / "cpu.cfs_quota_us"):
            case [quota, period], _:
                quotas.append((quota, period))
            case _, [quota]:
                quotas += [(quota, period) for period in _words(group / "cpu.cfs_period_us")]
    shares = [
        int(quota) / int(period)
        for quota, period in quotas
        if quota.isdecimal() and period.isdecimal() and int(quota) > 0 and int(period) > 0
    ]
    return min(shares, default=None)


def memory_limit_bytes(root: Path = Path("/")) -> int | None:
    """Bytes that may be held; None: as many as there are."""
    found = [
        int(word)
        for group in _groups(root, "memory")
        for name in ("memory.max", "memory.limit_in_bytes")
        for word in _words(group / name)
        if word.isdecimal()
    ]
    return min((limit for limit in found if limit < _NONE_BYTES), default=None)


def _groups(root: Path, controller: str) -> Iterator[Path]:
    """Folders of this process's groups for a controller, and of all that these are in.

    In a container the path that the process is told may not exist: what it sees then begins at
    its own group.
    """
    mounts = root / "sys/fs/cgroup"
    for line in _lines(root / "proc/self/cgroup"):
        _, controllers, path = [*line.split(":", 2), "", ""][:3]
        if controllers == "":
            tops = [mounts, mounts / "unified"]
        elif controller in controllers.split(","):
            tops = [mounts / controllers, mounts / controller]
        else:
            continue
        inner = Path(path.lstrip("/"))
        for top in tops:
            yield from (top / part for part in (inner, *inner.parents))


def _words(file: Path) -> list[str]:
    return [word for line in _lines(file) for word in line.split()]


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
