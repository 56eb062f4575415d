"""Warnings of libraries, in the words of a command: a line, once, without a line of code.

They are no faults, whatever the user has said of warnings.
"""

import os
import re
import sys
import warnings
from typing import Any

# Matplotlib draws a box for it, and warns each time.
_LACKING = re.compile(r"Glyph (\d+) .*missing from", re.DOTALL)
# Numba shows a traceback, and goes on without the variable.
_UNREADABLE = re.compile(
    r"Environment variable '(\w+)' is defined but its associated value '(.*)' could not be parsed",
    re.DOTALL,
)


def tell_warnings() -> None:
    """Have this process say such warnings as a command does."""
    told: set[str] = set()
    usual = warnings.showwarning

    def tell(message: Warning | str, *where: Any, **how: Any) -> None:
        said = _in_our_words(str(message))
        if said is None:
            usual(message, *where, **how)
        elif said not in told:
            told.add(said)
            print(said, file=sys.stderr)

    for known in (_LACKING, _UNREADABLE):
        warnings.filterwarnings("always", known.pattern)
    warnings.showwarning = tell


def _in_our_words(warning: str) -> str | None:
    """What a warning comes to; None: it is none of these."""
    if lacking := _LACKING.match(warning):
        return f"figures show a box for {chr(int(lacking[1]))}, which no font here has"
    if unreadable := _UNREADABLE.match(warning):
        os.environ.pop(unreadable[1], None)  # else each worker says it again
        return f"{unreadable[1]} is left out: Numba cannot read '{unreadable[2]}'"
    return None
