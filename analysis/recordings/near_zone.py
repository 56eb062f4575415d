"""The zone that a place probably lies in: that of the nearest city in the table of zones."""

import re
from importlib.resources import files
from pathlib import Path

import numpy as np

_TABLE = "zone1970.tab"
_SYSTEM = Path("/usr/share/zoneinfo") / _TABLE
_POSITION = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?([+-])(\d{3})(\d{2})(\d{2})?")


def near_zone(lat: float, lon: float) -> str | None:
    """The name of a zone, such as Asia/Shanghai; None where there is no table of zones."""
    table = _table()
    if not table:
        return None
    names, degrees = zip(*table, strict=True)
    north, east = np.radians(np.array(degrees)).T
    here_north, here_east = np.radians(lat), np.radians(lon)
    cosine = np.sin(north) * np.sin(here_north)
    cosine += np.cos(north) * np.cos(here_north) * np.cos(east - here_east)
    return str(names[int(np.argmax(cosine))])


def _table() -> list[tuple[str, tuple[float, float]]]:
    rows = []
    for line in _text().splitlines():
        cells = line.split("\t")
        found = _POSITION.fullmatch(cells[1]) if len(cells) > 2 else None
        if found:
            rows.append((cells[2], (_degrees(found, 1), _degrees(found, 5))))
    return rows


def _degrees(found: re.Match[str], first: int) -> float:
    sign, degrees, minutes, seconds = (found[first + step] or "0" for step in range(4))
    value = int(degrees) + int(minutes) / 60 + int(seconds) / 3600
    return -value if sign == "-" else value


def _text() -> str:
    try:
        return (files("tzdata.zoneinfo") / _TABLE).read_text(encoding="utf-8")
    except (ModuleNotFoundError, OSError):
        return _SYSTEM.read_text(encoding="utf-8") if _SYSTEM.is_file() else ""
