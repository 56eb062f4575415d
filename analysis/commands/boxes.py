"""Signs that no font has: Matplotlib draws a box, and warns again and again by a line of code."""

import re
import sys
import warnings
from typing import Any

_LACKING = re.compile(r"Glyph (\d+) .*missing from", re.DOTALL)


def tell_boxes() -> None:
    """Say once of each such sign, in the words of a command, that figures show a box for it.

    Whatever the user has said of warnings, a figure with a box is drawn.
    """
    told: set[str] = set()
    usual = warnings.showwarning

    def tell(message: Warning | str, *where: Any, **how: Any) -> None:
        lacking = _LACKING.match(str(message))
        if lacking is None:
            usual(message, *where, **how)
            return
        sign = chr(int(lacking[1]))
        if sign not in told:
            told.add(sign)
            print(f"figures show a box for {sign}, which no font here has", file=sys.stderr)

    warnings.filterwarnings("always", _LACKING.pattern, UserWarning)
    warnings.showwarning = tell
