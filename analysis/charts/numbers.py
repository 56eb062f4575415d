"""KPIs and their changes as people read them: in ¥, % and minutes, in the language asked for."""

import math
from typing import NamedTuple

from analysis.experiment.compare import Difference
from analysis.kpis.table import KPIS, Kpi, Unit
from analysis.wording import decimals, plain, signed
from analysis.words import Words

KPI: dict[str, Kpi] = {kpi.name: kpi for kpi in KPIS}

# From a KPI's unit to the one that is shown.
_SCALE: dict[Unit, float] = {"share": 100, "cents": 0.01, "index": 100}
_LEVEL_DECIMALS: dict[Unit, int] = {
    "share": 1,
    "min": 1,
    "stars": 2,
    "log-odds": 3,
    "km": 2,
    "g": 1,
    "index": 1,
}
_MOST_DECIMALS = 2


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
    if value is None or math.isnan(value):
        return words("number.none")
    unit = KPI[kpi].unit
    shown = value * _SCALE.get(unit, 1)
    number = plain(shown, _level_decimals(shown, unit))
    text = words(f"level.{_key(unit)}", value=number.removeprefix("−"))
    return f"−{text}" if number.startswith("−") else text


def change_of(found: Difference, *, relative: bool = False) -> Change | None:
    """A difference in the unit shown: per cent, points, minutes, ¥."""
    if relative:
        scale, numbers = 100.0, (found.relative, found.relative_low, found.relative_high)
    else:
        scale = _SCALE.get(KPI[found.kpi].unit, 1)
        numbers = (found.difference, found.low, found.high)
    value, low, high = (None if number is None else number * scale for number in numbers)
    return None if value is None else Change(value, low, high)


def spoken(change: Change, unit: Unit | None, words: Words) -> str:
    """A change with its unit: "+2.3 min"; unit None: relative, in per cent."""
    return words(f"change.{_key(unit)}", value=signed(change.value, change.decimals))


def amount(change: Change, unit: Unit | None, words: Words) -> str:
    """The size of a change with its unit and two digits: "2.3 min"."""
    size = abs(change.value)
    two_digits = max(0, 1 - math.floor(math.log10(size))) if size else 0
    number = plain(size, 2 if unit == "cents" else min(two_digits, max(change.decimals, 1)))
    return words(f"{'level' if unit == 'cents' else 'change'}.{_key(unit)}", value=number)


def bracket(change: Change) -> str:
    """An interval: "[1.9, 2.7]"; nothing without one."""
    if change.low is None or change.high is None:
        return ""
    return f"[{plain(change.low, change.decimals)}, {plain(change.high, change.decimals)}]"


def _key(unit: Unit | None) -> str:
    return "relative" if unit is None else unit.replace(" ", "_").replace("-", "_")


def _level_decimals(shown: float, unit: Unit) -> int:
    if unit in _LEVEL_DECIMALS:
        return _LEVEL_DECIMALS[unit]
    if abs(shown) >= 1000 or (unit == "count" and shown == int(shown)):
        return 0
    return 1 if abs(shown) >= 100 else 2
