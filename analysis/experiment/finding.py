"""Findings: what may be said of a difference, given its interval."""

from collections.abc import Sequence
from typing import Literal, get_args

from analysis.experiment.compare import Contrast, Difference
from analysis.kpis import UNITS, described

Finding = Literal["better", "worse", "changed", "unclear", "same", "single", "unknown"]

# Half of the last decimal that is ever shown: what is smaller, sums of many numbers leave over.
_LEFT_OVER = 5e-7


def finding(found: Difference) -> Finding:
    """Better or worse where the interval excludes zero and the KPI has a direction.

    "same": no difference, or none that could be shown. "single": one replication, so nothing is
    known of chance.
    """
    if found.difference is None:
        return "unknown"
    if found.difference == 0 and found.low in (None, 0) and found.high in (None, 0):
        return "same"
    if found.low is None or found.high is None:
        return "single"
    if max(-found.low, found.high) * UNITS[described(found.kpi).unit].scale < _LEFT_OVER:
        return "same"
    if found.low <= 0 <= found.high:
        return "unclear"
    direction = described(found.kpi).better
    if direction == "none":
        return "changed"
    return "better" if (found.difference > 0) == (direction == "up") else "worse"


def is_told(found: Difference) -> bool:
    """Whether the difference is told from none."""
    return finding(found) not in ("same", "unclear", "unknown")


def known(contrasts: Sequence[Contrast], kpis: Sequence[str]) -> list[str]:
    """The KPIs whose difference is known in some arm; of others there is nothing to count."""
    return [kpi for kpi in kpis if any(each[kpi].difference is not None for each in contrasts)]


def counted(contrast: Contrast, kpis: Sequence[str]) -> dict[Finding, int]:
    """How many of the KPIs are better, worse and so on."""
    found = [finding(contrast[kpi]) for kpi in kpis]
    return {name: found.count(name) for name in get_args(Finding)}
