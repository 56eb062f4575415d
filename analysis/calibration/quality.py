"""Data quality: what is wrong with recorded orders, counted; nothing is left out in silence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analysis.calibration.roles import SEQUENCE
from analysis.recordings import Understood
from analysis.scenario_file.faults import Fault
from sim.daytime import DAY_MIN, HOUR_MIN

Floats = NDArray[np.float64]
Deed = Literal["left out", "not used", "kept"]

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
    said: str = ""  # the key of what more is said: why rows were left out, which quantity
    columns: tuple[str, ...] = ()  # of the table
    line: int | None = None  # the first
    low: float | None = None  # beyond these
    high: float | None = None


def of_rows(understood: Understood, n_kept: int) -> list[Finding]:
    """Rows that were left out in reading, by what is wrong with them."""
    of = n_kept + understood.n_dropped
    return [
        Finding("row", each.n, of, "left out", each.why.kind, each.why.columns, each.first.line)
        for each in understood.dropped
    ]


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
    if "promised" in moments:
        wrong |= moments["promised"] < moments["placed"]
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
    below, above = int((known < low - reach).sum()), int((known > high + reach).sum())
    if not below + above:
        return []
    fences = (low - reach if below else None, high + reach if above else None)
    told = [None if fence is None else float(fence) for fence in fences]
    return [Finding("outlier", below + above, len(known), "kept", name, low=told[0], high=told[1])]


def of_cells(column: str, faults: Sequence[Fault], of: int) -> list[Finding]:
    """Cells of a column that say nothing that can be read; all, where the column is to blame."""
    if not faults:
        return []
    lines = [fault.place.line for fault in faults if fault.place.line is not None]
    n = len(lines) if len(lines) == len(faults) else of
    return [Finding("cell", n, of, "not used", columns=(column,), line=min(lines, default=None))]
