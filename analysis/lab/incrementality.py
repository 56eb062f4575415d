"""Incrementality: what each order of an arm would have been in the base, need by need.

The same needs of the same people are compared under the same luck (`analysis.lab.same_orders`), and
every order of either run falls into one of six groups, so that they add up exactly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.lab.same_orders import Pairs, read_pairs
from sim.flow.parts import Taker
from sim.scenario import Scenario
from sim.standard import STANDARD

# Nothing in the base; another channel, another store, another time; no change; nothing in the arm.
GROUPS = ("only", "channel", "store", "time", "anyway", "lost")
ONLY, CHANNEL, STORE, TIME, ANYWAY, LOST = range(len(GROUPS))

# Needs of one person so near to one another may be one order that moved, minutes.
WINDOW_MIN = 1440.0

Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Split:
    """Orders of a part of the market by group, in the base and in the arm."""

    base: Counts  # (n_seeds, n_groups) orders of the base; none are `only`
    other: Counts  # (n_seeds, n_groups) orders of the arm; none are `lost`

    @property
    def difference(self) -> Counts:
        """What each group adds to the arm's orders less the base's, (n_seeds, n_groups)."""
        return self.other - self.base


@dataclass(frozen=True, eq=False)
class Incrementality:
    """The orders of two arms under the same seeds, by what became of the same needs."""

    window_min: float
    days: int
    seeds: tuple[int, ...]
    platform: Split  # the orders that `orders_per_day` counts
    everywhere: Split  # those of all channels, a walk-in's and a rival's too
    by_segment: dict[str, Split]  # of the platform, like all below; strangers are of no segment
    by_zone: tuple[Split, ...]  # each order in the zone in which it was made
    by_coupon: tuple[Split, ...]  # by the arm's coupon, the last: without; empty: it grants none


def incrementality(
    base: Scenario,
    other: Scenario,
    folders: Mapping[int, tuple[Path, Path]],
    window_min: float = WINDOW_MIN,
) -> Incrementality:
    """Split the orders of two arms into the six groups.

    Parameters
    ----------
    base, other
        What ran.
    folders
        The run folders of both arms by seed, at least one.
    window_min
        How far apart needs of one consumer may lie for an order lost and an order won to be taken
        as one order that moved in time, minutes; 0: none are.
    """
    kinds = (*base.consumers.segments, *other.consumers.segments)
    segments = list(dict.fromkeys(segment.name for segment in kinds))
    takers = taker_of(base) | taker_of(other)
    n_zones = max(base.city.n_zones, other.city.n_zones)
    n_coupons = len(other.policies.coupons)
    sheets = [
        _sheet(read_pairs(*folders[seed], window_min), takers, segments, n_zones, n_coupons)
        for seed in sorted(folders)
    ]
    of_segments, of_zones, of_coupons = (
        [Split(base, other) for base, other in zip(*split, strict=True)]
        for split in (_by_part(sheets, table) for table in ("segment", "zone", "coupon"))
    )
    return Incrementality(
        window_min=window_min,
        days=base.days,
        seeds=tuple(sorted(folders)),
        platform=_whole(sheets, "platform"),
        everywhere=_whole(sheets, "everywhere"),
        by_segment=dict(zip(segments, of_segments, strict=True)),
        by_zone=tuple(of_zones),
        by_coupon=tuple(of_coupons) if n_coupons else (),
    )


def taker_of(scenario: Scenario) -> dict[str, Taker]:
    """Whose the orders of each channel are, by its name in tables."""
    parts = STANDARD.switched(scenario.mechanisms.tables())
    return {channel.name: channel.taker for channel in parts.channels}


# Of one seed: by table, counts of base and arm, (n_parts, n_groups) each.
_Sheet = dict[str, tuple[Counts, Counts]]


def _sheet(
    pairs: Pairs,
    takers: Mapping[str, Taker],
    segments: Sequence[str],
    n_zones: int,
    n_coupons: int,
) -> _Sheet:
    group = group_of(pairs)
    everywhere = pairs.base.there, pairs.other.there
    platform = tuple(side.there & _is_platforms(side.channel, takers) for side in pairs.sides)
    rows = {name: row for row, name in enumerate(segments)}
    segment = tuple(
        np.where(
            pairs.consumer < 0,
            -1,
            np.array([rows.get(name, -1) for name in side.segment], np.int64),
        )
        for side in pairs.sides
    )
    coupon = np.where(pairs.other.coupon < 0, n_coupons, pairs.other.coupon)
    one = np.zeros(len(group), np.int64)
    parts = {
        "platform": (platform, (one, one), 1),
        "everywhere": (everywhere, (one, one), 1),
        "segment": (platform, segment, len(segments)),
        "zone": (platform, (pairs.base.zone, pairs.other.zone), n_zones),
        "coupon": (platform, (coupon, coupon), n_coupons + 1),
    }
    return {
        name: (
            _counted(group, part[0], counted[0], n_parts),
            _counted(group, part[1], counted[1], n_parts),
        )
        for name, (counted, part, n_parts) in parts.items()
    }


def group_of(pairs: Pairs) -> NDArray[np.int64]:
    """The group of each pair, (n_pairs,)."""
    base, other = pairs.sides
    conditions = [
        ~base.there,
        ~other.there,
        pairs.moved,
        base.channel != other.channel,
        base.store != other.store,
    ]
    return np.select(conditions, [ONLY, LOST, TIME, CHANNEL, STORE], ANYWAY)


def _is_platforms(channels: NDArray[np.str_], takers: Mapping[str, Taker]) -> NDArray[np.bool_]:
    ours = [name for name, taker in takers.items() if taker is Taker.PLATFORM]
    return np.isin(channels, ours)


def _counted(group: Counts, part: Counts, counted: NDArray[np.bool_], n_parts: int) -> Counts:
    """How many of each part and group, (n_parts, n_groups)."""
    of = counted & (part >= 0)
    flat = np.bincount(part[of] * len(GROUPS) + group[of], minlength=n_parts * len(GROUPS))
    return flat.reshape(n_parts, len(GROUPS))


def _by_part(sheets: Sequence[_Sheet], table: str) -> tuple[Counts, Counts]:
    """Counts of base and arm, (n_parts, n_seeds, n_groups) each."""
    return (
        np.stack([sheet[table][0] for sheet in sheets], axis=1),
        np.stack([sheet[table][1] for sheet in sheets], axis=1),
    )


def _whole(sheets: Sequence[_Sheet], table: str) -> Split:
    base, other = _by_part(sheets, table)
    return Split(base[0], other[0])
