"""Means over replications, a day, of what counts of orders say; with intervals."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.experiment.compare import interval
from analysis.lab.incrementality import GROUPS, Counts, Incrementality, Split


@dataclass(frozen=True)
class Row:
    """One group in one part of the market, orders a day, mean of replications."""

    of: str  # "platform", "everywhere", "segment", "zone" or "coupon"
    part: str  # name of the segment, number of the zone or of the coupon; "none": without coupon
    group: str  # one of GROUPS, or "together"
    base: float
    other: float
    difference: float
    low: float | None  # 95 % interval of the difference; None from one replication
    high: float | None


def rows(found: Incrementality) -> Iterator[Row]:
    """Every group of every part, and all groups of it together."""
    for of, part, split in parts_of(found):
        for nth, group in enumerate(GROUPS):
            yield _row(of, part, group, split.base[:, nth], split.other[:, nth], found.days)
        yield _row(of, part, "together", split.base.sum(1), split.other.sum(1), found.days)


def parts_of(found: Incrementality) -> Iterator[tuple[str, str, Split]]:
    """What is split, part by part: what it is a part of, which one, and its split."""
    yield "platform", "", found.platform
    yield "everywhere", "", found.everywhere
    for name, split in found.by_segment.items():
        yield "segment", name, split
    for zone, split in enumerate(found.by_zone):
        yield "zone", str(zone), split
    for coupon, split in enumerate(found.by_coupon):
        yield "coupon", str(coupon) if coupon < len(found.by_coupon) - 1 else "none", split


def shares(counts: Counts) -> NDArray[np.float64] | None:
    """What each group is of orders, all replications together, (n_groups,); None: of no orders."""
    total = counts.sum()
    return counts.sum(axis=0) / total if total else None


def plain(found: Incrementality) -> list[dict[str, object]]:
    """The rows as plain dictionaries."""
    return [asdict(row) for row in rows(found)]


def _row(of: str, part: str, group: str, base: Counts, other: Counts, days: int) -> Row:
    differences = (other - base) / days
    low, high = interval(differences)
    return Row(
        of=of,
        part=part,
        group=group,
        base=float(base.mean() / days),
        other=float(other.mean() / days),
        difference=float(differences.mean()),
        low=low,
        high=high,
    )
