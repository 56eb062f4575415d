"""Recognises a key that is right but for its unit: ``wait_s`` where ``wait_min`` is known."""

from collections.abc import Iterable

# Endings of the project's own keys, longest first, and what they mean.
_UNITS = {
    "_cents_per_min": "cents per minute",
    "_cents_per_km": "cents per kilometre",
    "_m_per_min": "metres per minute",
    "_km_per_h": "kilometres per hour",
    "_per_hour": "per hour",
    "_per_day": "per day",
    "_per_km": "per kilometre",
    "_cents": "cents",
    "_days": "days",
    "_min": "minutes",
    "_km": "kilometres",
    "_share": "a share between 0 and 1",
    "_rate": "a share between 0 and 1",
    "_m": "metres",
}

_FOREIGN = (
    *("_ms", "_s", "_sec", "_secs", "_second", "_seconds", "_mins", "_minute", "_minutes"),
    *("_h", "_hr", "_hrs", "_hour", "_hours", "_day", "_week", "_weeks"),
    *("_km_h", "_kmh", "_kph", "_mph", "_mps", "_m_s", "_m_per_s", "_mile", "_miles"),
    *("_meter", "_meters", "_metre", "_metres", "_ft"),
    *("_cent", "_yuan", "_rmb", "_cny", "_fen", "_eur", "_euro", "_usd", "_dollars"),
    *("_pct", "_percent", "_percentage", "_fraction", "_ratio", "_per_minute", "_per_min"),
)

_ENDINGS = sorted((*_UNITS, *_FOREIGN), key=len, reverse=True)


def unit_hint(key: str, known: Iterable[str]) -> str | None:
    """``the unit is minutes: wait_min``, where only the unit of a known key differs."""
    stem, _ = _split(key)
    for name in known:
        known_stem, ending = _split(name)
        if known_stem == stem and ending in _UNITS:
            return f"the unit is {_UNITS[ending]}: {name}"
    return None


def _split(key: str) -> tuple[str, str]:
    for ending in _ENDINGS:
        if key.endswith(ending) and key != ending:
            return key.removesuffix(ending), ending
    return key, ""
