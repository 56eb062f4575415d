"""Processors: how many this process may keep busy."""

import math
import os

from analysis.machine.cgroups import processor_quota


def n_processors() -> int:
    """Those it is bound to, where the system says so, and no more than its container may use."""
    try:
        n_bound = len(os.sched_getaffinity(0))
    except (AttributeError, OSError):  # macOS has no such question
        n_bound = os.cpu_count() or 1
    quota = processor_quota()
    return n_bound if quota is None else max(1, min(n_bound, math.ceil(quota)))
