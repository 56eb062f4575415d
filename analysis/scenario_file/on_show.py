"""Names and titles, which figures, tables and pages show: one line of what can be seen."""

import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from analysis.scenario_file.faults import Fault, KeyPath, Place, dotted, shown

_SHOWN = ("title", "title_zh", "name")
_HIDDEN = ("Cc", "Cs", "Zl", "Zp")  # categories of Unicode: controls, breaks of lines
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # the rest around


def faults_on_show(tree: Any, place_of: Callable[[KeyPath], Place]) -> list[Fault]:
    """Names and titles that break a line, turn the text around them, or show nothing."""
    return [
        Fault(place_of(path), f"must be one line of text; {why}", dotted(path), shown(text))
        for path, text in _texts(tree, ())
        if (why := _why_not(text))
    ]


def _texts(holder: Any, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Each name and title, and its path; not those that policies of the user's own have."""
    for key, value in holder.items() if isinstance(holder, dict) else enumerate(holder):
        here = (*path, key)
        if isinstance(value, str) and key in _SHOWN:
            yield here, value
        elif isinstance(value, list) or (
            isinstance(value, dict) and ":" not in str(value.get("use"))
        ):
            yield from _texts(value, here)


def _why_not(text: str) -> str:
    hidden = next((c for c in text if unicodedata.category(c) in _HIDDEN or c in _TURNING), None)
    if hidden is not None:
        return f"it holds U+{ord(hidden):04X}, which is not seen"
    return "it holds nothing that is seen" if text and not text.strip() else ""
