"""KPIs and their changes in the units shown: in ¥, % and minutes, in the language asked for."""

import math
from typing import NamedTuple

from analysis.experiment.compare import Difference
from analysis.kpis import KPI, UNITS
from analysis.wording import decimals, plain, shown, signed, with_unit
from analysis.words import Words

_MOST_DECIMALS = 2
_NO_BREAK = "\u00a0"  # a number and its unit stay on one line


class Change(NamedTuple):
    """A difference and its interval in the unit shown; no interval: both ends are None."""

    value: float
    low: float | None
    high: float | None

    @property
    def decimals(self) -> int:
        """Digits after the point that the interval supports."""
        return min(_MOST_DECIMALS, decimals(self.value, self.low, self.high))


def level(value: float | None, kpi: str, words: Words) -> str:
    """A KPI's value with its unit: "51.2 min"."""
    return shown(value, KPI[kpi].unit, words.lang).replace(" ", _NO_BREAK)


def change_of(found: Difference, *, relative: bool = False) -> Change | None:
    """A difference in the unit shown: per cent, points, minutes, ¥."""
    if relative:
        unit, numbers = "relative", (found.relative, found.relative_low, found.relative_high)
    else:
        unit, numbers = KPI[found.kpi].unit, (found.difference, found.low, found.high)
    scale = UNITS[unit].scale
    value, low, high = (None if number is None else number * scale for number in numbers)
    return None if value is None else Change(value, low, high)


def spoken(change: Change, unit: str, words: Words, n_decimals: int | None = None) -> str:
    """A change with its unit: "+2.3 min"."""
    number = signed(change.value, change.decimals if n_decimals is None else n_decimals)
    return UNITS[unit].difference[words.lang].format(number).replace(" ", _NO_BREAK)


def amount(change: Change, unit: str, words: Words) -> str:
    """The size of a change with its unit and two digits: "2.3 min"."""
    size = abs(change.value)
    two_digits = max(0, 1 - math.floor(math.log10(size))) if size else 0
    number = plain(size, 2 if unit == "cents" else min(two_digits, max(change.decimals, 1)))
    if unit == "cents":  # "¥0.41", not "0.41 ¥"
        return with_unit(number, unit, words.lang).replace(" ", _NO_BREAK)
    return UNITS[unit].difference[words.lang].format(number).replace(" ", _NO_BREAK)


def bracket(change: Change) -> str:
    """An interval: "[1.9, 2.7]"; nothing without one."""
    if change.low is None or change.high is None:
        return ""
    return f"[{plain(change.low, change.decimals)}, {plain(change.high, change.decimals)}]"
