"""The tables of a report: KPIs with their differences, as text ready to be shown."""

from itertools import groupby
from typing import NamedTuple

from analysis.charts.finding import Finding, counted, finding
from analysis.charts.headline import HEADLINE
from analysis.charts.numbers import KPI, bracket, change_of, level, spoken
from analysis.experiment.compare import Comparison, Difference
from analysis.kpis import KPIS, Kpi
from analysis.kpis.table import Group
from analysis.words import Words


class Cell(NamedTuple):
    """One KPI in one arm."""

    level: str
    change: str
    interval: str
    relative: str
    finding: Finding


class Row(NamedTuple):
    """One KPI in all arms."""

    kpi: Kpi
    name: str
    meaning: str
    base: str
    cells: list[Cell]


def headline_rows(comparison: Comparison, words: Words) -> list[Row]:
    """The KPIs that a planner looks at first, in the order of the table of KPIs."""
    return [_row(kpi, comparison, words) for kpi in KPIS if kpi.name in HEADLINE]


def all_rows(comparison: Comparison, words: Words) -> list[tuple[Group, list[Row]]]:
    """All KPIs by group."""
    return [
        (group, [_row(kpi, comparison, words) for kpi in kpis])
        for group, kpis in groupby(KPIS, key=lambda kpi: kpi.group)
    ]


def headline_counts(comparison: Comparison) -> list[dict[str, int]]:
    """For each arm, how many headline KPIs are better, worse, and neither."""
    counts = [counted(contrast, HEADLINE) for contrast in comparison.contrasts]
    return [
        {
            "of": len(HEADLINE),
            "better": n["better"],
            "worse": n["worse"],
            "other": len(HEADLINE) - n["better"] - n["worse"],
        }
        for n in counts
    ]


def _row(kpi: Kpi, comparison: Comparison, words: Words) -> Row:
    found = [contrast[kpi.name] for contrast in comparison.contrasts]
    return Row(
        kpi=kpi,
        name=words.kpi(kpi.name),
        meaning=words.phrases.get(f"meaning.{kpi.name}", kpi.meaning),
        base=level(found[0].base_mean, kpi.name, words),
        cells=[_cell(difference, words) for difference in found],
    )


def _cell(found: Difference, words: Words) -> Cell:
    change, relative = change_of(found), change_of(found, relative=True)
    nothing = words("number.none")
    verdict = finding(found)
    is_zero = verdict == "same"
    return Cell(
        level=level(found.mean, found.kpi, words),
        change="0"
        if is_zero
        else spoken(change, KPI[found.kpi].unit, words)
        if change
        else nothing,
        interval=bracket(change) if change and not is_zero else "",
        relative="0" if is_zero else spoken(relative, None, words) if relative else nothing,
        finding=verdict,
    )
