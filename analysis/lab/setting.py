"""Values of settings as people read them."""

import json
import re
from typing import Any

from analysis.scenario_file.faults import shown as as_written
from analysis.wording import shown
from analysis.words import Words

# How the last word of a setting's name reads its values.
_UNITS = {"cents": "cents", "min": "min", "share": "share", "km": "km"}


def setting(path: str, value: Any, words: Words) -> str:
    """A value with its unit, where its setting's name says one: "¥3.50", "11:00–13:30"."""
    unit = _UNITS.get(path.rsplit("_", 1)[-1])
    if unit is None or isinstance(value, bool) or not isinstance(value, (int, float)):
        return plain_setting(value)
    return shown(value, unit, words.lang)


def plain_setting(value: Any) -> str:
    """A value as its file has it, but for the hours of a window: "11:00–13:30"."""
    if isinstance(value, (list, tuple)) and len(value) == 2 and all(map(_is_clock, value)):
        return "–".join(value)
    if isinstance(value, str):
        return value
    return as_written(value) or json.dumps(value, ensure_ascii=False)


def _is_clock(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"\d{1,2}:\d\d", value) is not None
