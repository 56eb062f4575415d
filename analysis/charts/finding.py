"""Findings: what may be said of a difference, given its interval."""

from collections.abc import Sequence
from typing import Literal, NamedTuple, get_args

import numpy as np

from analysis.charts.numbers import KPI, Change, amount, change_of, level, spoken
from analysis.experiment.arm import Floats
from analysis.experiment.compare import Comparison, Contrast, Difference, interval
from analysis.kpis.table import Unit
from analysis.words import Words

Finding = Literal["better", "worse", "changed", "unclear", "same", "single", "unknown"]


class Claim(NamedTuple):
    """What a title says: by how much something changes in an arm, and to which level."""

    arm: str
    change: Change
    level: str


def finding(found: Difference) -> Finding:
    """Better or worse where the interval excludes zero and the KPI has a direction.

    "single": one replication, so nothing is known of chance.
    """
    if found.difference is None:
        return "unknown"
    if found.difference == 0 and found.low in (None, 0) and found.high in (None, 0):
        return "same"
    if found.low is None or found.high is None:
        return "single"
    if found.low <= 0 <= found.high:
        return "unclear"
    direction = KPI[found.kpi].better
    if direction == "none":
        return "changed"
    return "better" if (found.difference > 0) == (direction == "up") else "worse"


def headline(comparison: Comparison, kpi: str, words: Words, *, relative: bool = False) -> str:
    """A title that says how a KPI changes in the arm where it changes most."""
    claims = [
        Claim(contrast.label, change, level(contrast[kpi].mean, kpi, words))
        for contrast in comparison.contrasts
        if (change := change_of(contrast[kpi], relative=relative)) is not None
    ]
    unit = None if relative else KPI[kpi].unit
    return say(words(f"what.{kpi}"), claims, unit, words)


def say(what: str, claims: Sequence[Claim], unit: Unit | None, words: Words) -> str:
    """A title from what is claimed of each arm; the greatest clear change is told."""
    if not claims:
        return words("title.unknown", what=what)
    if all(claim.change == (0, 0, 0) or claim.change == (0, None, None) for claim in claims):
        return words("title.same", what=what)
    clear = [claim for claim in claims if _is_clear(claim.change)]
    known = [claim for claim in claims if claim.change.low is not None]
    if not clear and known:
        return words("title.unclear", what=what)
    told = max(clear or claims, key=lambda claim: abs(claim.change.value))
    if not clear:
        by = spoken(told.change, unit, words)
        return words("title.single", what=what, arm=told.arm, by=by)
    name = ("rises" if told.change.value > 0 else "falls") + ("_most" if len(claims) > 1 else "")
    by = amount(told.change, unit, words)
    return words(f"title.{name}", what=what, arm=told.arm, by=by, to=told.level)


def paired(base: Floats, other: Floats, scale: float = 1) -> Change | None:
    """The change between two arms given as values by replication, with its interval."""
    if base.shape != other.shape or not np.isfinite(other - base).any():
        return None
    differences = scale * (other - base)[np.isfinite(other - base)]
    return Change(float(differences.mean()), *interval(differences))


def counted(contrast: Contrast, kpis: Sequence[str]) -> dict[Finding, int]:
    """How many of the KPIs are better, worse and so on."""
    found = [finding(contrast[kpi]) for kpi in kpis]
    return {name: found.count(name) for name in get_args(Finding)}


def _is_clear(change: Change) -> bool:
    return (
        change.low is not None and change.high is not None and not (change.low <= 0 <= change.high)
    )
