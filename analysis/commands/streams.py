"""What is printed gets out in any encoding: as it is, by the nearest sign, or escaped."""

import codecs
import json
import sys
from typing import Any, TextIO

_ERRORS = "o2o.nearest"

# Signs that people know, and what stands for them where they do not exist, the best first.
_NEAREST = {
    "¥": ("￥", "CNY"),
    "−": ("-",),
    "–": ("-",),
    "—": ("-",),
    "→": ("->",),
    "×": ("x",),
    "·": ("-",),
    "…": ("...",),
    "≥": (">=",),
    "≤": ("<=",),
    "₂": ("2",),
    "’": ("'",),
    "“": ('"',),
    "”": ('"',),
    "\N{NO-BREAK SPACE}": (" ",),
    "\N{NARROW NO-BREAK SPACE}": (" ",),
    "\N{THIN SPACE}": (" ",),
}


def tolerate_encodings() -> None:
    """Let standard output and error take every text."""
    codecs.register_error(_ERRORS, _nearest)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=_ERRORS)


def print_json(value: Any) -> None:
    """Print one JSON document that is the same in every encoding; NaN is refused."""
    escaped = not _holds_all(sys.stdout)
    print(json.dumps(value, indent=2, ensure_ascii=escaped, allow_nan=False))


def _holds_all(stream: TextIO) -> bool:
    try:
        return codecs.lookup(stream.encoding).name.startswith("utf")
    except (AttributeError, LookupError, TypeError):  # no stream, or one without an encoding
        return True


def _nearest(error: UnicodeError) -> tuple[str | bytes, int]:
    """What to print in place of the first sign that cannot be encoded, and where to go on."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    sign = error.object[error.start]
    for candidate in _NEAREST.get(sign, ()):
        try:
            candidate.encode(error.encoding)
        except UnicodeEncodeError:
            continue
        return candidate, error.start + 1
    return sign.encode("ascii", "backslashreplace").decode("ascii"), error.start + 1
