"""Memory: how much there is to be used, and how much was."""

import os
import sys
from pathlib import Path

from analysis.machine.cgroups import memory_limit_bytes

_STATUS = Path("/proc/self/status")


def memory_bytes() -> int | None:
    """Bytes of this machine, or that its container may hold; None where that cannot be known."""
    try:
        there = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError, AttributeError):
        there = None
    known = [limit for limit in (there, memory_limit_bytes()) if limit]
    return min(known, default=None)


def peak_mib() -> float | None:
    """Most memory this process has held so far; None where that cannot be known."""
    # Linux, where ru_maxrss of a new process begins with its parent's.
    if _STATUS.exists():
        for line in _STATUS.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
