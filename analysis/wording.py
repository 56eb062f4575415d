"""Numbers as people read them: units, thousands, and no more digits than make sense."""

import math
from typing import NamedTuple


class _Spoken(NamedTuple):
    """How values of a unit are said: times a scale, between a sign of money and a unit."""

    scale: float = 1.0
    before: str = ""
    after: str = ""
    after_difference: str | None = None  # where it differs: shares differ by percentage points


_UNITS = {
    "count": _Spoken(),
    "share": _Spoken(100, after=" %", after_difference=" pp"),
    "min": _Spoken(after=" min"),
    "cents": _Spoken(0.01, before="¥"),
    "km": _Spoken(after=" km"),
    "hours": _Spoken(after=" h"),
    "per hour": _Spoken(after=" /h"),
    "stars": _Spoken(),
    "log-odds": _Spoken(),
}

_THIN_SPACE = "\u2009"
_NONE = "–"


def shown(value: float | None, unit: str) -> str:
    """A value with its unit, such as "23.6 min", "¥5.68" or "43 012"; whole numbers stay whole."""
    if value is None:
        return _NONE
    spoken = _UNITS[unit]
    scaled = value * spoken.scale
    n_decimals = 0 if isinstance(value, int) and spoken.scale == 1 else digits_of(scaled)
    if spoken.before:
        n_decimals = 2 if abs(scaled) < 1000 else 0
    sign = "−" if scaled < 0 and round(scaled, n_decimals) else ""
    return f"{sign}{spoken.before}{grouped(abs(scaled), n_decimals)}{spoken.after}"


def shown_difference(
    difference: float | None, low: float | None, high: float | None, unit: str
) -> str:
    """A difference with its interval, such as "+2.3 min [1.9, 2.7]"."""
    if difference is None:
        return _NONE
    if difference == 0 and not low and not high:
        return "0"
    spoken = _UNITS[unit]
    after = spoken.after if spoken.after_difference is None else spoken.after_difference
    value, *ends = (None if n is None else n * spoken.scale for n in (difference, low, high))
    return f"{spoken.before}{with_interval(value, *ends, after)}"


def with_interval(value: float, low: float | None, high: float | None, after: str = "") -> str:
    """A signed number, what comes after it, and the ends of its interval with equal decimals."""
    n_decimals = decimals(value, low, high)
    text = f"{signed(value, n_decimals)}{after}"
    if low is None or high is None:
        return text
    ends = ", ".join(plain(end, n_decimals) for end in (low, high))
    return f"{text} [{ends}]"


def decimals(value: float, low: float | None, high: float | None) -> int:
    """Decimals that make sense: one digit of the interval's half-width, else three of the value."""
    half = (high - low) / 2 if low is not None and high is not None else 0.0
    return max(0, -math.floor(math.log10(half))) if half > 0 else digits_of(value)


def digits_of(value: float) -> int:
    """Decimals that show three digits of a value."""
    return max(0, 2 - math.floor(math.log10(abs(value)))) if value else 0


def signed(value: float, n_decimals: int) -> str:
    """A number with its sign; none for what rounds to zero."""
    text = plain(value, n_decimals)
    return text if text.startswith("−") or not round(value, n_decimals) else f"+{text}"


def plain(value: float, n_decimals: int) -> str:
    """A number with thousands apart and a true minus; none for what rounds to zero."""
    sign = "−" if round(value, n_decimals) < 0 else ""
    return f"{sign}{grouped(abs(value), n_decimals)}"


def grouped(value: float, n_decimals: int) -> str:
    """A number with thousands apart."""
    return f"{value:,.{n_decimals}f}".replace(",", _THIN_SPACE)
