"""Titles of figures: the one thing that a figure shows, said as far as chance allows."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from analysis.charts.names import quoted
from analysis.charts.numbers import Change, amount, change_of, level, spoken
from analysis.experiment.compare import Comparison, interval
from analysis.experiment.summary import Floats
from analysis.words import Words


class Claim(NamedTuple):
    """What a title says: by how much something changes in an arm, and to which level."""

    arm: str
    change: Change
    level: str


def headline(comparison: Comparison, kpi: str, words: Words, *, relative: bool = False) -> str:
    """A title that says how a KPI changes in the arm where it changes most."""
    claims = [
        Claim(
            quoted(comparison, contrast.label, words), change, level(contrast[kpi].mean, kpi, words)
        )
        for contrast in comparison.contrasts
        if (change := change_of(contrast[kpi], relative=relative)) is not None
    ]
    return say(words.kpi(kpi), claims, words)


def say(what: str, claims: Sequence[Claim], words: Words) -> str:
    """A title from what is claimed of each arm; the greatest clear change is told."""
    if not claims:
        return words("title.unknown", what=what)
    if all(claim.change.is_none for claim in claims):
        return words("title.same", what=what)
    clear = [claim for claim in claims if claim.change.is_clear]
    known = [claim for claim in claims if claim.change.low is not None]
    if not clear and known:
        return words("title.unclear", what=what)
    told = max(clear or claims, key=lambda claim: abs(claim.change.value))
    if not clear:
        by = spoken(told.change, words)
        return words("title.single", what=what, arm=told.arm, by=by)
    name = ("rises" if told.change.value > 0 else "falls") + ("_most" if len(claims) > 1 else "")
    by = amount(told.change, words)
    return words(f"title.{name}", what=what, arm=told.arm, by=by, to=told.level)


def paired(base: Floats, other: Floats, unit: str) -> Change | None:
    """The change between two arms given as values by replication, with its interval."""
    differences = (other - base)[np.isfinite(other - base)]
    if not differences.size:
        return None
    return Change(float(differences.mean()), *interval(differences), unit)
