"""Titles of figures: the one thing that a figure shows, said as far as chance allows."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from analysis.charts.numbers import Change, amount, change_of, level, spoken
from analysis.experiment.compare import Comparison, interval
from analysis.experiment.summary import Floats
from analysis.kpis import KPI
from analysis.words import Words


class Claim(NamedTuple):
    """What a title says: by how much something changes in an arm, and to which level."""

    arm: str
    change: Change
    level: str


def headline(comparison: Comparison, kpi: str, words: Words, *, relative: bool = False) -> str:
    """A title that says how a KPI changes in the arm where it changes most."""
    claims = [
        Claim(contrast.label, change, level(contrast[kpi].mean, kpi, words))
        for contrast in comparison.contrasts
        if (change := change_of(contrast[kpi], relative=relative)) is not None
    ]
    return say(words.kpi(kpi), claims, "relative" if relative else KPI[kpi].unit, words)


def say(what: str, claims: Sequence[Claim], unit: str, words: Words) -> str:
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


def _is_clear(change: Change) -> bool:
    return (
        change.low is not None and change.high is not None and not (change.low <= 0 <= change.high)
    )
