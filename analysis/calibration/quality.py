"""Data quality: what is wrong with recorded orders, counted; nothing is left out in silence."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analysis.calibration.roles import SEQUENCE
from analysis.recordings import Understood
from sim.daytime import DAY_MIN, HOUR_MIN

Floats = NDArray[np.float64]
Deed = Literal["left out", "not used", "kept"]

_DETAIL = re.compile(r" \([^)]*\)| on line \d+| stands on line \d+.*|'[^']*'|-?\d+(?:\.\d+)? ?")
_MANY_ORDERS = 20.0  # that usually come in an hour; none at all is then a hole
_FENCES = 3.0  # interquartile ranges beyond the quartiles, Tukey's far out (Tukey 1977)
_LEAST = 20  # values, to speak of outliers


@dataclass(frozen=True)
class Finding:
    """Something that is wrong, how often, and what becomes of it."""

    kind: str  # the key of its words
    n: int
    of: int
    deed: Deed
    said: str = ""  # more of it, as messages say it


def of_rows(understood: Understood, n_kept: int) -> list[Finding]:
    """Rows that were left out in reading, by what is wrong with them."""
    reasons: Counter[str] = Counter()
    for why, n in understood.dropped:
        if n:
            reasons[_bare(why)] += n
    of = n_kept + reasons.total()
    return [Finding("row", n, of, "left out", why) for why, n in reasons.most_common()]


def _bare(why: str) -> str:
    """A reason without what differs from row to row."""
    return re.sub(r"\s+", " ", _DETAIL.sub("", why)).strip(" :;,")


def of_holes(placed_min: Floats) -> list[Finding]:
    """Hours without an order, of those that have many on other days; nothing of a single day.

    Hours before the first order and after the last are no holes.
    """
    first, last = int(placed_min.min() // HOUR_MIN), int(placed_min.max() // HOUR_MIN)
    counts = np.bincount((placed_min // HOUR_MIN).astype(int), minlength=last + 1)
    hours = np.arange(len(counts))
    holes = [
        hour
        for hour in range(first, last)
        if counts[hour] == 0
        and len(others := counts[(hours % 24 == hour % 24) & (hours != hour) & (hours >= first)])
        and np.median(others) >= _MANY_ORDERS
    ]
    return [Finding("hole", len(holes), last - first + 1, "kept")] if holes else []


def in_sequence(moments: Mapping[str, Floats]) -> tuple[dict[str, Floats], list[Finding]]:
    """Moments of orders, (n_orders,) minutes each, without those that contradict one another.

    Where one stands before an earlier one, or more than a day after the placement, none of the
    order's moments is used but its placement.
    """
    known = [name for name in SEQUENCE if name in moments]
    wrong = np.zeros(len(moments["placed"]), bool)
    for nth, later in enumerate(known):
        for earlier in known[:nth]:
            wrong |= moments[later] < moments[earlier]  # nan compares as false
        wrong |= moments[later] > moments["placed"] + DAY_MIN
    if "ready" in moments and "picked_up" in moments:
        wrong |= moments["picked_up"] < moments["ready"]
    kept = {
        name: values if name == "placed" else np.where(wrong, np.nan, values)
        for name, values in moments.items()
    }
    n = int(wrong.sum())
    return kept, [Finding("sequence", n, len(wrong), "not used")] if n else []


def of_outliers(name: str, values: Floats) -> list[Finding]:
    """Values far out of the others, which are kept and counted (Tukey 1977)."""
    known = values[np.isfinite(values)]
    if len(known) < _LEAST:
        return []
    low, high = np.quantile(known, [0.25, 0.75])
    reach = _FENCES * (high - low)
    n = int(((known < low - reach) | (known > high + reach)).sum())
    return [Finding("outlier", n, len(known), "kept", name)] if n else []


def of_cells(name: str, n_faulty: int, of: int) -> list[Finding]:
    """Cells of a column that say nothing that can be read."""
    return [Finding("cell", n_faulty, of, "not used", name)] if n_faulty else []


def total(findings: Iterable[Finding], deed: Deed) -> int:
    """How many are left out, not used, or kept all the same."""
    return sum(each.n for each in findings if each.deed == deed)
