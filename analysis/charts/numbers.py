"""KPIs and their changes in the units shown: in ¥, % and minutes, in the language asked for."""

from typing import NamedTuple

from analysis.experiment.compare import Comparison, Difference
from analysis.kpis import UNITS, described
from analysis.wording import (
    decimals,
    interval,
    plain,
    shown,
    signed,
    with_unit,
    with_unit_of_change,
)
from analysis.words import Words

_NO_BREAK = "\u00a0"  # a number and its unit stay on one line


class Change(NamedTuple):
    """A difference and its interval in the unit shown; no interval: both ends are None."""

    value: float
    low: float | None
    high: float | None
    unit: str

    @property
    def decimals(self) -> int:
        """Digits after the point that the interval supports."""
        return decimals(self.value, self.low, self.high, self.unit)

    @property
    def is_none(self) -> bool:
        """Whether nothing changes, in any pair of runs."""
        return self.value == 0 and not self.low and not self.high

    @property
    def is_clear(self) -> bool:
        """Whether the interval excludes zero."""
        if self.low is None or self.high is None:
            return False
        return not self.low <= 0 <= self.high


def level(value: float | None, kpi: str, words: Words) -> str:
    """A KPI's value with its unit: "51.2 min"."""
    return shown(value, described(kpi).unit, words.lang).replace(" ", _NO_BREAK)


def level_in(comparison: Comparison, label: str, kpi: str) -> float | None:
    """The mean of a KPI in an arm or the base, as tables have it."""
    if label == comparison.base:
        return comparison.contrasts[0][kpi].base_mean
    return next(each[kpi].mean for each in comparison.contrasts if each.label == label)


def change_of(found: Difference, *, relative: bool = False) -> Change | None:
    """A difference in the unit shown: per cent, points, minutes, ¥."""
    if relative:
        unit, numbers = "relative", (found.relative, found.relative_low, found.relative_high)
    else:
        unit, numbers = described(found.kpi).unit, (found.difference, found.low, found.high)
    scale = UNITS[unit].scale
    value, low, high = (None if number is None else number * scale for number in numbers)
    return None if value is None else Change(value, low, high, unit)


def number_of(change: Change) -> str:
    """A change as a signed number; "0" for none at all."""
    return "0" if change.is_none else signed(change.value, change.decimals)


def spoken(change: Change, words: Words) -> str:
    """A change with its unit: "+2.3 min"."""
    if change.is_none:
        return "0"
    return with_unit_of_change(number_of(change), change.unit, words.lang).replace(" ", _NO_BREAK)


def amount(change: Change, words: Words) -> str:
    """The size of a change with its unit, in the digits of `spoken`: "2.3 min", "¥0.41"."""
    number = plain(abs(change.value), change.decimals)
    return with_unit_of_change(number, change.unit, words.lang).replace(" ", _NO_BREAK)


def at(change: Change, words: Words) -> str:
    """What is a level although it is known of two runs alone, in the digits of its interval."""
    number = plain(change.value, change.decimals)
    return with_unit(number, change.unit, words.lang).replace(" ", _NO_BREAK)


def bracket(change: Change) -> str:
    """An interval: "[1.9, 2.7]"; nothing without one."""
    if change.low is None or change.high is None:
        return ""
    return interval(change.low, change.high, change.decimals)


def tick(value: float, _: object) -> str:
    """A tick's number with thousands apart."""
    return plain(value, 0 if float(value).is_integer() else 1 if abs(value) >= 1 else 2)
