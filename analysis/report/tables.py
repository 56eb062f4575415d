"""The tables of a report: KPIs with their differences, as text ready to be shown."""

from itertools import groupby
from typing import NamedTuple

from analysis.charts.numbers import Change, at, bracket, change_of, level, spoken
from analysis.experiment.compare import Comparison, Difference, difference_in
from analysis.experiment.finding import Finding, counted, finding, known
from analysis.kpis import COMPARED, GROUPS, HEADLINES, UNITS, Kpi, capitalised, described
from analysis.kpis.table import OF_MECHANISMS
from analysis.wording import NONE
from analysis.words import Words

# What has no zero of its own, so that no change in it is a share of anything.
_WITHOUT_A_ZERO = ("log-odds", "utils")


class Cell(NamedTuple):
    """One KPI in one arm."""

    level: str
    change: str
    interval: str
    relative: str
    finding: Finding
    rated: bool = True  # has a finding worth saying; a cost that has no level in the base has not
    survives: bool = False  # told from chance among all headline differences together

    @property
    def is_new(self) -> bool:
        """Whether the arm has a value and the base has none: there is no difference to tell."""
        return self.finding == "unknown" and self.level != NONE


class Row(NamedTuple):
    """One KPI in all arms."""

    kpi: Kpi
    name: str
    meaning: str
    unit: str
    base: str
    cells: list[Cell]


def headline_rows(comparison: Comparison, words: Words) -> list[Row]:
    """The KPIs that a planner looks at first, in the order of the table of KPIs."""
    return [_row(kpi, comparison, words) for kpi in COMPARED if kpi.headline]


def all_rows(comparison: Comparison, words: Words) -> list[tuple[str, list[Row]]]:
    """All KPIs by group, those of mechanisms last."""
    return [
        (capitalised(GROUPS[group][words.lang]), [_row(kpi, comparison, words) for kpi in kpis])
        for group, kpis in groupby(
            [*COMPARED, *_of_mechanisms(comparison)], key=lambda kpi: kpi.group
        )
    ]


def _of_mechanisms(comparison: Comparison) -> list[Kpi]:
    """What mechanisms measured in any of the arms."""
    names = dict.fromkeys(
        found.kpi for contrast in comparison.contrasts for found in contrast.differences
    )
    kpis = [described(name) for name in names]
    return [kpi for kpi in kpis if kpi.group == OF_MECHANISMS]


def headline_counts(comparison: Comparison) -> list[dict[str, int]]:
    """For each arm, how many headline KPIs are better, worse, and neither."""
    kpis = known(comparison.contrasts, HEADLINES)
    counts = [counted(contrast, kpis) for contrast in comparison.contrasts]
    return [
        {
            "of": len(kpis),
            "better": n["better"],
            "worse": n["worse"],
            "other": len(kpis) - n["better"] - n["worse"],
            "holm": len(contrast.holm),
        }
        for contrast, n in zip(comparison.contrasts, counts, strict=True)
    ]


def _row(kpi: Kpi, comparison: Comparison, words: Words) -> Row:
    found = [difference_in(kpi.name, contrast.differences) for contrast in comparison.contrasts]
    cells = [
        cell(each, words, survives=kpi.name in contrast.holm)
        for each, contrast in zip(found, comparison.contrasts, strict=True)
    ]
    return Row(
        kpi=kpi,
        name=words.kpi(kpi.name),
        meaning=kpi.meaning[words.lang],
        unit=UNITS[kpi.unit].label[words.lang],
        base=level(found[0].base_mean, kpi.name, words),
        cells=cells,
    )


def cell(found: Difference, words: Words, *, survives: bool = False) -> Cell:
    """A difference as text."""
    change = change_of(found)
    is_level = described(found.kpi).compared
    said = at(change, words) if is_level and change else _spoken(change, words)
    return Cell(
        level=said if is_level else level(found.mean, found.kpi, words),
        change=said,
        interval=bracket(change) if change and not change.is_none else "",
        relative=_relative(found, words),
        finding=finding(found),
        rated=not is_level,
        survives=survives,
    )


def _relative(found: Difference, words: Words) -> str:
    """The difference in per cent of the base; nothing of a base that reads as zero, or has none."""
    if finding(found) == "same":
        return "0"
    reads_as_zero = not set("123456789") & set(level(found.base_mean, found.kpi, words))
    if reads_as_zero or described(found.kpi).unit in _WITHOUT_A_ZERO:
        return NONE
    return _spoken(change_of(found, relative=True), words)


def _spoken(change: Change | None, words: Words) -> str:
    return spoken(change, words) if change else NONE
