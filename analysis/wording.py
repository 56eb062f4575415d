"""Numbers as people read them: units, thousands, and no more digits than make sense."""

import math

from analysis.kpis import UNITS, Lang

THIN_SPACE = "\u2009"
THOUSANDS = r"(?<=\d) (?=\d{3}(?!\d))"  # a space that parts them, as people write titles
_MINUS = "−"
NONE = "–"

# A standard error below it, relative to its power of ten, is given two digits (PDG's rule).
_TWO_DIGITS = 3.55
_MOST_DECIMALS = 2  # of units that are not shown with more


def shown(value: float | None, unit: str, lang: Lang = "en") -> str:
    """A value with its unit, such as "23.6 min", "¥5.68" or "43 012"."""
    if value is None or math.isnan(value):
        return NONE
    read = UNITS[unit]
    scaled = value * read.scale
    whole = abs(scaled) >= read.whole_from or (isinstance(value, int) and read.scale == 1)
    return with_unit(plain(scaled, 0 if whole else read.decimals), unit, lang)


def with_unit(number: str, unit: str, lang: Lang = "en") -> str:
    """A number that is written already, with its unit; the sign comes first: "−¥0.41"."""
    text = UNITS[unit].value[lang].format(number.removeprefix(_MINUS))
    return f"{_MINUS}{text}" if number.startswith(_MINUS) else text


def shown_difference(
    difference: float | None,
    low: float | None,
    high: float | None,
    unit: str,
    lang: Lang = "en",
) -> str:
    """A difference with its interval, such as "+2.3 min [1.9, 2.7]"; "0" for exactly none.

    Unit "relative": a share of the base, said in per cent.
    """
    if difference is None:
        return NONE
    if difference == 0 and not low and not high:
        return "0"
    read = UNITS[unit]
    low, high = (None if end is None else end * read.scale for end in (low, high))
    return _with_interval(difference * read.scale, low, high, unit, lang)


def shown_size(
    value: float, low: float | None, high: float | None, unit: str, lang: Lang = "en"
) -> str:
    """How large a value is, whatever its sign, with its interval: "¥12.3 [11.0, 13.9]"."""
    sign = -1 if value < 0 else 1
    scale = sign * UNITS[unit].scale
    if low is None or high is None:
        return with_unit(
            plain(value * scale, decimals(value * scale, None, None, unit)), unit, lang
        )
    low, high = sorted((low * scale, high * scale))
    n_decimals = decimals(value * scale, low, high, unit)
    text = with_unit(plain(value * scale, n_decimals), unit, lang)
    return f"{text} [{plain(low, n_decimals)}, {plain(high, n_decimals)}]"


def _with_interval(
    value: float, low: float | None, high: float | None, unit: str, lang: Lang
) -> str:
    """A signed number with its unit, and the ends of its interval with equal decimals."""
    n_decimals = decimals(value, low, high, unit)
    text = UNITS[unit].difference[lang].format(signed(value, n_decimals))
    if low is None or high is None:
        return text
    return f"{text} [{plain(low, n_decimals)}, {plain(high, n_decimals)}]"


def decimals(value: float, low: float | None, high: float | None, unit: str) -> int:
    """Decimals that make sense: one or two digits of the interval's half-width.

    Enough that an end which is not zero does not look like it, and two at most, or as many as
    values of the unit have. Without an interval, three digits of the value.
    """
    most = max(_MOST_DECIMALS, UNITS[unit].decimals)
    if low is None or high is None or high <= low:
        needed = 2 - math.floor(math.log10(abs(value))) if value else 0
        return min(max(0, needed), most)
    places = min(max(0, math.ceil(-math.log10((high - low) / 2 / _TWO_DIGITS))), most)
    while places < most and any(end and not round(end, places) for end in (low, high)):
        places += 1
    return places


def signed(value: float, n_decimals: int) -> str:
    """A number with its sign; none for what rounds to zero."""
    text = plain(value, n_decimals)
    return text if text.startswith(_MINUS) or not round(value, n_decimals) else f"+{text}"


def plain(value: float, n_decimals: int) -> str:
    """A number with thousands apart and a true minus; none for what rounds to zero."""
    sign = _MINUS if round(value, n_decimals) < 0 else ""
    return f"{sign}{abs(value):,.{n_decimals}f}".replace(",", THIN_SPACE)


def counted(number: int, noun: str) -> str:
    """Such as "1 day", "7 days"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
