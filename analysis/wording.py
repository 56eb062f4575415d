"""Numbers as people read them: units, thousands, and no more digits than make sense."""

import math
from typing import NamedTuple


class _Spoken(NamedTuple):
    """How values of a unit are said: times a scale, with so many decimals."""

    decimals: int
    scale: float = 1.0
    whole_from: float = 1000  # no decimals from here on
    before: str = ""
    after: str = ""
    after_difference: str = ""


_UNITS = {
    "count": _Spoken(2, whole_from=100),
    "share": _Spoken(1, scale=100, after=" %", after_difference=" pp"),
    "min": _Spoken(1, after=" min", after_difference=" min"),
    "cents": _Spoken(2, scale=0.01, before="¥", after_difference=" ¥"),
    "km": _Spoken(2, after=" km", after_difference=" km"),
    "g": _Spoken(1, after=" g", after_difference=" g"),
    "hours": _Spoken(0, after=" h", after_difference=" h"),
    "per hour": _Spoken(2, after=" /h", after_difference=" /h"),
    "stars": _Spoken(2),
    "log-odds": _Spoken(3),
    "index": _Spoken(1, scale=100, after=" of 100"),
}

_THIN_SPACE = "\u2009"
_NONE = "–"

# A standard error below it, relative to its power of ten, is given two digits (PDG's rule).
_TWO_DIGITS = 3.55
_MOST_DECIMALS = 3


def shown(value: float | None, unit: str) -> str:
    """A value with its unit, such as "23.6 min", "¥5.68" or "43 012"."""
    if value is None:
        return _NONE
    spoken = _UNITS[unit]
    scaled = value * spoken.scale
    whole = abs(scaled) >= spoken.whole_from or (isinstance(value, int) and spoken.scale == 1)
    text = plain(scaled, 0 if whole else spoken.decimals)
    sign = "−" if text.startswith("−") else ""
    return f"{sign}{spoken.before}{text.removeprefix('−')}{spoken.after}"


def shown_difference(
    difference: float | None, low: float | None, high: float | None, unit: str
) -> str:
    """A difference with its interval, such as "+2.3 min [1.9, 2.7]"; "0" for exactly none."""
    if difference is None:
        return _NONE
    if difference == 0 and not low and not high:
        return "0"
    spoken = _UNITS[unit]
    low, high = (None if end is None else end * spoken.scale for end in (low, high))
    return with_interval(difference * spoken.scale, low, high, spoken.after_difference)


def with_interval(value: float, low: float | None, high: float | None, after: str = "") -> str:
    """A signed number, what comes after it, and the ends of its interval with equal decimals."""
    n_decimals = decimals(value, low, high)
    text = f"{signed(value, n_decimals)}{after}"
    if low is None or high is None:
        return text
    return f"{text} [{plain(low, n_decimals)}, {plain(high, n_decimals)}]"


def decimals(value: float, low: float | None, high: float | None) -> int:
    """Decimals that make sense: one or two digits of the interval's half-width.

    Enough that an end which is not zero does not look like it, and three at most. Without an
    interval, three digits of the value, and two decimals at most.
    """
    if low is None or high is None or high <= low:
        needed = 2 - math.floor(math.log10(abs(value))) if value else 0
        return min(max(0, needed), 2)
    places = max(0, math.ceil(-math.log10((high - low) / 2 / _TWO_DIGITS)))
    ends_vanish = any(end and not round(end, places) for end in (low, high))
    return min(places + ends_vanish, _MOST_DECIMALS)


def signed(value: float, n_decimals: int) -> str:
    """A number with its sign; none for what rounds to zero."""
    text = plain(value, n_decimals)
    return text if text.startswith("−") or not round(value, n_decimals) else f"+{text}"


def plain(value: float, n_decimals: int) -> str:
    """A number with thousands apart and a true minus; none for what rounds to zero."""
    sign = "−" if round(value, n_decimals) < 0 else ""
    return f"{sign}{abs(value):,.{n_decimals}f}".replace(",", _THIN_SPACE)


def counted(number: int, noun: str) -> str:
    """Such as "1 day", "7 days"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
