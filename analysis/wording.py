"""Numbers as people read them: units, thousands, and no more digits than make sense."""

import math

from analysis.kpis import UNITS, Lang

THIN_SPACE = "\u2009"
NO_BREAK = "\u202f"  # a thin space at which no line breaks
THOUSANDS = r"(?<=\d) (?=\d{3}(?!\d))"  # a space that parts them, as people write titles
_MINUS = "−"
NONE = "–"

# A standard error below it, relative to its power of ten, is given two digits (PDG's rule).
_TWO_DIGITS = 3.55
_MOST_DECIMALS = 2  # of units that are not shown with more
_MOST_TO_TELL = 6  # of what is told from zero and lies close by it; below is what sums leave over


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
    return _around(UNITS[unit].value[lang], number)


def hundredths(number: float, n_decimals: int, lang: Lang = "en") -> str:
    """A number of hundredths: "8.4 %"."""
    return with_unit(plain(number, n_decimals), "share", lang)


def with_unit_of_change(number: str, unit: str, lang: Lang = "en") -> str:
    """A signed number that is written already, with the unit of a change: "+¥0.41", "+2.3 pp"."""
    return _around(UNITS[unit].difference[lang], number)


def _around(unit: str, number: str) -> str:
    """A unit around a number, behind its sign."""
    sign = number[:1] if number.startswith((_MINUS, "+")) else ""
    return f"{sign}{unit.format(number.removeprefix(sign))}"


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
    said = shown_change(difference, low, high, unit, lang)
    if difference is None or low is None or high is None or not (difference or low or high):
        return said
    value, low, high = (UNITS[unit].scale * number for number in (difference, low, high))
    n_decimals = decimals(value, low, high, unit)
    return f"{said} {interval(low, high, n_decimals)}"


def in_two(told: str) -> tuple[str, str]:
    """What `shown_difference` or `shown_size` says, as its number and its interval, if any."""
    number, _, interval = told.partition(" [")
    return number, f"[{interval}" if interval else ""


def shown_change(
    difference: float | None,
    low: float | None,
    high: float | None,
    unit: str,
    lang: Lang = "en",
) -> str:
    """A difference in the digits that its interval supports, without it: "+2.3 min"."""
    if difference is None:
        return NONE
    if difference == 0 and not low and not high:
        return "0"
    scale = UNITS[unit].scale
    low, high = (None if end is None else end * scale for end in (low, high))
    n_decimals = decimals(difference * scale, low, high, unit)
    return with_unit_of_change(signed(difference * scale, n_decimals), unit, lang)


def shown_size(
    value: float, low: float | None, high: float | None, unit: str, lang: Lang = "en"
) -> str:
    """How large a change is, whatever its sign, with its interval: "¥12.3 [11.0, 13.9]"."""
    sign = -1 if value < 0 else 1
    scale = sign * UNITS[unit].scale
    if low is None or high is None:
        number = plain(value * scale, decimals(value * scale, None, None, unit))
        return with_unit_of_change(number, unit, lang)
    low, high = sorted((low * scale, high * scale))
    n_decimals = decimals(value * scale, low, high, unit)
    text = with_unit_of_change(plain(value * scale, n_decimals), unit, lang)
    return f"{text} {interval(low, high, n_decimals)}"


def decimals(value: float, low: float | None, high: float | None, unit: str) -> int:
    """Decimals that make sense: one or two digits of the interval's half-width.

    Enough that an end which is not zero does not look like it, and two at most, or as many as
    values of the unit have; more only where that is what tells a change from none. Without an
    interval, three digits of the value.
    """
    most = max(_MOST_DECIMALS, UNITS[unit].decimals)
    if low is None or high is None or high <= low:
        needed = 2 - math.floor(math.log10(abs(value))) if value else 0
        return telling(value, min(max(0, needed), most))
    places = min(max(0, math.ceil(-math.log10((high - low) / 2 / _TWO_DIGITS))), most)
    while places < most and any(end and not round(end, places) for end in (low, high)):
        places += 1
    return places if low <= 0 <= high else telling(value, places)


def interval(low: float, high: float, n_decimals: int) -> str:
    """An interval: "[1.9, 2.7]"; an end that tells it from zero does not look like zero."""
    if low <= 0 <= high:
        return f"[{plain(low, n_decimals)}, {plain(high, n_decimals)}]"
    return f"[{', '.join(plain(end, telling(end, n_decimals)) for end in (low, high))}]"


def telling(number: float, fewest: int) -> int:
    """Decimals with which a number does not look like zero; the fewest if it is next to it."""
    enough = (n for n in range(fewest, _MOST_TO_TELL + 1) if round(number, n))
    return next(enough, fewest)


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
