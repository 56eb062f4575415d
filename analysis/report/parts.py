"""Tables by segment and by zone: KPIs of parts of the market, with their differences."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from analysis.charts.numbers import level
from analysis.experiment.arm import ArmData
from analysis.experiment.compare import Comparison
from analysis.experiment.paired import by_part
from analysis.experiment.place import zone_names
from analysis.experiment.summary import Floats
from analysis.kpis.parts import SCORED
from analysis.report.tables import Cell, cell
from analysis.words import Words

SEGMENT_KPIS = (
    "orders_per_day",
    "conversion_share",
    "click_to_door_mean_min",
    "late_share",
    "cancelled_share",
    "satisfaction_mean",
    *(f"satisfaction_{part}_mean" for part in SCORED),
)
ZONE_KPIS = ("orders_per_day", "click_to_door_mean_min", "late_share")
MOST_ZONES = 40  # those with most orders


class Part(NamedTuple):
    """One part in all arms."""

    name: str
    base: str
    cells: list[Cell]


class PartTable(NamedTuple):
    """One KPI in all parts."""

    kpi: str
    rows: list[Part]


def by_segment(arms: Sequence[ArmData], words: Words) -> list[PartTable]:
    """KPIs by segment of the consumer; segments without a value are left out.

    Arms may have other consumers: theirs are known by their names, as the base has them.
    """
    segments = arms[0].segments
    names = [words.segment(name) for name in segments]

    def of(kpi: str) -> Callable[[ArmData], Floats]:
        return lambda arm: _named(segments, arm, kpi)

    tables = [_table(kpi, names, arms, of(kpi), words) for kpi in SEGMENT_KPIS]
    return [table for table in tables if table.rows]


def _named(segments: Sequence[str], arm: ArmData, kpi: str) -> Floats:
    """A KPI of an arm in these segments, (n_replications, n_segments); NaN where it has none."""
    values = arm.by_segment(kpi)
    found = np.full((len(arm.runs), len(segments)), np.nan)
    for nth, name in enumerate(segments):
        if name in arm.segments:
            found[:, nth] = values[:, arm.segments.index(name)]
    return found


def by_zone(
    comparison: Comparison, arms: Sequence[ArmData], words: Words
) -> tuple[list[PartTable], int]:
    """KPIs by zone of the consumer, of the zones with most orders; and how many zones there are.

    Nothing where the runs share no place.
    """
    if comparison.place is None:
        return [], 0
    orders = arms[0].zone_orders_per_day.ravel()
    chosen = np.sort(np.argsort(-orders, kind="stable")[:MOST_ZONES])
    chosen = chosen[orders[chosen] > 0]
    if comparison.place.private is not None:
        chosen = chosen[~comparison.place.private.ravel()[chosen]]
    names = zone_names(comparison.place, chosen.tolist(), words)

    def of(kpi: str) -> Callable[[ArmData], Floats]:
        return lambda arm: arm.by_zone(kpi).reshape(len(arm.runs), -1)[:, chosen]

    tables = [_table(kpi, names, arms, of(kpi), words) for kpi in ZONE_KPIS]
    return [table for table in tables if table.rows], orders.size


def _table(
    kpi: str,
    names: Sequence[str],
    arms: Sequence[ArmData],
    of: Callable[[ArmData], Floats],
    words: Words,
) -> PartTable:
    found = [by_part(arms[0], arm, kpi, of) for arm in arms[1:]]
    rows = [
        Part(name, level(of_part[0].base_mean, kpi, words), [cell(each, words) for each in of_part])
        for name, *of_part in zip(names, *found, strict=True)
        if any(each.n_pairs for each in of_part)
    ]
    return PartTable(words.kpi(kpi), rows)
